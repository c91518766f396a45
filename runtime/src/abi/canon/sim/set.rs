//! Waitable sets, and the events that they deliver.

use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use super::instance::{Instance, wrong_type};
use super::random;
use super::table::Entry;
use super::trap::{Checked, trap_if};
use super::wait::{self, Waited};
use crate::abi::canon::Event;

/// Why a synchronous built-in and a set exclude each other.
pub(super) const IN_SET: &str = "waitable cannot be used synchronously while added to a waitable set";

/// Waitables of which a task waits for any.
#[derive(Default)]
pub(super) struct WaitableSet {
    /// Their handles.
    pub(super) members: RefCell<Vec<u32>>,
    /// How many threads wait.
    pub(super) waiting: Cell<usize>,
}

impl WaitableSet {
    pub(super) fn describe(&self) -> String {
        format!("waitable set of {:?}", self.members.borrow())
    }
}

impl Event {
    pub(super) const NOTHING: Event = Event { kind: Event::NONE, waitable: 0, code: 0 };
    pub(super) const SUBTASK: u32 = 1;
    /// The kind of a stream's read. A write is one more, and a future's two more.
    pub(super) const STREAM_READ: u32 = 2;
}

impl Instance {
    /// The members of a set that have something to deliver: what happened first, first.
    fn pending_members(&self, set: &WaitableSet) -> Vec<(u64, Entry)> {
        let mut pending: Vec<_> = set
            .members
            .borrow()
            .iter()
            .filter_map(|member| {
                let entry = self.get(*member).ok()?;
                let waitable = entry.waitable()?;
                waitable.has_event().then(|| (waitable.order(), entry.clone()))
            })
            .collect();
        pending.sort_by_key(|(order, _)| *order);
        pending
    }

    pub(super) fn has_event(&self, set: &WaitableSet) -> bool {
        !self.pending_members(set).is_empty()
    }

    /// Delivers an event of the set, if there is one.
    pub(super) fn take_event(&self, set: &WaitableSet) -> Option<Event> {
        let mut pending = self.pending_members(set);
        if pending.is_empty() {
            return None;
        }
        match pending.swap_remove(random::pick(pending.len())) {
            (_, Entry::End(end)) => Some(end.deliver_event()),
            (_, Entry::Subtask(subtask)) => Some(subtask.deliver_event()),
            (_, other) => unreachable!("{} cannot be waited for", other.describe()),
        }
    }

    /// What each member of a set is doing, for people.
    pub(super) fn describe_members(&self, set: &WaitableSet) -> String {
        let members = set.members.borrow();
        if members.is_empty() {
            return String::from("nothing: its waitable set is empty");
        }
        let mut text = String::new();
        for member in members.iter() {
            let what = self.get(*member).map_or_else(|_| String::from("gone"), |entry| entry.describe());
            text.push_str(&format!("\n  {member}: {what}"));
        }
        text
    }
}

/// `waitable-set.new`.
pub(super) fn new(instance: &Instance) -> Checked<u32> {
    instance.add(Entry::Set(Rc::default()))
}

/// `waitable-set.wait`. Nothing has happened when another thread has woken something.
pub(super) fn wait(instance: &Instance, handle: u32) -> Checked<Event> {
    instance.tasks.check_blocking()?;
    let set = instance.set(handle)?;
    set.waiting.set(set.waiting.get() + 1);
    let event = wait::until(
        instance,
        || instance.take_event(&set),
        || format!("waits for {}", instance.describe_members(&set)),
    );
    set.waiting.set(set.waiting.get() - 1);
    Ok(match event? {
        Waited::Ready(event) => event,
        Waited::WokenRemotely => Event::NOTHING,
    })
}

/// `waitable-set.poll`.
pub(super) fn poll(instance: &Instance, handle: u32) -> Checked<Event> {
    let set = instance.set(handle)?;
    Ok(instance.take_event(&set).unwrap_or(Event::NOTHING))
}

/// `waitable-set.drop`.
pub(super) fn drop(instance: &Instance, handle: u32) -> Checked<()> {
    let set = instance.set(handle)?;
    instance.remove(handle)?;
    trap_if(!set.members.borrow().is_empty(), "cannot drop waitable set with waitables in it")?;
    trap_if(set.waiting.get() > 0, "cannot drop waitable set with waiters")
}

/// `waitable.join`.
pub(super) fn join(instance: &Instance, waitable: u32, set: u32) -> Checked<()> {
    let entry = instance.get(waitable)?;
    let Some(member) = entry.waitable() else { return wrong_type(waitable, "something to wait for", &entry) };
    trap_if(member.has_sync_waiter.get(), IN_SET)?;
    let set = if set == 0 { None } else { Some(instance.set(set)?) };
    member.join(set);
    Ok(())
}
