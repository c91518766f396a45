//! A guest with unit tests: it imports a crane, which is tried again when it is stuck.

use std::time::Duration;

use demo::harbour::crane;
use exports::demo::harbour::port;
use wharf::time::{sleep, timeout};

wharf::include_bindings!("harbour");

/// How often a crate is tried.
const TRIES: u32 = 3;

/// How long the crane may take for a crate.
const PATIENCE: Duration = Duration::from_secs(60);

struct Harbour;

#[wharf::export]
impl port::Guest for Harbour {
    async fn unload(crates: u32) -> Result<u32, String> {
        let mut tonnes = 0;
        for number in 1..=crates {
            tonnes += lift(number).await?;
        }
        Ok(tonnes)
    }
}

/// Lifts a crate, and tries again after a second, and then two, when that fails.
async fn lift(number: u32) -> Result<u32, String> {
    let mut failure = String::new();
    for tries in 0..TRIES {
        sleep(tries * Duration::from_secs(1)).await;
        match timeout(PATIENCE, crane::lift(number)).await {
            Ok(Ok(tonnes)) => return Ok(tonnes),
            Ok(Err(reason)) => failure = reason,
            Err(_) => failure = format!("the crane holds crate {number} and does not move"),
        }
    }
    Err(failure)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use port::Guest as _;
    use wharf::testing;

    use super::*;

    const CRANE: &str = "demo:harbour/crane";

    #[test]
    fn a_ship_is_unloaded() {
        testing::run(async || {
            testing::mock(CRANE, "lift", |(number,): (u32,)| Ok::<_, String>(10 * number));
            assert_eq!(Harbour::unload(3).await, Ok(60));
            assert_eq!(testing::now(), Duration::ZERO);
        });
    }

    #[test]
    fn a_crane_that_is_stuck_is_tried_again() {
        testing::run(async || {
            let tries = Cell::new(0);
            testing::mock(CRANE, "lift", move |(_,): (u32,)| {
                tries.set(tries.get() + 1);
                if tries.get() < 3 { Err(String::from("stuck")) } else { Ok(7_u32) }
            });
            assert_eq!(Harbour::unload(1).await, Ok(7));
            assert_eq!(testing::now(), Duration::from_secs(1 + 2));
        });
    }

    #[test]
    fn a_crane_that_does_not_move_is_given_up() {
        testing::run(async || {
            testing::mock_async(CRANE, "lift", async |(_,): (u32,)| {
                testing::sleep(Duration::from_secs(3600)).await;
                Ok::<u32, String>(0)
            });
            assert_eq!(Harbour::unload(1).await, Err("the crane holds crate 1 and does not move".into()));
            assert_eq!(testing::now(), 3 * PATIENCE + Duration::from_secs(1 + 2));
        });
    }

    #[test]
    fn ships_at_the_same_time_in_any_order() {
        testing::explore(1..50, async || {
            testing::mock_async(CRANE, "lift", async |(number,): (u32,)| {
                testing::sleep(Duration::from_secs(number.into())).await;
                Ok::<_, String>(number)
            });
            let ships: Vec<_> = (1..=4).map(|crates| wharf::task::spawn(Harbour::unload(crates))).collect();
            for (ship, tonnes) in ships.into_iter().zip([1, 3, 6, 10]) {
                assert_eq!(ship.await, Some(Ok(tonnes)));
            }
        });
    }
}
