//! Fifty imported functions over thirty record types.

wharf::generate!({ path: "../../wide/wit", world: "wide" });

include!("../../../wide/chain.rs");

struct Component;

#[wharf::export]
impl Guest for Component {
    fn run(count: u32) -> u32 {
        chain(count)
    }
}
