//! The built-ins of streams and futures.

use alloc::rc::Rc;
use core::alloc::Layout;

use super::buffer::{Buffer, Element, Typed, copy_untyped};
use super::channel::Channel;
use super::end::{End, Kind, State};
use super::instance::{Instance, builtin};
use super::set::IN_SET;
use super::subtask::Lowering;
use super::table::Entry;
use super::trap::{Checked, trap, trap_if};
use super::wait;
use crate::abi::canon::{BLOCKED, Builtins, CopyStatus, MAX_COPY};
use crate::abi::{Abi, Side};

/// The built-ins of a stream of such elements.
#[must_use]
pub const fn stream<T: Abi>() -> Builtins {
    stream_of::<Typed<T>>()
}

/// The built-ins of a future with such a payload.
#[must_use]
pub const fn future<T: Abi>() -> Builtins {
    future_of::<Typed<T>>()
}

/// The built-ins of a stream of such elements.
#[must_use]
pub const fn stream_of<E: Element>() -> Builtins {
    builtins::<E, STREAM>()
}

/// The built-ins of a future of such an element.
#[must_use]
pub const fn future_of<E: Element>() -> Builtins {
    builtins::<E, FUTURE>()
}

const STREAM: bool = true;
const FUTURE: bool = false;

const fn kind(is_stream: bool) -> Kind {
    if is_stream { Kind::Stream } else { Kind::Future }
}

const fn builtins<E: Element, const IS_STREAM: bool>() -> Builtins {
    Builtins {
        new: new::<E, IS_STREAM>,
        read: read::<E, IS_STREAM>,
        write: write::<E, IS_STREAM>,
        cancel_read: cancel_read::<E, IS_STREAM>,
        cancel_write: cancel_write::<E, IS_STREAM>,
        drop_readable: drop_readable::<E, IS_STREAM>,
        drop_writable: drop_writable::<E, IS_STREAM>,
    }
}

unsafe extern "C-unwind" fn new<E: Element, const IS_STREAM: bool>() -> u64 {
    builtin(0, |instance| {
        let (readable, writable) = pair::<E>(instance, kind(IS_STREAM))?;
        Ok(u64::from(writable) << 32 | u64::from(readable))
    })
}

unsafe extern "C-unwind" fn read<E: Element, const IS_STREAM: bool>(
    handle: u32,
    pointer: *mut u8,
    count: usize,
) -> u32 {
    builtin(BLOCKED, |instance| copy::<E>(instance, kind(IS_STREAM), Side::Readable, handle, pointer, count))
}

unsafe extern "C-unwind" fn write<E: Element, const IS_STREAM: bool>(
    handle: u32,
    pointer: *const u8,
    count: usize,
) -> u32 {
    let pointer = pointer.cast_mut();
    builtin(BLOCKED, |instance| copy::<E>(instance, kind(IS_STREAM), Side::Writable, handle, pointer, count))
}

unsafe extern "C-unwind" fn cancel_read<E: Element, const IS_STREAM: bool>(handle: u32) -> u32 {
    builtin(CopyStatus::Cancelled as u32, |instance| cancel::<E>(instance, kind(IS_STREAM), Side::Readable, handle))
}

unsafe extern "C-unwind" fn cancel_write<E: Element, const IS_STREAM: bool>(handle: u32) -> u32 {
    builtin(CopyStatus::Cancelled as u32, |instance| cancel::<E>(instance, kind(IS_STREAM), Side::Writable, handle))
}

unsafe extern "C-unwind" fn drop_readable<E: Element, const IS_STREAM: bool>(handle: u32) {
    builtin((), |instance| drop_end::<E>(instance, kind(IS_STREAM), Side::Readable, handle));
}

unsafe extern "C-unwind" fn drop_writable<E: Element, const IS_STREAM: bool>(handle: u32) {
    builtin((), |instance| drop_end::<E>(instance, kind(IS_STREAM), Side::Writable, handle));
}

/// A new channel: the handles of its readable and its writable end.
pub(super) fn pair<E: Element>(instance: &Instance, kind: Kind) -> Checked<(u32, u32)> {
    let channel = Channel::new(kind, Layout::new::<E::Area>());
    let readable = instance.add_waitable(Entry::End(End::new(&channel, Side::Readable)))?;
    let writable = instance.add_waitable(Entry::End(End::new(&channel, Side::Writable)))?;
    Ok((readable, writable))
}

/// The end that a handle stands for, of a channel of such elements.
fn end<E: Element>(instance: &Instance, kind: Kind, side: Side, handle: u32) -> Checked<Rc<End>> {
    let end = instance.end(handle, kind, side)?;
    trap_if(end.channel.element != Layout::new::<E::Area>(), "the elements of the stream or future have another type")?;
    Ok(end)
}

