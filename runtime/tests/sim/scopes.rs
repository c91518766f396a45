//! Scopes, sets and combinations of futures.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wharf::task::{Either, JoinSet, Scope, ScopedJoinHandle, block_on, join, join_all, race, scope, spawn, yield_now};

use crate::support::{Flag, OnDrop, Trace, poll_once, task, test};

#[test]
fn children_borrow_and_are_awaited() {
    test(|| {
        block_on(async {
            let words = vec![String::from("lift"), String::from("lower")];
            let longest = Cell::new(0);
            let (words, longest) = (&words, &longest);
            let total = scope(async |scope| {
                for word in words {
                    // Nobody awaits the handle: the scope does.
                    drop(scope.spawn(async move {
                        yield_now().await;
                        longest.set(longest.get().max(word.len()));
                    }));
                }
                scope.spawn(async { words.iter().map(String::len).sum::<usize>() }).await
            })
            .await;
            assert_eq!((total, longest.get()), (Some(9), 5));
        });
    });
}

#[test]
fn children_spawn_children() {
    async fn count_down<'env>(scope: Scope<'env>, seen: &'env RefCell<Vec<u32>>, number: u32) {
        yield_now().await;
        seen.borrow_mut().push(number);
        if number > 0 {
            drop(scope.spawn(count_down(scope.clone(), seen, number - 1)));
        }
    }
    test(|| {
        block_on(async {
            let seen = RefCell::default();
            scope(async |scope| drop(scope.spawn(count_down(scope.clone(), &seen, 3)))).await;
            assert_eq!(seen.take(), [3, 2, 1, 0]);
        });
    });
}

#[test]
fn a_scope_that_is_dropped_drops_its_children() {
    test(|| {
        let trace = Trace::default();
        let seen = trace.clone();
        block_on(async move {
            let trace = &trace;
            let mut running = Box::pin(scope(async |scope| {
                let guard = OnDrop(trace.clone(), "child");
                drop(scope.spawn(async move {
                    let _guard = guard;
                    pending::<()>().await;
                }));
                let _body = OnDrop(trace.clone(), "body");
                pending::<()>().await;
            }));
            assert!(poll_once(&mut running).await.is_pending());
            assert!(trace.take().is_empty());
            drop(running);
            assert_eq!(trace.take(), ["body", "child"]);
        });
        assert!(seen.take().is_empty());
    });
}

#[test]
fn a_scope_that_is_kept_after_its_end_spawns_nothing() {
    test(|| {
        block_on(async {
            let trace = Trace::default();
            let kept = scope(async |scope| scope.clone()).await;
            let guard = OnDrop(trace.clone(), "dropped");
            let handle = kept.spawn(async move {
                let _guard = guard;
                unreachable!("the scope has ended");
            });
            assert_eq!(trace.take(), ["dropped"]);
            assert_eq!(handle.await, None::<()>);
        });
    });
}

#[test]
fn a_child_is_aborted() {
    test(|| {
        block_on(async {
            let trace = Trace::default();
            scope(async |scope| {
                let guard = OnDrop(trace.clone(), "child");
                let handle = scope.spawn(async move {
                    let _guard = guard;
                    pending::<()>().await;
                });
                yield_now().await;
                handle.abort();
                assert!(handle.is_finished());
                trace.push("aborted");
                assert_eq!(handle.await, None);
            })
            .await;
            assert_eq!(trace.take(), ["child", "aborted"]);
        });
    });
}

/// What a finished child has output is dropped when nobody can take it any more, even if a waker lives on.
#[test]
fn an_output_that_borrows_does_not_outlive_its_handle() {
    struct Loud<'a>(&'a Cell<u32>);
    impl Drop for Loud<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    test(|| {
        block_on(async {
            let waker = Cell::new(None::<Waker>);
            let dropped = Cell::new(0);
            scope(async |scope| {
                let finish = || async {
                    std::future::poll_fn(|context| {
                        waker.set(Some(context.waker().clone()));
                        Poll::Ready(())
                    })
                    .await;
                    Loud(&dropped)
                };
                drop(scope.spawn(finish()));
                yield_now().await;
                yield_now().await;
                assert_eq!(dropped.get(), 1, "detached");
                let handle = scope.spawn(finish());
                yield_now().await;
                yield_now().await;
                assert!(handle.is_finished());
                assert_eq!(dropped.get(), 1);
                drop(handle);
                assert_eq!(dropped.get(), 2, "not taken");
            })
            .await;
            drop(waker);
        });
    });
}

