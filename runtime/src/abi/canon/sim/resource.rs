//! Resources: those of the host, which the component has handles of, and the component's own.

use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use core::any::Any;
use core::cell::Cell;
use core::fmt;
use core::ops::Deref;

use super::call;
use super::import;
use super::instance::{Instance, here, wrong_type};
use super::table::Entry;
use super::task::TaskState;
use super::trap::{Checked, settled, trap_if};

/// A type whose values are resources of the host.
pub trait Resource: 'static {
    /// The name of the resource in WIT: what follows `[resource-drop]`.
    const NAME: &'static str;
}

/// What a handle of a resource stands for.
pub(super) struct ResourceHandle {
    name: String,
    rep: Rep,
    /// The task that has borrowed it; none when the handle owns the resource.
    scope: Option<Rc<TaskState>>,
    /// How many calls have borrowed it.
    pub(super) lends: Cell<usize>,
}

#[derive(Clone)]
enum Rep {
    /// A resource of the host.
    Host(Rc<dyn Any>),
    /// A resource of the component: what it calls it, and the module that exports it.
    Guest(u64, String),
}

impl ResourceHandle {
    pub(super) fn describe(&self) -> String {
        let own = if self.scope.is_some() { "borrowed" } else { "owned" };
        match &self.rep {
            Rep::Host(_) => format!("{own} resource `{}`", self.name),
            Rep::Guest(rep, _) => format!("{own} resource `{}` of the component, {rep:#x}", self.name),
        }
    }
}

fn resource(instance: &Instance, handle: u32, name: &str) -> Checked<Rc<ResourceHandle>> {
    match instance.get(handle)? {
        Entry::Resource(resource) if resource.name == name => Ok(resource),
        other => wrong_type(handle, &format!("a resource `{name}`"), &other),
    }
}

/// Takes an owned handle out of the table.
fn take_own(instance: &Instance, handle: u32, name: &str) -> Checked<Rep> {
    let resource = resource(instance, handle, name)?;
    trap_if(resource.scope.is_some(), "cannot lift own resource from a borrow")?;
    trap_if(resource.lends.get() > 0, "cannot remove owned resource while borrowed")?;
    instance.remove(handle)?;
    Ok(resource.rep.clone())
}

fn add_own(instance: &Instance, name: &str, rep: Rep) -> Checked<u32> {
    let lends = Cell::new(0);
    instance.add(Entry::Resource(Rc::new(ResourceHandle { name: name.into(), rep, scope: None, lends })))
}

/// Whether a handle is one of a resource, so that `resource.drop` can be done without more ado.
pub(super) fn is_resource(instance: &Instance, handle: u32) -> bool {
    matches!(instance.get(handle), Ok(Entry::Resource(_)))
}

/// `resource.drop`.
pub(super) fn drop_handle(instance: &Instance, name: &str, handle: u32) -> Checked<()> {
    let handle_of = resource(instance, handle, name)?;
    trap_if(handle_of.lends.get() > 0, "cannot remove owned resource while borrowed")?;
    instance.remove(handle)?;
    match (&handle_of.scope, &handle_of.rep) {
        (Some(task), _) => task.borrows.set(task.borrows.get() - 1),
        (None, Rep::Guest(rep, module)) => import::destroy(module, name, *rep),
        // The host's part drops with the handle.
        (None, Rep::Host(_)) => {}
    }
    Ok(())
}

/// `resource.new`.
pub(super) fn new_handle(instance: &Instance, module: &str, name: &str, rep: u64) -> Checked<u32> {
    add_own(instance, name, Rep::Guest(rep, module.into()))
}

/// `resource.rep`.
pub(super) fn rep(instance: &Instance, name: &str, handle: u32) -> Checked<u64> {
    match &resource(instance, handle, name)?.rep {
        Rep::Guest(rep, _) => Ok(*rep),
        Rep::Host(_) => super::trap::trap(format!("`{name}` is not a resource of the component")),
    }
}

/// How many handles of the host's resources of this type the component has, owned and borrowed.
#[must_use]
pub fn held<T: Resource>() -> usize {
    let instance = here();
    let table = instance.table.borrow();
    table
        .iter()
        .filter(|(_, entry)| matches!(entry, Entry::Resource(r) if matches!(&r.rep, Rep::Host(rep) if rep.is::<T>())))
        .count()
}

