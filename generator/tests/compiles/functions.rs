//! Functions, as an author calls and implements them.

mod accessors {
    golden!("accessors");

    use exports::demo::accessors::settings;

    struct Here;
    struct Lamp;

    impl Guest for Here {
        fn level() -> u64 {
            u64::from(demo::accessors::settings::volume())
        }
        fn set_level(value: u64) {
            let _: Result<(), String> = demo::accessors::settings::set_volume(u8::try_from(value).unwrap_or(0));
            let _: String = name();
        }
    }

    impl settings::Guest for Here {
        type Lamp = Lamp;
        fn volume() -> u8 {
            1
        }
        fn set_volume(value: u8) -> Result<(), String> {
            if value > 11 { Err("too loud".to_owned()) } else { Ok(()) }
        }
        fn set_volume_(_: u8) {}
    }

    impl settings::GuestLamp for Lamp {
        fn on(&self) -> bool {
            self.get_on()
        }
        fn set_on(&self, _: bool) {}
        fn count() -> u32 {
            1
        }
        fn set_count(_: u32) {}
        fn get_on(&self) -> bool {
            true
        }
    }

    export!(Here);
}

mod chaining {
    golden!("chaining");

    use exports::demo::building::requests::{Guest, GuestRequest};

    struct Here;
    struct Request;

    impl Guest for Here {
        type Request = Request;
    }

    impl GuestRequest for Request {
        fn new() -> Self {
            let theirs = demo::building::requests::Request::new().close();
            let _: u32 = theirs.set_method("GET").size();
            Request
        }
        fn set_method(&self, _: String) -> &Self {
            self
        }
        async fn send(&self) -> &Self {
            self
        }
        fn close(&self) -> &Self {
            self
        }
        fn size(&self) -> u32 {
            0
        }
    }

    export!(Here);
}

mod export_async {
    golden!("export-async");

    /// What implements an interface may be private to its module.
    mod author {
        use super::exports::demo::greeter::greet::{Guest, Trouble};
        use super::{wit_future, wit_stream};

        struct Here;

        impl Guest for Here {
            async fn greet(name: String) -> Result<String, Trouble> {
                // As guests for wit-bindgen do it: nobody waits for it.
                wharf::spawn_local(async {});
                if name.is_empty() { Err(Trouble::Nobody) } else { Ok(name) }
            }
            async fn numbers(_: u32) -> wharf::StreamReader<u32> {
                wit_stream::new().1
            }
            async fn troubles() -> wharf::FutureReader<Result<(), Trouble>> {
                wit_future::from_future(async { Err(Trouble::Nobody) }, || Ok(()))
            }
            async fn nothing() {}
        }

        Guest!(Here as Guest);
    }
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

mod many_parameters {
    golden!("many-parameters");

    use demo::many::many as theirs;
    use exports::demo::many::many::{Guest, GuestThing, ThingBorrow};

    struct Here;
    struct Thing(theirs::Thing);

    #[rustfmt::skip]
    impl Guest for Here {
        type Thing = Thing;
        fn add(a1: u64, a2: u8, a3: u8, a4: u8, a5: u8, a6: u8, a7: u8, a8: u8, a9: u8, a10: u8, a11: u8, a12: u8, a13: u8, a14: u8, a15: u8, a16: u8, a17: u64) -> u64 {
            theirs::add(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17)
        }
        async fn later(a1: Vec<String>, a2: u8, a3: u8, a4: u8, a5: u8, a6: u8, a7: u8, a8: u8, a9: u8, a10: u8, a11: u8, a12: u8, a13: u8, a14: u8, a15: u8, a16: u8, a17: ThingBorrow<'_>) {
            theirs::later(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, &a17.get::<Thing>().0).await;
        }
    }

    #[rustfmt::skip]
    impl GuestThing for Thing {
        fn new() -> Self {
            Thing(theirs::Thing::new())
        }
        fn put(&self, a1: u8, a2: u8, a3: u8, a4: u8, a5: u8, a6: u8, a7: u8, a8: u8, a9: u8, a10: u8, a11: u8, a12: u8, a13: u8, a14: u8, a15: u8, a16: String) {
            self.0.put(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, &a16);
        }
    }

    export!(Here);
}

mod sync {
    golden!("sync");

    use exports::demo::waiting::clock;

    struct Here;

    impl Guest for Here {
        async fn run() {
            let line: String = demo::waiting::clock::sleep(1);
            print(&line);
            demo::waiting::clock::tick().await;
        }
    }

    impl clock::Guest for Here {
        async fn sleep(_: u32) -> String {
            String::new()
        }
        fn tick() {}
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
