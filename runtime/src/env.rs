//! Arguments, environment variables and the initial directory.
//!
//! ```no_run
//! use wharf::env;
//!
//! let name = env::args().nth(1).or_else(|| env::var("USER").ok());
//! println!("Hello, {}!", name.as_deref().unwrap_or("stranger"));
//! ```

use std::path::PathBuf;
use std::string::String;
use std::vec;

use crate::wasi::cli::environment;

pub use std::env::VarError;

/// The arguments of the program; the first is its name, by convention. Source: `wasi:cli/environment.get-arguments`.
///
/// ```no_run
/// let name = wharf::env::args().nth(1).unwrap_or_else(|| "nobody".into());
/// ```
#[must_use]
pub fn args() -> Args {
    Args(environment::get_arguments().into_iter())
}

/// The environment variables, by name. Source: `wasi:cli/environment.get-environment`.
///
/// ```no_run
/// for (name, value) in wharf::env::vars() {
///     println!("{name}={value}");
/// }
/// ```
#[must_use]
pub fn vars() -> Vars {
    Vars(environment::get_environment().into_iter())
}

/// The value of an environment variable. Source: `wasi:cli/environment.get-environment`.
///
/// ```no_run
/// let upstream = wharf::env::var("UPSTREAM").unwrap_or_else(|_| "http://127.0.0.1:8080".into());
/// ```
///
/// # Errors
///
/// [`VarError::NotPresent`] when it is not set.
pub fn var(name: impl AsRef<str>) -> Result<String, VarError> {
    let name = name.as_ref();
    vars().find(|(key, _)| key == name).map(|(_, value)| value).ok_or(VarError::NotPresent)
}

/// The directory that relative paths start from, if the host says one. Source:
/// `wasi:cli/environment.get-initial-cwd`.
///
/// ```no_run
/// if let Some(dir) = wharf::env::initial_dir() {
///     println!("started in {}", dir.display());
/// }
/// ```
#[must_use]
pub fn initial_dir() -> Option<PathBuf> {
    environment::get_initial_cwd().map(PathBuf::from)
}

macro_rules! iterator {
    ($(#[$doc:meta])* $Name:ident, $Item:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $Name(vec::IntoIter<$Item>);

        impl Iterator for $Name {
            type Item = $Item;

            fn next(&mut self) -> Option<$Item> {
                self.0.next()
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl ExactSizeIterator for $Name {}

        impl DoubleEndedIterator for $Name {
            fn next_back(&mut self) -> Option<$Item> {
                self.0.next_back()
            }
        }
    };
}

iterator!(
    /// The arguments of the program, from [`args`].
    Args,
    String
);
iterator!(
    /// The environment variables, from [`vars`].
    Vars,
    (String, String)
);