fn downcast<T: Resource>(rep: Rep) -> Rc<T> {
    match rep {
        Rep::Host(rep) => match rep.downcast() {
            Ok(value) => value,
            Err(_) => panic!("two types of the host are called `{}`", T::NAME),
        },
        Rep::Guest(..) => panic!("`{}` is a resource of the component", T::NAME),
    }
}

/// A resource of the host that changes its owner: `own<T>`.
pub struct Own<T>(Rc<T>);

/// A resource of the host that is lent for a call: `borrow<T>`.
pub struct Borrow<T>(Rc<T>);

impl<T: Resource> Own<T> {
    /// A resource.
    pub fn new(value: T) -> Self {
        Own(Rc::new(value))
    }

    /// Lends the resource to an exported function.
    #[must_use]
    pub fn lend(&self) -> Borrow<T> {
        Borrow(self.0.clone())
    }

    /// Gives the resource to the component: its handle.
    #[must_use]
    pub fn into_handle(self) -> u32 {
        settled(add_own(&here(), T::NAME, Rep::Host(self.0)))
    }
}

impl<T> Deref for Own<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Deref for Borrow<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Own<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Own").field(&self.0).finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for Borrow<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Borrow").field(&self.0).finish()
    }
}

/// Implements `Value` for what is a handle to the component.
macro_rules! handle_value {
    ($(#[$meta:meta])* ($($generics:tt)*) $type:ty, $take:expr, $give:expr) => {
        $(#[$meta])*
        // SAFETY: a handle is one 32-bit integer.
        unsafe impl<$($generics)*> $crate::abi::canon::sim::value::Value for $type {
            type Area = u32;
            const FLAT: usize = 1;

            unsafe fn take(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                let take: fn(u32) -> Self = $take;
                take(slots.next_bits() as u32)
            }
            unsafe fn load(area: *const u32) -> Self {
                let take: fn(u32) -> Self = $take;
                // SAFETY: the caller's promise.
                take(unsafe { area.read() })
            }
            fn give(self, slots: &mut $crate::alloc::vec::Vec<u64>) {
                let give: fn(Self) -> u32 = $give;
                slots.push(u64::from(give(self)));
            }
            unsafe fn store(self, area: *mut u32) {
                let give: fn(Self) -> u32 = $give;
                // SAFETY: the caller's promise.
                unsafe { area.write(give(self)) }
            }
        }
    };
}
pub(super) use handle_value;

handle_value!((T: Resource) Own<T>, |handle| {
    Own(downcast(settled(take_own(&here(), handle, T::NAME))))
}, Own::into_handle);

handle_value!((T: Resource) Borrow<T>, |handle| {
    let resource = settled(resource(&here(), handle, T::NAME));
    call::lend(&resource);
    Borrow(downcast(resource.rep.clone()))
}, |borrow| {
    let instance = here();
    let task = instance.tasks.current();
    task.borrows.set(task.borrows.get() + 1);
    let handle =
        ResourceHandle { name: T::NAME.into(), rep: Rep::Host(borrow.0), scope: Some(task), lends: Cell::new(0) };
    settled(instance.add(Entry::Resource(Rc::new(handle))))
});

/// A resource of the component that the host owns; dropped, it runs the [destructor](super::destructor).
#[derive(Debug)]
pub struct Exported {
    /// None once it has been given back.
    rep: Option<u64>,
    module: String,
    name: String,
}

impl Exported {
    /// Takes over an owned handle of the component's resource `name`.
    #[must_use]
    pub fn from_handle(handle: u32, name: &str) -> Self {
        match settled(take_own(&here(), handle, name)) {
            Rep::Guest(rep, module) => Exported { rep: Some(rep), module, name: name.into() },
            Rep::Host(_) => panic!("`{name}` is a resource of the host"),
        }
    }

    /// What the component calls it, which is also what stands for `borrow<T>` in calls of its exports.
    #[must_use]
    pub fn rep(&self) -> u64 {
        self.rep.unwrap_or_default()
    }

    /// Gives the resource back to the component: its handle.
    #[must_use]
    pub fn into_handle(mut self) -> u32 {
        let rep = Rep::Guest(self.rep.take().unwrap_or_default(), self.module.clone());
        settled(add_own(&here(), &self.name, rep))
    }
}

impl Drop for Exported {
    fn drop(&mut self) {
        if let Some(rep) = self.rep {
            import::destroy(&self.module, &self.name, rep);
        }
    }
}
