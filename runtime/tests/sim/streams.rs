//! Streams between two ends of the component, and between the component and the host.

use std::pin::pin;
use std::task::Poll;

use futures_core::Stream;
use futures_sink::Sink;
use wharf::StreamResult::{Cancelled, Complete, Dropped};
use wharf::abi::canon::sim::{self, HostReader, Status, host_stream};
use wharf::task::{block_on, spawn, yield_now};
use wharf::{StreamReader, StreamWriter};

use crate::support::{Flag, Thing, Things, World, join, poll_once, test};

fn bytes() -> (StreamWriter<u8>, StreamReader<u8>) {
    wharf::stream::new::<World, u8>()
}

/// Starts a read of the host, and takes its end once something has happened.
fn host_read(reader: &mut HostReader<u8>, count: usize) -> Option<sim::Copied<u8>> {
    reader.start(count);
    reader.poll()
}

#[test]
fn a_write_waits_for_a_read_and_the_other_way_round() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let (written, read) = join(writer.write(vec![1, 2, 3]), reader.read(Vec::with_capacity(8))).await;
            assert_eq!((written.0, written.1.remaining()), (Complete(3), 0));
            assert_eq!(read, (Complete(3), vec![1, 2, 3]));

            let (read, written) = join(reader.read(Vec::with_capacity(2)), writer.write(vec![4, 5, 6])).await;
            assert_eq!(read, (Complete(2), vec![4, 5]));
            assert_eq!(written.0, Complete(2));
            assert_eq!(written.1.into_vec(), [6]);
        });
    });
}

#[test]
fn a_buffer_is_written_on_and_read_behind_what_it_holds() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let flag = Flag::default();
            let ((), ()) = join(
                async {
                    let (result, rest) = writer.write(vec![1, 2, 3]).await;
                    assert_eq!((result, rest.remaining()), (Complete(2), 1));
                    flag.raise();
                    let (result, rest) = writer.write_buf(rest).await;
                    assert_eq!((result, rest.remaining()), (Complete(1), 0));
                    drop(writer);
                },
                async {
                    let mut buffer = Vec::with_capacity(3);
                    buffer.push(0);
                    let (result, buffer) = reader.read(buffer).await;
                    assert_eq!((result, &buffer[..]), (Complete(2), &[0, 1, 2][..]));
                    flag.wait().await;
                    let (result, buffer) = reader.read(Vec::with_capacity(3)).await;
                    assert_eq!((result, &buffer[..]), (Complete(1), &[3][..]));
                    assert_eq!(reader.read(buffer).await, (Dropped, vec![3]));
                    assert_eq!(reader.next().await, None);
                    assert_eq!(reader.next().await, None);
                },
            )
            .await;
        });
    });
}

#[test]
fn dropping_the_writer_ends_the_stream() {
    test(|| {
        block_on(async {
            // Before, while and after a read.
            let (writer, mut reader) = bytes();
            drop(writer);
            assert_eq!(reader.next().await, None);

            let (writer, mut reader) = bytes();
            let mut next = Box::pin(reader.next());
            assert!(poll_once(&mut next).await.is_pending());
            drop(writer);
            assert_eq!(next.await, None);

            let (mut writer, mut reader) = bytes();
            let mut next = Box::pin(reader.next());
            assert!(poll_once(&mut next).await.is_pending());
            assert_eq!(writer.write_all(vec![7, 8]).await, []);
            drop(writer);
            assert_eq!(next.await, Some(7));
            assert_eq!(reader.collect().await, [8]);
        });
    });
}

#[test]
fn dropping_the_reader_gives_the_items_back() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            drop(reader);
            let (result, rest) = writer.write(vec![1, 2]).await;
            assert_eq!((result, rest.into_vec()), (Dropped, vec![1, 2]));
            assert_eq!(writer.write_one(3).await, Some(3));

            let (mut writer, reader) = bytes();
            let mut write = Box::pin(writer.write(vec![1, 2]));
            assert!(poll_once(&mut write).await.is_pending());
            drop(reader);
            let (result, rest) = write.await;
            assert_eq!((result, rest.into_vec()), (Dropped, vec![1, 2]));

            // Partly read.
            let (mut writer, mut reader) = bytes();
            let mut write = Box::pin(writer.write_all(vec![1, 2, 3]));
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(reader.read(Vec::with_capacity(1)).await, (Complete(1), vec![1]));
            drop(reader);
            assert_eq!(write.await, [2, 3]);
        });
    });
}

