//! The functions of WASI that are there without a word of the test.

use alloc::rc::Rc;
use core::cell::Cell;
use core::time::Duration;
use std::vec::Vec;

use super::{mock, mock_async, now, sleep};

const MONOTONIC: &str = "wasi:clocks/monotonic-clock@0.3.0";
const SYSTEM: &str = "wasi:clocks/system-clock@0.3.0";
const RANDOM: &str = "wasi:random/random@0.3.0";
const INSECURE: &str = "wasi:random/insecure@0.3.0";

/// The first second of the year 2000, at which the system's clock starts.
const START: i64 = 946_684_800;

pub(super) fn register() {
    clocks();
    random();
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn clocks() {
    mock(MONOTONIC, "now", |(): ()| nanoseconds(now()));
    mock(MONOTONIC, "get-resolution", |(): ()| 1_u64);
    mock_async(MONOTONIC, "wait-for", async |(time,): (u64,)| sleep(Duration::from_nanos(time)).await);
    mock_async(MONOTONIC, "wait-until", async |(when,): (u64,)| {
        sleep(Duration::from_nanos(when).saturating_sub(now())).await;
    });
    mock(SYSTEM, "now", |(): ()| {
        let time = now();
        (START.saturating_add_unsigned(time.as_secs()), time.subsec_nanos())
    });
    mock(SYSTEM, "get-resolution", |(): ()| 1_u64);
}

fn random() {
    let state = Rc::new(Cell::new(0x9e37_79b9_7f4a_7c15_u64));
    let next = move || {
        let mut bits = state.get();
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        state.set(bits);
        bits
    };
    for (interface, bytes, number) in [
        (RANDOM, "get-random-bytes", "get-random-u64"),
        (INSECURE, "get-insecure-random-bytes", "get-insecure-random-u64"),
    ] {
        let (for_bytes, for_number) = (next.clone(), next.clone());
        mock(interface, bytes, move |(count,): (u64,)| {
            (0..count).map(|_| (for_bytes() >> 32) as u8).collect::<Vec<u8>>()
        });
        mock(interface, number, move |(): ()| for_number());
    }
    mock("wasi:random/insecure-seed@0.3.0", "get-insecure-seed", move |(): ()| (next(), next()));
}
