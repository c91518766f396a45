//! A task of the `wasip3` crate, in which futures of wharf's are awaited.

use std::pin::pin;

use futures::channel::oneshot;
use futures::future::{Either, select};
use wasip3::clocks::monotonic_clock::wait_for;
use wharf::task::{self, JoinSet};
use wharf::time::{Duration, sleep};

use crate::{Checked, MILLISECOND, expect, is_ready};

struct Program;

wasip3::cli::command::export!(Program);

impl wasip3::exports::cli::run::Guest for Program {
    async fn run() -> Result<(), ()> {
        let met = meet().await;
        if let Err(error) = &met {
            eprintln!("{error}");
        }
        met.map_err(|_| ())
    }
}

async fn meet() -> Checked {
    sleep(Duration::from_millis(1)).await;
    carry().await?;
    drop_in_flight().await;
    spawn_everywhere().await?;
    expect("our block_on", task::block_on(mixed(3)), 3)?;
    expect("their block_on", wasip3::wit_bindgen::block_on(mixed(4)), 4)?;
    from_task_to_task().await?;
    println!("met");
    Ok(())
}

/// Waits by both clocks.
async fn mixed(value: u32) -> u32 {
    sleep(Duration::from_millis(1)).await;
    wait_for(MILLISECOND).await;
    task::yield_now().await;
    value
}

/// Streams and futures of ours, all of whose ends are awaited here.
async fn carry() -> Checked {
    let (mut writer, mut reader) = wharf::stream::new::<(), u8>();
    let writes = task::spawn(async move { writer.write_all((0..100).collect()).await });
    let mut bytes = Vec::new();
    while let Some(byte) = reader.next().await {
        bytes.push(byte);
    }
    expect("bytes of our stream", bytes, (0..100).collect())?;
    expect("left of them", writes.await, Some(vec![]))?;

    let (writer, reader) = wharf::future::new::<(), u32>(|| 7);
    drop(writer);
    expect("the default of our future", reader.await, 7)?;
    let (writer, reader) = wharf::future::new::<(), u32>(|| 7);
    wasip3::spawn_local(async move { writer.write(8).await.unwrap_or_default() });
    expect("the value of our future", reader.await, 8)
}

/// Futures of ours that are polled and dropped.
async fn drop_in_flight() {
    for _ in 0..10 {
        let mut wait = pin!(sleep(Duration::from_secs(1)));
        assert!(!is_ready(wait.as_mut()).await);
        match select(wait, pin!(wait_for(MILLISECOND))).await {
            Either::Right(((), _)) => {}
            Either::Left(_) => panic!("a second is shorter than a millisecond"),
        }
    }
    let (_writer, mut reader) = wharf::stream::new::<(), u8>();
    assert!(!is_ready(pin!(reader.next())).await);
}

/// Futures spawned by both runtimes on this task.
async fn spawn_everywhere() -> Checked {
    expect("spawned", task::spawn(mixed(1)).await, Some(1))?;
    let (sender, receiver) = oneshot::channel();
    wasip3::spawn_local(async move { sender.send(task::spawn(mixed(2)).await).unwrap_or_default() });
    expect("ours spawned by theirs", receiver.await, Ok(Some(2)))?;
    let mut set = JoinSet::new();
    for number in 0..100 {
        set.spawn(mixed(number));
    }
    let mut sum = 0;
    while let Some(number) = set.join_next().await {
        sum += number;
    }
    expect("many", sum, 99 * 50)?;
    let aborted = task::spawn(sleep(Duration::from_secs(1)));
    aborted.abort();
    expect("aborted", aborted.await, None)?;
    // It goes on when this task has returned.
    task::spawn(async {
        mixed(0).await;
        println!("and parted");
    })
    .detach();
    Ok(())
}

/// A future of ours that is polled by one task and completed by another.
async fn from_task_to_task() -> Checked {
    let mut wait = Box::pin(mixed(5));
    expect("ready at once", task::block_on(is_ready(wait.as_mut())), false)?;
    expect("in another task", wait.as_mut().await, 5)?;
    let mut wait = Box::pin(mixed(6));
    expect("ready at once", is_ready(wait.as_mut()).await, false)?;
    expect("and back", task::block_on(wait.as_mut()), 6)?;
    let mut wait = Box::pin(mixed(7));
    expect("ready at once", is_ready(wait.as_mut()).await, false)?;
    expect("theirs in between", wasip3::wit_bindgen::block_on(wait.as_mut()), 7)
}
