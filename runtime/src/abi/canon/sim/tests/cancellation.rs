//! Cancellation by the built-ins that are async-lowered: when the host takes its time, they say so and do not wait.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::calls::call;
use super::{Pair, checked, test, trap_of};
use crate::abi::Side::{self, Readable, Writable};
use crate::abi::canon::BLOCKED;
use crate::abi::canon::sim::end::Kind::Stream;
use crate::abi::canon::sim::instance::{Instance, here};
use crate::abi::canon::sim::subtask::{self, Lowering};
use crate::abi::canon::sim::{self, by_name, set};

impl Pair {
    fn cancel_async(self, side: Side) -> Result<u32, String> {
        let (instance, name) = (here(), if side == Readable { "read" } else { "write" });
        let name = format!("[async-lower][{}-cancel-{name}-0]any", self.kind);
        checked(by_name::cancel(&instance, &name, self.handle(side)).expect("one of them")).map(|code| code as u32)
    }
}

fn cancel(instance: &Instance, subtask: u32) -> Result<u32, String> {
    checked(subtask::cancel(instance, Lowering::Async, subtask))
}

/// Waits for an event of a waitable: its code.
fn event(instance: &Instance, waitable: u32) -> u32 {
    let waits = set::new(instance).expect("room");
    set::join(instance, waitable, waits).expect("both live");
    let event = set::wait(instance, waits).expect("an event");
    assert_eq!(event.waitable, waitable);
    set::join(instance, waitable, 0).expect("it lives");
    set::drop(instance, waits).expect("empty");
    event.code
}

#[test]
fn within_the_component_nothing_blocks() {
    test(|| {
        let instance = here();
        let (stream, waits) = (Pair::new(Stream), set::new(&instance).expect("room"));
        let mut buffer = [0; 4];
        // In a set, and in a synchronous task.
        set::join(&instance, stream.readable, waits).expect("both live");
        assert_eq!(stream.read(&mut buffer), Ok(BLOCKED));
        sim::call_sync(|| assert_eq!(stream.cancel_async(Readable), Ok(0x2)));
        assert!(trap_of(stream.cancel_async(Readable)).contains("cancelled when none is pending"));
        assert_eq!(stream.read(&mut buffer), Ok(BLOCKED));
        assert_eq!(stream.write(&mut [1, 2]), Ok(0x20));
        assert_eq!(stream.cancel_async(Readable), Ok(0x22));
    });
}

/// A read of the component's from a writer of the host.
fn read_from_host(buffer: &mut [u8]) -> (Pair, sim::HostWriter<u8>) {
    let (writer, reader) = sim::host_stream::<u8>();
    let pair = Pair { kind: Stream, readable: reader.into_handle(), writable: 0 };
    assert_eq!(pair.read(buffer), Ok(BLOCKED));
    (pair, writer)
}

#[test]
fn a_host_answers_when_it_gets_on() {
    test(|| {
        let mut buffer = [0; 4];
        let (stream, writer) = read_from_host(&mut buffer);
        assert_eq!(stream.cancel_async(Readable), Ok(BLOCKED));
        assert!(writer.is_cancelled());
        assert!(trap_of(stream.cancel_async(Readable)).contains("cancelled when none is pending"));
        assert!(trap_of(stream.drop(Readable)).contains("cannot drop busy stream"));
        assert!(trap_of(stream.read(&mut [0])).contains("concurrent operations"));
        assert!(trap_of(stream.lift()).contains("while it is being read"));
        assert_eq!(event(&here(), stream.readable), 0x2);
        assert!(!writer.is_cancelled());
        stream.drop(Readable).expect("idle");
    });
}

