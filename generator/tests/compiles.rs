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

#[path = "cases/mapped.rs"]
pub mod mapped;

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

    struct Here;

    impl Guest for Here {
        fn one(thing: &Thing) -> u32 {
            thing.handle()
        }
        fn several(things: Vec<&Thing>, _: Option<&Thing>) {
            assert!(things.iter().all(|thing| thing.handle() != 0));
        }
        async fn waiting(thing: &Thing, mine: Thing) {
            let _ = (thing.handle(), mine.handle());
        }
    }

    export!(Here);
}

mod borrows_in_types {
    golden!("borrows-in-types");

    use demo::lending::shelf as theirs;
    use exports::demo::lending::{reader, shelf};

    struct Here;
    struct Novel(theirs::Book);

    impl shelf::Guest for Here {
        type Book = Novel;
        fn read(entry: shelf::Entry<'_>, found: Option<shelf::Found<'_>>) -> String {
            let named = match found {
                Some(shelf::Found::At(entry)) => Some(entry.book),
                Some(shelf::Found::Named((_, book))) => Some(book),
                Some(shelf::Found::Nothing) | None => None,
            };
            let book = &named.unwrap_or(entry.book).get::<Novel>().0;
            theirs::read(&theirs::Entry { book, page: entry.page }, None)
        }
        fn read_all(entries: Vec<shelf::Entry<'_>>, (one, two): shelf::Pair<'_>) -> Vec<shelf::Book> {
            let lent =
                entries.iter().map(|entry| theirs::Entry { book: &entry.book.get::<Novel>().0, page: entry.page });
            let entries: Vec<_> = lent.collect();
            let books = theirs::read_all(&entries, &(&one.get::<Novel>().0, &two.get::<Novel>().0));
            books.into_iter().map(|book| shelf::Book::new(Novel(book))).collect()
        }
        async fn lend(entry: shelf::Entry<'_>) {
            theirs::lend(theirs::Entry { book: &entry.book.get::<Novel>().0, page: entry.page }).await;
        }
    }

    impl shelf::GuestBook for Novel {
        fn title(&self) -> String {
            self.0.title()
        }
    }

    impl reader::Guest for Here {
        fn read(entry: reader::Entry<'_>, books: Vec<reader::BookBorrow<'_>>) -> String {
            let titles = books.iter().chain([&entry.book]).map(|book| book.get::<Novel>().0.title());
            titles.collect()
        }
        async fn wait(found: reader::Found<'_>, one: Option<reader::BookBorrow<'_>>) -> reader::Book {
            let _ = (found, one.map(|one| one.get::<Novel>()));
            std::future::pending().await
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

mod long_tuples {
    golden!("long-tuples");

    use demo::tuples::tuples as theirs;
    use exports::demo::tuples::tuples::{Either, Guest, Holder, Sixteen};

    struct Here;

    #[rustfmt::skip]
    impl Guest for Here {
        fn pass(parts: Sixteen, holder: Holder) -> Result<Sixteen, Either> {
            assert_eq!(format!("{:?}", Either::Long(parts.clone())), "Long(..)");
            assert_eq!(format!("{holder:?}"), "Holder { name: \"a\", .. }");
            theirs::pass(&parts, &holder)
        }
        fn next(parts: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, String)) -> u8 {
            let (first, .., last) = parts;
            theirs::next((first, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, &last))
        }
    }

    export!(Here);
}

mod merged_types {
    golden!("merged-types");

    use demo::merging::{one as theirs, two};
    use exports::demo::merging::one;

    struct Here;

    impl one::Guest for Here {
        type Canvas = Here;
        fn draw(shape: one::Shape, at: one::Pixel, rights: one::Rights) -> one::Point {
            let form: two::Form = shape;
            let at: theirs::Point = at;
            let same: two::Position = theirs::draw(form, at, two::Permissions::READ | rights);
            assert_eq!(std::any::TypeId::of::<two::Turned>(), std::any::TypeId::of::<two::Turned>());
            assert_ne!(std::any::TypeId::of::<two::Turned>(), std::any::TypeId::of::<two::Position>());
            same
        }
        fn paint(on: one::OnCanvas<'_>) {
            let at: theirs::Pixel = on.at;
            let canvas: &Here = on.canvas.get();
            let _ = (at, canvas);
        }
    }

    impl one::GuestCanvas for Here {}

    export!(Here);
}

mod inline_with {
    golden!("inline-with");

    use super::mapped::Spot;

    #[test]
    fn types_of_the_world_and_of_its_own_interfaces_are_mapped() {
        let _ = || {
            let size: Spot = shapes::at(Spot { x: 1 });
            let amount: u32 = count();
            (size, amount)
        };
    }
}

mod ownership_borrowing {
    golden!("ownership-borrowing");

