//! Streams of all kinds of items.

use futures_sink::Sink;
use wharf::StreamResult::Complete;
use wharf::abi::canon::sim;
use wharf::task::block_on;

use crate::support::{HostThing, MANY, Thing, Things, World, join, poll_once, test};

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
            assert_eq!((things.living(), sim::held::<HostThing>()), (4, 4));
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
                    let rest = writer.write_all(vec![(); MANY as usize]).await.len();
                    drop(writer);
                    rest
                },
                reader.collect(),
            )
            .await;
            assert_eq!((rest, items.len()), (0, MANY as usize));
        });
    });
}

#[test]
fn a_writer_dropped_while_it_writes_gives_up_what_was_read() {
    test(|| {
        let things = Things::default();
        block_on(async {
            let (mut writer, mut reader) = wharf::stream::new::<World, Thing>();
            let mut write = Box::pin(writer.write((0..3).map(|id| things.for_guest(id)).collect()));
            assert!(poll_once(&mut write).await.is_pending());
            let (_, first) = reader.read(Vec::with_capacity(1)).await;
            drop(write);
            drop(writer);
            assert_eq!(things.living(), 1, "the reader has one");
            drop(first);
            assert_eq!(things.living(), 0);
        });
    });
}
