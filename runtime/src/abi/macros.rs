//! One macro a kind of WIT type. Generated code calls them; so may you, to let a type of yours stand for a WIT type.

/// The ABI of a record: `record! { W; Name { field: Type, … } }`, fields in the order of the WIT type.
///
/// `W` is the marker of the bindings that declare the type (for a type of yours, `()` when it holds no stream or
/// future of its own). The struct must have exactly these fields.
///
/// ```
/// struct Point {
///     x: f64,
///     y: f64,
/// }
/// wharf::abi::record! { (); Point { x: f64, y: f64 } }
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __record {
    ($W:ty; $Name:ident { $($field:ident: $Type:ty),* $(,)? }) => {
        const _: () = {
            #[repr(C)]
            pub struct __Area { $($field: <$Type as $crate::abi::Abi>::Area),* }

            // SAFETY: `Area` is the record; `PLAIN` compares the two layouts field by field.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = __Area;
                const FLAT: usize = 0 $(+ <$Type as $crate::abi::Abi>::FLAT)*;
                const PLAIN: bool = ::core::mem::size_of::<Self>() == ::core::mem::size_of::<__Area>()
                    && ::core::mem::align_of::<Self>() == ::core::mem::align_of::<__Area>()
                    $(&& <$Type as $crate::abi::Abi>::PLAIN
                        && ::core::mem::offset_of!(Self, $field) == ::core::mem::offset_of!(__Area, $field))*;
                const HANDLES: bool = false $(|| <$Type as $crate::abi::Abi>::HANDLES)*;
            }

            // SAFETY: writes each field.
            unsafe impl $crate::abi::Lower for $Name {
                #[inline]
                unsafe fn lower(&self, slots: &mut $crate::abi::Slots, arena: &mut $crate::abi::Arena) {
                    // SAFETY: the caller's promise covers the fields.
                    unsafe { $($crate::abi::Lower::lower(&self.$field, slots, arena);)* }
                }
                #[inline]
                unsafe fn store(&self, area: *mut __Area, arena: &mut $crate::abi::Arena) {
                    // SAFETY: the caller's promise covers the fields.
                    unsafe { $($crate::abi::Lower::store(&self.$field, &raw mut (*area).$field, arena);)* }
                }
                #[inline]
                unsafe fn relinquish(&self) {
                    // SAFETY: the record was taken, and so was each field.
                    unsafe { $($crate::abi::Lower::relinquish(&self.$field);)* }
                }
            }

            // SAFETY: reads what `Lower` writes.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
                #[inline]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    // SAFETY: the slots hold the fields in order.
                    unsafe { $Name { $($field: <$Type as $crate::abi::Lift<$W>>::lift(slots)),* } }
                }
                #[inline]
                unsafe fn load(area: *const __Area) -> Self {
                    // SAFETY: the area holds the fields.
                    unsafe { $Name { $($field: <$Type as $crate::abi::Lift<$W>>::load(&raw const (*area).$field)),* } }
                }
            }
        };
    };
}

/// The payload type of a variant's case: `()` when it has none.
#[macro_export]
#[doc(hidden)]
macro_rules! __payload_type {
    () => {
        ()
    };
    ($Type:ty) => {
        $Type
    };
}

