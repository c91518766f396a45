//! What the attribute macros expand to. Not for direct use.

pub mod outcome;

#[cfg(feature = "http")]
pub mod service {
    pub use crate::http::param::{NoPart, NoWhole, Param, Part, Whole};
    pub use crate::http::serve::{answer, answer_or, next, request};
}

#[cfg(feature = "tower")]
pub mod tower {
    pub use crate::http::tower::{Slot, empty, serve};
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

pub use crate::__link as link;
pub use crate::__link_imports as link_imports;
#[cfg(feature = "http")]
pub use crate::__link_next as link_next;
pub use crate::__serve_tower as serve_tower;

/// Puts the component-type section of wharf's own imports into the crate that is being compiled, which is certainly
/// linked: an object of a library is only if something of it is used. `$part` keeps the names of sections apart.
#[macro_export]
#[doc(hidden)]
macro_rules! __link_imports {
    ($part:literal) => {
        $crate::macro_support::link!($crate::wasi::__World, "imports", $part);
    };
}

/// The same for the import of the next handler, which only a middleware has.
#[cfg(feature = "http")]
#[macro_export]
#[doc(hidden)]
macro_rules! __link_next {
    () => {
        $crate::macro_support::link!($crate::wasi::next::__World, "next", "middleware");
    };
}

#[macro_export]
#[doc(hidden)]
macro_rules! __link {
    ($World:ty, $what:literal, $part:literal) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            #[allow(dead_code, reason = "the section is what counts")]
            #[unsafe(link_section = ::core::concat!(
                                        "component-type:wharf:", $what, ":", ::core::env!("CARGO_CRATE_NAME"), ":",
                                        $part
                                    ))]
            static SECTION: [u8; <$World>::SECTION.len()] = {
                let mut section = [0; <$World>::SECTION.len()];
                section.copy_from_slice(<$World>::SECTION);
                section
            };
        };
    };
}

/// Has a service of the `tower` crates answer a request.
#[cfg(feature = "tower")]
#[macro_export]
#[doc(hidden)]
macro_rules! __serve_tower {
    ($request:ident, $make:path) => {{
        ::std::thread_local! {
            static SERVICE: $crate::macro_support::tower::Slot = const { $crate::macro_support::tower::empty() };
        }
        $crate::macro_support::tower::serve($request, &SERVICE, $make).await
    }};
}

#[cfg(not(feature = "tower"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __serve_tower {
    ($request:ident, $make:path) => {
        ::core::compile_error!(
            "`#[wharf::http::service(tower)]` needs the feature `tower`: write `wharf = { …, features = [\"tower\"] }` in \
             Cargo.toml"
        )
    };
}