pub(super) fn copy<E: Element>(
    instance: &Instance,
    kind: Kind,
    side: Side,
    handle: u32,
    pointer: *mut u8,
    count: usize,
) -> Checked<u32> {
    let end = end::<E>(instance, kind, side, handle)?;
    match end.state.get() {
        State::Idle => {}
        State::Copying | State::Cancelling => {
            return trap("cannot have concurrent operations active on a future/stream");
        }
        State::Done => return trap(done(kind, side)),
    }
    let count = if kind == Kind::Future { 1 } else { count };
    trap_if(count > MAX_COPY, "stream read/write count too large")?;
    if size_of::<E::Area>() > 0 && count > 0 {
        trap_if(!pointer.cast::<E::Area>().is_aligned(), "pointer not aligned")?;
        trap_if(pointer.is_null(), "pointer out of bounds")?;
    }
    trap_if(
        !E::WITHIN && end.channel.waits_for_the_component(),
        "cannot read from and write to intra-component future/stream with non-numeric payload",
    )?;
    end.start(Buffer::guest(pointer, count, copy_untyped::<E>));
    Ok(end.deliver_code().unwrap_or(BLOCKED))
}

/// Why nothing can be read or written any more.
fn done(kind: Kind, side: Side) -> &'static str {
    match (kind, side) {
        (Kind::Stream, Side::Readable) => "cannot read from stream after being notified that the writable end dropped",
        (Kind::Stream, Side::Writable) => "cannot write to stream after being notified that the readable end dropped",
        (Kind::Future, Side::Readable) => "cannot read from future after previous read succeeded",
        (Kind::Future, Side::Writable) => {
            "cannot write to future after previous write succeeded or readable end dropped"
        }
    }
}

/// `stream.cancel-read` and its like, synchronous.
pub(super) fn cancel<E: Element>(instance: &Instance, kind: Kind, side: Side, handle: u32) -> Checked<u32> {
    instance.tasks.check_blocking()?;
    cancel_copy(instance, Lowering::Sync, &end::<E>(instance, kind, side, handle)?)
}

/// Cancels the copy that is under way on an end.
pub(super) fn cancel_copy(instance: &Instance, lowering: Lowering, end: &Rc<End>) -> Checked<u32> {
    trap_if(end.state.get() != State::Copying, "stream or future copy cancelled when none is pending")?;
    trap_if(lowering == Lowering::Sync && end.waitable.is_in_set(), IN_SET)?;
    if end.request_cancel() {
        return Ok(end.cancel_code());
    }
    if lowering == Lowering::Async {
        return Ok(BLOCKED);
    }
    end.waitable.has_sync_waiter.set(true);
    let code = wait::until_some(instance, || end.deliver_code(), || alloc::format!("waits for the {}", end.describe()));
    end.waitable.has_sync_waiter.set(false);
    code
}

pub(super) fn drop_end<E: Element>(instance: &Instance, kind: Kind, side: Side, handle: u32) -> Checked<()> {
    let end = end::<E>(instance, kind, side, handle)?;
    if kind == Kind::Future && side == Side::Writable && end.state.get() == State::Idle {
        return trap("cannot drop future write end without first writing a value");
    }
    trap_if(end.state.get().is_copying(), "cannot drop busy stream")?;
    instance.remove(handle)?;
    end.waitable.join(None);
    end.channel.drop_end(side);
    Ok(())
}

/// Takes a readable end out of the component: its channel.
pub(super) fn lift(instance: &Instance, kind: Kind, element: Layout, handle: u32) -> Checked<Rc<Channel>> {
    let end = instance.end(handle, kind, Side::Readable)?;
    trap_if(end.channel.element != element, "the elements of the stream or future have another type")?;
    match (end.state.get(), kind) {
        (State::Idle, _) => {}
        (State::Copying | State::Cancelling, _) => {
            return trap(alloc::format!("cannot lift {kind} while it is being read"));
        }
        (State::Done, Kind::Stream) => {
            return trap("cannot lift stream after being notified that the writable end dropped");
        }
        (State::Done, Kind::Future) => return trap("cannot lift future after previous read succeeded"),
    }
    trap_if(end.waitable.is_in_set(), &alloc::format!("cannot lift {kind} while it's in a waitable set"))?;
    instance.remove(handle)?;
    Ok(end.channel.clone())
}

/// Gives the component the readable end of a channel: its handle.
pub(super) fn lower(instance: &Instance, channel: &Rc<Channel>) -> Checked<u32> {
    instance.add_waitable(Entry::End(End::new(channel, Side::Readable)))
}
