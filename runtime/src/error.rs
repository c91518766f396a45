//! One error for programs and handlers.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// Any error: `?` turns every error type into it.
///
/// It prints as the error it holds, but for an [`io::Error`](std::io::Error) that std has made itself: that prints as its
/// kind and code. Make one from a message with [`Error::msg`].
///
/// ```
/// fn port(text: &str) -> wharf::Result<u16> {
///     Ok(text.parse()?)
/// }
///
/// assert_eq!(port("eighty").unwrap_err().to_string(), "invalid digit found in string");
/// ```
pub struct Error(Held);

type Boxed = Box<dyn core::error::Error + Send + Sync>;

/// The error inside. Those that programs meet most are not boxed: a box can also debug its error, and what that takes of
/// an [`io::Error`](std::io::Error) is a fifth of a small guest.
enum Held {
    #[cfg(feature = "std")]
    Io(std::io::Error),
    Boxed(Boxed),
}

/// A result whose error is any error.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// An error that consists of a message.
    pub fn msg(message: impl Into<String>) -> Self {
        Error(Held::Boxed(message.into().into()))
    }

    /// An error from one in a box.
    #[must_use]
    pub fn from_boxed(error: Boxed) -> Self {
        Error(Held::Boxed(error))
    }

    /// The error inside.
    #[must_use]
    pub fn get(&self) -> &(dyn core::error::Error + Send + Sync + 'static) {
        match &self.0 {
            #[cfg(feature = "std")]
            Held::Io(error) => error,
            Held::Boxed(error) => &**error,
        }
    }

    /// The error inside.
    #[must_use]
    pub fn into_inner(self) -> Boxed {
        match self.0 {
            #[cfg(feature = "std")]
            Held::Io(error) => Box::new(error),
            Held::Boxed(error) => error,
        }
    }

    /// What caused the error inside.
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0 {
            #[cfg(feature = "std")]
            Held::Io(error) => core::error::Error::source(error),
            Held::Boxed(error) => error.source(),
        }
    }
}

impl<E: core::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        #[cfg(feature = "std")]
        {
            // Known when it is compiled.
            let mut error = Some(error);
            let any: &mut dyn core::any::Any = &mut error;
            if let Some(io) = any.downcast_mut::<Option<std::io::Error>>().and_then(Option::take) {
                return Error(Held::Io(io));
            }
            match error {
                Some(error) => Error(Held::Boxed(Box::new(error))),
                None => unreachable!("only taken when it is an `io::Error`"),
            }
        }
        #[cfg(not(feature = "std"))]
        Error(Held::Boxed(Box::new(error)))
    }
}

impl From<Error> for Boxed {
    fn from(error: Error) -> Self {
        error.into_inner()
    }
}

impl fmt::Display for Error {
    /// Writes the error; with `{:#}`, its causes too.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error: &dyn core::error::Error = match &self.0 {
            #[cfg(feature = "std")]
            Held::Io(error) => match error.get_ref() {
                Some(inner) => inner,
                None => return fmt_std(error, formatter),
            },
            Held::Boxed(error) => &**error,
        };
        write!(formatter, "{error}")?;
        if formatter.alternate() {
            let mut cause = self.source();
            while let Some(error) = cause {
                write!(formatter, ": {error}")?;
                cause = error.source();
            }
        }
        Ok(())
    }
}

/// An I/O error that holds none of another's: it has no causes. Its own `Display` brings a table of messages and what
/// debugs them, 6 KB of a small guest, to say hardly more than the kind does.
#[cfg(feature = "std")]
fn fmt_std(error: &std::io::Error, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error.raw_os_error() {
        // On WASI they are positive.
        Some(code) => write!(formatter, "{} (os error {})", error.kind(), code.unsigned_abs()),
        None => write!(formatter, "{}", error.kind()),
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:#}")
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::io;
    use std::string::ToString;

    use super::Error;

    #[test]
    fn errors_of_io_are_shown() {
        let shown = |error: io::Error| Error::from(error).to_string();
        assert_eq!(shown(io::Error::other("the crane is stuck")), "the crane is stuck");
        // Those that std has made itself.
        assert_eq!(shown(io::ErrorKind::UnexpectedEof.into()), "unexpected end of file");
        let code = io::Error::from_raw_os_error(2);
        assert_eq!(shown(io::Error::from_raw_os_error(2)), std::format!("{} (os error 2)", code.kind()));
        let error = Error::from(io::Error::from(io::ErrorKind::NotFound));
        assert_eq!(error.get().downcast_ref::<io::Error>().map(io::Error::kind), Some(io::ErrorKind::NotFound));
    }
}
