//! Resources.

use std::cell::{Cell, RefCell};

use crate::Features;
use crate::exports::test::features::things::{Guest, GuestItem, Holder, Item as Handle, ItemBorrow, Pair, Shelf};

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

pub(crate) struct Item(RefCell<String>);

impl Item {
    pub(crate) fn handle(name: &str) -> Handle {
        Handle::new(Item::named(name))
    }

    fn named(name: &str) -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Item(RefCell::new(name.to_owned()))
    }

    pub(crate) fn label(&self) -> String {
        self.0.borrow().clone()
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

#[wharf::export]
impl Guest for Features {
    type Item = Item;

    fn swap(pair: Pair) -> Pair {
        match pair {
            Pair { first, second: Some(second) } => Pair { first: second, second: Some(first) },
            alone => alone,
        }
    }

    async fn hold(holder: Holder) -> u32 {
        wharf::task::yield_now().await;
        match holder {
            Holder::None => 0,
            Holder::One(item) => u32::from(!item.get::<Item>().label().is_empty()),
            Holder::Many(items) => u32::try_from(items.len()).unwrap_or(u32::MAX),
        }
    }

    fn names(items: Vec<ItemBorrow<'_>>, extra: Option<ItemBorrow<'_>>) -> Vec<String> {
        items.iter().chain(&extra).map(|item| item.get::<Item>().label()).collect()
    }

    fn fill(names: Vec<String>) -> Result<Shelf, String> {
        if names.iter().any(String::is_empty) {
            return Err(format!("{} names, one of them empty", names.len()));
        }
        Ok(names.iter().map(|name| Item::handle(name)).collect())
    }

    fn alive() -> u32 {
        ALIVE.get()
    }
}

impl GuestItem for Item {
    fn new(name: String) -> Result<Self, String> {
        if name.is_empty() { Err("an item has a name".to_owned()) } else { Ok(Item::named(&name)) }
    }

    fn name(&self) -> String {
        self.label()
    }

    fn rename(&self, name: String) {
        self.0.replace(name);
    }

    async fn wait(&self, turns: u32) -> String {
        for _ in 0..turns {
            wharf::task::yield_now().await;
        }
        self.label()
    }

    fn join(items: Vec<ItemBorrow<'_>>) -> String {
        items.iter().map(|item| item.get::<Item>().label()).collect::<Vec<_>>().join("+")
    }

    fn split(&self) -> (Handle, Handle) {
        let name = self.label();
        let (start, end) = name.split_at(name.len() / 2);
        (Item::handle(start), Item::handle(end))
    }
}
