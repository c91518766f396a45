//! Error contexts.

use alloc::rc::Rc;
use alloc::string::String;

use super::instance::{Instance, here, wrong_type};
use super::resource::handle_value;
use super::table::Entry;
use super::trap::{Checked, settled};

/// An error context that the host takes or gives: its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostErrorContext(pub String);

handle_value!(() HostErrorContext, |handle| {
    HostErrorContext(settled(debug_message(&here(), handle)).as_ref().into())
}, |context| settled(new(&here(), &context.0)));

/// `error-context.new`. The whole message is kept.
pub(super) fn new(instance: &Instance, message: &str) -> Checked<u32> {
    instance.add(Entry::ErrorContext(message.into()))
}

/// `error-context.debug-message`.
pub(super) fn debug_message(instance: &Instance, handle: u32) -> Checked<Rc<str>> {
    match instance.get(handle)? {
        Entry::ErrorContext(message) => Ok(message),
        other => wrong_type(handle, "an error context", &other),
    }
}

/// `error-context.drop`.
pub(super) fn drop(instance: &Instance, handle: u32) -> Checked<()> {
    debug_message(instance, handle)?;
    instance.remove(handle)?;
    Ok(())
}