/// The ABI of a variant: `variant! { W; Name: u8 { CaseA, CaseB(Type), … } }`, cases in the order of the WIT type.
///
/// The tag type is `u8` up to 256 cases, `u16` up to 65,536.
#[macro_export]
#[doc(hidden)]
macro_rules! __variant {
    ($W:ty; $Name:ident: $Tag:ident { $($Case:ident $(($Type:ty))?),* $(,)? }) => {
        const _: () = {
            #[repr(C)]
            pub struct __Area { tag: $Tag, payload: __Payload }

            #[repr(C)]
            #[allow(non_camel_case_types, non_snake_case, dead_code, reason = "a payload goes by the name of its case and is only pointed to")]
            pub union __Payload {
                $($Case: ::core::mem::ManuallyDrop<<$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::Area>),*
            }

            #[allow(non_camel_case_types, clippy::upper_case_acronyms, clippy::enum_variant_names, reason = "the cases have these names")]
            enum __Tag { $($Case),* }

            const __FLAT: usize = {
                let mut largest = 0;
                $(
                    let payload = <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::FLAT;
                    if payload > largest { largest = payload; }
                )*
                1 + largest
            };

            // SAFETY: `Area` is the variant.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = __Area;
                const FLAT: usize = __FLAT;
                const HANDLES: bool =
                    false $(|| <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::HANDLES)*;
            }

            // SAFETY: writes the tag and the payload.
            unsafe impl $crate::abi::Lower for $Name {
                #[inline]
                unsafe fn lower(&self, slots: &mut $crate::abi::Slots, arena: &mut $crate::abi::Arena) {
                    let end = slots.len() + __FLAT;
                    // SAFETY: the caller's promise covers the payload.
                    unsafe {
                        $($crate::__if_case!(self, $Name::$Case $(as payload: $Type)?, {
                            slots.push(__Tag::$Case as u64);
                            $(<$Type as $crate::abi::Lower>::lower(payload, slots, arena);)?
                        });)*
                    }
                    slots.pad_to(end);
                    let _ = arena;
                }
                #[inline]
                unsafe fn store(&self, area: *mut __Area, arena: &mut $crate::abi::Arena) {
                    // SAFETY: the caller's promise covers the payload.
                    unsafe {
                        $($crate::__if_case!(self, $Name::$Case $(as payload: $Type)?, {
                            (&raw mut (*area).tag).write(__Tag::$Case as $Tag);
                            $(<$Type as $crate::abi::Lower>::store(payload, (&raw mut (*area).payload).cast(), arena);)?
                        });)*
                    }
                    let _ = arena;
                }
                #[inline]
                unsafe fn relinquish(&self) {
                    // SAFETY: the variant was taken, and so was its payload.
                    unsafe {
                        $($($crate::__if_case!(self, $Name::$Case as payload: $Type, {
                            <$Type as $crate::abi::Lower>::relinquish(payload);
                        });)?)*
                    }
                }
            }

            // SAFETY: reads what `Lower` writes.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
                #[inline]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    slots.variant(__FLAT, |slots| {
                        let tag = slots.next_bits();
                        $(if tag == __Tag::$Case as u64 {
                            // SAFETY: the slots hold the payload that the tag says.
                            return $Name::$Case $((unsafe { <$Type as $crate::abi::Lift<$W>>::lift(slots) }))?;
                        })*
                        // SAFETY: the host passes only tags that the type has.
                        unsafe { ::core::hint::unreachable_unchecked() }
                    })
                }
                #[inline]
                unsafe fn load(area: *const __Area) -> Self {
                    // SAFETY: the area holds the payload that the tag says.
                    unsafe {
                        let tag = (*area).tag;
                        $(if tag == __Tag::$Case as $Tag {
                            return $Name::$Case $((<$Type as $crate::abi::Lift<$W>>::load((&raw const (*area).payload).cast())))?;
                        })*
                        ::core::hint::unreachable_unchecked()
                    }
                }
            }
        };
    };
}

/// Runs the block when the value is of the case, with its payload bound.
#[macro_export]
#[doc(hidden)]
macro_rules! __if_case {
    ($value:expr, $Name:ident::$Case:ident, $then:block) => {
        if let $Name::$Case = $value $then
    };
    ($value:expr, $Name:ident::$Case:ident as $payload:ident: $Type:ty, $then:block) => {
        if let $Name::$Case($payload) = $value $then
    };
}

