//! Standard output and error.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io::Write as _;

use super::passing::{Passing, Sink};
use super::{AsyncWrite, Error, Result, Writer};
use crate::StreamReader;
use crate::wasi::cli::types::ErrorCode;
use crate::wasi::cli::{stderr, stdout, terminal_stderr, terminal_stdout};

macro_rules! output {
    ($(#[$type_doc:meta])* $Type:ident, $(#[$doc:meta])* $open:ident, $terminal:literal, $is_terminal:expr, $print:expr) => {
        $(#[$type_doc])*
        #[derive(Debug)]
        pub struct $Type(Option<Writer<ErrorCode>>);

        $(#[$doc])*
        #[must_use]
        pub fn $open() -> $Type {
            $Type(None)
        }

        impl $Type {
            #[doc = concat!("Whether it is a terminal, not a file or pipe. Source: `", $terminal, "`.")]
            #[must_use]
            pub fn is_terminal(&self) -> bool {
                $is_terminal()
            }

            fn open(&mut self) -> Pin<&mut Writer<ErrorCode>> {
                Pin::new(self.0.get_or_insert_with(|| Writer::open($open::write_via_stream)))
            }
        }

        impl AsyncWrite for $Type {
            fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
                $print()?;
                if self.0.as_ref().is_some_and(Writer::is_closing) {
                    ready!(self.as_mut().poll_close(context))?;
                }
                self.open().poll_write(context, bytes)
            }

            fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
                match &mut self.0 {
                    Some(writer) if !writer.is_closing() => Pin::new(writer).poll_flush(context),
                    _ => self.poll_close(context),
                }
            }

            /// Ends the stream and waits until the host has dealt with it. What is written later goes to a new one.
            fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
                if let Some(writer) = &mut self.0 {
                    let result = ready!(Pin::new(writer).poll_close(context));
                    self.0 = None;
                    result?;
                }
                Poll::Ready(Ok(()))
            }
        }

        crate::stream::identity::owned!($Type);

        impl Sink for $Type {
            fn pass(&mut self, stream: StreamReader<u8>) -> Passing<'_> {
                alloc::boxed::Box::pin(async move {
                    $print()?;
                    super::AsyncWriteExt::close(self).await?;
                    $open::write_via_stream(stream).await.map_err(Error::from)
                })
            }
        }
    };
}

output!(
    /// Standard output.
    ///
    /// What is written is gathered, and written by itself while the program goes on.
    /// [`flush`](super::AsyncWriteExt::flush) waits for it and reports errors. Dropped unflushed, it is finished in the
    /// background, before the program ends.
    ///
    /// What `print!` of the standard library has gathered is written first.
    ///
    /// # Cancel safety
    ///
    /// A write that is dropped while it waits has taken nothing; what was taken before is not lost.
    ///
    /// Source: `wasi:cli/stdout.write-via-stream`.
    Stdout,
    /// Standard output, opened at the first write.
    ///
    /// ```no_run
    /// # async fn example() -> wharf::Result<()> {
    /// use wharf::io::{self, AsyncWriteExt as _};
    ///
    /// let mut stdout = io::stdout();
    /// print!("Hello, ");
    /// stdout.write_all(b"world!\n").await?;
    /// stdout.flush().await?;
    /// println!("In this order.");
    /// # Ok(())
    /// # }
    /// ```
    stdout,
    "wasi:cli/terminal-stdout",
    (|| terminal_stdout::get_terminal_stdout().is_some()),
    (|| std::io::stdout().flush())
);

output!(
    /// Standard error.
    ///
    /// What is written is gathered, and written by itself while the program goes on.
    /// [`flush`](super::AsyncWriteExt::flush) waits for it and reports errors. Dropped unflushed, it is finished in the
    /// background, before the program ends.
    ///
    /// # Cancel safety
    ///
    /// A write that is dropped while it waits has taken nothing; what was taken before is not lost.
    ///
    /// Source: `wasi:cli/stderr.write-via-stream`.
    Stderr,
    /// Standard error, opened at the first write.
    ///
    /// ```no_run
    /// # async fn example() -> wharf::Result<()> {
    /// use wharf::io::{self, AsyncWriteExt as _};
    ///
    /// io::stderr().write_all(b"the crane is stuck\n").await?;
    /// # Ok(())
    /// # }
    /// ```
    stderr,
    "wasi:cli/terminal-stderr",
    (|| terminal_stderr::get_terminal_stderr().is_some()),
    (|| Ok::<(), Error>(()))
);