#[test]
fn a_cancelled_read_gives_its_buffer_back() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            // Never polled, waiting, and having got something.
            assert_eq!(pin!(reader.read(Vec::with_capacity(4))).cancel(), (Cancelled, vec![]));
            {
                let mut read = pin!(reader.read(vec![9]));
                assert!(poll_once(&mut read).await.is_pending());
                assert_eq!(read.cancel(), (Cancelled, vec![9]));
            }
            {
                let mut read = pin!(reader.read(Vec::with_capacity(4)));
                assert!(poll_once(&mut read).await.is_pending());
                assert!(writer.write_all(vec![1, 2]).await.is_empty());
                assert_eq!(read.cancel(), (Complete(2), vec![1, 2]));
            }
            {
                let mut read = pin!(reader.read(Vec::with_capacity(4)));
                assert!(poll_once(&mut read).await.is_pending());
                drop(writer);
                assert_eq!(read.cancel(), (Dropped, vec![]));
            }
            assert_eq!(reader.next().await, None);
        });
    });
}

#[test]
fn a_cancelled_write_gives_its_items_back() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let (result, rest) = pin!(writer.write(vec![1])).cancel();
            assert_eq!((result, rest.into_vec()), (Cancelled, vec![1]));
            {
                let mut write = pin!(writer.write(vec![1]));
                assert!(poll_once(&mut write).await.is_pending());
                let (result, rest) = write.cancel();
                assert_eq!((result, rest.into_vec()), (Cancelled, vec![1]));
            }
            {
                let mut write = pin!(writer.write(vec![1, 2, 3]));
                assert!(poll_once(&mut write).await.is_pending());
                assert_eq!(reader.read(Vec::with_capacity(2)).await.1, [1, 2]);
                let (result, rest) = write.cancel();
                assert_eq!((result, rest.into_vec()), (Complete(2), vec![3]));
            }
            {
                let mut write = pin!(writer.write(vec![4]));
                assert!(poll_once(&mut write).await.is_pending());
                drop(reader);
                let (result, rest) = write.cancel();
                assert_eq!((result, rest.into_vec()), (Dropped, vec![4]));
            }
        });
    });
}

#[test]
fn a_read_that_is_dropped_loses_nothing() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(poll_once(&mut reader.read(Vec::with_capacity(1))).await.is_pending());
            assert!(writer.write_all(vec![1, 2, 3]).await.is_empty());
            assert_eq!(reader.read(Vec::with_capacity(2)).await, (Complete(2), vec![1, 2]));
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_ready());
            // One that had its caller's items in front.
            assert!(poll_once(&mut reader.read(vec![9, 9, 9])).await.is_pending());
            let (written, read) = join(writer.write_all(vec![4, 5]), async {
                let mut read = Vec::new();
                while read.len() < 2 {
                    read.push(reader.next().await.expect("more"));
                }
                read
            })
            .await;
            assert_eq!((written, read), (vec![], vec![4, 5]));
            // And one that nobody comes back to.
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(writer.write_all(vec![6]).await.is_empty());
            drop(reader);
            assert_eq!(writer.write_one(7).await, Some(7));
        });
    });
}

#[test]
fn a_write_that_is_dropped_goes_out_first() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            assert!(poll_once(&mut writer.write(vec![1, 2])).await.is_pending());
            let (rest, items) = join(
                async {
                    let rest = writer.write_all(vec![3]).await;
                    drop(writer);
                    rest
                },
                reader.collect(),
            )
            .await;
            assert_eq!((rest, items), (vec![], vec![1, 2, 3]));
        });
    });
}

