//! A stream and the future of how it ended, as one reader or writer; and streams and futures made of Rust's.

use std::cell::RefCell;

use futures::io::AsyncReadExt;
use futures::{SinkExt, StreamExt};
use wharf::StreamReader;
use wharf::abi::canon::sim::HostReader;
use wharf::stream::{FallibleReader, FallibleWriter, WriteError, from_async_read, from_stream, from_try_stream};
use wharf::task::{block_on, spawn, yield_now};

use crate::support::{MANY, OnDrop, Trace, World, bytes, call_sync, join, poll_once, task, test};

wharf::abi::future_payload! {
    World; Result<(), u32> => "test:host/functions" {
        new: "[future-new-0]results", read: "[async-lower][future-read-0]results",
        write: "[async-lower][future-write-0]results", cancel_read: "[future-cancel-read-0]results",
        cancel_write: "[future-cancel-write-0]results", drop_readable: "[future-drop-readable-0]results",
        drop_writable: "[future-drop-writable-0]results"
    }
}

type OutcomeWriter = wharf::FutureWriter<Result<(), u32>>;

fn outcome() -> (OutcomeWriter, wharf::FutureReader<Result<(), u32>>) {
    wharf::future::new::<World, Result<(), u32>>(|| Err(99))
}

fn reader() -> (wharf::StreamWriter<u8>, OutcomeWriter, FallibleReader<u8, u32>) {
    let ((writer, items), (told, outcome)) = (bytes(), outcome());
    (writer, told, FallibleReader::from((items, outcome)))
}

/// A writer, what it writes to, and the end of the future that says how that went.
fn writer() -> (FallibleWriter<u8, u32>, StreamReader<u8>, OutcomeWriter) {
    let opened = RefCell::new(None);
    let writer = FallibleWriter::open::<World>(|reader| {
        let (told, outcome) = outcome();
        opened.replace(Some((reader, told)));
        outcome
    });
    let (reader, told) = opened.take().expect("opened");
    (writer, reader, told)
}

#[test]
fn a_reader_ends_with_the_error_and_then_with_nothing() {
    test(|| {
        block_on(async {
            for (told, expected) in [(Ok(()), None), (Err(5), Some(Err(5)))] {
                let (mut writer, outcome, mut reader) = reader();
                let (read, ()) = join(
                    async {
                        let first = reader.next().await;
                        (first, reader.next().await)
                    },
                    async {
                        assert_eq!(writer.write_one(1).await, None);
                        drop(writer);
                        outcome.write(told).await.expect("somebody reads");
                    },
                )
                .await;
                assert_eq!(read, (Some(Ok(1)), expected));
                for _ in 0..3 {
                    assert_eq!(reader.next().await, None);
                }
            }
        });
    });
}

#[test]
fn a_reader_becomes_a_pair_again() {
    test(|| {
        block_on(async {
            // Nothing read; something read ahead; the outcome awaited; the outcome known.
            for progress in 0..4 {
                let (mut writer, told, mut reader) = reader();
                let writing = spawn(async move {
                    assert!(writer.write_all(vec![1, 2, 3]).await.is_empty());
                });
                let mut expected = vec![1, 2, 3];
                if progress > 0 {
                    assert_eq!(reader.next().await, Some(Ok(expected.remove(0))));
                }
                if progress > 1 {
                    assert_eq!(reader.next().await, Some(Ok(2)));
                    assert_eq!(reader.next().await, Some(Ok(3)));
                    expected.clear();
                    writing.await;
                    assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
                }
                let told = spawn(told.write(Err(8)));
                if progress > 2 {
                    assert_eq!(reader.next().await, Some(Err(8)));
                }
                let (items, outcome) = reader.into_pair::<World>();
                assert_eq!(items.collect().await, expected, "{progress}");
                assert_eq!(outcome.await, if progress > 2 { Ok(()) } else { Err(8) }, "{progress}");
                told.await;
            }
        });
    });
}

#[test]
fn a_writer_reports_why_its_reader_has_gone() {
    test(|| {
        block_on(async {
            for (told, expected) in [(Ok(()), WriteError::Closed), (Err(3), WriteError::Failed(3))] {
                // While it writes.
                let (mut writer, mut reader, outcome) = writer();
                let (written, ()) = join(writer.write_all(vec![1, 2, 3]), async {
                    assert_eq!(reader.read(Vec::with_capacity(1)).await.1, [1]);
                    drop(reader);
                    outcome.write(told).await.expect("somebody reads");
                })
                .await;
                assert_eq!(written, Err(expected));

                // With items that it has taken and not sent.
                let (mut writer, reader, outcome) = self::writer();
                writer.feed(1).await.expect("room");
                drop(reader);
                let (closed, _) = join(SinkExt::close(&mut writer), outcome.write(told)).await;
                assert_eq!(closed, Err(expected), "an item is lost, so closing says so");
            }
        });
    });
}

#[test]
fn a_writer_whose_reader_has_enough() {
    test(|| {
        block_on(async {
            // It has taken all there was, and left before the end: nothing is lost.
            for (told, expected) in [(Ok(()), Ok(())), (Err(3), Err(WriteError::Failed(3)))] {
                let (mut writer, mut reader, outcome) = writer();
                let (written, ()) = join(writer.write_all(vec![1, 2]), async {
                    assert_eq!(reader.read(Vec::with_capacity(2)).await.1, [1, 2]);
                    drop(reader);
                })
                .await;
                assert_eq!(written, Ok(()));
                let (closed, _) = join(writer.close(), outcome.write(told)).await;
                assert_eq!(closed, expected);
            }
        });
    });
}

