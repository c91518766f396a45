//! Tasks, streams and futures as a guest uses them.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Poll, Waker};

use wharf::task::{block_on, spawn, yield_now};

use crate::test::traces::host;
use crate::{cancelled, log, wit_future, wit_stream};

/// Plays the scenario of a name.
///
/// # Panics
///
/// When there is none.
pub async fn play(scenario: &str) {
    match scenario {
        "spawned tasks take turns" => take_turns().await,
        "a task outlives its result" => outlive(),
        "a spawned future is given up" => give_up().await,
        "wait for another task" => wait_for_another().await,
        "wake another task" => wake_another(),
        "a call is answered" => answer().await,
        "calls are dropped" => drop_calls().await,
        "blocking inside a task" => block().await,
        "bytes, and their end" => send().await,
        "a read is dropped" => drop_read().await,
        "a write is dropped" => drop_write().await,
        "the reader goes first" => reader_first().await,
        "nothing is written" => write_nothing().await,
        "every order of dropping" => drop_in_every_order().await,
        "futures, written and not" => futures().await,
        "streams of the host" => host_streams().await,
        "handed over in the middle" => hand_over().await,
        "cancelled with much" => cancelled::have_much().await,
        "cancelled while it gives way" => cancelled::give_way().await,
        "cancelled with streams" => cancelled::have_streams().await,
        "cancelled after its result" => cancelled::return_first(),
        "cancelled and waiting" => cancelled::wait_in_a_destructor().await,
        "cancelled and waking" => cancelled::wake_in_a_destructor().await,
        "hold back" => cancelled::hold_back(),
        other => panic!("there is no scenario {other:?}"),
    }
}

/// Polls a future once: whether it is done.
pub(crate) async fn is_ready<F: Future>(future: Pin<&mut F>) -> bool {
    let mut future = future;
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}

