//! Work whose cost is measured.

use futures::future::join_all;
use futures::{SinkExt, StreamExt};
use wharf::task;

use crate::Guest;
use crate::exports::test::scenarios::work;
use crate::test::scenarios::sleeping::{answer, sleep};

#[wharf::export]
impl work::Guest for Guest {
    async fn nothing() {}

    async fn ready(times: u32) -> u64 {
        let mut sum = 0;
        for number in 0..times {
            sum += answer(number.into()).await;
        }
        sum
    }

    async fn waiting(times: u32) {
        for _ in 0..times {
            sleep(1).await;
        }
    }

    async fn joined(times: u32) {
        for _ in 0..times {
            join_all((0..100).map(|_| sleep(1))).await;
        }
    }

    async fn spawning(tasks: u32) -> u64 {
        let handles: Vec<_> = (0..tasks)
            .map(|number| {
                task::spawn(async move {
                    task::yield_now().await;
                    u64::from(number)
                })
            })
            .collect();
        let mut sum = 0;
        for handle in handles {
            sum += handle.await.unwrap_or_default();
        }
        sum
    }

    async fn messages(count: u32) -> u64 {
        let (mut sender, mut receiver) = futures::channel::mpsc::channel(1);
        let sending = task::spawn(async move {
            for number in 0..count {
                if sender.send(u64::from(number)).await.is_err() {
                    return;
                }
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
}
