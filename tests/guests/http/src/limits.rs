//! How many requests are here at once: no more than the service's limit.

use std::cell::Cell;

use wharf::http::{Rejection, Response, StatusCode};
use wharf::time::{Duration, sleep};

use crate::LIMIT;

thread_local! {
    static HERE: Cell<u32> = const { Cell::new(0) };
    static MOST: Cell<u32> = const { Cell::new(0) };
    static SERVED: Cell<u32> = const { Cell::new(0) };
}

/// A request that is here.
struct Visit;

impl Visit {
    fn begin() -> Self {
        HERE.set(HERE.get() + 1);
        MOST.set(MOST.get().max(HERE.get()));
        if HERE.get() == LIMIT {
            eprintln!("full");
        }
        Visit
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        HERE.set(HERE.get() - 1);
        SERVED.set(SERVED.get() + 1);
    }
}

pub(crate) async fn answer(name: &str, milliseconds: u64) -> wharf::Result<Response> {
    match name {
        // Stays until as many have come as there is room for, and then for a while.
        "stay" => {
            let _visit = Visit::begin();
            while MOST.get() < LIMIT {
                sleep(Duration::from_millis(1)).await;
            }
            sleep(Duration::from_millis(milliseconds)).await;
            Ok(Response::text("stayed"))
        }
        // How many were here at once at the most, and how many have been here.
        "told" => Ok(Response::text(format!("{} {}", MOST.get(), SERVED.get()))),
        _ => Err(Rejection::new(StatusCode::NOT_FOUND, "no such limit").into()),
    }
}
