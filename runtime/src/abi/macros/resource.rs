//! Resources: the type, its drop and its ABI.

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
                        let import = $crate::abi::import!($module $drop (u32));
                        // SAFETY: the handle is owned and dropped once.
                        unsafe { $crate::abi::drop_resource(import, handle) }
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
            const SHAPE: $crate::abi::Shape = $crate::abi::Shape::RESOURCE;
            const HANDLES: bool = true;
        }

        // SAFETY: writes the handle; by reference it is a borrow, which leaves the handle here.
        unsafe impl $crate::abi::Lower for $Name {
            const LENT_BY_REFERENCE: bool = true;

            #[inline(always)]
            unsafe fn lower(&self, slots: $crate::abi::Slots, _: &mut $crate::abi::Arena) {
                // SAFETY: one slot.
                unsafe { slots.set(0, self.handle.get() as u64) }
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

/// An exported resource: the type of its owned handles, which hold a value of a type of this component's, the type of
/// its borrows, and their ABI.
#[macro_export]
#[doc(hidden)]
macro_rules! __export_resource {
    (
        $(#[$meta:meta])* $vis:vis struct $Name:ident, $Borrow:ident;
        $module:literal { new: $new:literal, rep: $rep:literal, drop: $drop:literal $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        $vis struct $Name {
            handle: $crate::abi::Handle,
        }

        impl $Name {
            /// A resource that holds `value`.
            #[must_use]
            pub fn new<T: 'static>(value: T) -> Self {
                let import = $crate::abi::import!($module $new (usize) -> u32);
                let rep = $crate::abi::Rep::new(value);
                // SAFETY: the representation belongs to the new resource.
                let handle = unsafe { $crate::abi::Import::call(&import, &[rep.0 as u64]) } as u32;
                Self { handle: $crate::abi::Handle::new(handle) }
            }

            fn rep(&self) -> $crate::abi::Rep {
                let import = $crate::abi::import!($module $rep (u32) -> usize);
                // SAFETY: the handle is of this resource, which this component defines.
                $crate::abi::Rep(unsafe { $crate::abi::Import::call(&import, &[self.handle.get() as u64]) } as usize)
            }

            /// The value.
            ///
            /// # Panics
            ///
            /// When the resource holds a value of another type.
            #[must_use]
            pub fn get<T: 'static>(&self) -> &T {
                // SAFETY: the resource, and with it the value, lives as long as the handle.
                unsafe { self.rep().get() }
            }

            /// The value, to change it.
            ///
            /// # Panics
            ///
            /// When the resource holds a value of another type.
            #[must_use]
            pub fn get_mut<T: 'static>(&mut self) -> &mut T {
                // SAFETY: the resource lives as long as the handle, which is the only one that owns it.
                unsafe { self.rep().get_mut() }
            }

            /// Ends the resource and returns its value.
            ///
            /// # Panics
            ///
            /// When the resource holds a value of another type.
            #[must_use]
            pub fn into_inner<T: 'static>(self) -> T {
                // SAFETY: an owned handle is given only while nothing is borrowed.
                unsafe { self.rep().take() }
            }

            /// Takes over a handle.
            ///
            /// # Safety
            ///
            /// The handle must be a live handle of this resource type that nothing else owns.
            #[doc(hidden)]
            #[must_use]
            pub unsafe fn from_handle(handle: u32) -> Self {
                Self { handle: $crate::abi::Handle::new(handle) }
            }

            /// Gives up the handle.
            #[doc(hidden)]
            pub fn take_handle(&self) -> u32 {
                self.handle.take()
            }

            /// The handle, which the value goes on owning.
            #[doc(hidden)]
            pub fn handle(&self) -> u32 {
                self.handle.get()
            }

            /// Frees the value of a resource that is gone.
            ///
            /// # Safety
            ///
            /// Only the exported destructor may call this, with what the host passed.
            #[doc(hidden)]
            pub unsafe fn dtor<T: 'static>(rep: usize) {
                // SAFETY: the caller's promise.
                unsafe { $crate::abi::Rep(rep).free::<T>() }
            }
        }

        /// A borrow of the resource, for the time of a call.
        #[derive(Clone, Copy, Debug)]
        $vis struct $Borrow<'a> {
            rep: $crate::abi::Rep,
            call: ::core::marker::PhantomData<&'a $Name>,
        }

        impl<'a> $Borrow<'a> {
            /// The value.
            ///
            /// # Panics
            ///
            /// When the resource holds a value of another type.
            #[must_use]
            pub fn get<T: 'static>(&self) -> &'a T {
                // SAFETY: the caller of the export lends the resource for the time of the call.
                unsafe { self.rep.get() }
            }
        }

        const _: () = {
            impl ::core::ops::Drop for $Name {
                fn drop(&mut self) {
                    let handle = self.handle.take();
                    if handle != 0 {
                        let import = $crate::abi::import!($module $drop (u32));
                        // SAFETY: the handle is owned and dropped once.
                        unsafe { $crate::abi::drop_resource(import, handle) }
                    }
                }
            }

            $crate::__own_handle!($Name);

            // SAFETY: where a resource is defined, a borrow of it is its representation.
            unsafe impl $crate::abi::Abi for $Borrow<'_> {
                type Area = usize;
                const FLAT: usize = 1;
                const SHAPE: $crate::abi::Shape = $crate::abi::Shape::RESOURCE;
            }

            // SAFETY: reads the representation.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Borrow<'_> {
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    $Borrow { rep: $crate::abi::Rep(slots.next_usize()), call: ::core::marker::PhantomData }
                }
                unsafe fn load(area: *const usize) -> Self {
                    // SAFETY: the area holds a representation.
                    $Borrow { rep: $crate::abi::Rep(unsafe { area.read() }), call: ::core::marker::PhantomData }
                }
            }
        };
    };
}
