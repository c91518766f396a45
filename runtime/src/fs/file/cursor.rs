//! The position of a file and the stream that is open there.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::boxed::Box;
use std::sync::Arc;

use crate::io::{AsyncBufRead as _, AsyncWrite as _, Error, ErrorKind, Result, SeekFrom, Writer};
use crate::stream::FallibleReader;
use crate::wasi::filesystem::types::{Descriptor, ErrorCode};

type Size = Pin<Box<dyn Future<Output = core::result::Result<u64, ErrorCode>> + Send>>;

/// Where a file is read and written next. Streams are opened when they are needed, one at a time.
pub(super) struct Cursor {
    position: u64,
    append: bool,
    open: Open,
}

enum Open {
    Nothing,
    Reader(FallibleReader<u8, ErrorCode>),
    Writer(Writer<ErrorCode>),
    /// The size is asked for, to seek from the end.
    Size(Size),
}

impl Cursor {
    pub(super) fn new(append: bool) -> Self {
        Cursor { position: 0, append, open: Open::Nothing }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn set_position(&mut self, position: u64) {
        self.position = position;
    }

    pub(super) fn appends(&self) -> bool {
        self.append
    }

    /// Waits until the host has taken what was written.
    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.open {
            Open::Writer(writer) if !writer.is_closing() => {
                let result = ready!(Pin::new(writer).poll_flush(context));
                if result.is_err() {
                    self.open = Open::Nothing;
                }
                Poll::Ready(result)
            }
            _ => self.poll_finish(context),
        }
    }

    /// Waits until the host has written what was written, and ends the stream.
    pub(super) fn poll_finish(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        if let Open::Writer(writer) = &mut self.open {
            let result = ready!(Pin::new(writer).poll_close(context));
            self.open = Open::Nothing;
            result?;
        }
        Poll::Ready(Ok(()))
    }

    /// Has the next read ask the host anew.
    pub(super) fn forget_what_was_read(&mut self) {
        if let Open::Reader(_) = self.open {
            self.open = Open::Nothing;
        }
    }

    /// The stream that reads from the position on.
    pub(super) fn take_reader(mut self, file: &Descriptor) -> FallibleReader<u8, ErrorCode> {
        match core::mem::replace(&mut self.open, Open::Nothing) {
            Open::Reader(reader) => reader,
            _ => file.read_via_stream(self.position).into(),
        }
    }

    /// Waits until bytes are there to read: none at the end.
    pub(super) fn poll_fill(&mut self, file: &Descriptor, context: &mut Context<'_>) -> Poll<Result<&[u8]>> {
        ready!(self.poll_finish(context))?;
        if !matches!(self.open, Open::Reader(_)) {
            self.open = Open::Reader(file.read_via_stream(self.position).into());
        }
        let Open::Reader(reader) = &mut self.open else { unreachable!("just opened") };
        match ready!(Pin::new(reader).poll_fill_buf(context)) {
            Ok([_, ..]) => {}
            // The file may have grown when it is read next.
            Ok([]) => self.open = Open::Nothing,
            Err(error) => {
                self.open = Open::Nothing;
                return Poll::Ready(Err(error));
            }
        }
        match &mut self.open {
            Open::Reader(reader) => Pin::new(reader).poll_fill_buf(context),
            _ => Poll::Ready(Ok(&[])),
        }
    }

    pub(super) fn consume(&mut self, amount: usize) {
        if let Open::Reader(reader) = &mut self.open {
            Pin::new(reader).consume(amount);
            self.position += amount as u64;
        }
    }

    pub(super) fn poll_write(
        &mut self,
        file: &Descriptor,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        if matches!(&self.open, Open::Writer(writer) if writer.is_closing()) {
            ready!(self.poll_finish(context))?;
        }
        if !matches!(self.open, Open::Writer(_)) {
            self.open = Open::Writer(Writer::open(|bytes| {
                if self.append { file.append_via_stream(bytes) } else { file.write_via_stream(bytes, self.position) }
            }));
        }
        let Open::Writer(writer) = &mut self.open else { unreachable!("just opened") };
        match ready!(Pin::new(writer).poll_write(context, bytes)) {
            Ok(count) => {
                self.position += count as u64;
                Poll::Ready(Ok(count))
            }
            Err(error) => {
                self.open = Open::Nothing;
                Poll::Ready(Err(error))
            }
        }
    }

    pub(super) fn poll_seek(
        &mut self,
        file: &Arc<Descriptor>,
        context: &mut Context<'_>,
        to: SeekFrom,
    ) -> Poll<Result<u64>> {
        ready!(self.poll_finish(context))?;
        let target = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => ready!(self.poll_size(file, context))?.checked_add_signed(offset),
        };
        let Some(target) = target else {
            return Poll::Ready(Err(Error::new(
                ErrorKind::InvalidInput,
                "the position is before the start of the file",
            )));
        };
        if target != self.position {
            self.position = target;
            self.open = Open::Nothing;
        }
        Poll::Ready(Ok(target))
    }

    fn poll_size(&mut self, file: &Arc<Descriptor>, context: &mut Context<'_>) -> Poll<Result<u64>> {
        if !matches!(self.open, Open::Size(_)) {
            let file = file.clone();
            self.open = Open::Size(Box::pin(async move { Ok(file.stat().await?.size) }));
        }
        let Open::Size(size) = &mut self.open else { unreachable!("just asked") };
        let size = ready!(size.as_mut().poll(context));
        self.open = Open::Nothing;
        Poll::Ready(size.map_err(Error::from))
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = match self.open {
            Open::Nothing => "nothing",
            Open::Reader(_) => "a reader",
            Open::Writer(_) => "a writer",
            Open::Size(_) => "a question for the size",
        };
        formatter.debug_struct("Cursor").field("position", &self.position).field("open", &open).finish_non_exhaustive()
    }
}
