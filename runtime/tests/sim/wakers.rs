//! Wakes across tasks and threads.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc;
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use wharf::abi::canon::sim;
use wharf::task::{block_on, spawn};

use crate::support::{Flag, task, test};

#[test]
fn one_task_wakes_another() {
    test(|| {
        let flag = Flag::default();
        let raised = flag.clone();
        let waits = task(async move { flag.wait().await });
        sim::settle();
        assert!(!waits.has_exited());
        // Three calls of the host, for the notifying stream, and later wakes use the same.
        let wakes = task(async move { raised.raise() });
        assert!(wakes.has_exited());
        assert!(!waits.has_exited());
        sim::settle();
        assert!(waits.has_exited());
    });
}

#[test]
fn tasks_that_wake_each_other_many_times() {
    test(|| {
        let turn = Rc::new(Cell::new(0_u32));
        let wakers = Rc::new([Cell::new(None::<Waker>), Cell::new(None)]);
        let tasks: Vec<_> = [0, 1]
            .map(|me| {
                let (turn, wakers) = (turn.clone(), wakers.clone());
                task(async move {
                    for _ in 0..20 {
                        std::future::poll_fn(|context| {
                            if turn.get() % 2 == me {
                                return Poll::Ready(());
                            }
                            wakers[me as usize].set(Some(context.waker().clone()));
                            Poll::Pending
                        })
                        .await;
                        turn.set(turn.get() + 1);
                        if let Some(waker) = wakers[1 - me as usize].take() {
                            waker.wake();
                        }
                    }
                })
            })
            .into();
        sim::run();
        assert_eq!(turn.get(), 40);
        assert!(tasks.iter().all(sim::Task::has_exited));
    });
}

#[test]
fn a_task_woken_while_its_waiter_is_inside_block_on() {
    test(|| {
        let flag = Flag::default();
        let raised = flag.clone();
        let waits = task(async move { flag.wait().await });
        block_on(async { raised.raise() });
        sim::run();
        assert!(waits.has_exited());
    });
}

#[test]
fn block_on_waits_for_a_wake_of_an_exported_task() {
    test(|| {
        let (flag, start) = (Flag::default(), Flag::default());
        let (raised, started) = (flag.clone(), start.clone());
        let wakes = task(async move {
            started.wait().await;
            raised.raise();
        });
        block_on(async {
            start.raise();
            flag.wait().await;
        });
        sim::run();
        assert!(wakes.has_exited());
    });
}

#[test]
fn a_task_woken_and_cancelled_before_it_is_told() {
    test(|| {
        let flag = Flag::default();
        let raised = flag.clone();
        let waits = task(async move {
            flag.wait().await;
            unreachable!("cancelled");
        });
        task(async move { raised.raise() });
        waits.cancel();
        assert!(waits.was_cancelled() && waits.has_exited());
    });
}

#[test]
fn wakers_outlive_their_task() {
    test(|| {
        let kept = Rc::new(Cell::new(None::<Waker>));
        let keep = kept.clone();
        let done = task(async move {
            std::future::poll_fn(|context| {
                keep.set(Some(context.waker().clone()));
                Poll::Ready(())
            })
            .await;
        });
        assert!(done.has_exited());
        let waker = kept.take().expect("kept");
        waker.wake_by_ref();
        let clone = waker.clone();
        drop(waker);
        clone.wake();
    });
}

#[test]
fn another_thread_wakes_block_on() {
    test(|| {
        sim::set_patience(Duration::from_secs(60));
        let (send, receive) = mpsc::channel::<Waker>();
        let sleeper = thread::spawn(move || {
            for waker in receive {
                thread::sleep(Duration::from_millis(5));
                waker.wake();
            }
        });
        block_on(async move {
            for _ in 0..3 {
                let mut sent = false;
                std::future::poll_fn(|context| {
                    if sent {
                        return Poll::Ready(());
                    }
                    sent = true;
                    send.send(context.waker().clone()).expect("the thread lives");
                    Poll::Pending
                })
                .await;
            }
        });
        sleeper.join().expect("the thread ends well");
    });
}

#[test]
fn another_thread_wakes_an_exported_task() {
    test(|| {
        sim::set_patience(Duration::from_secs(60));
        let (send, receive) = mpsc::channel::<Waker>();
        let sleeper = thread::spawn(move || receive.recv().expect("a waker").wake());
        let mut sent = false;
        let waits = task(std::future::poll_fn(move |context| {
            if sent {
                return Poll::Ready(());
            }
            sent = true;
            send.send(context.waker().clone()).expect("the thread lives");
            Poll::Pending
        }));
        sim::run();
        assert!(waits.has_exited());
        sleeper.join().expect("the thread ends well");
    });
}

#[test]
fn another_thread_keeps_a_waker_longer_than_the_task() {
    test(|| {
        let (send, receive) = mpsc::channel::<Waker>();
        let (go, wait) = mpsc::channel::<()>();
        let keeper = thread::spawn(move || {
            let waker = receive.recv().expect("a waker");
            wait.recv().expect("the word");
            waker.wake_by_ref();
            drop(waker.clone());
            drop(waker);
        });
        block_on(std::future::poll_fn(|context| {
            send.send(context.waker().clone()).expect("the thread lives");
            Poll::Ready(())
        }));
        go.send(()).expect("the thread lives");
        keeper.join().expect("the thread ends well");
        block_on(async {});
    });
}

#[test]
fn a_task_exits_when_another_cancels_the_last_of_its_futures() {
    test(|| {
        let handle = Rc::new(Cell::new(None));
        let put = handle.clone();
        let waits = task(async move { put.set(Some(spawn(std::future::pending::<()>()))) });
        assert!(waits.has_returned() && !waits.has_exited());
        let cancels = task(async move {
            let mut handle = handle.take().expect("spawned");
            handle.cancel();
        });
        sim::run();
        assert!(waits.has_exited() && cancels.has_exited());
    });
}
