//! One error for programs and handlers.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// Any error: `?` turns every error type into it.
///
/// It prints as the error it holds. Make one from a message with [`Error::msg`].
///
/// ```
/// fn port(text: &str) -> wharf::Result<u16> {
///     Ok(text.parse()?)
/// }
///
/// assert_eq!(port("eighty").unwrap_err().to_string(), "invalid digit found in string");
/// ```
pub struct Error(Box<dyn core::error::Error + Send + Sync>);

/// A result whose error is any error.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// An error that consists of a message.
    pub fn msg(message: impl Into<String>) -> Self {
        Error(message.into().into())
    }

    /// The error inside.
    #[must_use]
    pub fn get(&self) -> &(dyn core::error::Error + Send + Sync + 'static) {
        &*self.0
    }

    /// The error inside.
    #[must_use]
    pub fn into_inner(self) -> Box<dyn core::error::Error + Send + Sync> {
        self.0
    }
}

impl<E: core::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Error(Box::new(error))
    }
}

impl fmt::Display for Error {
    /// Writes the error; with `{:#}`, its causes too.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)?;
        if formatter.alternate() {
            let mut cause = self.0.source();
            while let Some(error) = cause {
                write!(formatter, ": {error}")?;
                cause = error.source();
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:#}")
    }
}
