//! Runs scripts of built-ins: one a line, each with the numbers of what it works on.
//!
//! Nothing is checked here. A script that breaks a rule finds out whether the host notices.

use crate::pair::Pair;
use crate::test::traces::host;
use crate::{log, raw};

/// What the built-ins have made so far, by number.
#[derive(Default)]
struct Machine {
    pairs: Vec<Pair>,
    sets: Vec<u32>,
    calls: Vec<Subtask>,
}

/// A call of the host that did not return at once.
struct Subtask {
    handle: u32,
    /// Where its result goes. Leaked, as the buffers of a pair.
    result: *mut u32,
}

/// Runs a script to its end, or to the first built-in that traps. Every line is taken down with what came of it.
///
/// # Panics
///
/// When a line is not one of a script.
pub fn run(script: &str) {
    let mut machine = Machine::default();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let outcome = machine.step(line);
        log(&format!("{line}: {outcome}"));
    }
}

impl Machine {
    fn step(&mut self, line: &str) -> String {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let numbers: Vec<usize> = words.map(|word| word.parse().expect("a number")).collect();
        let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
        let first = number(0);
        match name {
            "stream" => self.add(Pair::stream()),
            "future" => self.add(Pair::future()),
            "give" => self.add(Pair::stream_from_host(host::give(first as u32).take_handle())),
            "give-future" => self.add(Pair::future_from_host(host::give_future(first as u8).take_handle())),
            "read" => self.pairs[first].read(number(1)),
            "write" => self.pairs[first].write(number(1)),
            "cancel-read" => self.pairs[first].cancel_read(),
            "cancel-write" => self.pairs[first].cancel_write(),
            "request-cancel-read" => self.pairs[first].request_cancel_read(),
            "request-cancel-write" => self.pairs[first].request_cancel_write(),
            "drop-readable" => done(|| self.pairs[first].drop_readable()),
            "drop-writable" => done(|| self.pairs[first].drop_writable()),
            "take" => done(|| raw::take(self.pairs[first].readable, number(1) as u32)),
            "take-future" => done(|| raw::take_future(self.pairs[first].readable)),
            "taken" => format!("{:?}", host::taken()),
            "set" => {
                self.sets.push(raw::set_new());
                format!("handle {}", self.sets[self.sets.len() - 1])
            }
            "drop-set" => done(|| raw::set_drop(self.sets[first])),
            "join-readable" => done(|| raw::join(self.pairs[first].readable, self.sets[number(1)])),
            "join-writable" => done(|| raw::join(self.pairs[first].writable, self.sets[number(1)])),
            "join-call" => done(|| raw::join(self.calls[first].handle, self.sets[number(1)])),
            "leave-readable" => done(|| raw::join(self.pairs[first].readable, 0)),
            "leave-writable" => done(|| raw::join(self.pairs[first].writable, 0)),
            "leave-call" => done(|| raw::join(self.calls[first].handle, 0)),
            "wait" => self.events(raw::set_wait, self.sets[first]),
            "poll" => self.events(raw::set_poll, self.sets[first]),
            "call" => {
                let result = Box::into_raw(Box::new(0));
                let packed = raw::call_later(self.calls.len() as u32, result.expose_provenance());
                self.calls.push(Subtask { handle: packed >> 4, result });
                format!("{} handle {}", state(packed & 0xf), packed >> 4)
            }
            "answer" => done(|| host::answer(first as u32)),
            "cancel-call" => self.returned(first, raw::cancel_call(self.calls[first].handle)),
            "request-cancel-call" => self.returned(first, raw::request_cancel_call(self.calls[first].handle)),
            "drop-call" => done(|| raw::drop_call(self.calls[first].handle)),
            other => panic!("a script has no {other:?}"),
        }
    }

    fn add(&mut self, pair: Pair) -> String {
        self.pairs.push(pair);
        let pair = &self.pairs[self.pairs.len() - 1];
        format!("handles {} and {}", pair.readable, pair.writable)
    }

    /// The event that `wait` finds, and whatever else has happened in the set. The order is up to the host.
    fn events(&mut self, wait: fn(u32, usize) -> u32, set: u32) -> String {
        let mut events = Vec::new();
        let mut event = raw::event(wait, set);
        while event.0 != 0 {
            events.push(self.describe(event));
            event = raw::event(raw::set_poll, set);
        }
        events.sort();
        format!("{events:?}")
    }

    fn describe(&mut self, (kind, waitable, code): raw::Event) -> String {
        let pair = |pair: &&mut Pair| waitable == if kind % 2 == 0 { pair.readable } else { pair.writable };
        let (what, outcome) = match kind {
            1 => {
                let call = self.calls.iter().rposition(|call| call.handle == waitable);
                ("call", call.map(|call| self.returned(call, code)))
            }
            2 => ("stream-read", self.pairs.iter_mut().rev().find(pair).map(|pair| pair.ended(false, code))),
            3 => ("stream-write", self.pairs.iter_mut().rev().find(pair).map(|pair| pair.ended(true, code))),
            4 => ("future-read", self.pairs.iter_mut().rev().find(pair).map(|pair| pair.ended(false, code))),
            5 => ("future-write", self.pairs.iter_mut().rev().find(pair).map(|pair| pair.ended(true, code))),
            _ => ("?", None),
        };
        format!("{what} {waitable} {}", outcome.unwrap_or_else(|| format!("{code:#x}")))
    }

    /// The state of a call for people, with what it returned.
    fn returned(&self, call: usize, code: u32) -> String {
        match code {
            // SAFETY: the host has written it.
            2 => format!("returned {}", unsafe { self.calls[call].result.read() }),
            other => state(other).into(),
        }
    }
}

fn state(code: u32) -> &'static str {
    match code {
        0 => "starting",
        1 => "started",
        2 => "returned",
        3 => "cancelled before it started",
        4 => "cancelled before it returned",
        u32::MAX => "blocked",
        _ => "?",
    }
}

/// The outcome of what returns nothing.
fn done<T>(step: impl FnOnce() -> T) -> String {
    step();
    "done".into()
}
