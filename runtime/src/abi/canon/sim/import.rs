//! What the component imports: functions of the host, and built-ins that go by a name.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::RefCell;

use super::call::Call;
use super::instance::{Instance, current, here};
use super::subtask::{Lowering, Subtask};
use super::table::Entry;
use super::trap::{Checked, settle};
use super::value::Value;
use super::{by_name, resource, wait};
use crate::abi::Import;
use crate::abi::canon::subtask::RETURNED;

/// By module and name, as core WebAssembly knows them.
type ByName<F> = RefCell<BTreeMap<(String, String), Rc<F>>>;

/// A function of the host that takes the slots of its parameters as they are.
type RawFunction = dyn Fn(&[u64]) -> u64;

/// The functions of the host.
#[derive(Default)]
pub(super) struct Imports {
    /// Without `[async-lower]` in their names.
    functions: ByName<dyn Fn(Rc<Subtask>)>,
    raw: ByName<RawFunction>,
    destructors: ByName<dyn Fn(u64)>,
}

fn find<F: ?Sized>(functions: &ByName<F>, module: &str, name: &str) -> Option<Rc<F>> {
    functions.borrow().get(&(module.into(), name.into())).cloned()
}

impl Imports {
    pub(super) fn clear(&self) {
        let all = (self.functions.take(), self.raw.take(), self.destructors.take());
        drop(all);
    }
}

/// Registers a function that answers at once. `P` is the tuple of its parameters.
///
/// The name is the core one without `[async-lower]`, and the component may call it both ways:
///
/// ```
/// # use wharf::abi::canon::sim;
/// sim::function("demo:math/add", "add", |(a, b): (u32, u32)| a + b);
/// ```
pub fn function<P: Value, R: Value>(module: &str, name: &str, function: impl Fn(P) -> R + 'static) {
    async_function(module, name, move |call: Call<P, R>| {
        let params = call.start();
        let answered = call.finish(function(params));
        debug_assert!(answered.is_ok(), "nobody can have cancelled the call");
    });
}

/// Registers a function that answers when it likes. `P` is the tuple of its parameters.
///
/// ```
/// # use wharf::abi::canon::sim;
/// use std::time::Duration;
///
/// sim::async_function("demo:math/add", "add", |call: sim::Call<(u32, u32), u32>| {
///     sim::spawn(async move {
///         let (a, b) = call.start();
///         sim::sleep(Duration::from_millis(5)).await;
///         let _ = call.finish(a + b);
///     });
/// });
/// ```
pub fn async_function<P: Value, R: Value>(module: &str, name: &str, function: impl Fn(Call<P, R>) + 'static) {
    let function = move |subtask| function(Call::new(subtask));
    here().imports.functions.borrow_mut().insert((module.into(), name.into()), Rc::new(function));
}

/// Registers a function by its whole core name, on core values.
pub fn raw_function(module: &str, name: &str, function: impl Fn(&[u64]) -> u64 + 'static) {
    here().imports.raw.borrow_mut().insert((module.into(), name.into()), Rc::new(function));
}

/// Registers the destructor of a resource of the component's own: what its core module exports as `…#[dtor]name`.
/// `module` is that of the resource's built-ins: `[export]demo:pkg/interface`.
pub fn destructor(module: &str, name: &str, destructor: impl Fn(u64) + 'static) {
    here().imports.destructors.borrow_mut().insert((module.into(), name.into()), Rc::new(destructor));
}

/// Runs the destructor of a resource of the component, if it has one.
pub(super) fn destroy(module: &str, name: &str, rep: u64) {
    if let Some(destructor) = current().and_then(|instance| find(&instance.imports.destructors, module, name)) {
        destructor(rep);
    }
}

/// A core import: a function of the host, by its name.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct HostFunction {
    pub module: &'static str,
    pub name: &'static str,
}

// SAFETY: calls the function of that name.
unsafe impl Import for HostFunction {
    #[inline]
    unsafe fn call(&self, slots: &[u64]) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { host_call(self.module, self.name, slots) }
    }
}

/// Calls an import.
///
/// # Safety
///
/// The slots must be the parameters of a valid call of that import.
///
/// # Panics
///
/// When the host has no such function, and when the call traps.
#[track_caller]
pub unsafe fn host_call(module: &str, name: &str, slots: &[u64]) -> u64 {
    let Some(instance) = current() else { return 0 };
    if let Some(function) = find(&instance.imports.raw, module, name) {
        return function(slots);
    }
    let (lowering, bare) = match name.strip_prefix("[async-lower]") {
        Some(bare) => (Lowering::Async, bare),
        None => (Lowering::Sync, name),
    };
    let called = match find(&instance.imports.functions, module, bare) {
        Some(function) => {
            let subtask = Rc::new(Subtask::new(format!("{module}#{bare}"), lowering, slots));
            call(&instance, &*function, subtask)
        }
        None => match builtin(&instance, module, name, slots) {
            Some(result) => result,
            None if std::thread::panicking() => Ok(0),
            None => panic!("{}", unregistered(module, name, bare)),
        },
    };
    settle(called, || 0)
}

fn unregistered(module: &str, name: &str, bare: &str) -> String {
    format!(
        "the import `{name}` of `{module}` is not registered with the simulated host; \
         register it before it is called, with \
         `wharf::abi::canon::sim::function(\"{module}\", \"{bare}\", |params| …)` or `async_function`"
    )
}

/// `canon lower`.
fn call(instance: &Instance, function: &dyn Fn(Rc<Subtask>), subtask: Rc<Subtask>) -> Checked<u64> {
    function(subtask.clone());
    match subtask.lowering {
        Lowering::Sync => {
            if !subtask.is_resolved() {
                instance.tasks.check_blocking()?;
                wait::until_resolved(instance, &subtask, "waits for the synchronous")?;
            }
            subtask.deliver_resolve();
            Ok(subtask.result.get())
        }
        Lowering::Async if subtask.is_resolved() => {
            subtask.deliver_resolve();
            Ok(u64::from(RETURNED))
        }
        Lowering::Async => {
            let handle = instance.add_waitable(Entry::Subtask(subtask.clone()))?;
            Ok(u64::from(subtask.state.get() | handle << 4))
        }
    }
}

/// Built-ins whose names hold that of a function or resource; none if it is none of them.
fn builtin(instance: &Instance, module: &str, name: &str, slots: &[u64]) -> Option<Checked<u64>> {
    if module == "$root" {
        return by_name::root(instance, name, slots);
    }
    let first = || slots.first().copied().unwrap_or_default();
    let handle = first() as u32;
    if let Some(cancelled) = by_name::cancel(instance, name, handle) {
        return Some(cancelled);
    }
    let (builtin, resource_name) = name.split_once(']')?;
    Some(match builtin {
        "[task-return" => instance.tasks.task_return(slots).map(|()| 0),
        "[resource-new" => resource::new_handle(instance, module, resource_name, first()).map(u64::from),
        "[resource-rep" => resource::rep(instance, resource_name, handle),
        "[resource-drop" if resource::is_resource(instance, handle) => {
            resource::drop_handle(instance, resource_name, handle).map(|()| 0)
        }
        _ => return None,
    })
}

/// A boxed core function.
pub(super) type Core = Box<dyn FnOnce() -> u32>;
