//! The waitables of the instance: what has happened to each, whom to wake, and which task waits for it.
//!
//! Handles are small integers, so this is a table. An event is kept here until its operation asks for it: no
//! operation is ever pointed to, and so none can be pointed to after it is gone.

use alloc::vec::Vec;
use core::ptr;
use core::task::Waker;

use super::neighbour;
use super::state::{self, TaskCore};
use crate::abi::{background, canon};
use crate::local::local;

struct Entry {
    /// The code of the event that has been delivered and not been asked for, else [`NOTHING`].
    event: u32,
    /// Whom to wake when an event comes.
    waker: Option<Waker>,
    /// The task whose set the waitable is in, if it is in one.
    task: *const TaskCore,
}

/// No event has this code: it stands for those that are to come.
const NOTHING: u32 = canon::BLOCKED;

impl Entry {
    const EMPTY: Entry = Entry { event: NOTHING, waker: None, task: ptr::null() };

    #[inline(always)]
    fn take_event(&mut self) -> Option<u32> {
        let event = core::mem::replace(&mut self.event, NOTHING);
        (event != NOTHING).then_some(event)
    }
}

local! {
    static ENTRIES: Vec<Entry> = Vec::new();
}

#[inline(always)]
fn with_entry<R>(handle: u32, use_it: impl FnOnce(&mut Entry) -> R) -> R {
    ENTRIES.with(|entries| {
        let index = handle as usize;
        if index >= entries.len() {
            grow(entries, index);
        }
        // SAFETY: the table has just been seen to.
        use_it(unsafe { entries.get_unchecked_mut(index) })
    })
}

#[cold]
fn grow(entries: &mut Vec<Entry>, index: usize) {
    while entries.len() <= index {
        entries.push(Entry::EMPTY);
    }
}

/// The code of what has happened to the waitable since it was last asked, if anything has.
pub(crate) fn take_event(handle: u32) -> Option<u32> {
    with_entry(handle, Entry::take_event)
}

/// Whether something has happened to the waitable since it was last asked.
pub(crate) fn has_event(handle: u32) -> bool {
    with_entry(handle, |entry| entry.event != NOTHING)
}

/// Whether this event has come, after which no other will. If so, forgets the waitable: it is about to be dropped, and
/// may be in a set until then.
pub(crate) fn take_last(handle: u32, event: u32) -> bool {
    with_entry(handle, |entry| {
        let is_last = entry.event == event;
        if is_last {
            entry.event = NOTHING;
            // SAFETY: a task clears its entries before it goes.
            if let Some(task) = unsafe { core::mem::replace(&mut entry.task, ptr::null()).as_ref() } {
                task.remove_member();
            }
            debug_assert!(entry.waker.is_none(), "woken when the event came");
        }
        is_last
    })
}

/// Lets the current task wait for the waitable, and has `waker` woken when something happens to it.
///
/// # Panics
///
/// Outside a task: nothing would ever wake the waker.
pub(crate) fn register(handle: u32, waker: &Waker) {
    if neighbour::register(handle, waker) {
        return;
    }
    let Some(current) = state::current() else {
        panic!(
            "a call, stream or future of the component model was awaited outside a wharf task; \
             await it in an exported async function or inside `wharf::task::block_on` \
             (in a task of the `wasip3` crate, enable wharf's feature `interop`)"
        )
    };
    // SAFETY: the current task lives.
    register_with(unsafe { current.as_ref() }, handle, waker);
}

/// Lets a task wait for the waitable, and has `waker` woken when something happens to it.
#[inline]
pub(super) fn register_with(task: &TaskCore, handle: u32, waker: &Waker) {
    let (previous, has_waker) = with_entry(handle, |entry| {
        let previous = core::mem::replace(&mut entry.task, task);
        let has_waker = entry.waker.is_some();
        if !has_waker {
            entry.waker = Some(waker.clone());
        }
        (previous, has_waker)
    });
    if has_waker {
        replace_waker(handle, waker);
    }
    if !ptr::eq(previous, task) {
        change_set(handle, previous, task);
    }
}

