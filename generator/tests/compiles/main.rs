//! The golden files compile, against the runtime and under every lint that people turn on, and authors can use them.

#![deny(warnings, missing_docs, rust_2018_idioms, future_incompatible, unreachable_pub)]
#![deny(clippy::all, clippy::pedantic)]
#![allow(clippy::wildcard_imports, reason = "the tests' own")]

/// The bindings of a golden file.
macro_rules! golden {
    ($case:literal) => {
        include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/", $case, "/expected.rs"));
    };
}

#[path = "../cases/mapped.rs"]
pub mod mapped;

mod functions;
mod names;
mod resources;
mod values;

mod docs {
    golden!("docs");
}
mod enumeration {
    golden!("enumeration");
}
mod flags {
    golden!("flags");
}
mod imported_resource {
    golden!("imported-resource");
}
mod parameters {
    golden!("parameters");
}
mod record {
    golden!("record");
}
mod skip {
    golden!("skip");
}
mod streams_and_futures {
    golden!("streams-and-futures");
}
mod stubs {
    golden!("stubs");
}
mod variant {
    golden!("variant");
}
