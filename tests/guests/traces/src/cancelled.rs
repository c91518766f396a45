//! Scenarios whose task is cancelled as soon as it waits for the host.

use std::cell::RefCell;
use std::future::pending;
use std::pin::pin;

use wharf::task::{Backpressure, block_on, scope, spawn, yield_now};

use crate::scenarios::{OnDrop, is_ready, wake_another};
use crate::test::traces::host;
use crate::{log, wit_future, wit_stream};

/// Waits for the host, with everything that a task can have.
pub(crate) async fn have_much() {
    let _root = OnDrop("the task's own future is dropped");
    spawn(async {
        let _spawned = OnDrop("what it has spawned is dropped");
        host::later(1).await;
    })
    .detach();
    let name = String::from("lent");
    scope(async |scope| {
        let _body = OnDrop("a scope is dropped");
        drop(scope.spawn(async {
            let _child = OnDrop("a child is dropped");
            host::later(2).await;
            log(&name);
        }));
        log("waits");
        host::later(3).await;
    })
    .await;
}

/// Never waits, but gives way.
pub(crate) async fn give_way() {
    let _dropped = OnDrop("it is dropped between two turns");
    log("gives way");
    loop {
        yield_now().await;
    }
}

/// Has ends of streams and futures, of which the host has the others.
pub(crate) async fn have_streams() {
    let _dropped = OnDrop("dropped with its streams");
    let (unwritten, reader) = wit_future::new::<u8>(|| {
        log("makes the default");
        7
    });
    host::take_future(reader);
    let (mut writer, reader) = wit_stream::new::<u8>();
    host::take(reader, 100);
    log(&format!("left {:?}", writer.write_all(vec![1, 2]).await));
    let mut here = wit_stream::new::<u8>();
    let mut next = pin!(here.1.next());
    log(&format!("ready: {}", is_ready(next.as_mut()).await));
    log("waits");
    pending::<()>().await;
    drop((unwritten, writer));
}

/// Returns and goes on.
pub(crate) fn return_first() {
    spawn(async {
        let _dropped = OnDrop("it comes to its end");
        for _ in 0..3 {
            yield_now().await;
        }
        log("goes on");
    })
    .detach();
}

/// A destructor that waits.
struct Waits;

impl Drop for Waits {
    fn drop(&mut self) {
        block_on(async {
            log("a destructor gives way");
            yield_now().await;
            host::answer(4);
            log(&format!("and waits for {}", host::later(4).await));
        });
    }
}

pub(crate) async fn wait_in_a_destructor() {
    let _waits = Waits;
    log("waits");
    pending::<()>().await;
}

/// A destructor that wakes the task of another call.
struct Wakes;

impl Drop for Wakes {
    fn drop(&mut self) {
        wake_another();
    }
}

pub(crate) async fn wake_in_a_destructor() {
    let _wakes = Wakes;
    log("waits");
    pending::<()>().await;
}

std::thread_local! {
    static HELD: RefCell<Option<Backpressure>> = const { RefCell::new(None) };
}

/// Lets no calls start.
pub(crate) fn hold_back() {
    log("holds back");
    HELD.replace(Some(Backpressure::hold()));
}
