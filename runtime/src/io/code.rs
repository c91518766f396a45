//! Error codes of WASI as I/O errors, and back.

use std::boxed::Box;
use std::fmt;
use std::string::{String, ToString};

use super::{Error, ErrorKind};

/// An error code of a WASI interface.
pub(crate) trait Code: Clone + fmt::Debug + Send + Sync + 'static {
    /// What kind of I/O error it is.
    fn kind(&self) -> ErrorKind;

    /// What went wrong, for people.
    fn text(&self) -> &str;

    /// The code that is nearest to an error which no WASI interface has given.
    fn nearest(error: &Error) -> Self;

    /// The I/O error. It keeps the code, for [`of`](Self::of).
    fn into_error(self) -> Error {
        Error::new(self.kind(), Coded { code: self, place: None })
    }

    /// The I/O error, with what was being done: ``cannot open `notes` ``.
    fn into_error_at(self, place: impl FnOnce() -> String) -> Error {
        Error::new(self.kind(), Coded { code: self, place: Some(place().into()) })
    }

    /// The code that an error was made of, or else the nearest.
    fn of(error: &Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Coded<Self>>()) {
            Some(coded) => coded.code.clone(),
            None => Self::nearest(error),
        }
    }
}

/// The text for a code that can hold words of the host's: those, if there are any.
pub(crate) fn words(words: Option<&String>) -> &str {
    words.map_or("a failure that the host does not explain", String::as_str)
}

/// What a foreign error says, to be the words of a code.
pub(crate) fn words_of(error: &Error) -> Option<String> {
    Some(error.to_string())
}

/// What an I/O error holds that was made of a code.
struct Coded<C> {
    code: C,
    place: Option<Box<str>>,
}

impl<C: Code> fmt::Display for Coded<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(formatter, "{place}: ")?;
        }
        formatter.write_str(self.code.text())
    }
}

/// As it is displayed: debugging a text brings the tables of Unicode, a tenth of a small guest.
impl<C: Code> fmt::Debug for Coded<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl<C: Code> std::error::Error for Coded<C> {}

/// Implements the conversions of a code.
macro_rules! conversions {
    ($Code:ty) => {
        /// The error is of the kind that fits, says what went wrong, and converts back to the same code.
        impl From<$Code> for $crate::io::Error {
            fn from(code: $Code) -> Self {
                $crate::io::code::Code::into_error(code)
            }
        }

        /// The code that the error was made of. An error of other origin gets the nearest code.
        impl From<&$crate::io::Error> for $Code {
            fn from(error: &$crate::io::Error) -> Self {
                $crate::io::code::Code::of(error)
            }
        }

        /// The code that the error was made of. An error of other origin gets the nearest code.
        impl From<$crate::io::Error> for $Code {
            fn from(error: $crate::io::Error) -> Self {
                $crate::io::code::Code::of(&error)
            }
        }
    };
}
pub(crate) use conversions;

mod stdio {
    use super::{Code, Error, ErrorKind};
    use crate::wasi::cli::types::ErrorCode;

    impl Code for ErrorCode {
        fn kind(&self) -> ErrorKind {
            match self {
                ErrorCode::Io => ErrorKind::Other,
                ErrorCode::IllegalByteSequence => ErrorKind::InvalidData,
                ErrorCode::Pipe => ErrorKind::BrokenPipe,
            }
        }

        fn text(&self) -> &str {
            match self {
                ErrorCode::Io => "a standard stream has failed",
                ErrorCode::IllegalByteSequence => "the bytes are not text that the standard stream takes",
                ErrorCode::Pipe => "broken pipe: nobody reads or writes the other end of the standard stream",
            }
        }

        fn nearest(error: &Error) -> Self {
            match error.kind() {
                ErrorKind::InvalidData => ErrorCode::IllegalByteSequence,
                ErrorKind::BrokenPipe => ErrorCode::Pipe,
                _ => ErrorCode::Io,
            }
        }
    }

    conversions!(ErrorCode);
}

#[cfg(test)]
pub(crate) mod tests {
    use std::borrow::ToOwned as _;

    use super::*;

    /// All codes of an enum with their kinds. One that is missing is an error of the compiler.
    macro_rules! every_code {
        ($Code:ident { $($name:ident $(($($value:expr)?))? => $kind:ident,)* }) => {{
            #[allow(unreachable_patterns, reason = "a code may be there with several values")]
            let _ = |code: &$Code| match code {
                $($Code::$name { .. } => {})*
            };
            [$(($Code::$name $(($($value)?))?, ErrorKind::$kind)),*]
        }};
    }
    pub(crate) use every_code;

    /// Every code comes back from the error as it was, is of its kind, and says something.
    pub(crate) fn assert_lossless<C>(codes: &[(C, ErrorKind)])
    where
        C: Code + Into<Error> + for<'a> From<&'a Error> + From<Error>,
    {
        for (code, kind) in codes {
            let written = std::format!("{code:?}");
            let error: Error = code.clone().into();
            assert_eq!(error.kind(), *kind, "{written}");
            assert!(error.to_string().len() > 5, "{written}: {error}");
            assert_eq!(std::format!("{:?}", C::from(&error)), written);
            assert_eq!(std::format!("{:?}", C::from(error)), written);
            let placed = code.clone().into_error_at(|| "cannot open `notes`".to_owned());
            assert!(placed.to_string().starts_with("cannot open `notes`: "), "{placed}");
            assert_eq!(std::format!("{:?}", C::from(&placed)), written);
        }
    }

    /// An error of the operating system's becomes the code whose kind it has.
    pub(crate) fn assert_nearest<C: Code>(codes: &[(C, ErrorKind)]) {
        for (_, kind) in codes {
            let code = C::of(&(*kind).into());
            assert!(codes.iter().any(|(known, _)| std::mem::discriminant(known) == std::mem::discriminant(&code)));
            // Several codes may share a kind, and a kind without a code of its own becomes another's.
            assert!(code.kind() == *kind || code.kind() == ErrorKind::Other, "{kind:?} has become {code:?}");
        }
    }

    #[test]
    fn codes_of_standard_streams() {
        use crate::wasi::cli::types::ErrorCode;

        let codes = every_code!(ErrorCode { Io => Other, IllegalByteSequence => InvalidData, Pipe => BrokenPipe, });
        assert_lossless(&codes);
        assert_nearest(&codes);
    }
}
