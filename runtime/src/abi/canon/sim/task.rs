//! Tasks: calls of the component's exports.
//!
//! Specification: `Task` and `canon lift`, for functions lifted with a callback and for synchronous ones.

use alloc::boxed::Box;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;
use core::cell::{Cell, RefCell};

use super::import::Core;
use super::instance::Instance;
use super::random;
use super::set::WaitableSet;
use super::trap::{Checked, settled, trap, trap_if};
use crate::abi::canon::Event;

/// How far a call is with its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Initial,
    Started,
    PendingCancel,
    CancelDelivered,
    Resolved,
}

/// What a task is doing.
pub(super) enum Phase {
    /// It has not been let in.
    Queued(Core),
    Running,
    Yielded,
    Waiting(Rc<WaitableSet>),
    Exited,
}

/// How a task has come about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What a test does outside of any call: it may block, and others may run then.
    Test,
    Sync,
    Async,
}

/// Takes a result from the slots of `task.return`.
pub(super) type Lift = unsafe fn(&[u64]) -> Box<dyn Any>;

pub(super) struct TaskState {
    kind: Kind,
    pub(super) state: Cell<State>,
    pub(super) phase: RefCell<Phase>,
    context: Cell<usize>,
    lift: Lift,
    pub(super) result: Cell<Option<Box<dyn Any>>>,
    /// How many handles it has borrowed.
    pub(super) borrows: Cell<usize>,
}

impl TaskState {
    pub(super) fn new(kind: Kind, state: State, phase: Phase, lift: Lift) -> Rc<Self> {
        Rc::new(TaskState {
            kind,
            state: Cell::new(state),
            phase: RefCell::new(phase),
            context: Cell::new(0),
            lift,
            result: Cell::new(None),
            borrows: Cell::new(0),
        })
    }

    pub(super) fn resolve(&self) -> Checked<()> {
        trap_if(self.borrows.get() > 0, "borrow handles still remain at the end of the call")?;
        self.state.set(State::Resolved);
        Ok(())
    }

    pub(super) fn describe(&self, instance: &Instance) -> String {
        match &*self.phase.borrow() {
            Phase::Queued(_) => "has not been let in".into(),
            Phase::Running => "is running".into(),
            Phase::Yielded => "has yielded".into(),
            Phase::Waiting(set) => format!("waits for {}", instance.describe_members(set)),
            Phase::Exited => "has exited".into(),
        }
    }
}

/// The tasks of the instance.
pub(super) struct Tasks {
    /// Those of async exports that have not exited, in the order in which their turns come.
    exported: RefCell<Vec<Rc<TaskState>>>,
    current: RefCell<Rc<TaskState>>,
    /// Whether an async export is running, so that no other may.
    exclusive: Cell<bool>,
    backpressure: Cell<u32>,
}

/// Lets a task run until it is dropped.
pub(super) struct Entered<'a> {
    tasks: &'a Tasks,
    previous: Rc<TaskState>,
    was_exclusive: bool,
    was_panicking: bool,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let task = self.tasks.current.replace(self.previous.clone());
        self.tasks.exclusive.set(self.was_exclusive);
        if std::thread::panicking() && !self.was_panicking {
            self.tasks.end(&task);
        }
    }
}

impl Tasks {
    pub(super) fn new() -> Self {
        Tasks {
            exported: RefCell::default(),
            current: RefCell::new(TaskState::new(Kind::Test, State::Started, Phase::Running, |_| Box::new(()))),
            exclusive: Cell::new(false),
            backpressure: Cell::new(0),
        }
    }

    pub(super) fn current(&self) -> Rc<TaskState> {
        self.current.borrow().clone()
    }

