//! Streams between two ends of the component, and between the component and the host.

use std::pin::pin;
use std::task::Poll;

use wharf::StreamResult::{Cancelled, Complete, Dropped};
use wharf::task::{block_on, spawn, yield_now};

use crate::support::{Flag, bytes, join, poll_once, test};

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
            assert!(writer.write_all(vec![7, 8]).await.is_empty());
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
            assert!(writer.write_all(vec![2]).await.is_empty());
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
            assert!(writer.write_all(vec![]).await.is_empty());
            drop(reader);
            assert_eq!(writer.write(vec![]).await.0, Dropped);
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
