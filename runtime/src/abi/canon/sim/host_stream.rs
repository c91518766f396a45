//! The host's ends of streams.

use alloc::vec::Vec;
use core::fmt;

use super::end::Kind;
use super::host_end::{Copied, HostEnd, Status, answers_cancellations};
use super::resource::handle_value;
use super::value::Value;

/// A stream of the host: the end that it writes to, and the end that it reads from or gives to the component.
#[must_use]
pub fn host_stream<T: Value>() -> (HostWriter<T>, HostReader<T>) {
    let (writable, readable) = HostEnd::pair(Kind::Stream);
    (HostWriter(writable), HostReader(readable))
}

/// The readable end of a stream that the host has: a value of type `stream<T>`.
pub struct HostReader<T: Value>(HostEnd<T>);

/// The writable end of a stream that the host has.
pub struct HostWriter<T: Value>(HostEnd<T>);

macro_rules! copies {
    ($End:ident) => {
        impl<T: Value> $End<T> {
            /// The end of what was started, once something has happened to it.
            ///
            /// As for a component, it is over with that: what had not been copied is not.
            pub fn poll(&mut self) -> Option<Copied<T>> {
                self.0.poll()
            }

            /// Whether something was started and has not been seen to end.
            #[must_use]
            pub fn is_copying(&self) -> bool {
                self.0.is_copying()
            }

            /// Cancels what was started.
            ///
            /// # Panics
            ///
            /// When nothing was.
            pub fn cancel(&mut self) -> Copied<T> {
                self.0.cancel()
            }

            /// Waits, on the host's side, for the end of what was started.
            pub async fn ended(&mut self) -> Copied<T> {
                self.0.ended().await
            }
        }

        impl<T: Value> fmt::Debug for $End<T> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}
copies!(HostReader);
copies!(HostWriter);
answers_cancellations!(HostReader);
answers_cancellations!(HostWriter);

impl<T: Value> HostReader<T> {
    /// Takes over the component's readable end with this handle.
    ///
    /// # Panics
    ///
    /// When it is not one, is being read or is in a waitable set.
    #[must_use]
    pub fn from_handle(handle: u32) -> Self {
        HostReader(HostEnd::lift(Kind::Stream, handle))
    }

    /// Gives the end to the component: its handle.
    ///
    /// # Panics
    ///
    /// When it is being read.
    #[must_use]
    pub fn into_handle(self) -> u32 {
        self.0.lower()
    }

    /// Starts to read up to `count` items.
    ///
    /// # Panics
    ///
    /// When a read has been started and not been seen to end, and after the writer is known to be gone.
    pub fn start(&mut self, count: usize) {
        self.0.read(count);
    }

    /// Reads up to `count` items, on the host's side.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub async fn read(&mut self, count: usize) -> Copied<T> {
        self.start(count);
        self.ended().await
    }

    /// Reads everything, on the host's side.
    pub async fn collect(mut self) -> Vec<T> {
        let mut items = Vec::new();
        loop {
            let copied = self.read(1024).await;
            items.extend(copied.items);
            if copied.status != Status::Completed {
                return items;
            }
        }
    }
}

impl<T: Value> HostWriter<T> {
    /// Starts to write.
    ///
    /// # Panics
    ///
    /// When a write has been started and not been seen to end, and after the reader is known to be gone.
    pub fn start(&mut self, items: Vec<T>) {
        self.0.write(items);
    }

    /// Writes items, on the host's side, until the reader has taken some.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub async fn write(&mut self, items: Vec<T>) -> Copied<T> {
        self.start(items);
        self.ended().await
    }

    /// Writes all items, on the host's side: those that nobody took because the reader is gone.
    pub async fn write_all(&mut self, mut items: Vec<T>) -> Vec<T> {
        while !items.is_empty() {
            let copied = self.write(items).await;
            items = copied.items;
            if copied.status != Status::Completed {
                break;
            }
        }
        items
    }
}

handle_value!((T: Value) HostReader<T>, HostReader::from_handle, HostReader::into_handle);
