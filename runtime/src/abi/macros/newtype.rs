//! Newtypes.

/// The ABI of a newtype that stands for what it wraps: `newtype! { Name: Type }` for `struct Name(Type);`.
///
/// ```
/// /// Kilometres, where the WIT says `f64`.
/// struct Kilometres(f64);
/// wharf::abi::newtype! { Kilometres: f64 }
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __newtype {
    ($Name:ident: $Type:ty) => {
        const _: () = {
            // SAFETY: the type is what it wraps; it is as plain when it has the same layout.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = <$Type as $crate::abi::Abi>::Area;
                const FLAT: usize = <$Type as $crate::abi::Abi>::FLAT;
                const SHAPE: $crate::abi::Shape = <$Type as $crate::abi::Abi>::SHAPE;
                const PLAIN: bool = <$Type as $crate::abi::Abi>::PLAIN
                    && ::core::mem::size_of::<Self>() == ::core::mem::size_of::<$Type>();
                const HANDLES: bool = <$Type as $crate::abi::Abi>::HANDLES;
            }

            // SAFETY: what it wraps is written.
            unsafe impl $crate::abi::Lower for $Name {
                const LENT_BY_REFERENCE: bool = <$Type as $crate::abi::Lower>::LENT_BY_REFERENCE;

                #[inline]
                unsafe fn lower(&self, slots: $crate::abi::Slots, arena: &mut $crate::abi::Arena) {
                    // SAFETY: the caller's promise is the same.
                    unsafe { $crate::abi::Lower::lower(&self.0, slots, arena) }
                }
                #[inline]
                unsafe fn store(&self, area: *mut Self::Area, arena: &mut $crate::abi::Arena) {
                    // SAFETY: the caller's promise is the same.
                    unsafe { $crate::abi::Lower::store(&self.0, area, arena) }
                }
                #[inline]
                unsafe fn relinquish(&self) {
                    // SAFETY: the caller's promise is the same.
                    unsafe { $crate::abi::Lower::relinquish(&self.0) }
                }
            }

            // SAFETY: what it wraps is read.
            unsafe impl<W> $crate::abi::Lift<W> for $Name
            where
                $Type: $crate::abi::Lift<W>,
            {
                #[inline]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    // SAFETY: the caller's promise is the same.
                    $Name(unsafe { <$Type as $crate::abi::Lift<W>>::lift(slots) })
                }
                #[inline]
                unsafe fn load(area: *const Self::Area) -> Self {
                    // SAFETY: the caller's promise is the same.
                    $Name(unsafe { <$Type as $crate::abi::Lift<W>>::load(area) })
                }
            }
        };
    };
}
