//! Calls that are held back, and calls that may not wait.

use std::cell::Cell;
use std::pin::pin;

use futures::FutureExt;
use wharf::task;

use crate::Guest;
use crate::exports::test::scenarios::{blocking, limited};
use crate::test::scenarios::sleeping::sleep;

thread_local! {
    static ENTERED: Cell<u32> = const { Cell::new(0) };
}

#[wharf::export(concurrency = 3)]
impl limited::Guest for Guest {
    async fn enter(turns: u32) -> u32 {
        ENTERED.set(ENTERED.get() + 1);
        sleep(turns).await;
        let entered = ENTERED.get();
        // What goes on after the answer counts as well.
        task::spawn(async move {
            sleep(turns).await;
            ENTERED.set(ENTERED.get() - 1);
        })
        .detach();
        entered
    }
}

#[wharf::export]
impl blocking::Guest for Guest {
    fn wait(turns: u32) {
        task::block_on(sleep(turns));
    }

    fn begin(turns: u32) {
        task::block_on(async { pin!(sleep(turns)).now_or_never() });
    }

    fn wait_anyway(turns: u32) -> String {
        Self::begin(turns);
        Self::wait(turns);
        format!("waited {turns} turns")
    }
}
