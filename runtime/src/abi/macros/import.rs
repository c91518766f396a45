//! Core imports.

/// A core import: `import! { "module" "name" (u32, u64) -> u32 }` defines `import`, an [`Import`](crate::abi::Import).
#[cfg(target_arch = "wasm32")]
#[macro_export]
#[doc(hidden)]
macro_rules! __import {
    ($module:literal $name:literal ($($Arg:ident),* $(,)?) $(-> $Result:ident)?) => {
        #[allow(non_camel_case_types, reason = "stands for the function")]
        struct import;

        // SAFETY: calls the core function with its signature.
        unsafe impl $crate::abi::Import for import {
            #[inline(always)]
            unsafe fn call(&self, slots: &[u64]) -> u64 {
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
        }
    };
}

/// A core import, which off wasm is a function of the simulated host.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __import {
    ($module:literal $name:literal ($($Arg:ident),* $(,)?) $(-> $Result:ident)?) => {
        #[allow(non_camel_case_types, reason = "stands for the function")]
        struct import;

        // SAFETY: calls the function of that name.
        unsafe impl $crate::abi::Import for import {
            #[inline]
            unsafe fn call(&self, slots: &[u64]) -> u64 {
                // SAFETY: the caller passes the values of a call of this function, in order.
                unsafe { $crate::abi::canon::host_call($module, $name, slots) }
            }
        }
    };
}

/// The slot of a core result, zero when there is none.
#[cfg(target_arch = "wasm32")]
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
