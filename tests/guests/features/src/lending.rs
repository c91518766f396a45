//! Borrows inside of other types.

use std::collections::BTreeMap;

use crate::Features;
use crate::exports::test::features::lending::{Entry, Found, Guest, ItemBorrow};
use crate::things::Item;

fn label(item: &ItemBorrow<'_>) -> String {
    item.get::<Item>().label()
}

fn entry_text(entry: &Entry<'_>) -> String {
    format!("{} on {}", label(&entry.item), entry.page)
}

fn found_text(found: &Found<'_>) -> String {
    match found {
        Found::Nothing => "nothing".to_owned(),
        Found::At(entry) => entry_text(entry),
        Found::Named((name, item)) => format!("{name}: {}", label(item)),
    }
}

#[wharf::export]
impl Guest for Features {
    fn read(entry: Entry<'_>, found: Option<Found<'_>>) -> String {
        let found = found.as_ref().map_or_else(|| "no more".to_owned(), found_text);
        format!("{}, {found}", entry_text(&entry))
    }

    fn read_all(entries: Vec<Entry<'_>>, (first, second): (ItemBorrow<'_>, ItemBorrow<'_>)) -> Vec<String> {
        entries.iter().map(entry_text).chain([label(&first), label(&second)]).collect()
    }

    async fn read_later(found: Found<'_>, turns: u32) -> String {
        for _ in 0..turns {
            wharf::task::yield_now().await;
        }
        found_text(&found)
    }

    fn name_or(item: Result<ItemBorrow<'_>, String>) -> String {
        item.map_or_else(|other| other, |item| label(&item))
    }

    fn names(items: Vec<(String, ItemBorrow<'_>)>, two: [ItemBorrow<'_>; 2]) -> BTreeMap<String, String> {
        let two = two.iter().map(|item| ("both".to_owned() + &label(item), label(item)));
        items.iter().map(|(name, item)| (name.clone(), label(item))).chain(two).collect()
    }
}
