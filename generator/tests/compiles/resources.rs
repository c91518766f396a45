//! Resources and borrows of them, as an author uses and implements them.

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
