//! `wharf::testing`: what a test finds out.

use std::time::Duration;

use wharf::testing;
use wharf::time::{Instant, SystemTime, sleep, timeout};

use crate::support::{FUNCTIONS, OnDrop, Trace, async_import};

/// The message of the panic that a test ends with.
fn failure(test: impl AsyncFnOnce() + Send + std::panic::UnwindSafe) -> String {
    let panic = std::panic::catch_unwind(|| testing::run(test)).expect_err("the test fails");
    match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => (*panic.downcast::<&str>().expect("a message")).into(),
    }
}

async_import!(ask((u32,)) -> u32);

#[test]
fn generator_28_a_guest_is_tested_natively() {
    testing::run(async || {
        testing::mock(FUNCTIONS, "imported", |(number,): (u32,)| number + 1);
        assert_eq!(ask((41,)).await, 42);

        let trace = Trace::default();
        let traced = trace.clone();
        testing::mock_async(FUNCTIONS, "imported", async move |(number,): (u32,)| {
            let _dropped = OnDrop(traced.clone(), "over");
            testing::sleep(Duration::from_secs(number.into())).await;
            number
        });
        assert_eq!(ask((3,)).await, 3);
        assert_eq!((testing::now(), trace.take()), (Duration::from_secs(3), vec!["over".to_owned()]));
        // A call that is cancelled ends the mock's future.
        assert!(timeout(Duration::from_secs(1), ask((100,))).await.is_err());
        sleep(Duration::from_secs(1)).await;
        assert_eq!((testing::now(), trace.take()), (Duration::from_secs(5), vec!["over".to_owned()]));
    });
}

#[test]
fn clocks_go_by_virtual_time() {
    testing::run(async || {
        let (start, date) = (Instant::now(), SystemTime::now());
        sleep(Duration::from_secs(86_400)).await;
        assert_eq!(start.elapsed(), Duration::from_secs(86_400));
        assert_eq!(SystemTime::now().duration_since(date).ok(), Some(Duration::from_secs(86_400)));
        assert_eq!(testing::now(), Duration::from_secs(86_400));
    });
}

#[test]
fn each_test_has_a_host_to_itself() {
    for _ in 0..2 {
        testing::run(async || {
            assert_eq!(testing::now(), Duration::ZERO);
            sleep(Duration::from_secs(1)).await;
        });
    }
}

#[test]
fn handles_that_are_kept_are_found() {
    let message = failure(async || std::mem::forget(wharf::ErrorContext::new("kept")));
    assert!(message.contains("keeps handles") && message.contains("error context \"kept\""), "{message}");
}

#[test]
fn waiting_for_ever_is_found() {
    let message = failure(async || std::future::pending::<()>().await);
    assert!(message.contains("deadlock detected"), "{message}");
}

#[test]
fn a_function_without_a_mock_says_which() {
    let message = failure(async || drop(wharf::env::args()));
    assert!(message.contains("wasi:cli/environment@0.3.0"), "{message}");
}

#[test]
fn exploring_tries_several_orders() {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    let orders = Mutex::new(BTreeSet::new());
    testing::explore(1..30, async || {
        testing::mock_async("test:host/functions", "imported", async |(): ()| ());
        let order = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let tasks: Vec<_> = (0..3)
            .map(|number| {
                let order = order.clone();
                wharf::task::spawn(async move {
                    sleep(Duration::from_secs(1)).await;
                    order.borrow_mut().push(number);
                })
            })
            .collect();
        for task in tasks {
            task.await;
        }
        orders.lock().expect("one at a time").insert(order.take());
    });
    assert!(orders.into_inner().expect("no panic").len() > 1);
}
