//! Tasks inside one call: what spawns, waits, is dropped and is woken.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::{Future, pending};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::lock::Mutex;
use futures::{FutureExt, SinkExt, StreamExt};
use wharf::task::{self, Either, JoinSet};

use crate::scenarios::{Flag, Outcome, check, poll_once};
use crate::test::scenarios::sleeping::{never, sleep};
use crate::test::scenarios::watching::{hold, unfinished};

pub(crate) async fn children_borrow() -> Outcome {
    let words: Vec<String> = ["lift", "lower", "load"].map(str::to_owned).into();
    let lengths = RefCell::new(BTreeSet::new());
    let (words, seen) = (&words, &lengths);
    let total = task::scope(async |scope| {
        for (turns, word) in (0..).zip(words) {
            drop(scope.spawn(async move {
                sleep(turns).await;
                seen.borrow_mut().insert(word.len());
            }));
        }
        scope.spawn(sleep(1).map(|()| words.len())).await
    })
    .await;
    check!(total, Some(3));
    check!(lengths.into_inner().into_iter().collect::<Vec<_>>(), [4, 5]);
    Ok(())
}

pub(crate) async fn a_scope_is_dropped_half_way() -> Outcome {
    let name = String::from("a name that is lent");
    let mut running = Box::pin(task::scope(async |scope| {
        for _ in 0..10 {
            drop(scope.spawn(async { never(name.clone()).await }));
        }
        sleep(1).await;
        pending::<()>().await;
    }));
    check!(poll_once(running.as_mut()).await, false);
    sleep(2).await;
    check!(poll_once(running.as_mut()).await, false);
    drop(running);
    drop(name);
    check!(unfinished(), 0);
    Ok(())
}

pub(crate) async fn a_set_is_joined() -> Outcome {
    let mut set = JoinSet::new();
    // Far enough from each other for a machine that is busy.
    for turns in [3000, 0, 10] {
        set.spawn(sleep(turns).map(move |()| turns));
    }
    let mut order = vec![set.join_next().await, set.join_next().await];
    set.spawn(async { 7 });
    order.extend([set.join_next().await, set.join_next().await, set.join_next().await]);
    check!(order, [Some(0), Some(10), Some(7), Some(3000), None]);
    set.spawn(async {
        never("aborted".to_owned()).await;
        0
    });
    task::yield_now().await;
    drop(set);
    check!(unfinished(), 0);
    Ok(())
}

wharf::task_local! {
    static NAME: &'static str;
}

pub(crate) async fn task_locals_follow_what_is_spawned() -> Outcome {
    let name = || NAME.try_with(|name| *name);
    let serve = |user| {
        NAME.scope(user, async move {
            sleep(1).await;
            let spawned = task::spawn(async move {
                sleep(2).await;
                task::spawn(async move { name() }).await
            });
            (name(), spawned.await.flatten().flatten())
        })
    };
    let (first, second) = task::join(serve("first"), serve("second")).await;
    check!(first, (Some("first"), Some("first")));
    check!(second, (Some("second"), Some("second")));
    check!(name(), None);
    Ok(())
}

pub(crate) async fn a_busy_loop_receives_events() -> Outcome {
    let done = Rc::new(Cell::new(false));
    let sets = done.clone();
    let sleeping = task::spawn(async move {
        sleep(5).await;
        sets.set(true);
    });
    while !done.get() {
        task::yield_now().await;
    }
    check!(sleeping.await, Some(()));
    Ok(())
}

pub(crate) async fn block_on_ends_what_was_begun_outside() -> Outcome {
    for _ in 0..10 {
        let mut first = Box::pin(sleep(2));
        check!(poll_once(first.as_mut()).await, false);
        task::block_on(first);
        let mut second = Box::pin(sleep(2));
        check!(poll_once(second.as_mut()).await, false);
        task::block_on(async { poll_once(second.as_mut()).await });
        second.await;
    }
    check!(unfinished(), 0);
    Ok(())
}

pub(crate) async fn an_operation_is_dropped_from_another_task() -> Outcome {
    let slot = Rc::new(RefCell::new(None::<Pin<Box<dyn Future<Output = String>>>>));
    let puts = slot.clone();
    let begins = task::spawn(async move {
        let mut waits: Pin<Box<dyn Future<Output = String>>> = Box::pin(never("half finished".to_owned()));
        let ready = poll_once(waits.as_mut()).await;
        *puts.borrow_mut() = Some(waits);
        ready
    });
    check!(begins.await, Some(false));
    check!(unfinished() > 0, true);
    let drops = task::spawn(async move { drop(slot.take()) });
    drops.await;
    check!(unfinished(), 0);
    Ok(())
}

