//! The state of the simulated instance and its host: one for each thread.

use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::{Cell, RefCell};
use core::time::Duration;

use super::clock::Clock;
use super::end::{End, Kind};
use super::host::Host;
use super::import::Imports;
use super::set::WaitableSet;
use super::subtask::Subtask;
use super::table::{Entry, Table};
use super::task::Tasks;
use super::trap::{Checked, settle, trap};
use crate::abi::Side;

/// How long a thread that waits gives the other threads to wake it, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Instance {
    pub(super) table: RefCell<Table>,
    pub(super) tasks: Tasks,
    pub(super) imports: Imports,
    pub(super) host: Host,
    pub(super) clock: Clock,
    pub(super) patience: Cell<Duration>,
}

std::thread_local! {
    static INSTANCE: Rc<Instance> = Rc::new(Instance {
        table: RefCell::new(Table::new()),
        tasks: Tasks::new(),
        imports: Imports::default(),
        host: Host::default(),
        clock: Clock::default(),
        patience: Cell::new(PATIENCE),
    });
}

/// The instance of this thread; none while the thread ends, when there is nobody left to tell anything.
pub(super) fn current() -> Option<Rc<Instance>> {
    INSTANCE.try_with(Rc::clone).ok()
}

/// The instance of this thread.
pub(super) fn here() -> Rc<Instance> {
    INSTANCE.with(Rc::clone)
}

/// Runs a built-in; `otherwise` is what it returns when the thread is ending or unwinding and cannot be served.
#[track_caller]
pub(super) fn builtin<T>(otherwise: T, run: impl FnOnce(&Instance) -> Checked<T>) -> T {
    let Some(instance) = current() else { return otherwise };
    settle(run(&instance), || otherwise)
}

impl Instance {
    pub(super) fn get(&self, handle: u32) -> Checked<Entry> {
        self.table.borrow().get(handle)
    }

    pub(super) fn add(&self, entry: Entry) -> Checked<u32> {
        self.table.borrow_mut().add(entry)
    }

    pub(super) fn remove(&self, handle: u32) -> Checked<Entry> {
        self.table.borrow_mut().remove(handle)
    }

    /// Adds something that can be waited for, and tells it its handle.
    pub(super) fn add_waitable(&self, entry: Entry) -> Checked<u32> {
        let handle = self.add(entry.clone())?;
        if let Some(waitable) = entry.waitable() {
            waitable.handle.set(handle);
        }
        Ok(handle)
    }

    pub(super) fn set(&self, handle: u32) -> Checked<Rc<WaitableSet>> {
        match self.get(handle)? {
            Entry::Set(set) => Ok(set),
            other => wrong_type(handle, "a waitable set", &other),
        }
    }

    pub(super) fn subtask(&self, handle: u32) -> Checked<Rc<Subtask>> {
        match self.get(handle)? {
            Entry::Subtask(subtask) => Ok(subtask),
            other => wrong_type(handle, "a subtask", &other),
        }
    }

    pub(super) fn end(&self, handle: u32, kind: Kind, side: Side) -> Checked<Rc<End>> {
        as_end(self.get(handle)?, handle, kind, side)
    }
}

/// The end of a stream or future that an entry must be.
pub(super) fn as_end(entry: Entry, handle: u32, kind: Kind, side: Side) -> Checked<Rc<End>> {
    match entry {
        Entry::End(end) if end.channel.kind == kind && end.side == side => Ok(end),
        other => {
            let side = if side == Side::Readable { "readable" } else { "writable" };
            wrong_type(handle, &format!("the {side} end of a {kind}"), &other)
        }
    }
}

/// The trap of a handle that is not what it should be.
pub(super) fn wrong_type<T>(handle: u32, expected: &str, found: &Entry) -> Checked<T> {
    let found: String = found.describe();
    trap(format!("handle index {handle} used with the wrong type: expected {expected}, found {found}"))
}
