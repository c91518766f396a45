//! Readers passed on, with what they have received and nobody has read.

use std::cell::RefCell;
use std::rc::Rc;

use wharf::StreamReader;
use wharf::abi::canon::sim::{self, HostReader, Status};
use wharf::task::{block_on, spawn, yield_now};

use crate::support::{FUNCTIONS, World, async_import, call, join, poll_once, test};

async_import!(send((StreamReader<u32>,)) -> ());
async_import!(through((StreamReader<u32>,)) -> StreamReader<u32>);

fn numbers() -> (wharf::StreamWriter<u32>, StreamReader<u32>) {
    wharf::stream::new::<World, u32>()
}

/// Registers an import that collects what it is sent.
fn collect() -> Rc<RefCell<Vec<Vec<u32>>>> {
    let all = Rc::new(RefCell::new(Vec::new()));
    let collected = all.clone();
    sim::function(FUNCTIONS, "imported", move |(reader,): (HostReader<u32>,)| {
        let collected = collected.clone();
        sim::spawn(async move {
            let items = reader.collect().await;
            collected.borrow_mut().push(items);
        });
    });
    all
}

#[test]
fn a_reader_that_has_read_nothing() {
    test(|| {
        let all = collect();
        block_on(async {
            let (mut writer, reader) = numbers();
            send((reader,)).await;
            assert!(writer.write_all((0..10).collect()).await.is_empty());
        });
        sim::settle();
        assert_eq!(*all.borrow(), [(0..10).collect::<Vec<_>>()]);
    });
}

#[test]
fn what_was_received_goes_first() {
    test(|| {
        let all = collect();
        block_on(async {
            let (mut writer, mut reader) = numbers();
            spawn(async move {
                assert!(writer.write_all((0..5).collect()).await.is_empty());
                yield_now().await;
                assert!(writer.write_all((5..10).collect()).await.is_empty());
            })
            .detach();
            assert_eq!(reader.next().await, Some(0));
            assert_eq!(reader.next().await, Some(1));
            send((reader,)).await;
        });
        sim::settle();
        assert_eq!(*all.borrow(), [(2..10).collect::<Vec<_>>()]);
    });
}

#[test]
fn what_was_received_before_the_end() {
    test(|| {
        let all = collect();
        block_on(async {
            let (mut writer, mut reader) = numbers();
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(writer.write_all((0..5).collect()).await.is_empty());
            drop(writer);
            assert_eq!(reader.next().await, Some(0));
            send((reader,)).await;

            let (writer, mut reader) = numbers();
            drop(writer);
            assert_eq!(reader.next().await, None);
            send((reader,)).await;

            let (writer, reader) = numbers();
            drop(writer);
            send((reader,)).await;
        });
        sim::settle();
        all.borrow_mut().sort();
        assert_eq!(*all.borrow(), [vec![], vec![], vec![1, 2, 3, 4]]);
    });
}

#[test]
fn a_reader_with_a_read_under_way() {
    test(|| {
        let all = collect();
        block_on(async {
            // That has brought nothing, and that has brought something.
            for early in [0, 3] {
                let (mut writer, mut reader) = numbers();
                assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
                assert!(writer.write_all((0..early).collect()).await.is_empty());
                let (rest, ()) = join(
                    async {
                        yield_now().await;
                        let rest = writer.write_all((early..6).collect()).await;
                        drop(writer);
                        rest
                    },
                    send((reader,)),
                )
                .await;
                assert!(rest.is_empty());
            }
        });
        sim::settle();
        assert_eq!(*all.borrow(), [(0..6).collect::<Vec<_>>(), (0..6).collect()]);
    });
}

#[test]
fn a_reader_that_comes_back() {
    test(|| {
        sim::function(FUNCTIONS, "imported", |(reader,): (HostReader<u32>,)| reader);
        block_on(async {
            let (mut writer, mut reader) = numbers();
            let write = async move {
                for chunk in 0..8 {
                    assert!(writer.write_all((chunk * 4..chunk * 4 + 4).collect()).await.is_empty());
                    yield_now().await;
                }
            };
            let read = async move {
                let mut items = Vec::new();
                for _ in 0..6 {
                    items.push(reader.next().await.expect("more"));
                    reader = through((reader,)).await;
                }
                items.extend(reader.collect().await);
                items
            };
            let ((), items) = join(write, read).await;
            assert_eq!(items, (0..32).collect::<Vec<_>>());
        });
    });
}

#[test]
fn the_writer_learns_that_the_next_reader_is_gone() {
    test(|| {
        sim::function(FUNCTIONS, "imported", |(reader,): (HostReader<u32>,)| drop(reader));
        block_on(async {
            let (mut writer, mut reader) = numbers();
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(writer.write_all(vec![1, 2]).await.is_empty());
            assert_eq!(reader.next().await, Some(1));
            send((reader,)).await;
            assert_eq!(writer.write_all(vec![3]).await, [3]);
        });
    });
}

#[test]
fn a_reader_is_returned_with_what_it_has_received() {
    test(|| {
        let (mut writer, reader) = sim::host_stream::<u32>();
        writer.start((0..5).collect());
        let skips =
            call::<(StreamReader<u32>,), _, StreamReader<u32>, HostReader<u32>, _>((reader,), |(mut reader,)| async {
                reader.next().await;
                reader
            });
        sim::settle();
        assert_eq!(writer.poll().map(|copied| copied.count), Some(5));
        writer.start(vec![5]);
        let mut reader = skips.take_result().expect("returned");
        let mut items = Vec::new();
        while items.len() < 5 {
            reader.start(2);
            sim::settle();
            items.extend(reader.poll().expect("items").items);
        }
        assert_eq!(items, [1, 2, 3, 4, 5]);
        assert!(!skips.has_exited(), "it passes on what comes");
        drop(writer);
        reader.start(1);
        sim::settle();
        assert_eq!(reader.poll().map(|copied| copied.status), Some(Status::Dropped));
        drop(reader);
        sim::run();
        assert!(skips.has_exited());
    });
}

#[test]
fn a_cancelled_call_that_had_not_taken_its_reader() {
    test(|| {
        sim::async_function(FUNCTIONS, "imported", |call: sim::Call<(HostReader<u32>,), ()>| drop(call));
        block_on(async {
            let (mut writer, mut reader) = numbers();
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(writer.write_all(vec![1, 2]).await.is_empty());
            assert_eq!(reader.next().await, Some(1));
            let mut sending = Box::pin(send((reader,)));
            assert!(poll_once(&mut sending).await.is_pending());
            drop(sending);
            assert_eq!(writer.write_all(vec![3]).await, [3]);
        });
    });
}

#[test]
fn what_was_received_is_passed_on_outside_of_a_task() {
    test(|| {
        let import = wharf::abi::import!("test:host/functions" "imported" (u32));
        let all = collect();
        let (mut writer, mut reader) = numbers();
        block_on(async {
            assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
            assert!(writer.write_all(vec![1, 2]).await.is_empty());
            assert_eq!(reader.next().await, Some(1));
        });
        drop(writer);
        // SAFETY: the host's function has this type.
        sim::call_sync(|| unsafe { wharf::abi::call::<World, (StreamReader<u32>,), ()>(import, (reader,)) });
        // There is no task here to write what was received; the next one does.
        block_on(async {});
        sim::settle();
        assert_eq!(*all.borrow(), [[2]]);
    });
}
