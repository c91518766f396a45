//! Records.

/// The ABI of a record: `record! { W; Name { field: Type, … } }`, fields in the order of the WIT type.
///
/// `W` is the marker of the bindings that declare the type (for a type of yours, `()` when it holds no stream or
/// future of its own). The struct must have exactly these fields. It may have one lifetime, and when it can only be
/// sent or only be received, `lower` or `lift` stands before its name.
///
/// `unsafe repr` before the name promises a `#[repr(C)]` struct with these fields in this order. With up to 32 fields it
/// may be given by their types alone: `record! { W; unsafe repr Name(Type, …) }`. Either takes the compiler less time.
///
/// ```
/// struct Point {
///     x: f64,
///     y: f64,
/// }
/// wharf::abi::record! { (); Point { x: f64, y: f64 } }
///
/// struct Named<'a> {
///     name: &'a str,
///     at: Point,
/// }
/// wharf::abi::record! { (); lower Named<'a> { name: &'a str, at: Point } }
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __record {
    ($W:ty; unsafe repr lower $Name:ident $(<$lt:lifetime>)? ($($Type:ty),* $(,)?)) => {
        $crate::__record! { @fields $W; $Name [$($lt)?] ($($Type),*) }

        // SAFETY: by its area.
        unsafe impl $(<$lt>)? $crate::abi::Lower for $Name $(<$lt>)? {}
    };
    ($W:ty; unsafe repr lift $Name:ident $(<$lt:lifetime>)? ($($Type:ty),* $(,)?)) => {
        $crate::__record! { @fields $W; $Name [$($lt)?] ($($Type),*) }

        // SAFETY: by its area.
        unsafe impl<$($lt,)? Anywhere> $crate::abi::Lift<Anywhere> for $Name $(<$lt>)? {}
    };
    ($W:ty; unsafe repr $Name:ident $(<$lt:lifetime>)? ($($Type:ty),* $(,)?)) => {
        $crate::__record! { @fields $W; $Name [$($lt)?] ($($Type),*) }

        // SAFETY: by its area.
        unsafe impl $(<$lt>)? $crate::abi::Lower for $Name $(<$lt>)? {}

        // SAFETY: by its area.
        unsafe impl<$($lt,)? Anywhere> $crate::abi::Lift<Anywhere> for $Name $(<$lt>)? {}
    };
    (@fields $W:ty; $Name:ident [$($lt:lifetime)?] ($($Type:ty),*)) => {
        // SAFETY: a `#[repr(C)]` struct of these fields, as whoever calls the macro has promised.
        unsafe impl $(<$lt>)? $crate::abi::Abi for $Name $(<$lt>)? {
            type Area = $crate::abi::Fields<$W, ($($Type,)*)>;
        }
    };
    (@directions $W:ty; $how:ident; lower $Name:ident $(<$lt:lifetime>)? { $($field:ident: $Type:ty),* $(,)? }) => {
        const _: () = {
            $crate::__record! { @abi $how; $Name [$($lt)?] { $($field: $Type),* } }
            $crate::__record! { @lower $Name [$($lt)?] { $($field: $Type),* } }
        };
    };
    (@directions $W:ty; $how:ident; lift $Name:ident $(<$lt:lifetime>)? { $($field:ident: $Type:ty),* $(,)? }) => {
        const _: () = {
            $crate::__record! { @abi $how; $Name [$($lt)?] { $($field: $Type),* } }
            $crate::__record! { @lift $W; $Name [$($lt)?] { $($field: $Type),* } }
        };
    };
    (@directions $W:ty; $how:ident; $Name:ident $(<$lt:lifetime>)? { $($field:ident: $Type:ty),* $(,)? }) => {
        const _: () = {
            $crate::__record! { @abi $how; $Name [$($lt)?] { $($field: $Type),* } }
            $crate::__record! { @lower $Name [$($lt)?] { $($field: $Type),* } }
            $crate::__record! { @lift $W; $Name [$($lt)?] { $($field: $Type),* } }
        };
    };
    (@abi $how:ident; $Name:ident [$($lt:lifetime)?] { $($field:ident: $Type:ty),* }) => {
        #[repr(C)]
        pub struct __Area $(<$lt>)? { $($field: <$Type as $crate::abi::Abi>::Area),* }

        impl $(<$lt>)? $crate::abi::Opaque for __Area $(<$lt>)? {}

        // SAFETY: `Area` is the record; `PLAIN` compares the two layouts, or whoever calls the macro has.
        unsafe impl $(<$lt>)? $crate::abi::Abi for $Name $(<$lt>)? {
            type Area = __Area $(<$lt>)?;
            const FLAT: usize = { let mut flat = 0; $(flat += <$Type as $crate::abi::Abi>::FLAT;)* flat };
            const SHAPE: $crate::abi::Shape = $crate::abi::Shape::record(&[$(<$Type as $crate::abi::Abi>::SHAPE),*]);
            const PLAIN: bool = $crate::__record! { @plain $how; $($field: $Type),* };
            const HANDLES: bool = { let mut handles = false; $(handles |= <$Type as $crate::abi::Abi>::HANDLES;)* handles };
        }
    };
    (@plain checked; $($field:ident: $Type:ty),*) => {{
        let mut plain = ::core::mem::size_of::<Self>() == ::core::mem::size_of::<Self::Area>()
            && ::core::mem::align_of::<Self>() == ::core::mem::align_of::<Self::Area>();
        $(
            plain &= <$Type as $crate::abi::Abi>::PLAIN
                && ::core::mem::offset_of!(Self, $field) == ::core::mem::offset_of!(Self::Area, $field);
        )*
        plain
    }};
    (@plain repr; $($field:ident: $Type:ty),*) => {{
        let mut plain = true;
        $(plain &= <$Type as $crate::abi::Abi>::PLAIN;)*
        plain
    }};
    (@lower $Name:ident [$($lt:lifetime)?] { $($field:ident: $Type:ty),* }) => {
        // SAFETY: writes each field.
        unsafe impl $(<$lt>)? $crate::abi::Lower for $Name $(<$lt>)? {
            #[inline]
            unsafe fn lower(&self, slots: $crate::abi::Slots, arena: &mut $crate::abi::Arena) {
                // SAFETY: the caller's promise covers the fields, which lie side by side.
                unsafe {
                    $(
                        $crate::abi::Lower::lower(&self.$field, slots, arena);
                        let slots = slots.skip(<$Type as $crate::abi::Abi>::FLAT);
                    )*
                    let _ = slots;
                }
            }
            #[inline]
            unsafe fn store(&self, area: *mut Self::Area, arena: &mut $crate::abi::Arena) {
                // SAFETY: the caller's promise covers the fields.
                unsafe { $($crate::abi::Lower::store(&self.$field, &raw mut (*area).$field, arena);)* }
            }
            #[inline]
            unsafe fn relinquish(&self) {
                // SAFETY: the record was taken, and so was each field.
                unsafe { $($crate::abi::Lower::relinquish(&self.$field);)* }
            }
        }
    };
    (@lift $W:ty; $Name:ident [$($lt:lifetime)?] { $($field:ident: $Type:ty),* }) => {
        // SAFETY: reads what `Lower` writes.
        unsafe impl<$($lt,)? Anywhere> $crate::abi::Lift<Anywhere> for $Name $(<$lt>)? {
            #[inline]
            unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                // SAFETY: the slots hold the fields in order.
                unsafe { $Name { $($field: <$Type as $crate::abi::Lift<$W>>::lift(slots)),* } }
            }
            #[inline]
            unsafe fn load(area: *const Self::Area) -> Self {
                // SAFETY: the area holds the fields.
                unsafe { $Name { $($field: <$Type as $crate::abi::Lift<$W>>::load(&raw const (*area).$field)),* } }
            }
        }
    };
    ($W:ty; unsafe repr $($rest:tt)*) => {
        $crate::__record! { @directions $W; repr; $($rest)* }
    };
    ($W:ty; $($rest:tt)*) => {
        $crate::__record! { @directions $W; checked; $($rest)* }
    };
}