#[test]
#[ignore = "the items of a write that is dropped while it waits for an earlier one are lost"]
fn a_write_that_is_dropped_behind_a_dropped_one_goes_out_too() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            assert!(poll_once(&mut writer.write(vec![1])).await.is_pending());
            assert!(poll_once(&mut writer.write(vec![2])).await.is_pending());
            let (rest, items) = join(
                async {
                    let rest = writer.write_all(vec![3]).await;
                    drop(writer);
                    rest
                },
                reader.collect(),
            )
            .await;
            assert_eq!((rest, items), (vec![], vec![1, 2, 3]));
        });
    });
}

#[test]
fn zero_length_operations_wait_for_the_other_end() {
    test(|| {
        block_on(async {
            // A read without room waits until the writer is ready.
            let (mut writer, mut reader) = bytes();
            let mut read = reader.read(Vec::new());
            assert!(poll_once(&mut read).await.is_pending());
            let mut write = writer.write(vec![1]);
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(read.await, (Complete(0), vec![]));
            assert_eq!(reader.read(Vec::with_capacity(1)).await, (Complete(1), vec![1]));
            assert_eq!(write.await.0, Complete(1));

            // A write of nothing waits until the reader is ready.
            let mut write = writer.write(vec![]);
            assert!(poll_once(&mut write).await.is_pending());
            let mut read = reader.read(Vec::with_capacity(1));
            assert!(poll_once(&mut read).await.is_pending());
            assert_eq!(write.await.0, Complete(0));
            assert_eq!(writer.write_all(vec![2]).await, []);
            assert_eq!(read.await, (Complete(1), vec![2]));

            // Of two, the write is complete and the read goes on.
            let mut read = reader.read(Vec::new());
            assert!(poll_once(&mut read).await.is_pending());
            assert_eq!(writer.write(vec![]).await.0, Complete(0));
            assert!(poll_once(&mut read).await.is_pending());
            drop(writer);
            assert_eq!(read.await, (Dropped, vec![]));
        });
    });
}

#[test]
fn writes_of_nothing_at_all() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            assert_eq!(writer.write_all(vec![]).await, []);
            drop(reader);
            assert_eq!(writer.write(vec![]).await.0, Dropped);
        });
    });
}

#[test]
fn items_that_are_not_plain() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = wharf::stream::new::<World, Option<u32>>();
            let items = vec![Some(1), None, Some(3), Some(4)];
            let all = items.clone();
            let (rest, read) = join(
                async {
                    let rest = writer.write_all(items).await;
                    drop(writer);
                    rest
                },
                async {
                    let mut read = reader.read(Vec::with_capacity(3)).await.1;
                    let _ = poll_once(&mut reader.read(Vec::with_capacity(1))).await.map(|(_, more)| read.extend(more));
                    while let Some(item) = reader.next().await {
                        read.push(item);
                    }
                    read
                },
            )
            .await;
            assert_eq!((rest, read), (vec![], all));
        });
    });
}

#[test]
fn resources_travel_and_are_dropped_once() {
    test(|| {
        let things = Things::default();
        let made = things.clone();
        block_on(async move {
            let things = made;
            let (mut writer, mut reader) = wharf::stream::new::<World, Thing>();
            let items: Vec<_> = (0..4).map(|id| things.for_guest(id)).collect();
            assert_eq!((things.living(), sim::held::<crate::support::HostThing>()), (4, 4));
            let mut write = Box::pin(writer.write_all(items));
            assert!(poll_once(&mut write).await.is_pending());
            let (result, first) = reader.read(Vec::with_capacity(1)).await;
            assert_eq!(result, Complete(1));
            drop(first);
            assert_eq!(things.living(), 3);
            // The rest arrives, but only one of them is asked for.
            drop(reader.next().await);
            assert_eq!(things.living(), 2);
            drop(reader);
            assert_eq!(things.living(), 0);
            assert!(write.await.is_empty());
            drop(writer);
        });
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn resources_that_nobody_reads_are_dropped() {
    test(|| {
        let things = Things::default();
        block_on(async {
            // Waiting in a write that was dropped, and in the sink's queue.
            let (mut writer, reader) = wharf::stream::new::<World, Thing>();
            assert!(poll_once(&mut writer.write(vec![things.for_guest(1)])).await.is_pending());
            std::pin::Pin::new(&mut writer).start_send(things.for_guest(2)).expect("open");
            drop(writer);
            assert_eq!(things.living(), 0);
            drop(reader);

            // Landed in a read that was dropped.
            let (mut writer, mut reader) = wharf::stream::new::<World, Thing>();
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(writer.write_all(vec![things.for_guest(3), things.for_guest(4)]).await.is_empty());
            assert_eq!(things.living(), 2);
            drop(reader);
            assert_eq!(things.living(), 0);
        });
    });
}

#[test]
fn units_are_counted() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = wharf::stream::new::<World, ()>();
            let (rest, items) = join(
                async {
                    let rest = writer.write_all(vec![(); 10_000]).await.len();
                    drop(writer);
                    rest
                },
                reader.collect(),
            )
            .await;
            assert_eq!((rest, items.len()), (0, 10_000));
        });
    });
}

