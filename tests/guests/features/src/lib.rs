//! A function for each feature of WIT that plain values do not show: resources anywhere, streams and futures of
//! anything, error contexts, borrows inside of other types, long signatures, and what is behind a feature.

wharf::include_bindings!("features");

mod flows;
mod lending;
mod long;
mod parcels;
mod things;
mod wide;

use exports::test::features::{faults, gated};
use wharf::ErrorContext;

struct Features;

#[wharf::export]
impl faults::Guest for Features {
    fn explain(message: String) -> ErrorContext {
        ErrorContext::new(&message)
    }

    fn read(fault: Option<ErrorContext>) -> String {
        fault.map_or_else(|| "nothing".to_owned(), |fault| fault.debug_message())
    }
}

#[wharf::export]
impl gated::Guest for Features {
    fn stable() -> String {
        "stable".to_owned()
    }

    fn fancy(hue: gated::Hue) -> gated::Hue {
        match hue {
            gated::Hue::Red => gated::Hue::Green,
            gated::Hue::Green => gated::Hue::Red,
        }
    }
}
