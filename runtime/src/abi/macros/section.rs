//! The component-type section.
//!
//! What has a section of its own on wasm is put there when it is compiled, whether it is used or not. `#[used]` would
//! keep it in the module's memory as well.

/// The component-type section of a world: what the linker makes the component's type of.
#[macro_export]
#[doc(hidden)]
macro_rules! __section {
    ($name:literal = $bytes:expr) => {
        const _: () = {
            #[cfg(target_arch = "wasm32")]
            #[allow(dead_code, reason = "the section is what counts")]
            #[unsafe(link_section = $name)]
            static SECTION: [::core::primitive::u8; {
                const BYTES: &[::core::primitive::u8] = $bytes;
                BYTES.len()
            }] = *$bytes;
        };
    };
    ($W:ty; $name:literal = $bytes:expr) => {
        $crate::__section_of! { $W; $name = $bytes }

        const _: () = {
            #[cfg(target_arch = "wasm32")]
            #[allow(dead_code, reason = "the section is what counts")]
            #[unsafe(link_section = $name)]
            static SECTION: [::core::primitive::u8; <$W>::SECTION.len()] = {
                let mut section = [0; <$W>::SECTION.len()];
                section.copy_from_slice(<$W>::SECTION);
                section
            };
        };
    };
}

/// A world that knows its section; whoever uses it puts the section into their crate.
#[macro_export]
#[doc(hidden)]
macro_rules! __section_of {
    ($W:ty; $name:literal = $bytes:expr) => {
        const _: () = {
            const BYTES: &[::core::primitive::u8] = $bytes;

            #[allow(
                dead_code,
                unreachable_pub,
                reason = "whether they are used or reachable is up to the bindings' user"
            )]
            impl $W {
                /// The metadata of this world; a reference to it keeps its section linked.
                #[doc(hidden)]
                pub const SECTION: &'static [::core::primitive::u8] = BYTES;

                /// Whoever refers to it has the section of this world linked: it is in the same object. A byte and no
                /// function, which would have a place in the function table.
                #[doc(hidden)]
                pub const __LINK_SECTION: &'static ::core::primitive::u8 = {
                    static LINKED: ::core::primitive::u8 = 0;
                    &LINKED
                };
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
        static __LINK_SECTION: &::core::primitive::u8 = <$W>::__LINK_SECTION;
    };
}

/// Links nothing: for bindings whose section their user puts into a crate.
#[macro_export]
#[doc(hidden)]
macro_rules! __link_no_section {
    ($W:ty) => {};
}
