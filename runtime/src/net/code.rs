//! The error codes of `wasi:sockets` as I/O errors, and back.

use crate::io::code::{Code, conversions, words, words_of};
use crate::io::{Error, ErrorKind};
use crate::wasi::sockets::ip_name_lookup::ErrorCode as LookupError;
use crate::wasi::sockets::types::ErrorCode;

impl Code for ErrorCode {
    fn kind(&self) -> ErrorKind {
        describe(self).0
    }

    fn text(&self) -> &str {
        describe(self).1
    }

    fn nearest(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied => ErrorCode::AccessDenied,
            ErrorKind::Unsupported => ErrorCode::NotSupported,
            ErrorKind::InvalidInput => ErrorCode::InvalidArgument,
            ErrorKind::OutOfMemory => ErrorCode::OutOfMemory,
            ErrorKind::TimedOut => ErrorCode::Timeout,
            ErrorKind::NotConnected => ErrorCode::InvalidState,
            ErrorKind::AddrNotAvailable => ErrorCode::AddressNotBindable,
            ErrorKind::AddrInUse => ErrorCode::AddressInUse,
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                ErrorCode::RemoteUnreachable
            }
            ErrorKind::ConnectionRefused => ErrorCode::ConnectionRefused,
            ErrorKind::BrokenPipe => ErrorCode::ConnectionBroken,
            ErrorKind::ConnectionReset => ErrorCode::ConnectionReset,
            ErrorKind::ConnectionAborted => ErrorCode::ConnectionAborted,
            _ => ErrorCode::Other(words_of(error)),
        }
    }
}

conversions!(ErrorCode);

/// The kind of a code, and what went wrong in words.
fn describe(code: &ErrorCode) -> (ErrorKind, &str) {
    match code {
        ErrorCode::AccessDenied => (ErrorKind::PermissionDenied, "the host does not permit it"),
        ErrorCode::NotSupported => (ErrorKind::Unsupported, "the host cannot do this"),
        ErrorCode::InvalidArgument => (ErrorKind::InvalidInput, "the address or value makes no sense here"),
        ErrorCode::OutOfMemory => (ErrorKind::OutOfMemory, "the host is out of memory"),
        ErrorCode::Timeout => (ErrorKind::TimedOut, "the other side took too long to answer"),
        ErrorCode::InvalidState => (ErrorKind::NotConnected, "the socket is not in a state for this"),
        ErrorCode::AddressNotBindable => (ErrorKind::AddrNotAvailable, "the address is not one of this machine's"),
        ErrorCode::AddressInUse => (ErrorKind::AddrInUse, "the address is in use, or no free port is left"),
        ErrorCode::RemoteUnreachable => (ErrorKind::HostUnreachable, "there is no way to the address"),
        ErrorCode::ConnectionRefused => (ErrorKind::ConnectionRefused, "connection refused: nothing listens there"),
        ErrorCode::ConnectionBroken => (ErrorKind::BrokenPipe, "broken pipe: the connection takes no more data"),
        ErrorCode::ConnectionReset => (ErrorKind::ConnectionReset, "the other side reset the connection"),
        ErrorCode::ConnectionAborted => (ErrorKind::ConnectionAborted, "the connection was given up on this side"),
        ErrorCode::DatagramTooLarge => (ErrorKind::InvalidInput, "the datagram is too large"),
        ErrorCode::Other(text) => (ErrorKind::Other, words(text.as_ref())),
    }
}

impl Code for LookupError {
    fn kind(&self) -> ErrorKind {
        describe_lookup(self).0
    }

    fn text(&self) -> &str {
        describe_lookup(self).1
    }

    fn nearest(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied => LookupError::AccessDenied,
            ErrorKind::InvalidInput => LookupError::InvalidArgument,
            ErrorKind::NotFound => LookupError::NameUnresolvable,
            ErrorKind::Interrupted => LookupError::TemporaryResolverFailure,
            _ => LookupError::Other(words_of(error)),
        }
    }
}

conversions!(LookupError);

/// The kind of a code, and what went wrong in words. What may be tried again is "interrupted".
fn describe_lookup(code: &LookupError) -> (ErrorKind, &str) {
    match code {
        LookupError::AccessDenied => (ErrorKind::PermissionDenied, "the host does not permit it"),
        LookupError::InvalidArgument => (ErrorKind::InvalidInput, "it is neither a domain name nor an IP address"),
        LookupError::NameUnresolvable => (ErrorKind::NotFound, "there is no such name, or it has no address"),
        LookupError::TemporaryResolverFailure => {
            (ErrorKind::Interrupted, "the resolver has failed for now; try again later")
        }
        LookupError::PermanentResolverFailure => {
            (ErrorKind::Other, "the resolver has failed, or the host does not permit to use it")
        }
        LookupError::Other(text) => (ErrorKind::Other, words(text.as_ref())),
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use super::*;
    use crate::io::code::tests::{assert_lossless, assert_nearest, every_code};

    #[test]
    fn every_code_of_sockets_and_back() {
        let codes = every_code!(ErrorCode {
            AccessDenied => PermissionDenied,
            NotSupported => Unsupported,
            InvalidArgument => InvalidInput,
            OutOfMemory => OutOfMemory,
            Timeout => TimedOut,
            InvalidState => NotConnected,
            AddressNotBindable => AddrNotAvailable,
            AddressInUse => AddrInUse,
            RemoteUnreachable => HostUnreachable,
            ConnectionRefused => ConnectionRefused,
            ConnectionBroken => BrokenPipe,
            ConnectionReset => ConnectionReset,
            ConnectionAborted => ConnectionAborted,
            DatagramTooLarge => InvalidInput,
            Other(None) => Other,
            Other(Some(String::from("the cable is cut"))) => Other,
        });
        assert_lossless(&codes);
        assert_nearest(&codes);
    }

    #[test]
    fn every_code_of_lookups_and_back() {
        let codes = every_code!(LookupError {
            AccessDenied => PermissionDenied,
            InvalidArgument => InvalidInput,
            NameUnresolvable => NotFound,
            TemporaryResolverFailure => Interrupted,
            PermanentResolverFailure => Other,
            Other(None) => Other,
            Other(Some(String::from("the book is lost"))) => Other,
        });
        assert_lossless(&codes);
        assert_nearest(&codes);
    }
}
