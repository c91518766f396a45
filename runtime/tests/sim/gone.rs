//! Readers that go while whoever writes has nothing to write.

use std::cell::Cell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};

use futures::io::AsyncRead;
use futures::{SinkExt, StreamExt};
use wharf::abi::canon::sim::{self, HostFutureReader, HostReader, Status, Task};
use wharf::task::{Either, block_on, race, yield_now};
use wharf::{FutureReader, StreamReader, future, stream};

use crate::support::{Flag, World, bytes, call, host_bytes, poll_once, task, test};

/// Counts what has been dropped.
#[derive(Clone, Default)]
struct Dropped(Rc<Cell<usize>>);

struct Counts(Dropped);

impl Drop for Counts {
    fn drop(&mut self) {
        self.0.0.set(self.0.0.get() + 1);
    }
}

impl Dropped {
    /// A source that has these items and nothing after them.
    fn source(&self, items: Vec<u8>) -> impl futures::Stream<Item = u8> + use<> {
        let counts = Counts(self.clone());
        futures::stream::iter(items).chain(futures::stream::pending()).map(move |item| {
            let _ = &counts;
            item
        })
    }

    /// A future that is never ready.
    fn future(&self) -> impl Future<Output = u32> + use<> {
        let counts = Counts(self.clone());
        async move {
            let _counts = counts;
            std::future::pending().await
        }
    }

    fn take(&self) -> usize {
        self.0.take()
    }
}

impl AsyncRead for Counts {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut [u8]) -> Poll<std::io::Result<usize>> {
        Poll::Pending
    }
}

/// Calls an export that returns a stream.
fn returns(make: impl FnOnce() -> StreamReader<u8> + 'static) -> (Task<HostReader<u8>>, HostReader<u8>) {
    let task = call::<(), (), StreamReader<u8>, HostReader<u8>, _>((), |()| async { make() });
    let reader = task.take_result().expect("returned");
    (task, reader)
}

/// Runs a test in many orders of events, also where the component is told less than Wasmtime tells it.
fn in_every_order(body: fn()) {
    for seed in 0..20 {
        test(move || {
            sim::seed(seed);
            body();
        });
    }
}

#[test]
fn a_source_whose_reader_here_goes() {
    test(|| {
        let dropped = Dropped::default();
        block_on(async {
            for read in 0..3 {
                let mut reader = stream::from_stream::<World, _>(dropped.source(vec![1, 2]));
                for _ in 0..read {
                    assert!(reader.next().await.is_some());
                }
                yield_now().await;
                assert_eq!(dropped.take(), 0);
                drop(reader);
                yield_now().await;
                assert_eq!(dropped.take(), 1);
            }
        });
    });
}

#[test]
fn a_source_whose_reader_goes_that_has_not_been_reading() {
    in_every_order(|| {
        for items in [vec![], vec![1, 2, 3]] {
            let dropped = Dropped::default();
            let source = dropped.source(items.clone());
            let (pumps, mut reader) = returns(|| stream::from_stream::<World, _>(source));
            sim::settle();
            if !items.is_empty() {
                reader.start(items.len());
                sim::settle();
                assert_eq!(reader.poll().map(|copied| copied.items), Some(items));
                sim::settle();
            }
            assert!(!pumps.has_exited());
            drop(reader);
            sim::settle();
            assert!(pumps.has_exited());
            assert_eq!(dropped.take(), 1);
        }
    });
}

#[test]
fn a_source_whose_reader_goes_that_has_been_reading() {
    // As Wasmtime tells it: the component model leaves that to the next write.
    test(|| {
        let dropped = Dropped::default();
        let source = dropped.source(vec![1]);
        let (pumps, mut reader) = returns(|| stream::from_stream::<World, _>(source));
        reader.start(1);
        sim::settle();
        assert_eq!(reader.poll().map(|copied| copied.items), Some(vec![1]));
        reader.start(5);
        sim::settle();
        assert_eq!(reader.cancel().status, Status::Cancelled);
        sim::settle();
        assert!(!pumps.has_exited());
        drop(reader);
        sim::settle();
        assert!(pumps.has_exited());
        assert_eq!(dropped.take(), 1);
    });
}

#[test]
fn a_reader_that_is_passed_on_with_what_it_has_received() {
    in_every_order(|| {
        let (mut host, upstream) = host_bytes();
        host.start(vec![1, 2, 3]);
        let passes = call::<(), (), StreamReader<u8>, HostReader<u8>, _>((), |()| async {
            let mut upstream = upstream;
            assert_eq!(upstream.next().await, Some(1));
            upstream
        });
        sim::settle();
        let _ = host.poll();
        host.start(vec![4]);
        let mut downstream = passes.take_result().expect("returned");
        let mut read = Vec::new();
        while read.len() < 3 {
            downstream.start(3);
            sim::settle();
            read.extend(downstream.poll().expect("more").items);
        }
        assert_eq!(read, [2, 3, 4]);
        sim::settle();
        let _ = host.poll();
        assert!(!passes.has_exited(), "it waits for the source, which is silent");
        drop(downstream);
        sim::settle();
        assert!(passes.has_exited());
        host.start(vec![5]);
        assert_eq!(host.poll().map(|copied| copied.status), Some(Status::Dropped), "the source is told");
    });
}

