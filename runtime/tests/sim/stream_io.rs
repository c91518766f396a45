//! Streams by the traits of the futures crates.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use futures_sink::Sink;
use wharf::task::block_on;

use crate::support::{bytes, join, poll_once, test};

#[test]
fn a_reader_is_a_stream_and_a_writer_a_sink() {
    test(|| {
        block_on(async {
            let (writer, mut reader) = bytes();
            let mut writer = Box::pin(writer);
            let write = async {
                for item in 0..200_u8 {
                    poll_fn(|context| Sink::poll_ready(writer.as_mut(), context)).await.expect("open");
                    writer.as_mut().start_send(item).expect("open");
                    if item % 50 == 0 {
                        poll_fn(|context| Sink::poll_flush(writer.as_mut(), context)).await.expect("open");
                    }
                }
                poll_fn(|context| Sink::poll_close(writer.as_mut(), context)).await.expect("open");
                poll_fn(|context| Sink::poll_close(writer.as_mut(), context)).await.expect("closed is closed");
            };
            let read = async {
                let mut items = Vec::new();
                while let Some(item) = poll_fn(|context| Pin::new(&mut reader).poll_next(context)).await {
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
            let mut writer = Pin::new(&mut writer);
            writer.as_mut().start_send(1).expect("open");
            let flushed = poll_fn(|context| Sink::poll_flush(writer.as_mut(), context));
            let mut flushed = Box::pin(flushed);
            assert!(poll_once(&mut flushed).await.is_pending());
            drop(reader);
            assert!(flushed.await.is_err());
            assert!(poll_fn(|context| Sink::poll_ready(writer.as_mut(), context)).await.is_err());
            poll_fn(|context| Sink::poll_close(writer.as_mut(), context)).await.expect("closed is closed");
        });
    });
}

#[test]
fn bytes_are_read_and_written_as_io() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let text = b"over the wharf and into the hold".repeat(20);
            let expected = text.clone();
            let write = async {
                let mut left = &text[..];
                while !left.is_empty() {
                    let part = &left[..left.len().min(37)];
                    let count = poll_fn(|context| Pin::new(&mut writer).poll_write(context, part)).await.expect("open");
                    left = &left[count..];
                }
                poll_fn(|context| AsyncWrite::poll_close(Pin::new(&mut writer), context)).await.expect("open");
            };
            let read = async {
                let mut all = Vec::new();
                let mut buffer = [0; 10];
                loop {
                    let count =
                        poll_fn(|context| Pin::new(&mut reader).poll_read(context, &mut buffer)).await.expect("bytes");
                    if count == 0 {
                        break;
                    }
                    all.extend_from_slice(&buffer[..count]);
                    let count = poll_fn(|context| {
                        Pin::new(&mut reader).poll_fill_buf(context).map_ok(|bytes| {
                            all.extend_from_slice(bytes);
                            bytes.len()
                        })
                    })
                    .await
                    .expect("bytes");
                    Pin::new(&mut reader).consume(count);
                }
                all
            };
            let ((), all) = join(write, read).await;
            assert_eq!(all, expected);
        });
    });
}

#[test]
fn closing_does_not_hide_that_bytes_were_lost() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            drop(reader);
            let mut writer = Pin::new(&mut writer);
            // Taken into the buffer, as it seems.
            let written = poll_fn(|context| writer.as_mut().poll_write(context, &[1, 2, 3])).await;
            let closed = poll_fn(|context| AsyncWrite::poll_close(writer.as_mut(), context)).await;
            assert!(written.is_err() || closed.is_err());
        });
    });
}
