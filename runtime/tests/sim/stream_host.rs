//! Streams between the component and the host.

use wharf::StreamReader;
use wharf::StreamResult::Complete;
use wharf::abi::canon::sim::{self, HostReader, Status, host_stream};
use wharf::task::block_on;

use crate::support::{World, bytes, poll_once, test};

/// Starts a read of the host, and takes its end once something has happened.
fn host_read(reader: &mut HostReader<u8>, count: usize) -> Option<sim::Copied<u8>> {
    reader.start(count);
    reader.poll()
}

#[test]
fn the_host_reads_what_the_component_writes() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            assert_eq!(host_read(&mut host, 2), None);
            assert!(writer.write_all(vec![1, 2]).await.is_empty());
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
