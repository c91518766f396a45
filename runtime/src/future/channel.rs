//! A future whose both ends are in this component.
//!
//! The host does not know of it: the value goes from the writer to the reader without leaving the component, so it may
//! be of any type and costs no call. When the readable end leaves, the host makes a future, and the writable end goes
//! on there.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::mem;
use core::task::{Context, Poll, Waker};

use super::sides::{Inlet, InletRef, Outlet, OutletCell};
use super::writer::{self, Sending};
use crate::abi::{Abi, Builtins, End, Lower};
use crate::channel::{Shared, remember, wake};

/// What the ends share; each has an `Arc` of it.
pub(super) struct Channel<T: Abi>(Shared<State<T>>);

struct State<T: Abi> {
    value: Value<T>,
    writer: Option<Waker>,
    reader: Option<Waker>,
    /// Whether a read waits.
    reading: bool,
    reader_gone: bool,
    /// Whether nobody waits for the write.
    detached: bool,
    /// The writable end, once the readable one has left and nothing was being written.
    moved: Option<End>,
}

enum Value<T: Abi> {
    None,
    Offered(T),
    /// It was written to a read that waited, which has not been polled since.
    Delivered(T),
    Taken,
    /// The readable end has left, and the write goes on elsewhere.
    Moved(Box<Sending<T>>),
}

/// What has become of a write.
pub(super) enum Sent<T: Abi> {
    /// The reader has the value.
    Taken,
    Waits,
    /// The reader is gone.
    Back(T),
    /// The readable end has left: the write goes on, or is yet to start, on the writable one.
    Moved(Sending<T>),
}

/// A channel, by both of its parts.
pub(super) fn pair<T: Lower + 'static>() -> (InletRef<T>, OutletCell<T>) {
    let channel = Arc::new(Channel(Shared::new(State {
        value: Value::None,
        writer: None,
        reader: None,
        reading: false,
        reader_gone: false,
        detached: false,
        moved: None,
    })));
    (InletRef::new(channel.clone()), OutletCell::new(channel))
}

impl<T: Lower + 'static> Inlet<T> for Channel<T> {
    fn write(&self, value: T, detached: bool) -> Sent<T> {
        let (sent, reader) = self.0.with(|state| {
            if let Some(end) = state.moved.take() {
                return (Sent::Moved(Sending::new(end, value)), None);
            }
            if state.reader_gone {
                return (Sent::Back(value), None);
            }
            if state.reading {
                state.value = Value::Delivered(value);
                return (Sent::Taken, state.reader.take());
            }
            state.value = Value::Offered(value);
            state.detached = detached;
            (Sent::Waits, None)
        });
        wake(reader);
        sent
    }

    fn poll_write(&self, context: &Context<'_>) -> Sent<T> {
        self.0.with(|state| {
            let sent = state.sent();
            if let Sent::Waits = sent {
                remember(&mut state.writer, context);
            }
            sent
        })
    }

    fn poll_reader_gone(&self, context: &Context<'_>) -> Poll<Option<End>> {
        self.0.with(|state| {
            if let Some(end) = state.moved.take() {
                return Poll::Ready(Some(end));
            }
            if state.reader_gone {
                return Poll::Ready(None);
            }
            remember(&mut state.writer, context);
            Poll::Pending
        })
    }

    fn is_reader_gone(&self) -> bool {
        self.0.with(|state| state.reader_gone)
    }

    fn detach(&self) -> Sent<T> {
        self.0.with(|state| {
            state.detached = true;
            state.writer = None;
            state.sent()
        })
    }

    fn cancel_write(&self) -> Option<T> {
        self.0.with(|state| match mem::replace(&mut state.value, Value::None) {
            Value::Offered(value) if !state.reader_gone => Some(value),
            value => {
                state.value = value;
                None
            }
        })
    }
}

impl<T: Lower + 'static> Outlet<T> for Channel<T> {
    fn poll_read(&self, context: &Context<'_>) -> Poll<T> {
        let (value, writer) = self.0.with(|state| match mem::replace(&mut state.value, Value::None) {
            Value::Offered(value) => {
                state.value = Value::Taken;
                (Poll::Ready(value), state.writer.take())
            }
            Value::Delivered(value) => (Poll::Ready(value), None),
            Value::None | Value::Taken | Value::Moved(_) => {
                state.reading = true;
                remember(&mut state.reader, context);
                (Poll::Pending, None)
            }
        });
        wake(writer);
        value
    }

    fn cancel_read(&self) -> Option<T> {
        self.0.with(|state| {
            state.reading = false;
            match mem::replace(&mut state.value, Value::None) {
                Value::Delivered(value) => Some(value),
                value => {
                    state.value = value;
                    None
                }
            }
        })
    }

    fn drop_reader(&self) {
        let (writer, unread) = self.0.with(|state| {
            state.reader_gone = true;
            let is_mine = state.detached || matches!(state.value, Value::Delivered(_));
            (state.writer.take(), is_mine.then(|| mem::replace(&mut state.value, Value::None)))
        });
        wake(writer);
        drop(unread);
    }

    fn leave(&self, builtins: &'static Builtins) -> u32 {
        let (writable, readable) = End::pair(builtins);
        let (writer, sending) = self.0.with(|state| {
            state.reading = false;
            match mem::replace(&mut state.value, Value::None) {
                Value::Offered(value) => {
                    // At once: the writer may be polled only when the call that takes the reader is over.
                    let mut sending = Sending::new(writable, value);
                    let taken = sending.start();
                    debug_assert!(taken.is_none(), "nobody reads the other end yet");
                    if state.detached {
                        return (None, Some(sending));
                    }
                    state.value = Value::Moved(Box::new(sending));
                }
                value => {
                    state.value = value;
                    state.moved = Some(writable);
                }
            }
            (state.writer.take(), None)
        });
        wake(writer);
        if let Some(sending) = sending {
            writer::finish(sending);
        }
        readable.handle.take()
    }
}

impl<T: Lower> State<T> {
    fn sent(&mut self) -> Sent<T> {
        match mem::replace(&mut self.value, Value::None) {
            Value::Offered(value) if self.reader_gone => Sent::Back(value),
            Value::Offered(value) => {
                self.value = Value::Offered(value);
                Sent::Waits
            }
            Value::Moved(sending) => Sent::Moved(*sending),
            Value::None | Value::Delivered(_) | Value::Taken => Sent::Taken,
        }
    }
}