/// Has another waker woken than was to be, if it is another.
#[cold]
fn replace_waker(handle: u32, waker: &Waker) {
    let replaced = with_entry(handle, |entry| match &entry.waker {
        Some(present) if present.will_wake(waker) => None,
        _ => entry.waker.replace(waker.clone()),
    });
    drop(replaced);
}

/// Puts the waitable from the set of one task, or none, into that of another.
#[inline]
fn change_set(handle: u32, from: *const TaskCore, to: &TaskCore) {
    // SAFETY: a task clears its entries before it goes.
    match unsafe { from.as_ref() } {
        Some(from) => from.remove_member(),
        None if neighbour::is_used() => neighbour::release(handle),
        None => {}
    }
    to.add_member();
    canon::waitable_join(handle, to.set());
}

/// Has `waker` woken when something happens to the waitable.
#[cfg(any(feature = "interop", test))]
pub(super) fn set_waker(handle: u32, waker: &Waker) {
    let replaced = with_entry(handle, |entry| entry.waker.replace(waker.clone()));
    drop(replaced);
}

/// Takes back who is woken when something happens to the waitable.
#[cfg(any(feature = "interop", test))]
pub(super) fn take_waker(handle: u32) -> Option<Waker> {
    with_entry(handle, |entry| entry.waker.take())
}

/// Records an event and wakes whoever waits for it. Returns the task whose set the waitable is in.
pub(crate) fn deliver(handle: u32, code: u32) -> *const TaskCore {
    let (task, waker) = with_entry(handle, |entry| {
        entry.event = code;
        (entry.task, entry.waker.take())
    });
    if let Some(waker) = waker {
        waker.wake();
    }
    task
}

/// Takes in what has happened so far to the waitable.
#[cold]
pub(crate) fn receive(handle: u32) {
    // SAFETY: a task clears its entries before it goes.
    match unsafe { task_of(handle).as_ref() } {
        Some(task) => task.receive_all(),
        None if neighbour::is_used() => {}
        None => background::receive(handle),
    }
}

/// The task whose set the waitable is in.
pub(crate) fn task_of(handle: u32) -> *const TaskCore {
    with_entry(handle, |entry| entry.task)
}

/// Takes the waitable out of its set: before a synchronous operation on it, or before it is handed over.
pub(crate) fn leave(handle: u32) {
    let (task, waker) = with_entry(handle, |entry| {
        entry.event = NOTHING;
        (core::mem::replace(&mut entry.task, ptr::null()), entry.waker.take())
    });
    drop(waker);
    // SAFETY: a task clears its entries before it goes.
    if let Some(task) = unsafe { task.as_ref() } {
        task.remove_member();
        canon::waitable_join(handle, 0);
    } else if neighbour::is_used() {
        neighbour::release(handle);
    }
}

/// Forgets a waitable that is about to be dropped, and may be in a set until then.
pub(crate) fn forget(handle: u32) {
    let entry = with_entry(handle, |entry| core::mem::replace(entry, Entry::EMPTY));
    // SAFETY: a task clears its entries before it goes.
    if let Some(task) = unsafe { entry.task.as_ref() } {
        task.remove_member();
    } else if neighbour::is_used() {
        neighbour::release(handle);
    }
}

/// Says to which task the events of a waitable go that no operation owns: `null` for none.
pub(super) fn assign(handle: u32, task: *const TaskCore) {
    with_entry(handle, |entry| entry.task = task);
}

/// Takes every waitable out of the set of a task that ends.
pub(crate) fn clear_task(task: &TaskCore) {
    let mut left = Vec::new();
    ENTRIES.with(|entries| {
        for (handle, entry) in entries.iter_mut().enumerate() {
            if ptr::eq(entry.task, task) {
                entry.task = ptr::null();
                left.push((handle as u32, entry.waker.take()));
            }
        }
    });
    for (handle, waker) in left {
        drop(waker);
        task.remove_member();
        canon::waitable_join(handle, 0);
    }
}
