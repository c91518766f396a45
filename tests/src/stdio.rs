//! The ends of a guest's stdin, stdout and stderr.

use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use wasmtime_wasi::cli::{IsTerminal, StdinStream, StdoutStream};
use wasmtime_wasi::p2::{InputStream, OutputStream};

/// Where a guest's stdin comes from. Clones share what is left to read.
#[derive(Clone)]
pub struct Input {
    source: Source,
    terminal: bool,
}

#[derive(Clone)]
enum Source {
    Inherit,
    Reader(Shared<dyn AsyncRead + Send + Unpin>),
}

impl Input {
    fn of(source: Source) -> Self {
        Self { source, terminal: false }
    }

    /// The same, and the guest is told that it is a terminal.
    #[must_use]
    pub fn as_terminal(self) -> Self {
        Self { terminal: true, ..self }
    }

    /// This process's stdin.
    #[must_use]
    pub fn inherit() -> Self {
        Self::of(Source::Inherit)
    }

    /// At its end from the start.
    #[must_use]
    pub fn closed() -> Self {
        Self::reader(tokio::io::empty())
    }

    /// These bytes.
    #[must_use]
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes: Bytes = bytes.into();
        Self::reader(io::Cursor::new(bytes))
    }

    /// What `reader` yields, read as the guest asks for it.
    #[must_use]
    pub fn reader(reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Self::of(Source::Reader(Shared(Arc::new(Mutex::new(reader)))))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened.
    pub fn file(path: &Path) -> Result<Self> {
        let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        Ok(Self::reader(tokio::fs::File::from_std(file)))
    }

    /// A pipe: what is written to the second value, until it is dropped. Writes wait while the guest has not
    /// read `capacity` bytes.
    #[must_use]
    pub fn pipe(capacity: usize) -> (Self, DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(capacity);
        (Self::reader(ours), theirs)
    }
}

impl<T: Into<Bytes>> From<T> for Input {
    fn from(bytes: T) -> Self {
        Self::bytes(bytes)
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            Source::Inherit => "Input::inherit",
            Source::Reader(_) => "Input::reader",
        })
    }
}

impl IsTerminal for Input {
    fn is_terminal(&self) -> bool {
        match self.source {
            Source::Inherit => io::IsTerminal::is_terminal(&io::stdin()),
            Source::Reader(_) => self.terminal,
        }
    }
}

impl StdinStream for Input {
    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        match &self.source {
            Source::Inherit => wasmtime_wasi::cli::stdin().async_stream(),
            Source::Reader(reader) => Box::new(reader.clone()),
        }
    }

    fn p2_stream(&self) -> Box<dyn InputStream> {
        match &self.source {
            Source::Inherit => wasmtime_wasi::cli::stdin().p2_stream(),
            Source::Reader(reader) => Box::new(wasmtime_wasi::p2::pipe::AsyncReadStream::new(reader.clone())),
        }
    }
}

/// Where a guest's stdout or stderr goes. Clones go to the same place.
#[derive(Clone)]
pub struct Output {
    sink: Sink,
    terminal: bool,
}

#[derive(Clone)]
enum Sink {
    InheritStdout,
    InheritStderr,
    Capture(Shared<Vec<u8>>),
    Writer(Shared<dyn AsyncWrite + Send + Unpin>),
}

impl Output {
    fn of(sink: Sink) -> Self {
        Self { sink, terminal: false }
    }

    /// The same, and the guest is told that it is a terminal.
    #[must_use]
    pub fn as_terminal(self) -> Self {
        Self { terminal: true, ..self }
    }

    /// This process's stdout.
    #[must_use]
    pub fn inherit_stdout() -> Self {
        Self::of(Sink::InheritStdout)
    }

    /// This process's stderr.
    #[must_use]
    pub fn inherit_stderr() -> Self {
        Self::of(Sink::InheritStderr)
    }

    /// Kept in memory, for [`captured`](Self::captured).
    #[must_use]
    pub fn capture() -> Self {
        Self::of(Sink::Capture(Shared::default()))
    }

    /// Written to `writer`, at the writer's pace.
    #[must_use]
    pub fn writer(writer: impl AsyncWrite + Send + Unpin + 'static) -> Self {
        Self::of(Sink::Writer(Shared(Arc::new(Mutex::new(writer)))))
    }

    /// A pipe whose reader is gone: every write fails with "broken pipe".
    #[must_use]
    pub fn closed() -> Self {
        Self::pipe(1).0
    }

    /// A pipe, read from the second value. Writes wait while `capacity` bytes are unread, and fail with "broken
    /// pipe" once the reader is dropped.
    #[must_use]
    pub fn pipe(capacity: usize) -> (Self, DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(capacity);
        (Self::writer(ours), theirs)
    }

    /// A new file, or an old one overwritten.
    ///
    /// # Errors
    ///
    /// When the file cannot be created.
    pub fn file(path: &Path) -> Result<Self> {
        let file = std::fs::File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Self::writer(tokio::fs::File::from_std(file)))
    }

    /// What was written so far, when this is [`capture`](Self::capture); nothing otherwise.
    #[must_use]
    pub fn captured(&self) -> Bytes {
        match &self.sink {
            Sink::Capture(bytes) => bytes.with(|bytes| Bytes::copy_from_slice(bytes)),
            _ => Bytes::new(),
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.sink {
            Sink::InheritStdout => "Output::inherit_stdout",
            Sink::InheritStderr => "Output::inherit_stderr",
            Sink::Capture(_) => "Output::capture",
            Sink::Writer(_) => "Output::writer",
        })
    }
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        match self.sink {
            Sink::InheritStdout => io::IsTerminal::is_terminal(&io::stdout()),
            Sink::InheritStderr => io::IsTerminal::is_terminal(&io::stderr()),
            Sink::Capture(_) | Sink::Writer(_) => self.terminal,
        }
    }
}

impl StdoutStream for Output {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        match &self.sink {
            Sink::InheritStdout => io::stdout().async_stream(),
            Sink::InheritStderr => io::stderr().async_stream(),
            Sink::Capture(bytes) => Box::new(bytes.clone()),
            Sink::Writer(writer) => Box::new(writer.clone()),
        }
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        /// The bytes that a guest may write before it has to wait, as elsewhere in wasmtime.
        const BUDGET: usize = 8192;
        match &self.sink {
            Sink::InheritStdout => io::stdout().p2_stream(),
            Sink::InheritStderr => io::stderr().p2_stream(),
            Sink::Capture(_) | Sink::Writer(_) => {
                Box::new(wasmtime_wasi::p2::pipe::AsyncWriteStream::new(BUDGET, Pin::from(self.async_stream())))
            }
        }
    }
}

/// A reader or writer with many handles, as WASI hands out a new stream each time the guest asks for its stdin
/// or stdout. The lock is held for one poll only.
struct Shared<T: ?Sized>(Arc<Mutex<T>>);

impl<T: ?Sized> Shared<T> {
    fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: AsyncRead + Unpin + ?Sized> AsyncRead for Shared<T> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.with(|reader| Pin::new(reader).poll_read(cx, buf))
    }
}

impl<T: AsyncWrite + Unpin + ?Sized> AsyncWrite for Shared<T> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.with(|writer| Pin::new(writer).poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|writer| Pin::new(writer).poll_flush(cx))
    }

    /// Does nothing: other handles may still be in use.
    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
