//! The canonical ABI, once, as traits.
//!
//! Generated bindings declare types and functions; how values cross the component boundary is here. [`Abi`] says
//! what a type looks like in memory, [`Lower`] sends a value out of the guest and [`Lift`] takes one in. The traits
//! are open: implement them for a type of yours with [`record!`], [`variant!`], [`enumeration!`], [`flags!`] or
//! [`newtype!`] and it can stand for a WIT type of the same [`Shape`].
//!
//! ```
//! use std::collections::HashMap;
//!
//! use wharf::abi::{Abi, Shape};
//!
//! /// `record entry { name: string, size: u64 }`
//! struct Entry {
//!     name: String,
//!     size: u64,
//! }
//! wharf::abi::record! { (); Entry { name: String, size: u64 } }
//!
//! /// `list<tuple<string, string>>`, or `map<string, string>`
//! struct Headers(HashMap<String, String>);
//! wharf::abi::newtype! { Headers: HashMap<String, String> }
//!
//! assert_eq!(Headers::SHAPE, <Vec<(String, String)>>::SHAPE);
//! assert_eq!(Entry::SHAPE, Shape::record(&[String::SHAPE, u64::SHAPE]));
//! ```
//!
//! Tuples of Rust have an ABI up to 32 parts. For a longer one bindings have a struct, `wit_tuple::Tuple33` for 33 parts and
//! so on, whose parts go by the same names (`.0`), and which converts from and into the tuple.
//!
//! Specification: component-model, `design/mvp/CanonicalABI.md`, "Lifting and Lowering".

mod area;
pub(crate) mod area_box;
mod arena;
pub(crate) mod background;
mod boxed;
mod call;
mod call_async;
pub mod canon;
mod compound;
#[cfg(target_arch = "wasm32")]
mod core_function;
mod end;
mod export;
mod fields;
mod handle;
mod list;
mod macros;
mod map;
pub(crate) mod memory;
mod payload;
mod primitive;
mod rep;
mod scalar;
mod shape;
mod slots;
#[cfg(feature = "std")]
pub(crate) mod stderr;
mod tuple;

use core::mem::MaybeUninit;
use core::ptr;

pub use area::{Area, LiftArea, LowerArea, Opaque};
pub use arena::Arena;
pub use background::drop_resource;
pub use call::{Import, call};
pub use call_async::call_async;
pub use canon::Builtins;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub use core_function::Imported;
pub(crate) use end::{End, Side};
pub use export::{Component, Implements, callback, export_async, export_blocking, export_sync, post_return};
pub use fields::Fields;
pub(crate) use handle::Borrows;
pub use handle::{Handle, ResourceHandle};
pub use list::{ListArea, dealloc_area};
pub use payload::{FuturePayload, Payload, StreamPayload};
#[doc(hidden)]
pub use rep::Rep;
pub use shape::Shape;
pub(crate) use slots::SlotArray;
pub use slots::{CoreType, CoreValues, SlotReader, Slots};

pub use crate::{
    __enumeration as enumeration, __export_resource as export_resource, __fits as fits, __flags as flags,
    __future_payload as future_payload, __import as import, __link_section as link_section, __newtype as newtype,
    __payload_type as payload_type, __record as record, __resource as resource, __section as section,
    __stream_payload as stream_payload, __tuple as tuple, __variant as variant, __wit_future as wit_future,
    __wit_stream as wit_stream,
};

#[doc(hidden)]
pub use futures_core::Stream;

/// The largest number of flat parameters of a function that is not async-lowered.
pub const MAX_FLAT_PARAMS: usize = 16;
/// The largest number of flat parameters of an async-lowered import.
pub const MAX_FLAT_ASYNC_PARAMS: usize = 4;

