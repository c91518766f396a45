//! What happens inside one call.
//!
//! Where both ends of a stream or future are used here, it carries numbers: for the time being the component model
//! lets a component read what it has written itself only then.

use std::cell::{Cell, RefCell};
use std::future::{Future, IntoFuture};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use futures::future::{Either, FutureExt, join_all, poll_fn, select};
use futures::io::{AsyncReadExt, AsyncWriteExt};
use futures::{SinkExt, StreamExt};
use wharf::{StreamResult, stream, task};

use crate::test::scenarios::sleeping::{never, sleep};
use crate::{tasks, wit_future};

pub(crate) type Outcome = Result<(), String>;

/// Fails with what was compared.
macro_rules! check {
    ($left:expr, $right:expr) => {
        let (left, right) = (&$left, &$right);
        if left != right {
            return Err(format!("{}:{}: {left:?} is not {right:?}", file!(), line!()));
        }
    };
}
pub(crate) use check;

pub(crate) async fn run(name: &str) -> Outcome {
    match name {
        "many sleepers at once" => many_sleepers_at_once().await,
        "spawned tasks are joined" => spawned_tasks_are_joined().await,
        "a spawned task is cancelled" => a_spawned_task_is_cancelled().await,
        "ten thousand tasks yield" => ten_thousand_tasks_yield().await,
        "a channel between tasks" => a_channel_between_tasks().await,
        "block on inside a task" => block_on_inside_a_task().await,
        "a dropped call is cancelled" => a_dropped_call_is_cancelled().await,
        "bytes through a stream" => bytes_through_a_stream().await,
        "a writer learns that the reader is gone" => a_writer_learns_that_the_reader_is_gone().await,
        "a reader at the end" => a_reader_at_the_end().await,
        "a dropped read loses nothing" => a_dropped_read_loses_nothing().await,
        "a dropped write loses nothing" => a_dropped_write_loses_nothing().await,
        "a cancelled read and write" => a_cancelled_read_and_write().await,
        "a future carries a value" => a_future_carries_a_value().await,
        "a future dropped unwritten" => a_future_dropped_unwritten().await,
        "a future nobody reads" => a_future_nobody_reads().await,
        "a cancelled future write" => a_cancelled_future_write().await,
        "children borrow" => tasks::children_borrow().await,
        "a scope is dropped half way" => tasks::a_scope_is_dropped_half_way().await,
        "a set is joined" => tasks::a_set_is_joined().await,
        "task locals follow what is spawned" => tasks::task_locals_follow_what_is_spawned().await,
        "a busy loop receives events" => tasks::a_busy_loop_receives_events().await,
        "block on ends what was begun outside" => tasks::block_on_ends_what_was_begun_outside().await,
        "an operation is dropped from another task" => tasks::an_operation_is_dropped_from_another_task().await,
        "a call is dropped in each state" => tasks::a_call_is_dropped_in_each_state().await,
        "join race and time out" => tasks::join_race_and_time_out().await,
        "a million messages" => tasks::a_million_messages().await,
        "names of wit bindgen" => tasks::names_of_wit_bindgen().await,
        "a lock and a oneshot between tasks" => tasks::a_lock_and_a_oneshot_between_tasks().await,
        "a poll inside a poll" => tasks::a_poll_inside_a_poll().await,
        _ => Err(format!("there is no scenario {name:?}")),
    }
}

async fn many_sleepers_at_once() -> Outcome {
    let woken = join_all((0..100).map(|turns| sleep(turns % 7).map(move |()| turns))).await;
    check!(woken, (0..100).collect::<Vec<_>>());
    Ok(())
}

async fn spawned_tasks_are_joined() -> Outcome {
    let handles: Vec<_> = (0..50)
        .map(|number| {
            task::spawn(async move {
                sleep(number % 3).await;
                number
            })
        })
        .collect();
    let numbers = join_all(handles).await;
    check!(numbers, (0..50).map(Some).collect::<Vec<_>>());
    Ok(())
}

/// Says when it is dropped.
pub(crate) struct Flag(pub(crate) Rc<Cell<bool>>);

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

