//! The rows that have a task.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::channel::mpsc;
use futures::future::join_all;
use futures::{SinkExt, StreamExt};

use crate::canon::task_return;
use crate::operation::{call, copy};
use crate::{allocations, task};

const CHUNK: usize = 64 * 1024;
const TEXT: &str = "thirty-two bytes of text, no mor";

#[link(wasm_import_module = "bench:guest/host")]
unsafe extern "C" {
    #[link_name = "[async-lower]ready"]
    fn host_ready(value: u64, result: *mut u64) -> u32;
    #[link_name = "[async-lower]ready-text"]
    fn host_ready_text(text: *const u8, len: usize, result: *mut u32) -> u32;
    #[link_name = "[async-lower]wait"]
    fn host_wait(value: u64, result: *mut u64) -> u32;

    #[link_name = "read-bytes"]
    safe fn host_bytes() -> u32;
    #[link_name = "[async-lower][stream-read-0]read-bytes"]
    fn read(stream: u32, bytes: *mut u8, len: usize) -> u32;
    #[link_name = "[stream-drop-readable-0]read-bytes"]
    safe fn drop_bytes(stream: u32);

    #[link_name = "[stream-new-0]write-bytes"]
    safe fn new_bytes() -> u64;
    #[link_name = "write-bytes"]
    safe fn host_takes_bytes(stream: u32);
    #[link_name = "[async-lower][stream-write-0]write-bytes"]
    fn write(stream: u32, bytes: *const u8, len: usize) -> u32;
    #[link_name = "[stream-drop-writable-0]write-bytes"]
    safe fn drop_writable(stream: u32);

    safe fn soon(value: u64) -> u32;
    #[link_name = "[async-lower][future-read-0]soon"]
    fn read_future(future: u32, value: *mut u64) -> u32;
    #[link_name = "[future-drop-readable-0]soon"]
    safe fn drop_future(future: u32);
}

// SAFETY (of all rows): what is passed to the host lies in a future, which stays where it is while the host has it.

async fn ready(value: u64) -> u64 {
    call(|result| unsafe { host_ready(value, result) }).await
}

async fn ready_text(text: String) -> u32 {
    call(|result| unsafe { host_ready_text(text.as_ptr(), text.len(), result) }).await
}

async fn wait(value: u64) -> u64 {
    call(|result| unsafe { host_wait(value, result) }).await
}

/// How many items have been copied.
fn copied(code: u32) -> u64 {
    assert!(code & 0xf == 0);
    u64::from(code >> 4)
}

/// The export of a row, and its callback.
macro_rules! row {
    ($name:literal, $result:ident, |$count:ident| $body:expr) => {
        const _: () = {
            #[unsafe(export_name = concat!("[async-lift]bench:guest/rows#", $name))]
            extern "C" fn start($count: u32) -> u32 {
                task::start(async move {
                    let sum = $body;
                    // SAFETY: the function's result.
                    unsafe { task_return::$result(sum) }
                })
            }

            #[unsafe(export_name = concat!("[callback][async-lift]bench:guest/rows#", $name))]
            extern "C" fn callback(event: u32, waitable: u32, code: u32) -> u32 {
                task::resume(event, waitable, code)
            }
        };
    };
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#nothing")]
extern "C" fn nothing() -> u32 {
    // SAFETY: the function has no result.
    task::start(async { unsafe { task_return::nothing() } })
}

#[unsafe(export_name = "[callback][async-lift]bench:guest/rows#nothing")]
extern "C" fn nothing_goes_on(event: u32, waitable: u32, code: u32) -> u32 {
    task::resume(event, waitable, code)
}

row!("async-ready", async_ready, |count| {
    let mut sum = 0;
    for number in 0..count {
        sum += ready(number.into()).await;
    }
    sum
});

row!("async-ready-text", async_ready_text, |count| {
    let mut sum = 0;
    for _ in 0..count {
        sum += u64::from(ready_text(TEXT.to_owned()).await);
    }
    sum
});

row!("async-wait", async_wait, |count| {
    let mut sum = 0;
    for number in 0..count {
        sum += wait(number.into()).await;
    }
    sum
});

row!("async-wait-joined", async_wait_joined, |count| {
    let mut sum = 0;
    for _ in 0..count {
        sum += join_all((0..100).map(wait)).await.iter().sum::<u64>();
    }
    sum
});

row!("read-bytes", read_bytes, |count| {
    let stream = host_bytes();
    let mut buffer = Vec::<u8>::with_capacity(CHUNK);
    let mut sum = 0;
    for _ in 0..count {
        sum += copied(copy(stream, |stream| unsafe { read(stream, buffer.as_mut_ptr(), CHUNK) }).await);
    }
    drop_bytes(stream);
    sum
});

row!("write-bytes", write_bytes, |count| {
    let ends = new_bytes();
    let writable = (ends >> 32) as u32;
    host_takes_bytes(ends as u32);
    let data = vec![7; CHUNK];
    let mut sum = 0;
    for _ in 0..count {
        sum += copied(copy(writable, |stream| unsafe { write(stream, data.as_ptr(), CHUNK) }).await);
    }
    drop_writable(writable);
    sum
});

row!("host-future", host_future, |count| {
    let mut sum = 0;
    for number in 0..count {
        let future = soon(number.into());
        let mut value = 0;
        let place = &raw mut value;
        assert!(copy(future, move |future| unsafe { read_future(future, place) }).await == 0);
        drop_future(future);
        sum += value;
    }
    sum
});

/// Lets others go first.
struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

row!("spawn", spawn, |count| {
    let task = |number| async move {
        Yield(false).await;
        u64::from(number)
    };
    let handles: Vec<_> = (0..count).map(|number| task::spawn(task(number))).collect();
    let mut sum = 0;
    for handle in handles {
        sum += handle.await.unwrap_or_default();
    }
    sum
});

row!("channel", channel, |count| {
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
});

#[unsafe(export_name = "bench:guest/rows#allocations")]
extern "C" fn allocations() -> u64 {
    allocations::count()
}
