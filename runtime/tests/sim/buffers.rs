//! Whose memory is written and read: none is copied that need not be, and all of it comes back.

use std::sync::Arc;

use wharf::StreamResult::{Complete, Dropped};
use wharf::abi::canon::sim::HostReader;
use wharf::stream::StableBuffer;
use wharf::task::{block_on, spawn};

use crate::support::{bytes, join, poll_once, test};

#[test]
fn vectors_change_places() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let (full, empty) = (vec![7; 1000], Vec::with_capacity(1000));
            let (full_at, empty_at) = (full.as_ptr(), empty.as_ptr());
            let ((written, rest), (read, items)) = join(writer.write(full), reader.read(empty)).await;
            assert_eq!((written, read), (Complete(1000), Complete(1000)));
            let rest = rest.into_vec();
            assert_eq!((items.as_ptr(), items.len()), (full_at, 1000));
            assert_eq!((rest.as_ptr(), rest.len(), rest.capacity()), (empty_at, 0, 1000));
            // Also when the read came first.
            let ((read, items), (written, rest)) = join(reader.read(rest), writer.write(items)).await;
            assert_eq!((written, read), (Complete(1000), Complete(1000)));
            assert_eq!((items.as_ptr(), items.len()), (full_at, 1000));
            assert!(rest.into_vec().is_empty());
        });
    });
}

#[test]
fn a_read_gets_no_less_room_than_it_had() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let (_, (_, items)) = join(writer.write(vec![1, 2]), reader.read(Vec::with_capacity(100))).await;
            assert_eq!((&items[..], items.capacity()), (&[1, 2][..], 100));
            // Nor more than it asked for, nor behind what it held.
            let (rest, (_, items)) = join(writer.write(vec![3; 50]), reader.read(Vec::with_capacity(20))).await;
            assert_eq!((rest.0, rest.1.remaining(), items.len()), (Complete(20), 30, 20));
            // A read of nothing asks whether there is something.
            let mut write = writer.write(vec![4; 50]);
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(reader.read(vec![5]).await, (Complete(0), vec![5]));
            assert!(poll_once(&mut write).await.is_pending());
            let mut behind = Vec::with_capacity(60);
            behind.push(5);
            assert_eq!(reader.read(behind).await.1.len(), 51);
            assert_eq!(write.await.0, Complete(50));
        });
    });
}

type MakeOwner = Box<dyn Fn() -> Box<dyn StableBuffer<u8>>>;

/// All that can be written from.
fn owners() -> Vec<(&'static str, MakeOwner)> {
    vec![
        ("vec", Box::new(|| Box::new(b"cargo".to_vec()))),
        ("box", Box::new(|| Box::new(Box::<[u8]>::from(*b"cargo")))),
        ("arc", Box::new(|| Box::new(Arc::<[u8]>::from(*b"cargo")))),
        ("static", Box::new(|| Box::new(b"cargo"))),
        ("slice", Box::new(|| Box::new(&b"cargo"[..]))),
        ("text", Box::new(|| Box::new("cargo"))),
        ("string", Box::new(|| Box::new(String::from("cargo")))),
        ("bytes", Box::new(|| Box::new(bytes::Bytes::from_static(b"cargo")))),
    ]
}

/// So that a boxed owner is an owner too.
struct Boxed(Box<dyn StableBuffer<u8>>);

// SAFETY: the owner is.
unsafe impl StableBuffer<u8> for Boxed {
    fn items(&self) -> &[u8] {
        self.0.items()
    }

    fn is_forever(&self) -> bool {
        self.0.is_forever()
    }
}