#[test]
fn a_reader_is_a_stream_and_a_writer_a_sink() {
    test(|| {
        block_on(async {
            let (writer, mut reader) = bytes();
            let mut writer = Box::pin(writer);
            let write = async {
                for item in 0..200_u8 {
                    std::future::poll_fn(|context| writer.as_mut().poll_ready(context)).await.expect("open");
                    writer.as_mut().start_send(item).expect("open");
                    if item % 50 == 0 {
                        std::future::poll_fn(|context| writer.as_mut().poll_flush(context)).await.expect("open");
                    }
                }
                std::future::poll_fn(|context| writer.as_mut().poll_close(context)).await.expect("open");
                std::future::poll_fn(|context| writer.as_mut().poll_close(context)).await.expect("closed is closed");
            };
            let read = async {
                let mut items = Vec::new();
                while let Some(item) =
                    std::future::poll_fn(|context| std::pin::Pin::new(&mut reader).poll_next(context)).await
                {
                    items.push(item);
                }
                items
            };
            let ((), items) = join(write, read).await;
            assert_eq!(items, (0..200).collect::<Vec<_>>());
        });
    });
}

#[test]
fn a_sink_whose_reader_goes_away_is_closed() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            let mut writer = std::pin::Pin::new(&mut writer);
            writer.as_mut().start_send(1).expect("open");
            let flushed = std::future::poll_fn(|context| writer.as_mut().poll_flush(context));
            let mut flushed = Box::pin(flushed);
            assert!(poll_once(&mut flushed).await.is_pending());
            drop(reader);
            assert!(flushed.await.is_err());
            assert!(std::future::poll_fn(|context| writer.as_mut().poll_ready(context)).await.is_err());
            std::future::poll_fn(|context| writer.as_mut().poll_close(context)).await.expect("closed is closed");
        });
    });
}

#[test]
fn bytes_are_read_and_written_as_io() {
    use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let text = b"over the wharf and into the hold".repeat(20);
            let expected = text.clone();
            let write = async {
                let mut left = &text[..];
                while !left.is_empty() {
                    let part = &left[..left.len().min(37)];
                    let count =
                        std::future::poll_fn(|context| std::pin::Pin::new(&mut writer).poll_write(context, part))
                            .await
                            .expect("open");
                    left = &left[count..];
                }
                std::future::poll_fn(|context| AsyncWrite::poll_close(std::pin::Pin::new(&mut writer), context))
                    .await
                    .expect("open");
            };
            let read = async {
                let mut all = Vec::new();
                let mut buffer = [0; 10];
                loop {
                    let count =
                        std::future::poll_fn(|context| std::pin::Pin::new(&mut reader).poll_read(context, &mut buffer))
                            .await
                            .expect("bytes");
                    if count == 0 {
                        break;
                    }
                    all.extend_from_slice(&buffer[..count]);
                    let count = std::future::poll_fn(|context| {
                        std::pin::Pin::new(&mut reader).poll_fill_buf(context).map_ok(|bytes| {
                            all.extend_from_slice(bytes);
                            bytes.len()
                        })
                    })
                    .await
                    .expect("bytes");
                    std::pin::Pin::new(&mut reader).consume(count);
                }
                all
            };
            let ((), all) = join(write, read).await;
            assert_eq!(all, expected);
        });
    });
}

