//! What the attribute macros expand to. Not for direct use.

pub mod outcome;

#[cfg(feature = "http")]
pub mod service {
    pub use crate::http::serve::serve;
}

#[cfg(feature = "http")]
pub mod handler {
    pub use crate::wasi::http::types::{ErrorCode, Request, Response};
    pub use crate::wasi::service::exports::wasi::http::handler::Guest;
}

pub mod run {
    pub use crate::wasi::command::exports::wasi::cli::run::Guest;
}

pub use crate::wasi::command::export as export_run;
#[cfg(feature = "http")]
pub use crate::wasi::service::export as export_handler;

pub use crate::__link_imports as link_imports;

/// Puts the component-type section of wharf's own imports into the crate that is being compiled, which is certainly
/// linked: an object of a library is only if something of it is used. `$part` keeps the names of sections apart.
#[macro_export]
#[doc(hidden)]
macro_rules! __link_imports {
    ($part:literal) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            #[allow(dead_code, reason = "the section is what counts")]
            #[unsafe(link_section = ::core::concat!(
                                        "component-type:wharf:imports:", ::core::env!("CARGO_CRATE_NAME"), ":", $part
                                    ))]
            static SECTION: [u8; $crate::wasi::World::SECTION.len()] = {
                let mut section = [0; $crate::wasi::World::SECTION.len()];
                section.copy_from_slice($crate::wasi::World::SECTION);
                section
            };
        };
    };
}