/// The ABI of an enum: `enumeration! { Name: u8 { A, B, … } }`, cases in the order of the WIT type.
#[macro_export]
#[doc(hidden)]
macro_rules! __enumeration {
    ($Name:ident: $Tag:ident { $($Case:ident),* $(,)? }) => {
        const _: () = {
            const __CASES: &[$Name] = &[$($Name::$Case),*];

            // SAFETY: an enum is its tag; it is plain when its discriminants are the tags.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = $Tag;
                const FLAT: usize = 1;
                const PLAIN: bool = {
                    let mut plain = ::core::mem::size_of::<Self>() == ::core::mem::size_of::<$Tag>();
                    let mut tag = 0;
                    $(
                        plain = plain && $Name::$Case as usize == tag;
                        tag += 1;
                    )*
                    plain && tag == __CASES.len()
                };
            }

            // SAFETY: writes the tag.
            unsafe impl $crate::abi::Lower for $Name {
                #[inline(always)]
                unsafe fn lower(&self, slots: &mut $crate::abi::Slots, _: &mut $crate::abi::Arena) {
                    slots.push(*self as u64);
                }
                #[inline(always)]
                unsafe fn store(&self, area: *mut $Tag, _: &mut $crate::abi::Arena) {
                    // SAFETY: the caller gives a valid area.
                    unsafe { area.write(*self as $Tag) }
                }
            }

            // SAFETY: reads the tag.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
                #[inline(always)]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    // SAFETY: the host passes only tags that the type has.
                    unsafe { *__CASES.get_unchecked(slots.next_usize()) }
                }
                #[inline(always)]
                unsafe fn load(area: *const $Tag) -> Self {
                    // SAFETY: the area holds a tag that the type has.
                    unsafe { *__CASES.get_unchecked(area.read() as usize) }
                }
            }
        };
    };
}

/// The ABI of flags: `flags! { Name: u8 }` for a type made with `bitflags!` over that integer.
#[macro_export]
#[doc(hidden)]
macro_rules! __flags {
    ($Name:ident: $Bits:ident) => {
        const _: () = {
            // SAFETY: flags are an integer, and the type holds nothing else.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = $Bits;
                const FLAT: usize = 1;
                const PLAIN: bool = ::core::mem::size_of::<Self>() == ::core::mem::size_of::<$Bits>();
            }

            // SAFETY: writes the bits.
            unsafe impl $crate::abi::Lower for $Name {
                #[inline(always)]
                unsafe fn lower(&self, slots: &mut $crate::abi::Slots, _: &mut $crate::abi::Arena) {
                    slots.push(::core::convert::From::from(self.bits()));
                }
                #[inline(always)]
                unsafe fn store(&self, area: *mut $Bits, _: &mut $crate::abi::Arena) {
                    // SAFETY: the caller gives a valid area.
                    unsafe { area.write(self.bits()) }
                }
            }

            // SAFETY: reads the bits.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
                #[inline(always)]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    Self::from_bits_retain(slots.next_bits() as $Bits)
                }
                #[inline(always)]
                unsafe fn load(area: *const $Bits) -> Self {
                    // SAFETY: the area holds the bits.
                    Self::from_bits_retain(unsafe { area.read() })
                }
            }
        };
    };
}

