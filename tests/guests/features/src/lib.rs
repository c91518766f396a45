//! A function for each feature of WIT that plain values do not show: resources anywhere, streams and futures of
//! anything, error contexts.

wharf::include_bindings!("features");

mod flows;
mod things;

use exports::test::features::faults;
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
