//! wit-bindgen#1646: an item whose destructor panics is dropped once, and so is every other. The peer's buffer was used
//! after it was freed then.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use wharf::abi::canon::sim::HostReader;
use wharf::task::block_on;

use crate::support::{World, poll_once, test};

/// A text that panics when it is dropped, if it says so.
#[derive(Debug)]
struct Fragile(String, Rc<Cell<usize>>);

impl Drop for Fragile {
    fn drop(&mut self) {
        self.1.set(self.1.get() - 1);
        assert!(self.0 != "glass", "broken");
    }
}

// SAFETY: the text is all there is to it.
unsafe impl wharf::abi::Abi for Fragile {
    type Area = <String as wharf::abi::Abi>::Area;
    const FLAT: usize = 2;
    const SHAPE: wharf::abi::Shape = <String as wharf::abi::Abi>::SHAPE;
}

// SAFETY: as the text.
unsafe impl wharf::abi::Lower for Fragile {
    unsafe fn lower(&self, slots: wharf::abi::Slots, arena: &mut wharf::abi::Arena) {
        // SAFETY: the caller's promise.
        unsafe { self.0.lower(slots, arena) }
    }
    unsafe fn store(&self, area: *mut Self::Area, arena: &mut wharf::abi::Arena) {
        // SAFETY: the caller's promise.
        unsafe { self.0.store(area, arena) }
    }
}

impl Fragile {
    fn load(area: *const <Fragile as wharf::abi::Abi>::Area) -> Self {
        // SAFETY: the area holds a text.
        Fragile(unsafe { <String as wharf::abi::Lift<World>>::load(area) }, COUNT.with(Clone::clone))
    }
}

thread_local! {
    static COUNT: Rc<Cell<usize>> = Rc::default();
}

// SAFETY: as the text.
unsafe impl wharf::abi::Lift<World> for Fragile {
    unsafe fn lift(_: &mut wharf::abi::SlotReader<'_>) -> Self {
        unreachable!("it only travels in streams")
    }
    unsafe fn load(area: *const Self::Area) -> Self {
        Fragile::load(area)
    }
}

// SAFETY: off wasm the built-ins take the element's layout from the type.
unsafe impl wharf::abi::StreamPayload<World> for Fragile {
    const STREAM: &'static wharf::abi::Payload<Self> =
        &wharf::abi::Payload::new::<World>(wharf::abi::canon::sim::stream_of::<
            wharf::abi::canon::sim::Bytes<<Fragile as wharf::abi::Abi>::Area>,
        >());
}

/// The items of one run, the second of which panics, and how many there are.
fn items() -> (Vec<Fragile>, Rc<Cell<usize>>) {
    let count = COUNT.with(Clone::clone);
    count.set(3);
    (["wood", "glass", "iron"].map(|text| Fragile(text.into(), count.clone())).into(), count)
}

#[test]
fn bug_06_a_buffer_is_dropped_with_an_item_that_panics() {
    test(|| {
        let (items, count) = items();
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            block_on(async {
                let (mut writer, reader) = wharf::stream::new::<World, Fragile>();
                assert!(poll_once(&mut writer.write(items)).await.is_pending());
                drop(reader);
                drop(writer);
            });
        }));
        assert!(panicked.is_err());
        assert_eq!(count.get(), 0, "each was dropped once");
    });
}

#[test]
fn bug_06_a_buffer_is_advanced_past_an_item_that_panics() {
    test(|| {
        let (items, count) = items();
        let (mut writer, reader) = wharf::stream::new::<World, Fragile>();
        let mut host = HostReader::<String>::from_handle(reader.take_handle());
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            block_on(async {
                let mut write = writer.write(items);
                assert!(poll_once(&mut write).await.is_pending());
                host.start(2);
                assert_eq!(host.poll().map(|copied| copied.items), Some(vec!["wood".to_owned(), "glass".to_owned()]));
                write.await
            });
        }));
        assert!(panicked.is_err());
        assert_eq!(count.get(), 1, "what the host has taken is gone");
        drop(writer);
        assert_eq!(count.get(), 0, "each was dropped once");
        block_on(async {});
    });
}