/// An imported resource: the type, its drop and its ABI.
#[macro_export]
#[doc(hidden)]
macro_rules! __resource {
    ($(#[$meta:meta])* $vis:vis struct $Name:ident; $module:literal $drop:literal) => {
        $(#[$meta])*
        #[derive(Debug)]
        $vis struct $Name {
            handle: $crate::abi::Handle,
        }

        impl $Name {
            /// Takes over a handle.
            ///
            /// # Safety
            ///
            /// The handle must be a live handle of this resource type that nothing else owns.
            #[doc(hidden)]
            #[inline(always)]
            #[must_use]
            pub unsafe fn from_handle(handle: u32) -> Self {
                Self { handle: $crate::abi::Handle::new(handle) }
            }

            /// Gives up the handle.
            #[doc(hidden)]
            #[inline(always)]
            pub fn take_handle(&self) -> u32 {
                self.handle.take()
            }

            /// The handle, which the value goes on owning.
            #[doc(hidden)]
            #[inline(always)]
            pub fn handle(&self) -> u32 {
                self.handle.get()
            }
        }

        const _: () = {
            impl ::core::ops::Drop for $Name {
                #[inline]
                fn drop(&mut self) {
                    let handle = self.handle.take();
                    if handle != 0 {
                        $crate::abi::import!($module $drop (u32));
                        // SAFETY: the handle is owned and dropped once.
                        unsafe { $crate::abi::Import::call(import, &[handle as u64]); }
                    }
                }
            }

            // SAFETY: one handle, dropped by `Drop`.
            unsafe impl $crate::abi::ResourceHandle for $Name {
                #[inline(always)]
                unsafe fn from_handle(handle: u32) -> Self {
                    Self { handle: $crate::abi::Handle::new(handle) }
                }
                #[inline(always)]
                fn handle(&self) -> u32 {
                    self.handle.get()
                }
            }

            $crate::__own_handle!($Name);
        };
    };
}

/// The ABI of an owned handle in the field `handle`.
#[macro_export]
#[doc(hidden)]
macro_rules! __own_handle {
    ($Name:ident) => {
        // SAFETY: a resource is a handle.
        unsafe impl $crate::abi::Abi for $Name {
            type Area = u32;
            const FLAT: usize = 1;
            const HANDLES: bool = true;
        }

        // SAFETY: writes the handle; by reference it is a borrow, which leaves the handle here.
        unsafe impl $crate::abi::Lower for $Name {
            #[inline(always)]
            unsafe fn lower(&self, slots: &mut $crate::abi::Slots, _: &mut $crate::abi::Arena) {
                slots.push(self.handle.get() as u64);
            }
            #[inline(always)]
            unsafe fn store(&self, area: *mut u32, _: &mut $crate::abi::Arena) {
                // SAFETY: the caller gives a valid area.
                unsafe { area.write(self.handle.get()) }
            }
            #[inline(always)]
            unsafe fn relinquish(&self) {
                self.handle.take();
            }
            #[inline(always)]
            unsafe fn relinquish_ref(&self) {}
        }

        // SAFETY: takes the handle over.
        unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
            #[inline(always)]
            unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                Self { handle: $crate::abi::Handle::new(slots.next_bits() as u32) }
            }
            #[inline(always)]
            unsafe fn load(area: *const u32) -> Self {
                // SAFETY: the area holds a handle that the result owns.
                Self { handle: $crate::abi::Handle::new(unsafe { area.read() }) }
            }
        }
    };
}

/// A core import: `import! { "module" "name" (u32, u64) -> u32 }` defines `import`, an [`Import`](crate::abi::Import).
#[macro_export]
#[doc(hidden)]
macro_rules! __import {
    ($module:literal $name:literal ($($Arg:ident),* $(,)?) $(-> $Result:ident)?) => {
        #[allow(non_camel_case_types, reason = "stands for the function")]
        #[derive(Clone, Copy)]
        struct import;

        // SAFETY: calls the core function with its signature.
        unsafe impl $crate::abi::Import for import {
            #[cfg(target_arch = "wasm32")]
            #[inline(always)]
            unsafe fn call(self, slots: &[u64]) -> u64 {
                #[link(wasm_import_module = $module)]
                unsafe extern "C" {
                    #[link_name = $name]
                    fn imported($(_: $Arg),*) $(-> $Result)?;
                }
                let mut _slots = $crate::abi::SlotReader::new(slots);
                // SAFETY: the caller passes the values of a call of this function, in order.
                unsafe {
                    #[allow(clippy::let_unit_value, reason = "not every function has a result")]
                    let _result = imported($(<$Arg as $crate::abi::CoreType>::from_slot(_slots.next_bits())),*);
                    $crate::__import_result!(_result $($Result)?)
                }
            }

            #[cfg(not(target_arch = "wasm32"))]
            #[inline]
            unsafe fn call(self, slots: &[u64]) -> u64 {
                // SAFETY: as above.
                unsafe { $crate::abi::canon::host_call($module, $name, slots) }
            }
        }
    };
}

