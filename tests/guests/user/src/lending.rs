//! Borrows inside of other types, of another component's resources.

use std::collections::BTreeMap;

use crate::test::features::lending::{self, Entry, Found};
use crate::test::features::things::{self, Item};
use crate::{Outcome, check};

pub(crate) async fn in_records_and_variants() -> Outcome {
    let (a, b) = (Item::new("a")?, Item::new("b")?);
    check!(lending::read(&Entry { item: &a, page: 1 }, None), "a on 1, no more");
    check!(lending::read(&Entry { item: &a, page: 2 }, Some(&Found::Nothing)), "a on 2, nothing");
    check!(
        lending::read(&Entry { item: &a, page: 3 }, Some(&Found::At(Entry { item: &b, page: 4 }))),
        "a on 3, b on 4"
    );
    check!(lending::read(&Entry { item: &b, page: 5 }, Some(&Found::Named(("c".to_owned(), &a)))), "b on 5, c: a");
    let entries = [Entry { item: &a, page: 6 }, Entry { item: &b, page: 7 }];
    check!(lending::read_all(&entries, (&b, &a)), ["a on 6", "b on 7", "b", "a"]);
    let later = wharf::task::join(
        lending::read_later(Found::At(Entry { item: &a, page: 8 }), 5),
        lending::read_later(Found::Named(("d".to_owned(), &b)), 0),
    );
    check!(later.await, ("a on 8".to_owned(), "d: b".to_owned()));
    // Lent is not given away.
    check!((a.name(), b.name(), things::alive()), ("a".to_owned(), "b".to_owned(), 2));
    drop((a, b));
    check!(things::alive(), 0);
    Ok(())
}

pub(crate) fn in_results_tuples_and_arrays() -> Outcome {
    let (a, b) = (Item::new("a")?, Item::new("b")?);
    check!(lending::name_or(Ok(&a)), "a");
    check!(lending::name_or(Err("nobody")), "nobody");
    let items = [("first".to_owned(), &a), ("second".to_owned(), &b)];
    let names = [("botha", "a"), ("bothb", "b"), ("first", "a"), ("second", "b")];
    let names = names.map(|(key, name)| (key.to_owned(), name.to_owned()));
    check!(lending::names(&items, [&b, &a]), BTreeMap::from(names));
    check!(things::alive(), 2);
    Ok(())
}
