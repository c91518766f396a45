//! Primitives in streams and futures: every bindings can carry them.
//!
//! Built-ins are named after a function whose type mentions the stream. For primitives that is a function of an
//! interface of wharf's own, `wharf:abi/p`, which no component ever imports: the built-ins take only types
//! from it. Its functions `s` and `f` list the types in the order below.

use alloc::string::String;

use super::{FuturePayload, Payload, StreamPayload};

macro_rules! universal {
    ($($Type:ty, $index:literal;)*) => {$(
        // SAFETY: the built-ins are those of a stream of this type.
        unsafe impl<W> StreamPayload<W> for $Type {
            const STREAM: &'static Payload<Self> = &Payload::new::<W>($crate::__builtins!(
                stream $Type; "wharf:abi/p" {
                    new: concat!("[stream-new-", $index, "]s"),
                    read: concat!("[async-lower][stream-read-", $index, "]s"),
                    write: concat!("[async-lower][stream-write-", $index, "]s"),
                    cancel_read: concat!("[stream-cancel-read-", $index, "]s"),
                    cancel_write: concat!("[stream-cancel-write-", $index, "]s"),
                    drop_readable: concat!("[stream-drop-readable-", $index, "]s"),
                    drop_writable: concat!("[stream-drop-writable-", $index, "]s")
                }
            ));
        }

        // SAFETY: the built-ins are those of a future of this type.
        unsafe impl<W> FuturePayload<W> for $Type {
            const FUTURE: &'static Payload<Self> = &Payload::new::<W>($crate::__builtins!(
                future $Type; "wharf:abi/p" {
                    new: concat!("[future-new-", $index, "]f"),
                    read: concat!("[async-lower][future-read-", $index, "]f"),
                    write: concat!("[async-lower][future-write-", $index, "]f"),
                    cancel_read: concat!("[future-cancel-read-", $index, "]f"),
                    cancel_write: concat!("[future-cancel-write-", $index, "]f"),
                    drop_readable: concat!("[future-drop-readable-", $index, "]f"),
                    drop_writable: concat!("[future-drop-writable-", $index, "]f")
                }
            ));
        }
    )*};
}

universal! {
    (), "unit";
    bool, "0";
    u8, "1";
    u16, "2";
    u32, "3";
    u64, "4";
    i8, "5";
    i16, "6";
    i32, "7";
    i64, "8";
    f32, "9";
    f64, "10";
    String, "11";
}