#[test]
fn what_a_host_copies_meanwhile_arrives() {
    test(|| {
        let mut buffer = [0; 4];
        let (stream, mut writer) = read_from_host(&mut buffer);
        writer.finish_anyway();
        assert_eq!(stream.cancel_async(Readable), Ok(BLOCKED));
        writer.start(vec![7, 8]);
        assert_eq!(writer.poll().expect("copied").count, 2);
        assert_eq!(event(&here(), stream.readable), 0x20);
        assert_eq!(buffer[..2], [7, 8]);

        // And confirmed with nothing copied, or with the writer gone.
        assert_eq!(stream.read(&mut buffer), Ok(BLOCKED));
        assert_eq!(stream.cancel_async(Readable), Ok(BLOCKED));
        writer.confirm_cancel();
        assert_eq!(event(&here(), stream.readable), 0x2);
        assert_eq!(stream.read(&mut buffer), Ok(BLOCKED));
        assert_eq!(stream.cancel_async(Readable), Ok(BLOCKED));
        drop(writer);
        assert_eq!(event(&here(), stream.readable), 0x1);
        stream.drop(Readable).expect("done");
    });
}

#[test]
fn a_write_that_the_host_still_takes() {
    test(|| {
        let (stream, mut source) = (Pair::new(Stream), [1, 2, 3]);
        let mut reader = sim::HostReader::<u8>::from_handle(stream.readable);
        assert_eq!(stream.write(&mut source), Ok(BLOCKED));
        assert_eq!(stream.cancel_async(Writable), Ok(BLOCKED));
        reader.start(2);
        assert_eq!(reader.poll().expect("copied").items, [1, 2]);
        assert_eq!(event(&here(), stream.writable), 0x20);
        drop(reader);
        stream.drop(Writable).expect("idle");
        assert_eq!(sim::leaks(), Vec::<String>::new());
    });
}

#[test]
fn subtasks_end_when_the_host_says_so() {
    test(|| {
        let (instance, mut result) = (here(), Box::new(0));

        let (handle, _, starting) = call(&instance, &mut result);
        // Also in a synchronous task.
        sim::call_sync(|| assert_eq!(cancel(&instance, handle), Ok(BLOCKED)));
        assert!(trap_of(cancel(&instance, handle)).contains("after terminal status delivered"));
        assert!(trap_of(checked(subtask::drop(&instance, handle))).contains("has not yet resolved"));
        assert_eq!(event(&instance, handle), 3);
        subtask::drop(&instance, handle).expect("resolved");
        assert_eq!(starting.finish(1), Err(1));

        let (handle, _, started) = call(&instance, &mut result);
        let () = started.start();
        assert_eq!(cancel(&instance, handle), Ok(BLOCKED));
        // That it has started was not known yet, and is told first.
        assert_eq!(event(&instance, handle), 1);
        assert_eq!(event(&instance, handle), 4);
        subtask::drop(&instance, handle).expect("resolved");

        // The race: it returned before anybody heard, or while the cancellation was under way.
        let (handle, _, returned) = call(&instance, &mut result);
        returned.finish(5).expect("not cancelled");
        assert_eq!((cancel(&instance, handle), *result), (Ok(2), 5));
        subtask::drop(&instance, handle).expect("resolved");
        let (handle, _, racing) = call(&instance, &mut result);
        assert_eq!(cancel(&instance, handle), Ok(BLOCKED));
        racing.finish(6).expect("not confirmed");
        assert_eq!((event(&instance, handle), *result), (2, 6));
        subtask::drop(&instance, handle).expect("resolved");
        assert_eq!(sim::leaks(), Vec::<String>::new());
    });
}

#[test]
fn a_seed_lets_hosts_answer_at_once() {
    test(|| {
        let codes: Vec<_> = (1..50)
            .map(|seed| {
                sim::seed(seed);
                let mut buffer = [0];
                let (stream, writer) = read_from_host(&mut buffer);
                let code = stream.cancel_async(Readable).expect("a read is pending");
                if code == BLOCKED {
                    assert_eq!(event(&here(), stream.readable), 0x2);
                }
                drop(writer);
                code
            })
            .collect();
        assert!(codes.contains(&0x2) && codes.contains(&BLOCKED));
    });
}
