//! Error codes of `wasi:http` to and from [`io::Error`].

use alloc::string::ToString;
use std::io::{self, ErrorKind};

use super::{ErrorCode, StatusCode};

impl ErrorCode {
    /// The kind of [`io::Error`] that this code becomes.
    fn kind(&self) -> ErrorKind {
        use ErrorCode as Code;
        match self {
            Code::DnsTimeout
            | Code::ConnectionTimeout
            | Code::ConnectionReadTimeout
            | Code::ConnectionWriteTimeout
            | Code::HttpResponseTimeout => ErrorKind::TimedOut,
            Code::DnsError(_) | Code::DestinationNotFound => ErrorKind::NotFound,
            Code::DestinationUnavailable | Code::DestinationIpUnroutable => ErrorKind::HostUnreachable,
            Code::DestinationIpProhibited | Code::HttpRequestDenied => ErrorKind::PermissionDenied,
            Code::ConnectionRefused => ErrorKind::ConnectionRefused,
            Code::ConnectionTerminated => ErrorKind::ConnectionReset,
            Code::ConnectionLimitReached => ErrorKind::ResourceBusy,
            Code::TlsProtocolError
            | Code::TlsCertificateError
            | Code::TlsAlertReceived(_)
            | Code::HttpProtocolError
            | Code::HttpResponseHeaderSectionSize(_)
            | Code::HttpResponseHeaderSize(_)
            | Code::HttpResponseBodySize(_)
            | Code::HttpResponseTrailerSectionSize(_)
            | Code::HttpResponseTrailerSize(_)
            | Code::HttpResponseTransferCoding(_)
            | Code::HttpResponseContentCoding(_) => ErrorKind::InvalidData,
            Code::HttpRequestLengthRequired
            | Code::HttpRequestBodySize(_)
            | Code::HttpRequestMethodInvalid
            | Code::HttpRequestUriInvalid
            | Code::HttpRequestUriTooLong
            | Code::HttpRequestHeaderSectionSize(_)
            | Code::HttpRequestHeaderSize(_)
            | Code::HttpRequestTrailerSectionSize(_)
            | Code::HttpRequestTrailerSize(_) => ErrorKind::InvalidInput,
            Code::HttpResponseIncomplete => ErrorKind::UnexpectedEof,
            Code::HttpUpgradeFailed => ErrorKind::Unsupported,
            Code::LoopDetected | Code::ConfigurationError | Code::InternalError(_) => ErrorKind::Other,
        }
    }

    /// The status with which a service answers when a request of its own failed with this code.
    pub(super) fn gateway_status(&self) -> StatusCode {
        match self.kind() {
            ErrorKind::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::BAD_GATEWAY,
        }
    }
}

impl From<ErrorCode> for io::Error {
    /// An error of the kind that fits best. It holds the code: the way back loses nothing.
    fn from(code: ErrorCode) -> Self {
        io::Error::new(code.kind(), code)
    }
}

impl From<io::Error> for ErrorCode {
    /// The code that the error was made of or, for any other error, the code of its kind; the message is kept if no
    /// code says as much.
    fn from(error: io::Error) -> Self {
        let error = match error.downcast::<ErrorCode>() {
            Ok(code) => return code,
            Err(error) => error,
        };
        match error.kind() {
            ErrorKind::ConnectionRefused => ErrorCode::ConnectionRefused,
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
                ErrorCode::ConnectionTerminated
            }
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => ErrorCode::DestinationIpUnroutable,
            _ => ErrorCode::InternalError(Some(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::io::code::tests::every_code;
    use crate::wasi::http::types::{DnsErrorPayload, FieldSizePayload, TlsAlertReceivedPayload};

    #[test]
    fn every_code_becomes_an_io_error_and_comes_back() {
        use ErrorCode as Code;
        let field = || FieldSizePayload { field_name: Some("cookie".into()), field_size: Some(70_000) };
        let dns = DnsErrorPayload { rcode: Some("NXDOMAIN".into()), info_code: Some(3) };
        let alert = TlsAlertReceivedPayload { alert_id: Some(40), alert_message: Some("handshake_failure".into()) };
        let codes = every_code!(Code {
            DnsTimeout => TimedOut,
            DnsError(dns) => NotFound,
            DestinationNotFound => NotFound,
            DestinationUnavailable => HostUnreachable,
            DestinationIpProhibited => PermissionDenied,
            DestinationIpUnroutable => HostUnreachable,
            ConnectionRefused => ConnectionRefused,
            ConnectionTerminated => ConnectionReset,
            ConnectionTimeout => TimedOut,
            ConnectionReadTimeout => TimedOut,
            ConnectionWriteTimeout => TimedOut,
            ConnectionLimitReached => ResourceBusy,
            TlsProtocolError => InvalidData,
            TlsCertificateError => InvalidData,
            TlsAlertReceived(alert) => InvalidData,
            HttpRequestDenied => PermissionDenied,
            HttpRequestLengthRequired => InvalidInput,
            HttpRequestBodySize(Some(7)) => InvalidInput,
            HttpRequestMethodInvalid => InvalidInput,
            HttpRequestUriInvalid => InvalidInput,
            HttpRequestUriTooLong => InvalidInput,
            HttpRequestHeaderSectionSize(Some(1)) => InvalidInput,
            HttpRequestHeaderSize(Some(field())) => InvalidInput,
            HttpRequestTrailerSectionSize(None) => InvalidInput,
            HttpRequestTrailerSize(field()) => InvalidInput,
            HttpResponseIncomplete => UnexpectedEof,
            HttpResponseHeaderSectionSize(Some(2)) => InvalidData,
            HttpResponseHeaderSize(field()) => InvalidData,
            HttpResponseBodySize(Some(9)) => InvalidData,
            HttpResponseTrailerSectionSize(None) => InvalidData,
            HttpResponseTrailerSize(field()) => InvalidData,
            HttpResponseTransferCoding(Some("gzip".into())) => InvalidData,
            HttpResponseContentCoding(None) => InvalidData,
            HttpResponseTimeout => TimedOut,
            HttpUpgradeFailed => Unsupported,
            HttpProtocolError => InvalidData,
            LoopDetected => Other,
            ConfigurationError => Other,
            InternalError(Some("the crane is stuck".into())) => Other,
        });
        for (code, kind) in codes {
            let shown = format!("{code:?}");
            let error = io::Error::from(code);
            assert_eq!(error.kind(), kind, "{shown}");
            assert_eq!(format!("{:?}", ErrorCode::from(error)), shown);
        }
    }

    #[test]
    fn other_io_errors_become_the_code_of_their_kind() {
        let code = |kind| format!("{:?}", ErrorCode::from(io::Error::new(kind, "told")));
        assert_eq!(code(ErrorKind::ConnectionRefused), "ConnectionRefused");
        assert_eq!(code(ErrorKind::BrokenPipe), "ConnectionTerminated");
        assert_eq!(code(ErrorKind::NetworkUnreachable), "DestinationIpUnroutable");
        assert_eq!(code(ErrorKind::InvalidData), "InternalError(Some(\"told\"))");
    }
}
