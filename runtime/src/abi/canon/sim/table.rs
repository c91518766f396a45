//! The handle table of the instance.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};

use super::end::End;
use super::resource::ResourceHandle;
use super::set::WaitableSet;
use super::subtask::Subtask;
use super::trap::{Checked, trap};
use super::waitable::Waitable;

/// The largest handle.
const MAX_LENGTH: usize = (1 << 28) - 1;

/// What a handle stands for.
#[derive(Clone)]
pub(super) enum Entry {
    End(Rc<End>),
    Subtask(Rc<Subtask>),
    Set(Rc<WaitableSet>),
    Resource(Rc<ResourceHandle>),
    ErrorContext(Rc<str>),
}

impl Entry {
    /// The part that can be waited for, if it has one.
    pub(super) fn waitable(&self) -> Option<&Waitable> {
        match self {
            Entry::End(end) => Some(&end.waitable),
            Entry::Subtask(subtask) => Some(&subtask.waitable),
            Entry::Set(_) | Entry::Resource(_) | Entry::ErrorContext(_) => None,
        }
    }

    /// What it is and what it is doing, for people.
    pub(super) fn describe(&self) -> String {
        match self {
            Entry::End(end) => end.describe(),
            Entry::Subtask(subtask) => subtask.describe(),
            Entry::Set(set) => set.describe(),
            Entry::Resource(resource) => resource.describe(),
            Entry::ErrorContext(message) => format!("error context {message:?}"),
        }
    }
}

/// Handles are indices, from 1; the last one that was given back is given out first.
pub(super) struct Table {
    entries: Vec<Option<Entry>>,
    free: Vec<usize>,
}

impl Table {
    pub(super) fn new() -> Self {
        Table { entries: vec![None], free: Vec::new() }
    }

    pub(super) fn get(&self, handle: u32) -> Checked<Entry> {
        match self.entries.get(handle as usize) {
            Some(Some(entry)) => Ok(entry.clone()),
            _ => trap(format!("unknown handle index {handle}")),
        }
    }

    pub(super) fn add(&mut self, entry: Entry) -> Checked<u32> {
        let index = match self.free.pop() {
            Some(index) => {
                self.entries[index] = Some(entry);
                index
            }
            None if self.entries.len() > MAX_LENGTH => return trap("the handle table is full"),
            None => {
                self.entries.push(Some(entry));
                self.entries.len() - 1
            }
        };
        Ok(index as u32)
    }

    pub(super) fn remove(&mut self, handle: u32) -> Checked<Entry> {
        let entry = self.get(handle)?;
        self.entries[handle as usize] = None;
        self.free.push(handle as usize);
        Ok(entry)
    }

    /// Every handle with what it stands for.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Entry)> {
        self.entries.iter().enumerate().filter_map(|(handle, entry)| Some((handle as u32, entry.as_ref()?)))
    }
}