    use demo::ownership::sending::{Address, Label, Receipt, check, plain, send, sign};

    #[test]
    fn only_types_that_are_lent_alone_borrow() {
        let _ = || {
            let lines = ["a", "b"];
            let to = Address { street: "c", lines: &lines };
            let parcel = Parcel { to: to.clone(), notes: Some("d"), sizes: &[1] };
            let receipt: Receipt = send(parcel.clone(), &[Label::Text("e"), Label::Both(("f", to)), Label::None]);
            let number: String = receipt.number.clone();
            check(&receipt, &[&receipt], Some(&receipt));
            plain(&[&lines, &lines], &[], &std::collections::BTreeMap::from([("g", 1)]), (&number, 1), Err(&lines));
            again(parcel, &receipt);
            let _ = sign;
        };
    }
}

mod ownership_duplicating {
    golden!("ownership-duplicating");

    use demo::ownership::sending::{ReceiptParam, ReceiptResult, check};

    struct Here;

    impl Guest for Here {
        fn check(receipt: SlipResult) -> SlipResult {
            let receipt: ReceiptResult = receipt;
            let lines: Vec<&str> = receipt.parcel_of.iter().map(String::as_str).collect();
            let lent: SlipParam<'_> = ReceiptParam { number: &receipt.number, parcel_of: &lines };
            assert!(check(lent.clone(), &[lent], None));
            receipt
        }
    }

    export!(Here);
}

mod export_resource {
    golden!("export-resource");

    use exports::demo::counting::counting::*;
    use exports::demo::counting::user;

    struct Here;
    struct Count(u32);
    struct Text;

    impl Guest for Here {
        type Counter = Count;
        type Fallible = Text;
        type Empty = Text;
        fn all(counters: Vec<CounterBorrow<'_>>, one: AliasBorrow<'_>) -> Vec<Counter> {
            let sum = counters.iter().map(|counter| counter.get::<Count>().0).sum::<u32>() + one.get::<Count>().0;
            vec![Counter::new(Count(sum))]
        }
    }

    impl GuestCounter for Count {
        fn new(start: u32) -> Self {
            Count(start)
        }
        fn increment(&self, by: u32) -> u32 {
            self.0 + by
        }
        async fn wait(&self) -> String {
            self.0.to_string()
        }
        fn parse(text: String) -> Result<Counter, String> {
            text.parse().map(Count).map(Counter::new).map_err(|_| text)
        }
        fn merge(a: CounterBorrow<'_>, mut b: Counter) -> Counter {
            b.get_mut::<Count>().0 += a.get::<Count>().0;
            Counter::new(Count(b.get::<Count>().0 + b.into_inner::<Count>().0))
        }
    }

    impl GuestFallible for Text {
        fn new(text: String) -> Result<Self, String> {
            if text.is_empty() { Err(text) } else { Ok(Text) }
        }
    }

    impl GuestEmpty for Text {}

    impl user::Guest for Here {
        fn show(meter: user::MeterBorrow<'_>) -> String {
            meter.get::<Count>().0.to_string()
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

mod import_and_export {
    golden!("import-and-export");

    use exports::demo::twice::{shapes, user};

    struct Here;

    impl shapes::Guest for Here {
        type Canvas = Here;
        fn paint(at: shapes::Point) -> shapes::Drawing {
            // A type without resources is one type; the resource is two.
            let theirs: demo::twice::shapes::Drawing = demo::twice::shapes::paint(at);
            theirs.on.draw(at);
            shapes::Drawing { on: shapes::Canvas::new(Here), at: theirs.at }
        }
    }

    impl shapes::GuestCanvas for Here {
        fn draw(&self, _: demo::twice::shapes::Point) {}
    }

    impl user::Guest for Here {
        fn show(drawing: user::Drawing, at: Vec<user::Point>, on: user::CanvasBorrow<'_>) {
            for point in at {
                shapes::GuestCanvas::draw(on.get::<Here>(), point);
            }
            drop(drawing);
        }
    }

    export!(Here);
}

mod keywords {
    golden!("keywords");

    use exports::async_::type_::self_ as words;

    struct Here;

    impl words::Guest for Here {
        type Impl = Here;
        fn fn_(loop_: words::U8, _: String, _: Vec<String>) -> Result<words::Option, words::Guest_> {
            if check(bool_::while_()).is_ok() { Ok(loop_.a) } else { Err(0) }
        }
        fn stream_reader() -> wharf::StreamReader<words::World> {
            wit_stream::new().1
        }
    }

    impl words::GuestImpl for Here {
        fn match_(&self, _: u8) {}
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
