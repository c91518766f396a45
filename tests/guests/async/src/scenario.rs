//! Tasks of one instance that know of each other.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use wharf::task;

use crate::exports::test::scenarios::scenario;
use crate::{Guest, scenarios};

thread_local! {
    static WAITING: RefCell<Vec<oneshot::Sender<u32>>> = const { RefCell::new(Vec::new()) };
    static FINISHED: Cell<u32> = const { Cell::new(0) };
}

#[wharf::export]
impl scenario::Guest for Guest {
    async fn run(name: String) -> Result<(), String> {
        scenarios::run(&name).await
    }

    async fn wait() -> u32 {
        let (sender, receiver) = oneshot::channel();
        WAITING.with_borrow_mut(|waiting| waiting.push(sender));
        receiver.await.expect("nobody drops the sender")
    }

    async fn notify(value: u32) {
        for sender in WAITING.take() {
            // A waiter that was cancelled is not there any more.
            sender.send(value).unwrap_or_default();
        }
    }

    async fn return_early(turns: u32) -> u32 {
        task::spawn(async move {
            crate::test::scenarios::sleeping::sleep(turns).await;
            FINISHED.set(FINISHED.get() + 1);
        })
        .detach();
        turns
    }

    fn finished() -> u32 {
        FINISHED.get()
    }
}
