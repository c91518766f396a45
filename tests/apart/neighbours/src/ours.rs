//! A task of wharf's, in which futures of the `wasip3` crate are awaited.

use std::pin::pin;

use futures::channel::oneshot;
use futures::future::{Either, join_all, select};
use wasip3::clocks::monotonic_clock::wait_for;
use wasip3::wit_stream;
use wharf::task::{block_on, spawn};
use wharf::time::{Duration, sleep};

use crate::exports::test::neighbours::ours;
use crate::{Checked, MILLISECOND, expect, is_ready};

pub(crate) struct Guest;

#[wharf::export]
impl ours::Guest for Guest {
    async fn meet() -> Checked {
        wait_for(MILLISECOND).await;
        carry().await?;
        drop_in_flight().await;
        spawn_everywhere().await?;
        from_task_to_task().await?;
        expect("their block_on", wasip3::wit_bindgen::block_on(async { mixed(3).await }), 3)?;
        expect("our block_on", block_on(async { mixed(4).await }), 4)
    }

    async fn leave() {
        spawn(wait_for(MILLISECOND)).detach();
        wasip3::spawn_local(async {
            sleep(Duration::from_millis(1)).await;
            wait_for(MILLISECOND).await;
        });
        // Not awaited: the task ends with it.
        let mut reads = Vec::new();
        for _ in 0..3 {
            let (writer, mut reader) = wit_stream::new::<u8>();
            let mut read = Box::pin(async move { reader.next().await });
            assert!(!is_ready(read.as_mut()).await);
            reads.push((read, writer));
        }
        reads.swap(0, 2);
    }
}

/// Waits by both clocks.
async fn mixed(value: u32) -> u32 {
    wait_for(MILLISECOND).await;
    sleep(Duration::from_millis(1)).await;
    value
}

/// Bytes through a stream of theirs, both of whose ends are awaited here.
async fn carry() -> Checked {
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    let writes = spawn(async move {
        for byte in 0..100 {
            if writer.write_one(byte).await.is_some() {
                return byte;
            }
        }
        100
    });
    let mut bytes = Vec::new();
    while let Some(byte) = reader.next().await {
        bytes.push(byte);
    }
    expect("bytes of their stream", bytes, (0..100).collect())?;
    expect("written to it", writes.await, Some(100))?;

    let (mut writer, reader) = wit_stream::new::<u8>();
    let written = wasip3::cli::stdout::write_via_stream(reader);
    expect("left of the line", writer.write_all(b"a line of the wasip3 crate\n".to_vec()).await, vec![])?;
    drop(writer);
    expect("their standard output", written.await.map_err(|error| format!("{error:?}")), Ok(()))
}

/// Futures of theirs that are polled and dropped.
async fn drop_in_flight() {
    for _ in 0..10 {
        let mut wait = pin!(wait_for(1000 * MILLISECOND));
        assert!(!is_ready(wait.as_mut()).await);
        match select(wait, pin!(sleep(Duration::from_millis(1)))).await {
            Either::Right(((), _)) => {}
            Either::Left(_) => panic!("a second is shorter than a millisecond"),
        }
    }
}

/// Futures spawned by both runtimes on this task.
async fn spawn_everywhere() -> Checked {
    let (sender, receiver) = oneshot::channel();
    wasip3::spawn_local(async move {
        let ours = spawn(mixed(1));
        sender.send(ours.await).unwrap_or_default();
    });
    expect("ours spawned by theirs", receiver.await, Ok(Some(1)))?;
    let theirs = spawn(async {
        let theirs = wasip3::spawn_local(mixed(2));
        theirs.await
    });
    expect("theirs spawned by ours", theirs.await, Some(Some(2)))?;
    let many = join_all((0..100).map(|number| spawn(mixed(number)))).await;
    expect("many", many.into_iter().flatten().sum::<u32>(), 99 * 50)
}

/// A future of theirs that is polled by one task of ours and completed by another.
async fn from_task_to_task() -> Checked {
    let mut wait = Box::pin(mixed(5));
    let (first, mut wait) = block_on(async { (is_ready(wait.as_mut()).await, wait) });
    expect("ready at once", first, false)?;
    expect("in another task", wait.as_mut().await, 5)?;
    let mut wait = Box::pin(wait_for(1000 * MILLISECOND));
    expect("ready at once", block_on(is_ready(wait.as_mut())), false)?;
    // Dropped outside of the task that polled it.
    drop(wait);
    Ok(())
}
