//! Areas: what values look like in memory, and what can be known of values by that alone.

use super::{Arena, Shape, SlotReader, Slots};

/// What is known of values by their area.
///
/// The area of a record, [`Fields`](super::Fields), has the types of its fields and knows how each of them crosses. So a
/// record needs to say nothing but that. Of values in [`Opaque`] areas nothing is known.
///
/// # Safety
///
/// The constants must be what [`Abi`](super::Abi) asks of them, for every type that has this area and none of its own.
pub unsafe trait Area {
    /// How many core values the values flatten to.
    const FLAT: usize;
    /// What the values look like.
    const SHAPE: Shape;
    /// Whether the Rust layout of the values is the area's.
    const PLAIN: bool;
    /// Whether the values may carry handles.
    const HANDLES: bool;
}

/// An area by which values can be lowered: the functions of [`Lower`](super::Lower) for those that have none of their own.
///
/// # Safety
///
/// As for [`Lower`](super::Lower).
pub unsafe trait LowerArea: Area {
    /// Writes the flat form of a value.
    ///
    /// # Safety
    ///
    /// `value` must point to a value of this area, and else as for [`Lower::lower`](super::Lower::lower).
    unsafe fn lower(value: *const (), slots: Slots, arena: &mut Arena);

    /// Writes a value to memory.
    ///
    /// # Safety
    ///
    /// `value` must point to a value of this area, and else as for [`Lower::store`](super::Lower::store).
    unsafe fn store(value: *const (), area: *mut Self, arena: &mut Arena);

    /// Gives up the handles in a value.
    ///
    /// # Safety
    ///
    /// `value` must point to a value of this area, and else as for [`Lower::relinquish`](super::Lower::relinquish).
    unsafe fn relinquish(value: *const ());
}

/// An area by which values can be lifted: the functions of [`Lift`](super::Lift) for those that have none of their own.
///
/// # Safety
///
/// As for [`Lift`](super::Lift). The functions must write a whole value.
pub unsafe trait LiftArea: Area {
    /// Takes a value from its flat form.
    ///
    /// # Safety
    ///
    /// `value` must point to room for a value of this area, and else as for [`Lift::lift`](super::Lift::lift).
    unsafe fn lift(slots: &mut SlotReader<'_>, value: *mut ());

    /// Takes a value from memory.
    ///
    /// # Safety
    ///
    /// `value` must point to room for a value of this area, and else as for [`Lift::load`](super::Lift::load).
    unsafe fn load(area: *const Self, value: *mut ());
}

/// An area that tells nothing of the values in it. Types that have one say themselves how they cross.
pub trait Opaque {}

// SAFETY: whoever asks is told, when compiled, to say it themselves; nothing is claimed of layout. A type that has handles
// says so.
unsafe impl<A: Opaque> Area for A {
    const FLAT: usize = panic!("an implementation of `Abi` has `FLAT`, unless its `Area` is `Fields`");
    const SHAPE: Shape = panic!("an implementation of `Abi` has `SHAPE`, unless its `Area` is `Fields`");
    const PLAIN: bool = false;
    const HANDLES: bool = false;
}

// SAFETY: `lower` and `store` do not compile. Values without handles have none to give up.
unsafe impl<A: Opaque> LowerArea for A {
    unsafe fn lower(_: *const (), _: Slots, _: &mut Arena) {
        const { panic!("an implementation of `Lower` has `lower`, unless the type's `Area` is `Fields`") }
    }
    unsafe fn store(_: *const (), _: *mut Self, _: &mut Arena) {
        const { panic!("an implementation of `Lower` has `store`, unless the type's `Area` is `Fields`") }
    }
    #[inline(always)]
    unsafe fn relinquish(_: *const ()) {}
}

// SAFETY: they do not compile.
unsafe impl<A: Opaque> LiftArea for A {
    unsafe fn lift(_: &mut SlotReader<'_>, _: *mut ()) {
        const { panic!("an implementation of `Lift` has `lift`, unless the type's `Area` is `Fields`") }
    }
    unsafe fn load(_: *const Self, _: *mut ()) {
        const { panic!("an implementation of `Lift` has `load`, unless the type's `Area` is `Fields`") }
    }
}

macro_rules! opaque {
    ($($Area:ty)*) => {
        $(impl Opaque for $Area {})*
    };
}
opaque! { () u8 u16 u32 u64 usize i8 i16 i32 i64 f32 f64 }

impl<A, const N: usize> Opaque for [A; N] {}
