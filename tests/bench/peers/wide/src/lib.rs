//! Fifty imported functions over thirty record types.

wit_bindgen::generate!({ path: "../../wide/wit", world: "wide" });

include!("../../../wide/chain.rs");

struct Component;

export!(Component);

impl Guest for Component {
    fn run(count: u32) -> u32 {
        chain(count)
    }
}
