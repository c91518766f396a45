//! Getters and setters that ask the imported ones, a store that is made of two others, and lists as large as the stack.

wharf::include_bindings!("newest");

use std::cell::Cell;

use exports::backup::{self, Entry};
use exports::test::newest::blocks::{self, Blob, Block};
use exports::test::newest::settings;

thread_local! {
    static LEVEL: Cell<u64> = const { Cell::new(0) };
}

struct Newest;

#[wharf::export]
impl Guest for Newest {
    /// As many times the length of the motto as was set.
    fn level() -> u64 {
        LEVEL.get() * motto().len() as u64
    }

    fn set_level(value: u64) {
        LEVEL.set(value);
    }
}

/// A lamp of somebody else's.
struct Lamp(test::newest::settings::Lamp);

#[wharf::export]
impl settings::Guest for Newest {
    type Lamp = Lamp;

    fn volume() -> u8 {
        test::newest::settings::volume()
    }

    fn set_volume(value: u8) -> Result<(), String> {
        test::newest::settings::set_volume(value)
    }
}

impl settings::GuestLamp for Lamp {
    fn new(name: String) -> Self {
        Lamp(test::newest::settings::Lamp::new(&name))
    }

    fn name(&self) -> String {
        self.0.name()
    }

    fn lit(&self) -> bool {
        self.0.lit()
    }

    fn set_lit(&self, value: bool) {
        self.0.set_lit(value);
    }

    fn count() -> u32 {
        test::newest::settings::Lamp::count()
    }

    fn set_count(value: u32) {
        test::newest::settings::Lamp::set_count(value);
    }
}

/// One of each store.
struct Bucket(primary::Bucket, cache::Bucket);

#[wharf::export]
impl backup::Guest for Newest {
    type Bucket = Bucket;

    fn put(entry: Entry) -> u32 {
        // An entry is one type, whichever store it goes to.
        let entry: primary::Entry = entry;
        10 * primary::put(&entry) + cache::put(&entry)
    }

    async fn find(key: String) -> Option<Entry> {
        match cache::find(key.clone()).await {
            Some(entry) => Some(entry),
            None => primary::find(key).await,
        }
    }
}

impl backup::GuestBucket for Bucket {
    fn new(name: String) -> Self {
        Bucket(primary::Bucket::new(&name), cache::Bucket::new(&name))
    }

    fn name(&self) -> String {
        format!("{} and {}", self.0.name(), self.1.name())
    }
}

#[wharf::export]
impl blocks::Guest for Newest {
    fn turn(mut block: Block) -> Block {
        block.reverse();
        test::newest::blocks::turn(&block)
    }

    async fn turn_later(mut block: Block) -> Block {
        block.reverse();
        test::newest::blocks::turn_later(block).await
    }

    fn last(blobs: Vec<Blob>) -> Option<Blob> {
        test::newest::blocks::last(&blobs)
    }

    async fn last_later(blobs: Vec<Blob>) -> Option<Blob> {
        test::newest::blocks::last_later(blobs).await
    }
}
