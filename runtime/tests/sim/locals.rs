//! Task-locals.

use wharf::task::{block_on, scope, spawn, yield_now};

use crate::support::{Flag, task, test};

wharf::task_local! {
    static NAME: &'static str;
    static NUMBER: u32;
}

fn name() -> Option<&'static str> {
    NAME.try_with(|name| *name)
}

#[test]
#[expect(clippy::async_yields_async, reason = "the handle is awaited where the value is not set")]
fn a_value_is_seen_by_a_future_and_what_it_spawns() {
    test(|| {
        block_on(async {
            assert_eq!(name(), None);
            let scoped = NAME.scope("outer", async {
                assert_eq!(name(), Some("outer"));
                yield_now().await;
                let inner =
                    NAME.scope("inner", NUMBER.scope(7, async { spawn(async { (name(), NUMBER.get()) }).await }));
                assert_eq!(inner.await, Some((Some("inner"), 7)));
                assert_eq!(NUMBER.try_with(|number| *number), None);
                let spawned = spawn(async {
                    yield_now().await;
                    spawn(async { name() }).await
                });
                let child = scope(async |scope| scope.spawn(async { name() }).await).await;
                assert_eq!(child, Some(Some("outer")));
                assert_eq!(block_on(async { name() }), Some("outer"));
                spawned
            });
            let spawned = scoped.await;
            assert_eq!(name(), None);
            assert_eq!(spawned.await, Some(Some(Some("outer"))));
            assert_eq!(NAME.sync_scope("sync", name), Some("sync"));
        });
    });
}

#[test]
fn tasks_do_not_see_each_others_values() {
    test(|| {
        let (first, second) = (Flag::default(), Flag::default());
        let serve = |user: &'static str, waits: Flag, raises: Flag| {
            task(NAME.scope(user, async move {
                for _ in 0..3 {
                    waits.wait().await;
                    assert_eq!(name(), Some(user));
                    // Wakes the other task, whose future is polled later, in its own name.
                    raises.raise();
                    yield_now().await;
                }
            }))
        };
        let tasks = [serve("a", first.clone(), second.clone()), serve("b", second, first.clone())];
        first.raise();
        wharf::abi::canon::sim::run();
        assert!(tasks.iter().all(wharf::abi::canon::sim::Task::has_exited));
        assert_eq!(name(), None);
    });
}

#[test]
fn destructors_see_the_value() {
    struct OnDrop(std::rc::Rc<std::cell::Cell<Option<&'static str>>>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.0.set(name());
        }
    }
    test(|| {
        block_on(async {
            let seen = std::rc::Rc::default();
            let guard = OnDrop(std::rc::Rc::clone(&seen));
            let handle = NAME.sync_scope("spawner", || {
                spawn(async move {
                    let _guard = guard;
                    std::future::pending::<()>().await;
                })
            });
            yield_now().await;
            handle.abort();
            assert_eq!(seen.get(), Some("spawner"));

            let guard = OnDrop(seen.clone());
            drop(NAME.scope("scope", async move {
                let _guard = guard;
            }));
            assert_eq!(seen.get(), Some("scope"));
            assert_eq!(name(), None);
        });
    });
}

#[test]
fn reading_where_nothing_is_set_says_what_to_do() {
    let message = crate::support::panic_of(|| _ = NUMBER.get());
    assert!(message.contains("run the future inside `scope`"), "{message}");
}
