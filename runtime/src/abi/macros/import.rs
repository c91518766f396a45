//! Core imports.

/// A core import: `let import = import!("module" "name" (u32, u64) -> u32);` gives an [`Import`](crate::abi::Import).
#[cfg(target_arch = "wasm32")]
#[macro_export]
#[doc(hidden)]
macro_rules! __import {
    ($module:literal $name:literal ($($Arg:ident),* $(,)?) $(-> $Result:ident)?) => {{
        #[link(wasm_import_module = $module)]
        unsafe extern "C" {
            #[link_name = $name]
            fn imported($(_: $Arg),*) $(-> $Result)?;
        }
        struct Import;
        // SAFETY: the function of that name has this signature.
        unsafe impl $crate::abi::Imported for Import {
            type Function = unsafe extern "C" fn($($Arg),*) $(-> $Result)?;
            const FUNCTION: Self::Function = imported;
        }
        Import
    }};
}

/// A core import, which off wasm is a function of the simulated host.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __import {
    ($module:literal $name:literal ($($Arg:ident),* $(,)?) $(-> $Result:ident)?) => {
        $crate::abi::canon::HostFunction { module: $module, name: $name }
    };
}