#[test]
fn an_async_reader_and_a_fallible_source() {
    in_every_order(|| {
        let dropped = Dropped::default();
        let (ended, silent) = (Rc::new(Cell::new(None)), Counts(dropped.clone()));
        let ending = ended.clone();
        let (reads, reader) = returns(move || {
            let (reader, handle) = stream::from_async_read::<World>(silent);
            wharf::task::spawn(async move { ending.set(handle.await) }).detach();
            reader
        });
        sim::settle();
        drop(reader);
        sim::settle();
        assert!(reads.has_exited());
        let error = ended.take().expect("ended").expect_err("cut short");
        assert_eq!((error.kind(), dropped.take()), (std::io::ErrorKind::BrokenPipe, 1));

        let source = dropped.source(vec![1]).map(Ok::<u8, u32>);
        let (pumps, mut reader) = returns(move || stream::from_try_stream::<World, _, _, _>(source, || Err(7)).0);
        reader.start(1);
        sim::settle();
        drop(reader);
        sim::settle();
        assert!(pumps.has_exited());
        assert_eq!(dropped.take(), 1);
    });
}

#[test]
fn a_future_whose_reader_goes() {
    fn never_made() -> u32 {
        unreachable!("nobody wants it")
    }

    test(|| {
        let dropped = Dropped::default();
        block_on(async {
            let reader = future::from_future::<World, u32>(dropped.future(), never_made);
            yield_now().await;
            drop(reader);
            yield_now().await;
            assert_eq!(dropped.take(), 1);
        });

        let future = dropped.future();
        let runs = call::<(), (), FutureReader<u32>, HostFutureReader<u32>, _>((), |()| async {
            future::from_future::<World, u32>(future, never_made)
        });
        let reader = runs.take_result().expect("returned");
        sim::settle();
        assert!(!runs.has_exited());
        drop(reader);
        sim::settle();
        assert!(runs.has_exited());
        assert_eq!(dropped.take(), 1);
    });
}

#[test]
fn a_writer_that_asks_in_a_select() {
    in_every_order(|| {
        let (mut writer, reader) = bytes();
        let mut host = HostReader::<u8>::from_handle(reader.take_handle());
        let writes = task(async move {
            // Asked again and again, as in a loop around `select!`.
            for byte in 0..5 {
                assert_eq!(race(async { yield_now().await }, writer.closed()).await, Either::Left(()));
                assert!(writer.write_all(vec![byte]).await.is_empty());
            }
            // With a write under way whose future was dropped.
            assert!(poll_once(&mut pin!(writer.write(vec![5, 6, 7]))).await.is_pending());
            assert_eq!(race(async { yield_now().await }, writer.closed()).await, Either::Left(()));
            writer.closed().await;
            // It stays so.
            writer.closed().await;
            assert_eq!(writer.write_all(vec![8]).await, [8]);
        });
        let mut read = Vec::new();
        while read.len() < 6 {
            host.start(1);
            sim::settle();
            read.extend(host.poll().expect("more").items);
        }
        assert_eq!(read, [0, 1, 2, 3, 4, 5]);
        sim::settle();
        assert!(!writes.has_exited());
        drop(host);
        sim::settle();
        assert!(writes.has_exited());
    });
}

#[test]
fn a_writer_that_is_finished() {
    in_every_order(|| {
        // What a dropped write has left goes first, and then what the sink has.
        let (mut writer, reader) = bytes();
        let mut host = HostReader::<u8>::from_handle(reader.take_handle());
        let finishes = task(async move {
            assert!(poll_once(&mut pin!(writer.write(vec![1, 2, 3]))).await.is_pending());
            writer.feed(4).await.expect("the reader is there");
            writer.finish();
        });
        let mut read = Vec::new();
        while read.len() < 4 {
            assert!(!finishes.has_exited());
            host.start(1);
            sim::settle();
            read.extend(host.poll().expect("more").items);
        }
        assert_eq!(read, [1, 2, 3, 4]);
        host.start(1);
        sim::settle();
        assert_eq!(host.poll().map(|copied| copied.status), Some(Status::Dropped));
        assert!(finishes.has_exited());

        // Without a task, and with a reader that goes.
        let (mut writer, reader) = bytes();
        block_on(async { writer.feed(5).await.expect("the reader is there") });
        writer.finish();
        let finishes = task(async {});
        drop(reader);
        sim::settle();
        assert!(finishes.has_exited());
    });
}

#[test]
fn a_reader_leaves_while_its_writer_watches() {
    in_every_order(|| {
        let (mut writer, reader) = bytes();
        let watches = task(async move {
            writer.closed().await;
        });
        sim::settle();
        // It leaves this component, which is not the same as to go.
        let host = HostReader::<u8>::from_handle(reader.take_handle());
        sim::settle();
        assert!(!watches.has_exited());
        drop(host);
        sim::settle();
        assert!(watches.has_exited());
    });
}

#[test]
fn what_the_component_model_leaves_to_the_next_question() {
    // Some of these hosts say nothing of a reader that goes while nothing is being written.
    in_every_order(|| {
        let ((mut writer, reader), flag) = (bytes(), Flag::default());
        let mut host = HostReader::<u8>::from_handle(reader.take_handle());
        host.start(4);
        let gone = flag.clone();
        let asks = task(async move {
            assert!(poll_once(&mut Box::pin(writer.closed())).await.is_pending());
            gone.wait().await;
            writer.closed().await;
        });
        sim::settle();
        assert_eq!(host.cancel().status, Status::Cancelled);
        drop(host);
        flag.raise();
        sim::settle();
        assert!(asks.has_exited());
    });
}