async fn a_spawned_task_is_cancelled() -> Outcome {
    let dropped = Rc::new(Cell::new(false));
    let flag = Flag(dropped.clone());
    let handle = task::spawn(async move {
        let _flag = flag;
        sleep(u32::MAX).await;
    });
    task::yield_now().await;
    check!(dropped.get(), false);
    handle.abort();
    check!(dropped.get(), true);
    check!(handle.await, None);
    Ok(())
}

async fn ten_thousand_tasks_yield() -> Outcome {
    let count = Rc::new(Cell::new(0));
    let handles: Vec<_> = (0..10_000)
        .map(|_| {
            let count = count.clone();
            task::spawn(async move {
                task::yield_now().await;
                count.set(count.get() + 1);
            })
        })
        .collect();
    join_all(handles).await;
    check!(count.get(), 10_000);
    Ok(())
}

async fn a_channel_between_tasks() -> Outcome {
    let (mut sender, mut receiver) = futures::channel::mpsc::channel(4);
    let sending = task::spawn(async move {
        for number in 0..10_000_u32 {
            sender.send(number).await.expect("the receiver stays");
        }
    });
    let mut expected = 0;
    while let Some(number) = receiver.next().await {
        check!(number, expected);
        expected += 1;
    }
    check!(expected, 10_000);
    check!(sending.await, Some(()));
    Ok(())
}

async fn block_on_inside_a_task() -> Outcome {
    let before = Rc::new(RefCell::new(Vec::new()));
    let seen = before.clone();
    let handle = task::spawn(async move { seen.borrow_mut().push("spawned") });
    let value = task::block_on(async {
        before.borrow_mut().push("blocked");
        sleep(2).await;
        task::block_on(sleep(1));
        before.borrow_mut().push("unblocked");
        7
    });
    check!(value, 7);
    handle.await;
    check!(*before.borrow(), ["blocked", "unblocked", "spawned"]);
    Ok(())
}

async fn a_dropped_call_is_cancelled() -> Outcome {
    for _ in 0..100 {
        let mut call = Box::pin(never("a name that is longer than a few bytes".repeat(100)));
        check!(poll_once(call.as_mut()).await, false);
        drop(call);
    }
    Ok(())
}

/// Polls once; whether it is ready.
pub(crate) async fn poll_once(mut future: Pin<&mut (impl Future + ?Sized)>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}

async fn bytes_through_a_stream() -> Outcome {
    let (mut writer, mut reader) = stream::new::<(), u8>();
    let sent: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let bytes = sent.clone();
    let writing = task::spawn(async move {
        AsyncWriteExt::write_all(&mut writer, &bytes).await.expect("the reader stays");
        AsyncWriteExt::close(&mut writer).await.expect("the reader stays");
    });
    let mut received = Vec::new();
    reader.read_to_end(&mut received).await.map_err(|error| error.to_string())?;
    check!(received.len(), sent.len());
    check!(received == sent, true);
    writing.await;
    Ok(())
}

async fn a_writer_learns_that_the_reader_is_gone() -> Outcome {
    let (mut writer, reader) = stream::new::<(), u32>();
    drop(reader);
    let (result, rest) = writer.write(vec![1, 2, 3]).await;
    check!(result, StreamResult::Dropped);
    check!(rest.into_vec(), [1, 2, 3]);
    check!(writer.write(vec![4]).await.0, StreamResult::Dropped);

    let (mut writer, mut reader) = stream::new::<(), u32>();
    let reading = task::spawn(async move { reader.read(Vec::with_capacity(2)).await });
    let left = writer.write_all(vec![1, 2, 3]).await;
    check!(left, [3]);
    check!(reading.await, Some((StreamResult::Complete(2), vec![1, 2])));
    Ok(())
}

async fn a_reader_at_the_end() -> Outcome {
    let (mut writer, mut reader) = stream::new::<(), u32>();
    let writing = task::spawn(async move { writer.write_all(vec![1, 2]).await });
    check!(StreamExt::next(&mut reader).await, Some(1));
    check!(StreamExt::next(&mut reader).await, Some(2));
    for _ in 0..3 {
        check!(StreamExt::next(&mut reader).await, None);
        check!(reader.read(Vec::with_capacity(1)).await, (StreamResult::Dropped, vec![]));
    }
    check!(writing.await, Some(vec![]));
    Ok(())
}