/// The slot of a core result, zero when there is none.
#[macro_export]
#[doc(hidden)]
macro_rules! __import_result {
    ($value:ident) => {
        0
    };
    ($value:ident $Result:ident) => {
        <$Result as $crate::abi::CoreType>::to_slot($value)
    };
}

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
            unsafe extern "C" {
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
            $crate::abi::canon::$kind::<<$Type as $crate::abi::Abi>::Area>()
        }
    }};
}

/// `read` and `write`: a stream's take a count, a future's do not.
#[macro_export]
#[doc(hidden)]
macro_rules! __copy_builtins {
    (stream $module:literal $read:expr, $write:expr) => {
        #[link(wasm_import_module = $module)]
        unsafe extern "C" {
            #[link_name = $read]
            fn read(handle: u32, buffer: *mut ::core::primitive::u8, count: usize) -> u32;
            #[link_name = $write]
            fn write(handle: u32, buffer: *const ::core::primitive::u8, count: usize) -> u32;
        }
    };
    (future $module:literal $read:expr, $write:expr) => {
        unsafe extern "C" fn read(handle: u32, buffer: *mut ::core::primitive::u8, _: usize) -> u32 {
            #[link(wasm_import_module = $module)]
            unsafe extern "C" {
                #[link_name = $read]
                fn read(handle: u32, buffer: *mut ::core::primitive::u8) -> u32;
            }
            // SAFETY: the caller passes a future's end and its buffer.
            unsafe { read(handle, buffer) }
        }
        unsafe extern "C" fn write(handle: u32, buffer: *const ::core::primitive::u8, _: usize) -> u32 {
            #[link(wasm_import_module = $module)]
            unsafe extern "C" {
                #[link_name = $write]
                fn write(handle: u32, buffer: *const ::core::primitive::u8) -> u32;
            }
            // SAFETY: the caller passes a future's end and its buffer.
            unsafe { write(handle, buffer) }
        }
    };
}

/// The component-type section of a world: what the linker makes the component's type of.
#[macro_export]
#[doc(hidden)]
macro_rules! __section {
    ($name:literal = $bytes:expr) => {
        const _: () = {
            #[cfg(target_arch = "wasm32")]
            #[used]
            #[unsafe(link_section = $name)]
            static SECTION: [::core::primitive::u8; {
                const BYTES: &[::core::primitive::u8] = $bytes;
                BYTES.len()
            }] = *$bytes;
        };
    };
    ($W:ty; $name:literal = $bytes:expr) => {
        const _: () = {
            const BYTES: &[::core::primitive::u8] = $bytes;

            #[cfg(target_arch = "wasm32")]
            #[used]
            #[unsafe(link_section = $name)]
            static SECTION: [::core::primitive::u8; BYTES.len()] = {
                let mut section = [0; BYTES.len()];
                section.copy_from_slice(BYTES);
                section
            };

            #[allow(
                dead_code,
                unreachable_pub,
                reason = "whether they are used or reachable is up to the bindings' user"
            )]
            impl $W {
                /// The metadata of this world; a reference to it keeps its section linked.
                #[doc(hidden)]
                pub const SECTION: &'static [::core::primitive::u8] = BYTES;

                /// Keeps the section of this world linked.
                #[doc(hidden)]
                #[inline(never)]
                pub fn __link_section() {}
            }
        };
    };
}

/// Keeps the component-type section of a world linked wherever something of the surrounding module is.
#[macro_export]
#[doc(hidden)]
macro_rules! __link_section {
    ($W:ty) => {
        #[cfg(target_arch = "wasm32")]
        #[used]
        #[doc(hidden)]
        static __LINK_SECTION: fn() = <$W>::__link_section;
    };
}