/// What a type looks like to the canonical ABI.
///
/// # Safety
///
/// [`Area`](Abi::Area) must have exactly the size, alignment and field offsets of the WIT type, [`FLAT`](Abi::FLAT)
/// must be the number of core values the type flattens to, and [`PLAIN`](Abi::PLAIN) may be true only if any bytes
/// that are valid for the WIT type in memory are a valid `Self`, and the other way round.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot cross the boundary of a component",
    label = "not a type that stands for a WIT type",
    note = "for a type of yours there is a macro for each kind of WIT type, such as `wharf::abi::record!`, and \
            `wharf::abi::newtype!` for one that wraps another"
)]
pub unsafe trait Abi {
    /// A `#[repr(C)]` stand-in whose layout is the canonical layout of the type. It is written and read through raw
    /// pointers only and has nothing to drop.
    /// A `#[repr(C)]` struct of fields that have an ABI has [`Fields`], and then this is all that is to be said.
    type Area: Area;
    /// How many core values the type flattens to.
    const FLAT: usize = <Self::Area as Area>::FLAT;
    /// What the type looks like. A type that wraps another has the other's shape.
    const SHAPE: Shape = <Self::Area as Area>::SHAPE;
    /// Whether the Rust layout of the type is its canonical layout, so that lists of it cross in one copy.
    const PLAIN: bool = <Self::Area as Area>::PLAIN;
    /// Whether values may carry handles (resources, streams, futures) that change owner when they are sent.
    const HANDLES: bool = <Self::Area as Area>::HANDLES;
}

/// A value that can be sent out of the guest.
///
/// Lowering borrows: strings and plain lists are lent where they lie, and handles stay with the value until
/// [`relinquish`](Lower::relinquish) says that the other side has them. A call that was cancelled before it started
/// leaves the value whole.
///
/// # Safety
///
/// The implementation must write every slot and every byte of the area that the WIT type defines, and what it writes
/// must stay valid as long as the value is not changed and the arena lives, also when the value is moved: what does not
/// lie in memory of its own is copied to the arena.
pub unsafe trait Lower: Abi<Area: LowerArea> {
    /// Whether a value behind a reference keeps its handles when it is sent: a resource does, which is sent as a borrow.
    const LENT_BY_REFERENCE: bool = false;

    /// Writes the flat form of the value: exactly [`Abi::FLAT`] slots.
    ///
    /// # Safety
    ///
    /// There must be so many. They may hold pointers into `self` and `arena`; both must outlive their use.
    #[inline(always)]
    unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
        // SAFETY: the area is that of the type; the caller's promise.
        unsafe { <Self::Area as LowerArea>::lower(ptr::from_ref(self).cast(), slots, arena) }
    }

    /// Writes the value to memory in its canonical layout.
    ///
    /// # Safety
    ///
    /// `area` must be valid for writes and aligned; what it then points to lives as long as `self` and `arena`.
    #[inline(always)]
    unsafe fn store(&self, area: *mut Self::Area, arena: &mut Arena) {
        // SAFETY: the area is that of the type; the caller's promise.
        unsafe { <Self::Area as LowerArea>::store(ptr::from_ref(self).cast(), area, arena) }
    }

    /// Gives up the handles in the value: the other side owns them now.
    ///
    /// # Safety
    ///
    /// The value must have been lowered and taken by the other side.
    #[inline(always)]
    unsafe fn relinquish(&self) {
        // SAFETY: the area is that of the type; the caller's promise.
        unsafe { <Self::Area as LowerArea>::relinquish(ptr::from_ref(self).cast()) }
    }
}

/// A value that can be taken into the guest.
///
/// `W` is the marker type of the bindings ("world") in whose name the value is taken: a stream or future inside it
/// finds its built-ins through `T: StreamPayload<W>`. A type of yours passes `W` on to its fields.
///
/// # Safety
///
/// The implementation must read exactly what [`Lower`] of the same WIT type writes and take ownership of what it
/// reads: memory from `cabi_realloc` and handles.
pub unsafe trait Lift<W>: Abi<Area: LiftArea> + Sized {
    /// Takes the value from its flat form.
    ///
    /// # Safety
    ///
    /// The next [`Abi::FLAT`] slots must hold a value of the WIT type, which is owned by the result from then on.
    #[inline(always)]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        let mut value = MaybeUninit::<Self>::uninit();
        // SAFETY: the area is that of the type, whose value is written; the caller's promise.
        unsafe {
            <Self::Area as LiftArea>::lift(slots, value.as_mut_ptr().cast());
            value.assume_init()
        }
    }

    /// Takes the value from memory.
    ///
    /// # Safety
    ///
    /// `area` must hold a value of the WIT type, which is owned by the result from then on.
    #[inline(always)]
    unsafe fn load(area: *const Self::Area) -> Self {
        let mut value = MaybeUninit::<Self>::uninit();
        // SAFETY: the area is that of the type, whose value is written; the caller's promise.
        unsafe {
            <Self::Area as LiftArea>::load(area, value.as_mut_ptr().cast());
            value.assume_init()
        }
    }
}
