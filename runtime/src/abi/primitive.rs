//! Primitives in streams and futures: every bindings can carry them.
//!
//! Built-ins are named after a function whose type mentions the stream. For primitives that is a function of an
//! interface of wharf's own, `wharf:guest/primitives`, which no component ever imports: the built-ins take only types
//! from it. `streams` and `futures` list the types in the order below.

use alloc::string::String;

use super::{FuturePayload, Payload, StreamPayload};

macro_rules! universal {
    ($($Type:ty, $index:literal;)*) => {$(
        // SAFETY: the built-ins are those of a stream of this type.
        unsafe impl<W> StreamPayload<W> for $Type {
            const STREAM: &'static Payload<Self> = &Payload::new::<W>($crate::__builtins!(
                stream $Type; "wharf:guest/primitives" {
                    new: concat!("[stream-new-", $index, "]streams"),
                    read: concat!("[async-lower][stream-read-", $index, "]streams"),
                    write: concat!("[async-lower][stream-write-", $index, "]streams"),
                    cancel_read: concat!("[stream-cancel-read-", $index, "]streams"),
                    cancel_write: concat!("[stream-cancel-write-", $index, "]streams"),
                    drop_readable: concat!("[stream-drop-readable-", $index, "]streams"),
                    drop_writable: concat!("[stream-drop-writable-", $index, "]streams")
                }
            ));
        }

        // SAFETY: the built-ins are those of a future of this type.
        unsafe impl<W> FuturePayload<W> for $Type {
            const FUTURE: &'static Payload<Self> = &Payload::new::<W>($crate::__builtins!(
                future $Type; "wharf:guest/primitives" {
                    new: concat!("[future-new-", $index, "]futures"),
                    read: concat!("[async-lower][future-read-", $index, "]futures"),
                    write: concat!("[async-lower][future-write-", $index, "]futures"),
                    cancel_read: concat!("[future-cancel-read-", $index, "]futures"),
                    cancel_write: concat!("[future-cancel-write-", $index, "]futures"),
                    drop_readable: concat!("[future-drop-readable-", $index, "]futures"),
                    drop_writable: concat!("[future-drop-writable-", $index, "]futures")
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
