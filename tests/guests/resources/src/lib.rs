//! Resources that this component defines.

use std::cell::Cell;

wharf::include_bindings!("counters");

use exports::test::counters::counting::{self, Counter as CounterHandle, CounterBorrow};

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

struct Guest;

struct Counter(Cell<u32>);

impl Counter {
    fn starting_at(start: u32) -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Counter(Cell::new(start))
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

#[wharf::export]
impl counting::Guest for Guest {
    type Counter = Counter;

    fn sum(counters: Vec<CounterBorrow<'_>>) -> u32 {
        counters.iter().map(|counter| counter.get::<Counter>().0.get()).sum()
    }

    fn many(count: u32) -> Vec<CounterHandle> {
        (0..count).map(|start| CounterHandle::new(Counter::starting_at(start))).collect()
    }

    fn alive() -> u32 {
        ALIVE.get()
    }
}

impl counting::GuestCounter for Counter {
    fn new(start: u32) -> Self {
        Counter::starting_at(start)
    }

    fn increment(&self, by: u32) -> u32 {
        self.0.set(self.0.get() + by);
        self.0.get()
    }

    async fn spell(&self) -> String {
        wharf::task::yield_now().await;
        self.0.get().to_string()
    }

    fn parse(text: String) -> Result<CounterHandle, String> {
        let start = text.parse().map_err(|error| format!("{text:?}: {error}"))?;
        Ok(CounterHandle::new(Counter::starting_at(start)))
    }

    fn merge(a: CounterBorrow<'_>, b: CounterHandle) -> CounterHandle {
        let b: Counter = b.into_inner();
        CounterHandle::new(Counter::starting_at(a.get::<Counter>().0.get() + b.0.get()))
    }
}
