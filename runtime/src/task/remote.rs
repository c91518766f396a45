//! Wakes from other threads, off wasm: a test may keep a waker in a thread of its own.
//!
//! Another thread may not touch a task. It leaves the node in the inbox of the task's thread, which empties it
//! before it waits.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use std::time::Duration;
use std::vec::Vec;

use super::node::{self, NodeRef};

enum Message {
    Wake(NodeRef),
    Release(NodeRef),
}

// SAFETY: a message is only carried; its node is touched by its own thread.
unsafe impl Send for Message {}

static INBOXES: Mutex<Option<HashMap<ThreadId, Vec<Message>>>> = Mutex::new(None);
static ARRIVED: Condvar = Condvar::new();

fn lock() -> MutexGuard<'static, Option<HashMap<ThreadId, Vec<Message>>>> {
    INBOXES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn send(node: NodeRef, message: Message) {
    // SAFETY: the sender holds a reference, and the thread is never written.
    let thread = unsafe { (*node.as_ptr()).thread };
    lock().get_or_insert_default().entry(thread).or_default().push(message);
    ARRIVED.notify_all();
}

/// Wakes a node of another thread.
pub(super) fn wake(node: NodeRef) {
    node::retain(node);
    send(node, Message::Wake(node));
}

/// Gives up a reference to a node of another thread.
pub(super) fn release(node: NodeRef) {
    send(node, Message::Release(node));
}

/// Does what other threads have asked of this one; whether there was anything.
pub(crate) fn receive() -> bool {
    let messages = lock().as_mut().and_then(|inboxes| inboxes.remove(&std::thread::current().id()));
    let Some(messages) = messages else { return false };
    for message in messages {
        match message {
            Message::Wake(node) => {
                node::wake_here(node);
                // SAFETY: the message's reference.
                unsafe { node::release(node) }
            }
            // SAFETY: the message's reference.
            Message::Release(node) => unsafe { node::release(node) },
        }
    }
    true
}

/// Waits a while for another thread to ask something of this one; whether it did.
pub(crate) fn wait(at_most: Duration) -> bool {
    let thread = std::thread::current().id();
    let (inboxes, _) = ARRIVED
        .wait_timeout_while(lock(), at_most, |inboxes| {
            !inboxes.as_ref().is_some_and(|inboxes| inboxes.contains_key(&thread))
        })
        .unwrap_or_else(PoisonError::into_inner);
    inboxes.as_ref().is_some_and(|inboxes| inboxes.contains_key(&thread))
}
