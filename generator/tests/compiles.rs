//! The golden files compile, against the runtime and under every lint that people turn on.

#![deny(warnings, missing_docs, rust_2018_idioms, future_incompatible, unreachable_pub)]
#![deny(clippy::all, clippy::pedantic)]
#![allow(clippy::wildcard_imports, reason = "the tests' own")]

/// The bindings of a golden file.
macro_rules! golden {
    ($case:literal) => {
        include!(concat!("golden/", $case, "/expected.rs"));
    };
}

mod accessors {
    golden!("accessors");
}
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
mod variant {
    golden!("variant");
}

mod collections {
    golden!("collections");

    use exports::demo::collections::collections::*;

    struct Here;

    impl Guest for Here {
        fn transform(_: Matrix, names: [String; 2]) -> [u8; 3] {
            [0; 3].map(|byte: u8| byte + u8::try_from(names.len()).unwrap_or(0))
        }
        fn count(ages: Ages, _: std::collections::BTreeMap<u8, String>) -> Ages {
            ages
        }
        async fn waiting(_: Ages) {}
        fn failed(context: wharf::ErrorContext) -> Option<wharf::ErrorContext> {
            Some(context)
        }
    }

    export!(Here);
}

mod export_async {
    golden!("export-async");

    use exports::demo::greeter::greet::{Guest, Trouble};

    struct Here;

    impl Guest for Here {
        async fn greet(name: String) -> Result<String, Trouble> {
            if name.is_empty() { Err(Trouble::Nobody) } else { Ok(name) }
        }
        async fn numbers(_: u32) -> wharf::StreamReader<u32> {
            wit_stream::new().1
        }
        async fn troubles() -> wharf::FutureReader<Result<(), Trouble>> {
            wit_future::new(|| Ok(())).1
        }
        async fn nothing() {}
    }

    Guest!(Here as Guest);
}

mod export_borrows {
    golden!("export-borrows");

    use exports::demo::borrowing::borrowing::{Guest, Thing};
    use wharf::abi::BorrowHandle;

    struct Here;

    impl Guest for Here {
        fn one(thing: &Thing) -> u32 {
            thing.handle()
        }
        fn several(things: Vec<BorrowHandle<Thing>>, _: Option<BorrowHandle<Thing>>) {
            assert!(things.iter().all(|thing| thing.handle() != 0));
        }
        async fn waiting(thing: &Thing, mine: Thing) {
            let _ = (thing.handle(), mine.handle());
        }
    }

    export!(Here);
}

mod export_sync {
    golden!("export-sync");

    use exports::demo::calc::calc::{Guest, Point};

    struct Here;

    impl Guest for Here {
        fn add(a: u32, b: u32) -> u32 {
            a + b
        }
        fn floats(a: f32, p: Point) -> f32 {
            a + p.x
        }
        fn words(text: String) -> Vec<String> {
            vec![text]
        }
        fn long(a: i64) -> i64 {
            a
        }
        fn pair() -> (u8, u8) {
            (1, 2)
        }
        fn nothing() {}
        #[rustfmt::skip]
        fn many(a: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: u64, _: String) {
            assert_ne!(a, 0);
        }
    }

    export!(Here);
}

mod versions {
    golden!("versions");

    use exports::demo::log0_2_0_rc_1::log::{Guest, Level};

    struct Here;

    impl Guest for Here {
        fn log(level: Level, line: String) {
            demo::log0_1_0::log::log(&line);
            demo::log0_2_0_rc_1::log::log(level, &line);
        }
    }

    export!(Here);
}

mod wasi {
    golden!("wasi");

    use exports::wasi::http::handler::{ErrorCode, Guest, Request, Response};

    struct Here;

    impl Guest for Here {
        async fn handle(request: wharf::wasi::http::types::Request) -> Result<Response, ErrorCode> {
            let request: Request = request;
            drop(request);
            Err(WasiError::LoopDetected)
        }
    }

    export!(Here);
}

mod world_items {
    golden!("world-items");

    use std::fmt::Write as _;

    struct Here;

    impl Guest for Here {
        async fn run(edge: Edge) -> Result<Pair, Failure> {
            match edge {
                Edge::Left => fetch(Pair { a: 1, b: Point { x: 2 } }).await.map(|a| Pair { a, b: Point { x: 0 } }),
                Edge::Right => Err(Failure::No),
            }
        }
        fn size() -> Amount {
            Thing::new().use_it();
            1
        }
    }

    impl exports::outer::Guest for Here {
        fn pong(text: String) -> Vec<String> {
            let mut line = inner::ping(Point { x: 1 });
            let _ = write!(line, "{text} {}", Failure::No);
            vec![line]
        }
    }

    export!(Here);
}