#[test]
fn every_owner_is_written_from_and_comes_back() {
    for away in [false, true] {
        test(move || {
            for (name, owner) in owners() {
                block_on(async {
                    let (mut writer, mut reader) = bytes();
                    if away {
                        let host = HostReader::<u8>::from_handle(reader.take_handle());
                        reader = crate::support::lift(host.into_handle());
                    }
                    let write = async {
                        let (count, owner) = writer.write_from(Boxed(owner())).await;
                        assert_eq!((count, owner.items()), (5, &b"cargo"[..]), "{name}");
                        let (count, _) = writer.write_from(owner).await;
                        drop(writer);
                        count
                    };
                    let (count, items) = join(write, reader.collect()).await;
                    assert_eq!((count, &items[..]), (5, &b"cargocargo"[..]), "{name}");

                    // The reader goes after a part.
                    let (mut writer, mut reader) = bytes();
                    let (written, ()) = join(writer.write_from(Boxed(owner())), async {
                        assert_eq!(reader.read(Vec::with_capacity(2)).await.1, b"ca");
                        drop(reader);
                    })
                    .await;
                    assert_eq!(written.0, 2, "{name}");
                    assert_eq!(writer.write_from(Boxed(owner())).await.0, 0, "{name}");
                });
            }
        });
    }
}

#[test]
fn a_dropped_write_keeps_the_owner() {
    struct Counted(Vec<u8>, #[expect(dead_code, reason = "counts")] Arc<()>);
    // SAFETY: the vector is.
    unsafe impl StableBuffer<u8> for Counted {
        fn items(&self) -> &[u8] {
            &self.0
        }
    }
    for away in [false, true] {
        test(move || {
            let count = Arc::new(());
            block_on(async {
                let (mut writer, mut reader) = bytes();
                if away {
                    let host = HostReader::<u8>::from_handle(reader.take_handle());
                    reader = crate::support::lift(host.into_handle());
                }
                let mut write = writer.write_from(Counted(vec![1, 2, 3], count.clone()));
                assert!(poll_once(&mut write).await.is_pending());
                drop(write);
                assert_eq!(Arc::strong_count(&count), 2);
                assert_eq!(reader.next().await, Some(1));
                let (rest, items) = join(
                    async {
                        let rest = writer.write_all(vec![4]).await;
                        drop(writer);
                        rest
                    },
                    reader.collect(),
                )
                .await;
                assert_eq!((rest, items), (vec![], vec![2, 3, 4]));
                assert_eq!(Arc::strong_count(&count), 1);

                // A writer that goes takes it along.
                let (mut writer, reader) = bytes();
                let host = away.then(|| HostReader::<u8>::from_handle(reader.take_handle()));
                assert!(poll_once(&mut writer.write_from(Counted(vec![1], count.clone()))).await.is_pending());
                drop(writer);
                assert_eq!(Arc::strong_count(&count), 1);
                drop(host);

                // One that was never polled drops it.
                let (mut writer, _reader) = bytes();
                drop(writer.write_from(Counted(vec![1], count.clone())));
                assert_eq!(Arc::strong_count(&count), 1);
            });
        });
    }
}

#[test]
fn writing_nothing() {
    test(|| {
        block_on(async {
            for away in [false, true] {
                let (mut writer, mut reader) = bytes();
                if away {
                    let host = HostReader::<u8>::from_handle(reader.take_handle());
                    reader = crate::support::lift(host.into_handle());
                }
                // It is over at once, and its memory comes back; the reader has had nothing.
                assert_eq!(writer.write_all(Vec::with_capacity(8)).await.capacity(), 8);
                assert_eq!(writer.write_from("").await.0, 0);
                // A single write of nothing waits for a reader, and learns that it is gone.
                let mut nothing = writer.write(Vec::new());
                assert!(poll_once(&mut nothing).await.is_pending());
                let mut next = Box::pin(reader.next());
                assert!(poll_once(&mut next).await.is_pending());
                assert_eq!(nothing.await.0, Complete(0));
                drop(next);
                let spawned = spawn(async move {
                    drop(reader);
                });
                spawned.await;
                assert_eq!(writer.write(Vec::new()).await.0, Dropped);
                assert!(writer.write_all(Vec::new()).await.is_empty());
            }
        });
    });
}
