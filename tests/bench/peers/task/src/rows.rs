//! The rows that have a task.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::channel::mpsc;
use futures::future::join_all;
use futures::{SinkExt, StreamExt};

use crate::call::call;
use crate::canon::task_return;
use crate::future::Value;
use crate::reader::Reader;
use crate::writer::Writer;
use crate::{allocations, host, task};

const CHUNK: usize = 64 * 1024;
const TEXT: &str = "thirty-two bytes of text, no mor";

async fn ready(value: u64) -> u64 {
    // SAFETY: the result has room.
    call(move |result| unsafe { host::ready(value, result) }).await
}

async fn ready_text(text: String) -> u32 {
    // SAFETY: the result has room, and the text is kept.
    call(move |result| unsafe { host::ready_text(text.as_ptr(), text.len(), result) }).await
}

async fn wait(value: u64) -> u64 {
    // SAFETY: the result has room.
    call(move |result| unsafe { host::wait(value, result) }).await
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
    let mut reader = Reader::new(host::read_bytes());
    let mut buffer = Vec::with_capacity(CHUNK);
    let mut sum = 0;
    for _ in 0..count {
        buffer = reader.read(buffer).await;
        sum += buffer.len() as u64;
        buffer.clear();
    }
    sum
});

row!("write-bytes", write_bytes, |count| {
    let ends = host::new_bytes();
    let mut writer = Writer::new((ends >> 32) as u32);
    host::write_bytes(ends as u32);
    let mut data = vec![7; CHUNK];
    let mut sum = 0;
    for _ in 0..count {
        let taken;
        (taken, data) = writer.write(data).await;
        sum += taken as u64;
    }
    sum
});

row!("host-future", host_future, |count| {
    let mut sum = 0;
    for number in 0..count {
        sum += Value::new(host::soon(number.into())).await;
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
