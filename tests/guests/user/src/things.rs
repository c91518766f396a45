//! Resources of another component.

use crate::test::features::things::{self, Holder, Item, Pair};
use crate::{Outcome, check};

fn item(name: &str) -> Result<Item, String> {
    Item::new(name)
}

pub(crate) fn constructors_and_methods() -> Outcome {
    let item = item("anchor")?;
    check!(item.name(), "anchor");
    item.rename("buoy");
    check!(item.name(), "buoy");
    check!(Item::new("").err(), Some("an item has a name".to_owned()));
    let (start, end) = item.split();
    check!((start.name(), end.name()), ("bu".to_owned(), "oy".to_owned()));
    check!(things::alive(), 3);
    drop((item, start, end));
    check!(things::alive(), 0);
    Ok(())
}

pub(crate) async fn async_methods() -> Outcome {
    let (a, b) = (item("a")?, item("b")?);
    check!(wharf::task::join(a.wait(5), b.wait(0)).await, ("a".to_owned(), "b".to_owned()));
    Ok(())
}

pub(crate) fn borrows_in_lists() -> Outcome {
    let (a, b, c) = (item("a")?, item("b")?, item("c")?);
    check!(Item::join(&[&a, &b, &a]), "a+b+a");
    check!(things::names(&[&a, &b], Some(&c)), ["a", "b", "c"]);
    check!(things::names(&[], None).len(), 0);
    // Lent is not given away.
    check!((a.name(), things::alive()), ("a".to_owned(), 3));
    Ok(())
}

pub(crate) async fn handles_in_records_and_variants() -> Outcome {
    let pair = things::swap(Pair { first: item("a")?, second: Some(item("b")?) });
    check!((pair.first.name(), pair.second.as_ref().map(Item::name)), ("b".to_owned(), Some("a".to_owned())));
    let alone = things::swap(Pair { first: pair.first, second: None });
    check!((alone.first.name(), alone.second.is_none()), ("b".to_owned(), true));
    check!(things::hold(Holder::None).await, 0);
    check!(things::hold(Holder::One(alone.first)).await, 1);
    check!(things::hold(Holder::Many(vec![item("c")?, item("d")?])).await, 2);
    drop(pair.second);
    check!(things::alive(), 0);
    Ok(())
}

pub(crate) fn a_list_of_resources_in_a_result() -> Outcome {
    let names = ["x", "y", "z"].map(str::to_owned);
    let shelf = things::fill(&names)?;
    check!(shelf.iter().map(Item::name).collect::<Vec<_>>(), names);
    check!(things::fill(&["x".to_owned(), String::new()]).err(), Some("2 names, one of them empty".to_owned()));
    drop(shelf);
    check!(things::alive(), 0);
    Ok(())
}