async fn a_dropped_read_loses_nothing() -> Outcome {
    let (mut writer, mut reader) = stream::new::<(), u32>();
    check!(poll_once(pin!(reader.read(Vec::with_capacity(3)))).await, false);
    // The read that was dropped takes the first three.
    let (result, rest) = writer.write((0..5).collect()).await;
    check!(result, StreamResult::Complete(3));
    let writing = task::spawn(async move { writer.write_buf(rest).await.0 });
    check!(reader.read(Vec::with_capacity(2)).await, (StreamResult::Complete(2), vec![0, 1]));
    check!(reader.collect().await, [2, 3, 4]);
    check!(writing.await, Some(StreamResult::Complete(2)));
    Ok(())
}

async fn a_dropped_write_loses_nothing() -> Outcome {
    let (mut writer, mut reader) = stream::new::<(), u32>();
    check!(poll_once(pin!(writer.write(vec![1, 2, 3]))).await, false);
    let writing = task::spawn(async move { writer.write_all(vec![4]).await });
    check!(reader.read(Vec::with_capacity(2)).await, (StreamResult::Complete(2), vec![1, 2]));
    check!(reader.collect().await, [3, 4]);
    check!(writing.await, Some(vec![]));
    Ok(())
}

async fn a_cancelled_read_and_write() -> Outcome {
    let (mut writer, mut reader) = stream::new::<(), u32>();
    let mut read = pin!(reader.read(Vec::with_capacity(3)));
    check!(poll_once(read.as_mut()).await, false);
    let (result, buffer) = read.as_mut().cancel();
    check!((result, buffer.capacity()), (StreamResult::Cancelled, 3));

    let mut write = Box::pin(writer.write(vec![1, 2]));
    check!(poll_once(write.as_mut()).await, false);
    let (result, rest) = write.as_mut().cancel();
    drop(write);
    check!((result, rest.into_vec()), (StreamResult::Cancelled, vec![1, 2]));

    let writing = task::spawn(async move { writer.write_all(vec![3]).await });
    check!(reader.collect().await, [3]);
    check!(writing.await, Some(vec![]));
    Ok(())
}

async fn a_future_carries_a_value() -> Outcome {
    let (writer, reader) = wit_future::new(|| 0_u64);
    let writing = task::spawn(async move { writer.write(42).await.is_ok() });
    sleep(1).await;
    check!(reader.await, 42);
    check!(writing.await, Some(true));
    Ok(())
}

async fn a_future_dropped_unwritten() -> Outcome {
    let (writer, reader) = wit_future::new(|| 404_u64);
    drop(writer);
    check!(reader.await, 404);

    let (writer, reader) = wit_future::new(|| 404_u64);
    let mut read = pin!(reader.into_future());
    check!(poll_once(read.as_mut()).await, false);
    drop(writer);
    check!(read.await, 404);
    Ok(())
}

async fn a_future_nobody_reads() -> Outcome {
    let (writer, reader) = wit_future::new(|| 0_u64);
    drop(reader);
    let Err(error) = writer.write(7).await else { return Err("nobody read it".to_string()) };
    check!(error.value, 7);
    Ok(())
}

async fn a_cancelled_future_write() -> Outcome {
    let (writer, reader) = wit_future::new(|| 404_u64);
    let mut write = pin!(writer.write(1));
    check!(poll_once(write.as_mut()).await, false);
    let wharf::future::FutureWriteCancel::Cancelled(value, writer) = write.as_mut().cancel() else {
        return Err("the write was under way".to_string());
    };
    check!(value, 1);
    let writing = task::spawn(writer.write(2));
    let Either::Left((value, _)) = select(pin!(reader.into_future()), pin!(sleep(1000))).await else {
        return Err("the value did not come".to_string());
    };
    check!(value, 2);
    check!(writing.await.is_some_and(|written| written.is_ok()), true);
    Ok(())
}