    pub(super) fn enter(&self, task: &Rc<TaskState>) -> Entered<'_> {
        Entered {
            tasks: self,
            previous: self.current.replace(task.clone()),
            was_exclusive: self.exclusive.replace(self.exclusive.get() || task.kind == Kind::Async),
            was_panicking: std::thread::panicking(),
        }
    }

    /// Ends a task that has panicked, and whatever its result would have been. The others go on, if the test catches it.
    fn end(&self, task: &Rc<TaskState>) {
        self.exported.borrow_mut().retain(|other| !Rc::ptr_eq(other, task));
        task.phase.replace(Phase::Exited);
        task.state.set(State::Resolved);
    }

    /// Traps in a synchronous export, which may not wait.
    pub(super) fn check_blocking(&self) -> Checked<()> {
        let current = self.current.borrow();
        trap_if(
            current.kind == Kind::Sync && current.state.get() != State::Resolved,
            "cannot block a synchronous task before returning",
        )
    }

    /// Whether every task has exited.
    pub(super) fn is_idle(&self) -> bool {
        self.exported.borrow().is_empty()
    }

    /// What each task waits for, for people.
    pub(super) fn describe_waiting(&self, instance: &Instance) -> String {
        let exported = self.exported.borrow();
        exported.iter().map(|task| format!("\nan exported task {}", task.describe(instance))).collect()
    }

    /// Whether the task can go on now, if no other is running.
    fn is_ready(&self, instance: &Instance, task: &TaskState) -> bool {
        match &*task.phase.borrow() {
            Phase::Queued(_) => self.backpressure.get() == 0,
            Phase::Yielded => true,
            Phase::Waiting(set) => task.state.get() == State::PendingCancel || instance.has_event(set),
            Phase::Running | Phase::Exited => false,
        }
    }

    /// Lets a task go on, if one can; whether one could.
    pub(super) fn step(&self, instance: &Instance) -> bool {
        if self.exclusive.get() {
            return false;
        }
        let mut ready: Vec<_> =
            self.exported.borrow().iter().filter(|task| self.is_ready(instance, task)).cloned().collect();
        if ready.is_empty() {
            return false;
        }
        let task = ready.swap_remove(random::pick(ready.len()));
        // Behind the others.
        let mut exported = self.exported.borrow_mut();
        exported.retain(|other| !Rc::ptr_eq(other, &task));
        exported.push(task.clone());
        drop(exported);
        settled(if task.state.get() == State::PendingCancel {
            self.deliver_cancel(instance, &task)
        } else {
            self.go_on(instance, &task)
        });
        true
    }

    fn go_on(&self, instance: &Instance, task: &Rc<TaskState>) -> Checked<()> {
        let entered = self.enter(task);
        let code = match task.phase.replace(Phase::Running) {
            Phase::Queued(core) => {
                task.state.set(State::Started);
                core()
            }
            Phase::Yielded => callback(Event { kind: Event::NONE, waitable: 0, code: 0 }),
            Phase::Waiting(set) => {
                set.waiting.set(set.waiting.get() - 1);
                match instance.take_event(&set) {
                    Some(event) => callback(event),
                    None => unreachable!("the task was ready"),
                }
            }
            Phase::Running | Phase::Exited => unreachable!("the task was ready"),
        };
        drop(entered);
        self.suspend(instance, task, code)?;
        if task.state.get() == State::PendingCancel {
            self.deliver_cancel(instance, task)?;
        }
        Ok(())
    }

    /// Does what a core function or callback has asked for.
    fn suspend(&self, instance: &Instance, task: &Rc<TaskState>, code: u32) -> Checked<()> {
        let phase = match code & 0xf {
            0 => {
                self.exported.borrow_mut().retain(|other| !Rc::ptr_eq(other, task));
                task.phase.replace(Phase::Exited);
                let unresolved = "async-lifted export failed to produce a result";
                return trap_if(task.state.get() != State::Resolved, unresolved);
            }
            1 => Phase::Yielded,
            2 => {
                let set = instance.set(code >> 4)?;
                set.waiting.set(set.waiting.get() + 1);
                Phase::Waiting(set)
            }
            _ => return trap("unsupported callback code"),
        };
        task.phase.replace(phase);
        Ok(())
    }

    /// Tells a task that waits or has yielded that its caller wants it to end.
    fn deliver_cancel(&self, instance: &Instance, task: &Rc<TaskState>) -> Checked<()> {
        if let Phase::Waiting(set) = &*task.phase.borrow() {
            set.waiting.set(set.waiting.get() - 1);
        } else if let Phase::Exited = &*task.phase.borrow() {
            return Ok(());
        }
        task.phase.replace(Phase::Running);
        task.state.set(State::CancelDelivered);
        let entered = self.enter(task);
        let code = callback(Event { kind: Event::TASK_CANCELLED, waitable: 0, code: 0 });
        drop(entered);
        self.suspend(instance, task, code)
    }

    pub(super) fn request_cancel(&self, instance: &Instance, task: &Rc<TaskState>) -> Checked<()> {
        match task.state.get() {
            State::Initial => {
                task.phase.replace(Phase::Exited);
                self.exported.borrow_mut().retain(|other| !Rc::ptr_eq(other, task));
                task.resolve()
            }
            State::Started if self.exclusive.get() => {
                task.state.set(State::PendingCancel);
                Ok(())
            }
            State::Started => self.deliver_cancel(instance, task),
            State::PendingCancel | State::CancelDelivered | State::Resolved => Ok(()),
        }
    }

    /// `task.return`.
    pub(super) fn task_return(&self, slots: &[u64]) -> Checked<()> {
        let task = self.current();
        trap_if(task.kind != Kind::Async, "`task.return` outside of a call of an async export")?;
        trap_if(task.state.get() == State::Resolved, "`task.return` or `task.cancel` called more than once")?;
        trap_if(task.borrows.get() > 0, "borrow handles still remain at the end of the call")?;
        // SAFETY: the slots are the result of the task's function.
        task.result.set(Some(unsafe { (task.lift)(slots) }));
        task.resolve()
    }

    /// `task.cancel`.
    pub(super) fn task_cancel(&self) -> Checked<()> {
        let task = self.current();
        trap_if(task.kind != Kind::Async, "`task.cancel` outside of a call of an async export")?;
        let undelivered = "`task.cancel` called by task which has not been cancelled";
        trap_if(task.state.get() != State::CancelDelivered, undelivered)?;
        task.resolve()
    }

    pub(super) fn context(&self) -> usize {
        self.current.borrow().context.get()
    }

    pub(super) fn set_context(&self, value: usize) {
        self.current.borrow().context.set(value);
    }

    /// `backpressure.inc` and `backpressure.dec`.
    pub(super) fn change_backpressure(&self, by: i32) -> Checked<()> {
        match self.backpressure.get().checked_add_signed(by) {
            Some(backpressure) if backpressure < 1 << 16 => {
                self.backpressure.set(backpressure);
                Ok(())
            }
            _ => trap("backpressure counter overflow"),
        }
    }

    /// Takes in a new task, and lets it run at once if it may.
    pub(super) fn add(&self, instance: &Instance, task: &Rc<TaskState>) -> Checked<()> {
        let is_first = !self.exported.borrow().iter().any(|other| other.state.get() == State::Initial);
        self.exported.borrow_mut().push(task.clone());
        if is_first && !self.exclusive.get() && self.is_ready(instance, task) {
            self.go_on(instance, task)?;
        }
        Ok(())
    }
}

fn callback(event: Event) -> u32 {
    // SAFETY: the event is for the current task, which has not exited.
    unsafe { crate::abi::callback(event.kind, event.waitable, event.code) }
}
