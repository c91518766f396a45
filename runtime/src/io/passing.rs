//! Streams that go from host to host without their bytes coming into the guest.

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;

use super::{AsyncBufRead, Error, Result, Stderr, Stdin, Stdout};
use crate::StreamReader;
use crate::abi::Abi;
use crate::stream::FallibleReader;
use crate::stream::identity::{self, Owned};

/// A stream that is being passed on.
pub(crate) type Passing<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// A stream given away by its reader, and the future of how it ends.
pub(crate) struct Given {
    pub(crate) stream: StreamReader<u8>,
    pub(crate) outcome: Passing<'static>,
}

impl Given {
    pub(crate) fn new<E: Abi + Into<Error> + Send + 'static>(reader: FallibleReader<u8, E>) -> Self {
        let (stream, outcome) = reader.into_parts();
        Given { stream, outcome: Box::pin(async { outcome.await.map_err(Into::into) }) }
    }
}

/// A reader of a byte stream that can be given away whole.
pub(crate) trait Source: Owned + AsyncBufRead {
    /// Gives the stream away, with what has been read ahead.
    fn give(self) -> Given;
}

/// A writer whose host call takes a stream.
pub(crate) trait Sink: Owned {
    /// Writes what it has, and then the stream; waits for the host to be done with it.
    fn pass(&mut self, stream: StreamReader<u8>) -> Passing<'_>;
}

impl Source for StreamReader<u8> {
    fn give(self) -> Given {
        Given { stream: self, outcome: Box::pin(async { Ok(()) }) }
    }
}

/// All sources there are.
macro_rules! for_each_source {
    ($with:ident) => {
        $with!(Stdin);
        $with!(StreamReader<u8>);
        $with!(crate::fs::File);
        $with!(crate::net::ReadHalf);
    };
}

/// All sinks there are.
macro_rules! for_each_sink {
    ($with:ident) => {
        $with!(Stdout);
        $with!(Stderr);
        $with!(crate::fs::File);
    };
}

/// Whether readers and writers of these types can leave the copying to the host.
pub(crate) fn is_possible<R, W: ?Sized>() -> bool {
    is_source::<R>() && is_sink::<W>()
}

fn is_source<R>() -> bool {
    macro_rules! check {
        ($Source:ty) => {
            if identity::is::<$Source, R>() {
                return true;
            }
        };
    }
    for_each_source!(check);
    false
}

fn is_sink<W: ?Sized>() -> bool {
    macro_rules! check {
        ($Sink:ty) => {
            if identity::is::<$Sink, W>() {
                return true;
            }
        };
    }
    for_each_sink!(check);
    false
}

/// Has the host copy the reader's stream to the writer, if both are of a kind that it can be given.
pub(crate) fn start<'a, R, W: ?Sized>(reader: R, writer: &'a mut W) -> core::result::Result<Passing<'a>, R> {
    let Some(sink) = sink(writer) else { return Err(reader) };
    let Given { stream, outcome } = given(reader)?;
    let passing = sink.pass(stream);
    Ok(Box::pin(async {
        passing.await?;
        outcome.await
    }))
}

fn given<R>(reader: R) -> core::result::Result<Given, R> {
    macro_rules! give {
        ($Source:ty) => {
            if identity::is::<$Source, R>() {
                return identity::downcast::<$Source, R>(reader).map(Source::give);
            }
        };
    }
    for_each_source!(give);
    Err(reader)
}

fn sink<W: ?Sized>(writer: &mut W) -> Option<&mut dyn Sink> {
    macro_rules! lend {
        ($Sink:ty) => {
            if identity::is::<$Sink, W>() {
                return identity::downcast_mut::<$Sink, W>(writer).map(|sink| sink as &mut dyn Sink);
            }
        };
    }
    for_each_sink!(lend);
    None
}
