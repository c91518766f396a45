//! Standard input, output and error.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{AsyncBufRead, AsyncRead, AsyncWrite, Error, ErrorKind, Result};
use crate::stream::{FallibleReader, FallibleWriter};
use crate::wasi::cli::types::ErrorCode;
use crate::wasi::cli::{stderr, stdin, stdout};

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        let kind = match code {
            ErrorCode::Io => ErrorKind::Other,
            ErrorCode::IllegalByteSequence => ErrorKind::InvalidData,
            ErrorCode::Pipe => ErrorKind::BrokenPipe,
        };
        Error::new(kind, StdioError(code))
    }
}

/// A failure of a standard stream, as it is shown to people.
#[derive(Debug)]
struct StdioError(ErrorCode);

impl fmt::Display for StdioError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            ErrorCode::Io => "a standard stream has failed",
            ErrorCode::IllegalByteSequence => "the bytes are not text that the standard stream takes",
            ErrorCode::Pipe => "broken pipe: nobody reads or writes the other end of the standard stream",
        })
    }
}

impl core::error::Error for StdioError {}

/// Standard input. Source: `wasi:cli/stdin.read-via-stream`.
#[derive(Debug)]
pub struct Stdin(FallibleReader<u8, ErrorCode>);

/// Opens standard input.
///
/// Each call opens a stream of its own, and what one has read ahead is not seen by the others: keep it.
#[must_use]
pub fn stdin() -> Stdin {
    Stdin(stdin::read_via_stream().into())
}

impl AsyncRead for Stdin {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncBufRead for Stdin {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<&[u8]>> {
        Pin::new(&mut self.get_mut().0).poll_fill_buf(context)
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        Pin::new(&mut self.0).consume(amount);
    }
}

macro_rules! output {
    ($(#[$type_doc:meta])* $Type:ident, $(#[$doc:meta])* $open:ident) => {
        $(#[$type_doc])*
        pub struct $Type(FallibleWriter<u8, ErrorCode>);

        $(#[$doc])*
        #[must_use]
        pub fn $open() -> $Type {
            $Type(FallibleWriter::open::<()>($open::write_via_stream))
        }

        impl AsyncWrite for $Type {
            fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
                Pin::new(&mut self.0).poll_write(context, bytes)
            }

            fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
                Pin::new(&mut self.0).poll_flush(context)
            }

            fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
                Pin::new(&mut self.0).poll_close(context)
            }
        }

        impl fmt::Debug for $Type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

output!(
    /// Standard output. Flush or close it before the program ends: what is buffered is lost otherwise.
    ///
    /// Source: `wasi:cli/stdout.write-via-stream`.
    Stdout,
    /// Opens standard output.
    stdout
);

output!(
    /// Standard error. Flush or close it before the program ends: what is buffered is lost otherwise.
    ///
    /// Source: `wasi:cli/stderr.write-via-stream`.
    Stderr,
    /// Opens standard error.
    stderr
);
