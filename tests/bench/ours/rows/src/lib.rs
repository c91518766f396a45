//! The benchmark's rows, written with wharf as its users would.

#[path = "../../../allocations.rs"]
mod allocations;

/// What a guest would have as its global allocator. Here, one that counts is before it.
const MEMORY: std::alloc::System = std::alloc::System;

wharf::generate!({ path: "../../wit", world: "bench" });

use bench::guest::host::{self, Entry, Point};
use exports::bench::guest::rows;
use futures::channel::mpsc;
use futures::future::join;
use futures::io::AsyncBufReadExt;
use futures::{SinkExt, StreamExt};
use wharf::task;

/// The items of a list, and of a batch of a stream.
const ITEMS: u32 = 1000;
const CHUNK: usize = 64 * 1024;
const TEXT: &str = "thirty-two bytes of text, no mor";

struct Rows;

fn point(number: u32) -> Point {
    Point { x: number, y: number + 1, z: 0.5 }
}

fn entry(number: u32) -> Entry {
    Entry { name: format!("entry {number:04}"), tags: (0..3).map(|tag| format!("tag {tag}")).collect() }
}

fn weight(entry: &Entry) -> u64 {
    (entry.name.len() + entry.tags.iter().map(String::len).sum::<usize>()) as u64
}

#[wharf::export]
impl rows::Guest for Rows {
    async fn nothing() {}

    fn sync_text(count: u32) -> u64 {
        (0..count).map(|_| u64::from(host::measure(TEXT))).sum()
    }

    fn points_there(count: u32) -> u64 {
        let points: Vec<_> = (0..ITEMS).map(point).collect();
        (0..count).map(|_| u64::from(host::take_points(&points))).sum()
    }

    fn points_back(count: u32) -> u64 {
        (0..count).flat_map(|_| host::give_points()).map(|point| u64::from(point.x)).sum()
    }

    fn entries_there(count: u32) -> u64 {
        let entries: Vec<_> = (0..ITEMS).map(entry).collect();
        (0..count).map(|_| u64::from(host::take_entries(&entries))).sum()
    }

    fn entries_back(count: u32) -> u64 {
        (0..count).flat_map(|_| host::give_entries()).map(|entry| weight(&entry)).sum()
    }

    async fn async_ready(count: u32) -> u64 {
        let mut sum = 0;
        for number in 0..count {
            sum += host::ready(number.into()).await;
        }
        sum
    }

    async fn async_ready_text(count: u32) -> u64 {
        let mut sum = 0;
        for _ in 0..count {
            sum += u64::from(host::ready_text(TEXT.to_owned()).await);
        }
        sum
    }

    async fn async_wait(count: u32) -> u64 {
        let mut sum = 0;
        for number in 0..count {
            sum += host::wait(number.into()).await;
        }
        sum
    }

    async fn async_wait_joined(count: u32) -> u64 {
        let mut sum = 0;
        for _ in 0..count {
            sum += task::join_all((0..100).map(host::wait)).await.iter().sum::<u64>();
        }
        sum
    }

    async fn read_bytes(count: u32) -> u64 {
        let mut reader = host::read_bytes();
        let mut buffer = Vec::with_capacity(CHUNK);
        let mut sum = 0;
        for _ in 0..count {
            buffer = reader.read(buffer).await.1;
            sum += buffer.len() as u64;
            buffer.clear();
        }
        sum
    }

    async fn write_bytes(count: u32) -> u64 {
        let (mut writer, reader) = wit_stream::new();
        host::write_bytes(reader);
        let mut data = vec![7; CHUNK];
        let mut sum = 0;
        for _ in 0..count {
            let taken;
            (taken, data) = writer.write_from(data).await;
            sum += taken as u64;
        }
        sum
    }

    async fn read_points(count: u32) -> u64 {
        let mut points = host::read_points().take(count as usize);
        let mut sum = 0;
        while let Some(point) = points.next().await {
            sum += u64::from(point.x);
        }
        sum
    }

    async fn read_points_batched(count: u32) -> u64 {
        let mut reader = host::read_points();
        let mut points = Vec::with_capacity(ITEMS as usize);
        let mut sum = 0;
        for _ in 0..count {
            points = reader.read(points).await.1;
            sum += points.drain(..).map(|point| u64::from(point.x)).sum::<u64>();
        }
        sum
    }

    async fn read_entries_batched(count: u32) -> u64 {
        let mut reader = host::read_entries();
        let mut entries = Vec::with_capacity(ITEMS as usize);
        let mut sum = 0;
        for _ in 0..count {
            entries = reader.read(entries).await.1;
            sum += entries.drain(..).map(|entry| weight(&entry)).sum::<u64>();
        }
        sum
    }

    async fn write_points(count: u32) -> u64 {
        let (mut writer, reader) = wit_stream::new();
        host::write_points(reader);
        let mut sum = 0;
        for number in 0..count {
            if writer.feed(point(number)).await.is_ok() {
                sum += 1;
            }
        }
        match writer.close().await {
            Ok(()) => sum,
            Err(_) => 0,
        }
    }

    async fn both_ends_of_stream(count: u32) -> u64 {
        let (mut writer, mut reader) = wit_stream::new();
        let write = async move {
            static DATA: [u8; CHUNK] = [7; CHUNK];
            for _ in 0..count {
                writer.write_from(&DATA).await;
            }
        };
        let read = async move {
            let mut sum = 0;
            loop {
                let bytes = reader.fill_buf().await.map_or(0, <[u8]>::len);
                if bytes == 0 {
                    return sum;
                }
                sum += bytes as u64;
                reader.consume_unpin(bytes);
            }
        };
        join(write, read).await.1
    }

    async fn both_ends_of_future(count: u32) -> u64 {
        let mut sum = 0;
        for number in 0..count {
            let (writer, reader) = wit_future::new(|| 0_u64);
            let (_, value) = join(writer.write(number.into()), reader.into_future()).await;
            sum += value;
        }
        sum
    }

    async fn host_future(count: u32) -> u64 {
        let mut sum = 0;
        for number in 0..count {
            sum += host::soon(number.into()).await;
        }
        sum
    }

    async fn spawn(count: u32) -> u64 {
        let task = |number| async move {
            task::yield_now().await;
            u64::from(number)
        };
        let handles: Vec<_> = (0..count).map(|number| task::spawn(task(number))).collect();
        let mut sum = 0;
        for handle in handles {
            sum += handle.await.unwrap_or_default();
        }
        sum
    }

    async fn channel(count: u32) -> u64 {
        let (mut sender, mut receiver) = mpsc::channel(0);
        let sending = task::spawn(async move {
            for number in 0..count {
                sender.send(u64::from(number)).await.unwrap_or_default();
            }
        });
        let receiving = task::spawn(async move {
            let mut sum = 0;
            while let Some(number) = receiver.next().await {
                sum += number;
            }
            sum
        });
        sending.await;
        receiving.await.unwrap_or_default()
    }

    fn allocations() -> u64 {
        allocations::count()
    }
}