#[test]
fn closing_waits_for_the_outcome_and_is_done_once() {
    test(|| {
        block_on(async {
            let (mut writer, reader, outcome) = writer();
            writer.feed(7).await.expect("room");
            let items = spawn(reader.collect());
            let mut close = Box::pin(SinkExt::close(&mut writer));
            for _ in 0..5 {
                assert!(poll_once(&mut close).await.is_pending(), "the outcome is not known");
                yield_now().await;
            }
            assert_eq!(items.await, Some(vec![7]));
            let (closed, _) = join(close, outcome.write(Ok(()))).await;
            assert_eq!(closed, Ok(()));
            assert_eq!(SinkExt::close(&mut writer).await, Ok(()));
        });
    });
}

#[test]
fn a_stream_of_rust() {
    test(|| {
        block_on(async {
            let reader = from_stream::<World, _>(futures::stream::iter(0..MANY));
            assert_eq!(reader.collect().await, (0..MANY).collect::<Vec<_>>());

            // One that waits in between: what there is goes out.
            let (mut sender, receiver) = futures::channel::mpsc::unbounded();
            let mut reader = from_stream::<World, _>(receiver);
            for number in [1_u8, 2, 3] {
                sender.send(number).await.expect("it listens");
            }
            assert_eq!(reader.read(Vec::with_capacity(10)).await.1, [1, 2, 3]);
            sender.send(4).await.expect("it listens");
            drop(sender);
            assert_eq!(reader.collect().await, [4]);
        });
    });
}

#[test]
fn many_items_go_to_the_host_at_a_time() {
    test(|| {
        let mut host = None;
        let pumps = task({
            let reader = from_stream::<World, _>(futures::stream::iter(0..100_u8));
            host.replace(HostReader::<u8>::from_handle(reader.take_handle()));
            async {}
        });
        let mut host = host.expect("taken");
        assert!(!pumps.has_exited());
        host.start(1000);
        let mut items = host.poll().expect("all at once").items;
        assert_eq!(items.len(), 100);
        items.dedup();
        assert_eq!(items.len(), 100);
        wharf::abi::canon::sim::run();
        assert!(pumps.has_exited());
    });
}

#[test]
fn a_source_is_dropped_when_its_reader_is_gone() {
    test(|| {
        let trace = Trace::default();
        let flag = OnDrop(trace.clone(), "dropped");
        block_on(async {
            let source = futures::stream::repeat(1_u8).map(move |one| {
                let _flag = &flag;
                one
            });
            let mut reader = from_stream::<World, _>(source);
            assert_eq!(reader.next().await, Some(1));
            drop(reader);
            for _ in 0..3 {
                yield_now().await;
            }
            assert_eq!(trace.take(), ["dropped"]);
        });
    });
}

#[test]
fn a_stream_of_results_and_a_future_of_rust() {
    test(|| {
        block_on(async {
            for (end, expected) in [(Ok(9), Ok(())), (Err(4), Err(4))] {
                let source = futures::stream::iter([Ok(1_u8), Ok(2), end]);
                let (items, outcome) = from_try_stream::<World, _, _, _>(source, || Err(99));
                let items = items.collect().await;
                assert_eq!(items, if expected.is_ok() { vec![1, 2, 9] } else { vec![1, 2] });
                assert_eq!(outcome.await, expected);
            }
            // Outcomes that nobody wants harm nobody.
            drop(from_try_stream::<World, _, u8, u32>(futures::stream::iter([Ok(1)]), || Err(99)));

            let reader = wharf::future::from_future::<World, u32>(
                async {
                    yield_now().await;
                    5
                },
                || 99,
            );
            assert_eq!(reader.await, 5);
            drop(wharf::future::from_future::<World, u32>(async { 5 }, || 99));
        });
        // A task that is cancelled leaves the defaults.
        let kept = std::rc::Rc::new(RefCell::new(None));
        let keep = kept.clone();
        let waits = task(async move {
            keep.replace(Some(wharf::future::from_future::<World, u32>(std::future::pending(), || 99)));
            yield_now().await;
            std::future::pending().await
        });
        wharf::abi::canon::sim::settle();
        waits.cancel();
        let reader = kept.take().expect("made");
        assert_eq!(block_on(async { reader.await }), 99);
    });
}

#[test]
fn a_reader_of_rust() {
    test(|| {
        block_on(async {
            // Several chunks, but for Miri.
            let text = b"over the wharf and into the hold".repeat(if cfg!(miri) { 100 } else { 10_000 });
            let (mut reader, ended) = from_async_read::<World>(futures::io::Cursor::new(text.clone()));
            let mut read = Vec::new();
            reader.read_to_end(&mut read).await.expect("bytes");
            assert_eq!(ended.await.expect("not cancelled").expect("read"), text.len() as u64);
            assert!(read == text);

            let (mut reader, ended) = from_async_read::<World>(futures::io::repeat(b'o'));
            assert_eq!(reader.next().await, Some(b'o'));
            drop(reader);
            let error = ended.await.expect("not cancelled").expect_err("nobody reads");
            assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
        });
    });
}

/// `Dropped` carries no count in the peer, and loops go wrong.
#[test]
fn reads_that_end_in_the_middle_say_so() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            spawn(async move { writer.write_all(vec![1, 2, 3]).await }).detach();
            let mut exact = [0; 2];
            reader.read_exact(&mut exact).await.expect("two");
            assert_eq!(exact, [1, 2]);
            let error = reader.read_exact(&mut exact).await.expect_err("one is left");
            assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
            let mut rest = Vec::new();
            assert_eq!(reader.read_to_end(&mut rest).await.expect("the end"), 0);
        });
    });
}

#[test]
fn made_outside_of_a_task() {
    test(|| {
        let reader = call_sync(|| from_stream::<World, _>(futures::stream::iter([1_u32, 2])));
        assert_eq!(block_on(reader.collect()), [1, 2]);
    });
}