/// Takes down that it is dropped.
pub(crate) struct OnDrop(pub(crate) &'static str);

impl Drop for OnDrop {
    fn drop(&mut self) {
        log(self.0);
    }
}

async fn take_turns() {
    let tasks: Vec<_> = ["a", "b", "c"]
        .map(|name| {
            spawn(async move {
                for turn in 0..3 {
                    log(&format!("{name} {turn}"));
                    yield_now().await;
                }
                name
            })
        })
        .into();
    for task in tasks {
        log(&format!("joined {:?}", task.await));
    }
}

fn outlive() {
    spawn(async {
        log("spawned");
        let last = host::later(1);
        host::answer(1);
        log(&format!("still here: {}", last.await));
    })
    .detach();
    log("about to return");
}

async fn give_up() {
    let waiting = spawn(async {
        let _on_drop = OnDrop("the waiting one is dropped");
        host::later(1).await
    });
    yield_now().await;
    drop(waiting);
    log("detached");
    yield_now().await;
    host::answer(1);
    yield_now().await;
}

std::thread_local! {
    static WAITING: RefCell<Option<Waker>> = const { RefCell::new(None) };
    static WOKEN: RefCell<bool> = const { RefCell::new(false) };
}

async fn wait_for_another() {
    log("waits");
    poll_fn(|context| {
        if WOKEN.take() {
            return Poll::Ready(());
        }
        WAITING.replace(Some(context.waker().clone()));
        Poll::Pending
    })
    .await;
    log("was woken");
}

pub(crate) fn wake_another() {
    log("wakes");
    WOKEN.replace(true);
    WAITING.take().expect("one waits").wake();
    log("has woken");
}

async fn answer() {
    let mut call = pin!(host::later(21));
    log(&format!("ready: {}", is_ready(call.as_mut()).await));
    host::answer(21);
    log(&format!("answered: {}", call.await));
}

async fn drop_calls() {
    drop(host::later(1));
    log("never made");
    {
        let mut call = pin!(host::later(2));
        log(&format!("ready: {}", is_ready(call.as_mut()).await));
    }
    log("dropped while it waits");
    {
        let mut call = pin!(host::later(3));
        log(&format!("ready: {}", is_ready(call.as_mut()).await));
        host::answer(3);
    }
    log("dropped when it has been answered");
    host::answer(4);
    log(&format!("and the next: {}", host::later(4).await));
}

async fn block() {
    let answer = block_on(async {
        let call = spawn(host::later(5));
        yield_now().await;
        host::answer(5);
        call.await
    });
    log(&format!("{answer:?}"));
}

async fn send() {
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    let writes = spawn(async move {
        for part in [vec![1, 2, 3], vec![4], vec![5, 6]] {
            let (result, rest) = writer.write(part).await;
            log(&format!("{result:?}, left {:?}", rest.into_vec()));
        }
    });
    for _ in 0..5 {
        let (result, bytes) = reader.read(Vec::with_capacity(2)).await;
        log(&format!("{result:?} {bytes:?}"));
    }
    writes.await;
    log(&format!("{:?}", reader.next().await));
}

async fn drop_read() {
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    {
        let mut read = pin!(reader.read(Vec::with_capacity(4)));
        log(&format!("ready: {}", is_ready(read.as_mut()).await));
    }
    log(&format!("left {:?}", writer.write_all(vec![1, 2]).await));
    drop(writer);
    log(&format!("{:?}", reader.read(Vec::with_capacity(4)).await));
    log(&format!("{:?}", reader.next().await));
}

async fn drop_write() {
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    {
        let mut write = pin!(writer.write(vec![1, 2, 3]));
        log(&format!("ready: {}", is_ready(write.as_mut()).await));
    }
    log(&format!("{:?}", reader.next().await));
    let rest = spawn(async move { reader.collect().await });
    log(&format!("left {:?}", writer.write_all(vec![4]).await));
    drop(writer);
    log(&format!("{:?}", rest.await));
}

async fn reader_first() {
    let (mut writer, reader) = wit_stream::new::<u8>();
    drop(reader);
    let (result, rest) = writer.write(vec![1, 2]).await;
    log(&format!("{result:?}, left {:?}", rest.into_vec()));
    let (result, rest) = writer.write(vec![3]).await;
    log(&format!("again {result:?}, left {:?}", rest.into_vec()));
}

async fn write_nothing() {
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    let reads = spawn(async move {
        let (result, bytes) = reader.read(Vec::new()).await;
        log(&format!("read {result:?} {bytes:?}"));
        let (result, bytes) = reader.read(Vec::with_capacity(1)).await;
        log(&format!("read {result:?} {bytes:?}"));
    });
    let (result, _) = writer.write(vec![]).await;
    log(&format!("wrote {result:?}"));
    let (result, _) = writer.write(vec![9]).await;
    log(&format!("wrote {result:?}"));
    reads.await;
}

/// Drops a writer, a reader and what is under way on one of them in every order that Rust allows.
async fn drop_in_every_order() {
    for (writes, writer_first) in [(false, false), (false, true), (true, false), (true, true)] {
        let (mut writer, mut reader) = wit_stream::new::<u8>();
        if writes {
            let mut write = pin!(writer.write(vec![1]));
            log(&format!("writing: {}", is_ready(write.as_mut()).await));
        } else {
            let mut read = pin!(reader.read(Vec::with_capacity(1)));
            log(&format!("reading: {}", is_ready(read.as_mut()).await));
        }
        if writer_first {
            drop(writer);
            log(&format!("then {:?}", reader.next().await));
        } else {
            drop(reader);
            log(&format!("then left {:?}", writer.write_all(vec![2]).await));
        }
    }
}

async fn futures() {
    let (writer, reader) = wit_future::new::<u8>(|| 7);
    drop(writer);
    log(&format!("by default {}", reader.await));
    let (writer, reader) = wit_future::new::<u8>(|| 7);
    let written = spawn(async move { writer.write(8).await.is_ok() });
    log(&format!("written {}", reader.await));
    log(&format!("{:?}", written.await));
    let (writer, reader) = wit_future::new::<u8>(|| 7);
    drop(reader);
    log(&format!("refused {:?}", writer.write(9).await.map_err(|error| error.value)));
    let (writer, reader) = wit_future::new::<u8>(|| 7);
    drop(reader);
    drop(writer);
    log("nobody cares");
    log(&format!("of the host {}", host::give_future(6).await));
    let (writer, reader) = wit_future::new::<u8>(|| 7);
    host::take_future(reader);
    log(&format!("to the host {:?}", writer.write(5).await.is_ok()));
}

async fn host_streams() {
    log(&format!("{:?}", host::give(5).collect().await));
    let (mut writer, reader) = wit_stream::new::<u8>();
    host::take(reader, 3);
    log(&format!("left {:?}", writer.write_all(vec![1, 2, 3, 4, 5]).await));
    drop(writer);
    log(&format!("{:?}", host::taken()));
}

/// Passes readers and futures on to the host while something is under way.
async fn hand_over() {
    // What was received and not read goes first.
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    let writes = spawn(async move {
        for part in [vec![1, 2, 3], vec![4, 5], vec![6]] {
            log(&format!("left {:?}", writer.write_all(part).await));
        }
    });
    log(&format!("{:?}", reader.next().await));
    host::take(reader, 5);
    writes.await;
    log(&format!("passed on {:?}", taken(5).await));

    // A write waits, of which a part has been read.
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    let writes = spawn(async move { writer.write_all(vec![1, 2, 3, 4]).await });
    yield_now().await;
    log(&format!("{:?}", reader.read(Vec::with_capacity(1)).await));
    host::take(reader, 2);
    log(&format!("left {:?} of {:?}", writes.await, taken(2).await));

    // A read was dropped.
    let (mut writer, mut reader) = wit_stream::new::<u8>();
    {
        let mut read = pin!(reader.read(Vec::with_capacity(4)));
        log(&format!("ready: {}", is_ready(read.as_mut()).await));
    }
    host::take(reader, 2);
    let writes = spawn(async move { writer.write_all(vec![1, 2, 3]).await });
    log(&format!("left {:?} of {:?}", writes.await, taken(2).await));

    // A stream of the host goes back to it, after a part.
    let mut reader = host::give(4);
    log(&format!("{:?}", reader.read(Vec::with_capacity(1)).await));
    host::take(reader, 2);
    log(&format!("back again {:?}", taken(2).await));

    // The value of a future waits, or its writer has gone.
    let (writer, reader) = wit_future::new::<u8>(|| 7);
    let writes = spawn(async move { writer.write(8).await.is_ok() });
    yield_now().await;
    host::take_future(reader);
    log(&format!("the value is taken: {:?}", writes.await));
    let (writer, reader) = wit_future::new::<u8>(|| 7);
    drop(writer);
    host::take_future(reader);
}

/// What the host has taken, once it is so much.
async fn taken(count: usize) -> Vec<u8> {
    let mut bytes = host::taken();
    while bytes.len() < count {
        host::answer(9);
        host::later(9).await;
        yield_now().await;
        bytes.extend(host::taken());
    }
    bytes
}
