//! Two futures with a channel between them, polled in turns until they are done, with a waker that does nothing: what
//! the channel costs by itself.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures::channel::mpsc;
use futures::{SinkExt, StreamExt};

use crate::canon::{EXIT, task_return};

#[unsafe(export_name = "[async-lift]bench:guest/rows#channel")]
extern "C" fn channel(count: u32) -> u32 {
    let (mut sender, mut receiver) = mpsc::channel(0);
    let mut sending = pin!(async move {
        for number in 0..count {
            sender.send(u64::from(number)).await.unwrap_or_default();
        }
    });
    let mut receiving = pin!(async move {
        let mut sum = 0;
        while let Some(number) = receiver.next().await {
            sum += number;
        }
        sum
    });
    let mut context = Context::from_waker(Waker::noop());
    let mut is_sending = true;
    loop {
        if is_sending {
            is_sending = sending.as_mut().poll(&mut context).is_pending();
        }
        if let Poll::Ready(sum) = receiving.as_mut().poll(&mut context) {
            // SAFETY: the function's result.
            unsafe { task_return::channel(sum) }
            return EXIT;
        }
    }
}