#[test]
fn children_are_woken_by_other_tasks() {
    test(|| {
        let flags = [Flag::default(), Flag::default()];
        let waits = flags.clone();
        let waiting = task(async move {
            let waits = &waits;
            scope(async |scope| {
                for flag in waits {
                    drop(scope.spawn(flag.wait()));
                }
            })
            .await;
        });
        wharf::abi::canon::sim::settle();
        for flag in flags {
            assert!(!waiting.has_exited());
            task(async move { flag.raise() });
            wharf::abi::canon::sim::settle();
        }
        assert!(waiting.has_exited());
    });
}

#[test]
fn a_child_that_never_rests_lets_others_run() {
    test(|| {
        block_on(async {
            let stop = Flag::default();
            let (stops, watches) = (stop.clone(), stop.clone());
            let busy = scope(async |scope| {
                drop(scope.spawn(async move {
                    while !watches.is_raised() {
                        yield_now().await;
                    }
                }));
            });
            let other = spawn(async move { stops.raise() });
            busy.await;
            other.await;
        });
    });
}

/// The handle, which can drop the child, is not to be used when what the child borrows may have gone.
#[test]
fn a_leaked_scope_is_never_polled_again() {
    test(|| {
        block_on(async {
            let touched = Rc::new(Cell::new(0));
            let waker = Rc::new(Cell::new(None::<Waker>));
            let (touches, wakes) = (touched.clone(), waker.clone());
            let mut running = Box::pin(scope(async move |scope: &Scope<'_>| {
                let _handle: ScopedJoinHandle<'_, ()> = scope.spawn(async move {
                    std::future::poll_fn(|context| {
                        touches.set(touches.get() + 1);
                        wakes.set(Some(context.waker().clone()));
                        Poll::<()>::Pending
                    })
                    .await;
                });
                pending::<()>().await;
            }));
            assert!(poll_once(&mut running).await.is_pending());
            assert_eq!(touched.get(), 1);
            // As `mem::forget`, but so that the test leaks nothing.
            let leaked = std::mem::ManuallyDrop::new(running);
            waker.take().expect("polled").wake();
            yield_now().await;
            yield_now().await;
            assert_eq!(touched.get(), 1);
            drop(std::mem::ManuallyDrop::into_inner(leaked));
        });
    });
}

#[test]
fn a_set_is_joined_in_the_order_of_the_ends() {
    test(|| {
        block_on(async {
            let mut set = JoinSet::new();
            for turns in [3, 1, 2] {
                set.spawn(async move {
                    for _ in 0..turns {
                        yield_now().await;
                    }
                    turns
                });
            }
            assert_eq!(set.len(), 3);
            assert_eq!(set.join_next().await, Some(1));
            set.spawn(async { 0 });
            assert_eq!(set.join_next().await, Some(2));
            assert_eq!(set.join_all().await, [3, 0]);
        });
    });
}

#[test]
fn a_set_passes_over_what_was_aborted() {
    test(|| {
        block_on(async {
            let trace = Trace::default();
            let mut set = JoinSet::new();
            let waits = |name| {
                let guard = OnDrop(trace.clone(), name);
                async move {
                    let _guard = guard;
                    pending::<u32>().await
                }
            };
            set.spawn(waits("a"));
            set.spawn(async { 7 });
            yield_now().await;
            set.abort_all();
            assert_eq!(trace.take(), ["a"]);
            assert_eq!(set.join_next().await, Some(7));
            assert_eq!(set.join_next().await, None);
            assert!(set.is_empty());

            set.spawn(waits("b"));
            drop(set);
            assert_eq!(trace.take(), ["b"]);

            let mut detached = JoinSet::new();
            let flag = Flag::default();
            let raises = flag.clone();
            detached.spawn(async move { raises.raise() });
            detached.detach_all();
            assert!(detached.join_next().await.is_none());
            drop(detached);
            flag.wait().await;
        });
    });
}

#[test]
fn futures_are_joined_and_race() {
    test(|| {
        block_on(async {
            let late = async {
                yield_now().await;
                "late"
            };
            assert_eq!(join(late, async { 1 }).await, ("late", 1));
            assert_eq!(race(pending::<()>(), yield_now()).await, Either::Right(()));
            assert_eq!(race(async { 1 }, async { 2 }).await.into_inner(), 1);
            let numbers = [2, 0, 1];
            let turns = numbers.iter().map(|number| async move {
                for _ in 0..*number {
                    yield_now().await;
                }
                number
            });
            assert_eq!(join_all(turns).await, [&2, &0, &1]);
            let mut loser = pin!(async {
                yield_now().await;
                5
            });
            assert_eq!(race(&mut loser, async { "first" }).await, Either::Right("first"));
            assert_eq!(loser.await, 5);
        });
    });
}