pub(crate) async fn a_call_is_dropped_in_each_state() -> Outcome {
    let name = || "a name that is longer than a few bytes".repeat(1000);
    let mut settled = 0;
    for round in 0..60 {
        // Not started: it has never been polled.
        drop(never(name()));

        // Starting: the callee lets nobody in.
        hold(true);
        let mut starting = Box::pin(never(name()));
        check!(poll_once(starting.as_mut()).await, false);
        drop(starting);
        hold(false);
        check!(unfinished(), 0);

        // Started.
        let mut started = Box::pin(never(name()));
        check!(poll_once(started.as_mut()).await, false);
        check!(unfinished() > 0, true);
        drop(started);
        check!(unfinished(), 0);

        // Returned: the event has come, but nobody has taken it.
        let mut returned = Box::pin(sleep(1));
        check!(poll_once(returned.as_mut()).await, false);
        sleep(3).await;
        drop(returned);

        // Returned, and the event has not come: nothing has been waited for.
        let mut returned = Box::pin(sleep(0));
        poll_once(returned.as_mut()).await;
        drop(returned);
        check!(unfinished(), 0);
        if round == 30 {
            settled = memory();
        }
    }
    check!(memory(), settled);
    Ok(())
}

/// The size of the memory, in pages.
fn memory() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size::<0>();
    #[cfg(not(target_arch = "wasm32"))]
    0
}

pub(crate) async fn join_race_and_time_out() -> Outcome {
    let (left, right) = task::join(sleep(2).map(|()| 1), sleep(1).map(|()| 2)).await;
    check!((left, right), (1, 2));
    check!(task::race(never(String::new()), sleep(1)).await, Either::Right(()));
    check!(unfinished(), 0);
    let elapsed = wharf::time::timeout(Duration::from_millis(1), never(String::new())).await;
    check!(elapsed.is_err(), true);
    check!(unfinished(), 0);
    check!(task::join_all((0..100).map(|turns| sleep(turns % 5).map(move |()| turns))).await.len(), 100);
    Ok(())
}

pub(crate) async fn a_million_messages() -> Outcome {
    let (mut sender, mut receiver) = mpsc::channel(1);
    let sending = task::spawn(async move {
        for number in 0..1_000_000_u32 {
            if sender.send(number).await.is_err() {
                return;
            }
        }
    });
    let receiving = task::spawn(async move {
        let (mut count, mut settled) = (0, 0);
        while let Some(number) = receiver.next().await {
            check!(number, count);
            count += 1;
            if count == 1000 {
                settled = memory();
            }
        }
        check!(count, 1_000_000);
        check!(memory(), settled);
        Ok(())
    });
    sending.await;
    receiving.await.ok_or("aborted")?
}

pub(crate) async fn names_of_wit_bindgen() -> Outcome {
    let mut handle = wharf::spawn_local(async {
        wharf::yield_async().await;
        7
    });
    check!((&mut handle).await, Some(7));
    let mut cancelled = wharf::spawn_local(pending::<()>());
    cancelled.cancel();
    check!(cancelled.await, None);
    check!(wharf::yield_blocking(), true);
    wharf::backpressure_inc();
    wharf::backpressure_dec();
    check!(wharf::block_on(sleep(1).map(|()| 5)), 5);
    Ok(())
}

pub(crate) async fn a_lock_and_a_oneshot_between_tasks() -> Outcome {
    let lock = Rc::new(Mutex::new(Vec::new()));
    let (sender, receiver) = oneshot::channel();
    let holds = lock.clone();
    let holding = task::spawn(async move {
        let mut guard = holds.lock().await;
        sleep(2).await;
        guard.push("first");
        drop(guard);
        sender.send(()).is_ok()
    });
    task::yield_now().await;
    let waits = lock.clone();
    let waiting = task::spawn(async move { waits.lock().await.push("second") });
    check!(receiver.await.is_ok(), true);
    check!(holding.await, Some(true));
    waiting.await;
    check!(*lock.lock().await, ["first", "second"]);
    Ok(())
}

pub(crate) async fn a_poll_inside_a_poll() -> Outcome {
    let dropped = Rc::new(Cell::new(false));
    let flag = Flag(dropped.clone());
    task::block_on(async {
        task::spawn(async move {
            let _flag = flag;
            sleep(1).await;
        })
        .detach();
        task::block_on(task::yield_now());
    });
    // This is still a task, and has taken over what was spawned inside.
    task::spawn(sleep(1)).await;
    let mut waited = pin!(sleep(5));
    while !dropped.get() {
        if poll_once(waited.as_mut()).await {
            return Err("what was spawned inside was lost".to_owned());
        }
        sleep(1).await;
    }
    Ok(())
}