#[test]
fn a_writer_dropped_while_it_writes_ends_the_stream() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let mut write = Box::pin(writer.write(vec![1, 2, 3]));
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(reader.read(Vec::with_capacity(1)).await.1, [1]);
            drop(write);
            drop(writer);
            assert_eq!(reader.next().await, None);
        });
    });
}

#[test]
fn ends_are_dropped_outside_of_tasks() {
    test(|| {
        let (writer, reader) = bytes();
        drop(writer);
        drop(reader);
        let (mut writer, mut reader) = bytes();
        block_on(async {
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(writer.write_all(vec![1]).await.is_empty());
            assert!(poll_once(&mut writer.write(vec![2])).await.is_ready());
            assert!(poll_once(&mut writer.write(vec![3])).await.is_ready());
        });
        drop(reader);
        drop(writer);
    });
}

#[test]
fn an_operation_goes_on_in_another_task() {
    test(|| {
        let (mut writer, mut reader) = bytes();
        block_on(async {
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
        });
        block_on(async move {
            let write = spawn(async move {
                yield_now().await;
                writer.write_all(vec![5]).await
            });
            assert_eq!(reader.next().await, Some(5));
            assert_eq!(write.await, Some(vec![]));
            assert_eq!(reader.next().await, None);
        });
    });
}

#[test]
fn the_host_reads_what_the_component_writes() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            assert_eq!(host_read(&mut host, 2), None);
            assert_eq!(writer.write_all(vec![1, 2]).await, []);
            let copied = host.poll().expect("read");
            assert_eq!((copied.items, copied.status), (vec![1, 2], Status::Completed));

            let mut write = Box::pin(writer.write_all(vec![3, 4, 5]));
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(host_read(&mut host, 1).expect("read").items, [3]);
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(host_read(&mut host, 1).expect("read").items, [4]);
            drop(host);
            assert_eq!(write.await, [5]);
        });
    });
}

#[test]
fn the_component_reads_what_the_host_writes() {
    test(|| {
        block_on(async {
            let (mut host, reader) = host_stream::<u8>();
            let mut reader = lift(reader);
            host.start(vec![1, 2, 3]);
            assert_eq!(reader.read(Vec::with_capacity(2)).await, (Complete(2), vec![1, 2]));
            let copied = host.poll().expect("written");
            assert_eq!((copied.count, copied.items, copied.status), (2, vec![3], Status::Completed));

            sim::spawn(async move {
                assert!(host.write_all((10..20).collect()).await.is_empty());
                sim::sleep(std::time::Duration::from_secs(3600)).await;
                assert!(host.write_all((20..30).collect()).await.is_empty());
            });
            assert_eq!(reader.collect().await, (10..30).collect::<Vec<_>>());
            assert_eq!(sim::now().as_secs(), 3600);
        });
    });
}

#[test]
fn the_host_cancels_and_drops() {
    test(|| {
        block_on(async {
            let (mut host, reader) = host_stream::<u8>();
            let mut reader = lift(reader);
            host.start(vec![1]);
            assert_eq!(host.cancel().status, Status::Cancelled);
            let mut next = Box::pin(reader.next());
            assert!(poll_once(&mut next).await.is_pending());
            drop(host);
            assert_eq!(next.await, None);
        });
    });
}

/// Takes a reader of the host into the component.
fn lift(reader: HostReader<u8>) -> StreamReader<u8> {
    use wharf::abi::{Lift, SlotReader};
    let slots = [u64::from(reader.into_handle())];
    // SAFETY: a new handle.
    unsafe { <StreamReader<u8> as Lift<World>>::lift(&mut SlotReader::new(&slots)) }
}

#[test]
fn a_full_buffer_gathers_several_writes() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let mut read = reader.read(Vec::with_capacity(4));
            assert!(poll_once(&mut read).await.is_pending());
            for byte in 0..3 {
                assert_eq!(writer.write_one(byte).await, None);
            }
            let Poll::Ready(read) = poll_once(&mut read).await else {
                // The event comes with the next turn.
                assert_eq!(read.await, (Complete(3), vec![0, 1, 2]));
                return;
            };
            assert_eq!(read, (Complete(3), vec![0, 1, 2]));
        });
    });
}
