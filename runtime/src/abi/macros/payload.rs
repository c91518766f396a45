//! Types that streams and futures carry, and their built-ins.

/// A type that streams carry: the seven built-ins of its streams, by their core names.
#[macro_export]
#[doc(hidden)]
macro_rules! __stream_payload {
    ($W:ty; $Type:ty => $module:literal { $($builtin:ident: $name:expr),* $(,)? }) => {
        // SAFETY: the built-ins are those of a stream of this type.
        unsafe impl $crate::abi::StreamPayload<$W> for $Type {
            const STREAM: &'static $crate::abi::Payload<Self> =
                &$crate::abi::Payload::new::<$W>($crate::__builtins!(stream $Type; $module { $($builtin: $name),* }));
        }
    };
}

/// A type that futures carry: the seven built-ins of its futures, by their core names.
#[macro_export]
#[doc(hidden)]
macro_rules! __future_payload {
    ($W:ty; $Type:ty => $module:literal { $($builtin:ident: $name:expr),* $(,)? }) => {
        // SAFETY: the built-ins are those of a future of this type.
        unsafe impl $crate::abi::FuturePayload<$W> for $Type {
            const FUTURE: &'static $crate::abi::Payload<Self> =
                &$crate::abi::Payload::new::<$W>($crate::__builtins!(future $Type; $module { $($builtin: $name),* }));
        }
    };
}

/// The built-ins of one stream or future type. Off wasm they are those of the simulated host.
#[macro_export]
#[doc(hidden)]
macro_rules! __builtins {
    ($kind:ident $Type:ty; $module:literal {
        new: $new:expr, read: $read:expr, write: $write:expr,
        cancel_read: $cancel_read:expr, cancel_write: $cancel_write:expr,
        drop_readable: $drop_readable:expr, drop_writable: $drop_writable:expr
    }) => {{
        #[cfg(target_arch = "wasm32")]
        {
            #[link(wasm_import_module = $module)]
            unsafe extern "C-unwind" {
                #[link_name = $new]
                fn new() -> u64;
                #[link_name = $cancel_read]
                fn cancel_read(handle: u32) -> u32;
                #[link_name = $cancel_write]
                fn cancel_write(handle: u32) -> u32;
                #[link_name = $drop_readable]
                fn drop_readable(handle: u32);
                #[link_name = $drop_writable]
                fn drop_writable(handle: u32);
            }
            $crate::__copy_builtins!($kind $module $read, $write);
            $crate::abi::Builtins { new, read, write, cancel_read, cancel_write, drop_readable, drop_writable }
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            $crate::abi::canon::$kind::<$Type>()
        }
    }};
}

/// `read` and `write`: a stream's take a count, a future's do not.
#[macro_export]
#[doc(hidden)]
macro_rules! __copy_builtins {
    (stream $module:literal $read:expr, $write:expr) => {
        #[link(wasm_import_module = $module)]
        unsafe extern "C-unwind" {
            #[link_name = $read]
            fn read(handle: u32, buffer: *mut ::core::primitive::u8, count: usize) -> u32;
            #[link_name = $write]
            fn write(handle: u32, buffer: *const ::core::primitive::u8, count: usize) -> u32;
        }
    };
    (future $module:literal $read:expr, $write:expr) => {
        unsafe extern "C-unwind" fn read(handle: u32, buffer: *mut ::core::primitive::u8, _: usize) -> u32 {
            #[link(wasm_import_module = $module)]
            unsafe extern "C-unwind" {
                #[link_name = $read]
                fn read(handle: u32, buffer: *mut ::core::primitive::u8) -> u32;
            }
            // SAFETY: the caller passes a future's end and its buffer.
            unsafe { read(handle, buffer) }
        }
        unsafe extern "C-unwind" fn write(handle: u32, buffer: *const ::core::primitive::u8, _: usize) -> u32 {
            #[link(wasm_import_module = $module)]
            unsafe extern "C-unwind" {
                #[link_name = $write]
                fn write(handle: u32, buffer: *const ::core::primitive::u8) -> u32;
            }
            // SAFETY: the caller passes a future's end and its buffer.
            unsafe { write(handle, buffer) }
        }
    };
}
