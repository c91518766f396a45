//! How often the runtime allocates. The simulated host allocates too: what it does for a call is counted by itself, and
//! taken off.

use std::cell::Cell;
use std::rc::Rc;

use futures::{SinkExt, StreamExt};
use wharf::abi::canon::sim;
use wharf::abi::{Builtins, Import, StreamPayload};
use wharf::stream;
use wharf::task::{block_on, join};

use crate::memory::allocations as count;
use crate::support::{FUNCTIONS, World, async_import, lift, test};

async_import!(answer((u64,)) -> u64);
async_import!(measure((String,)) -> u64);
async_import!(sum((u64, u64, u64, u64, u64, u64)) -> u64);
async_import!(greet((u64,)) -> String);

/// How often a call allocates for where the host writes. On wasm, such blocks are kept and used again: there it is
/// nothing, as the benchmark's `expected.json` says. Elsewhere tools that find misuse are to see each.
const AREA: usize = 1;

/// The call has returned, says the core function.
const RETURNED: u64 = 2;

/// Registers a core function whose result is the sum of its parameters, and tells how often the host allocates for it.
fn register(params: &[u64]) -> usize {
    sim::raw_function(FUNCTIONS, "[async-lower]imported", |slots| {
        let [.., result] = slots else { unreachable!("there is a result") };
        let result: *mut u64 = std::ptr::with_exposed_provenance_mut(*result as usize);
        // SAFETY: the caller has room for a result of eight bytes.
        unsafe { result.write(slots[0]) };
        RETURNED
    });
    let import = wharf::abi::import!("test:host/functions" "[async-lower]imported" () -> u32);
    let mut result = 0_u64;
    let slots = [params, &[(&raw mut result).expose_provenance() as u64]].concat();
    let before = count();
    // SAFETY: the function takes these.
    unsafe { import.call(&slots) };
    count() - before
}

#[test]
fn an_import_that_returns_at_once_allocates_nothing_but_its_area() {
    test(|| {
        let host = register(&[7]);
        block_on(async {
            assert_eq!(answer((0,)).await, 0);
            for number in 0..10 {
                let before = count();
                let answered = answer((number,)).await;
                assert_eq!((answered, count() - before), (number, host + AREA));
            }
            // Nor do a string, and parameters that go through memory, beyond themselves.
            for number in 0..10 {
                let text = "a text of more than a few bytes".to_owned();
                let before = count();
                measure((text,)).await;
                sum((number, 2, 3, 4, 5, 6)).await;
                assert_eq!(count() - before, 2 * (host + AREA));
            }
        });
    });
}

#[test]
fn a_result_is_what_an_import_that_returns_at_once_allocates() {
    test(|| {
        sim::raw_function(FUNCTIONS, "[async-lower]imported", |slots| {
            let bytes = b"hello".to_vec().leak();
            let result: *mut [usize; 2] = std::ptr::with_exposed_provenance_mut(slots[1] as usize);
            // SAFETY: the caller has room for a string.
            unsafe { result.write([bytes.as_mut_ptr().expose_provenance(), bytes.len()]) };
            RETURNED
        });
        block_on(async {
            assert_eq!(greet((0,)).await, "hello");
            let mut counts = [0; 5];
            for allocations in &mut counts {
                let before = count();
                let greeting = greet((0,)).await;
                *allocations = count() - before;
                assert_eq!(greeting, "hello");
            }
            // Two for the names by which the host finds the function, one for the string.
            assert_eq!(counts, [3 + AREA; 5]);
        });
    });
}

#[test]
fn an_exported_call_allocates_once() {
    /// What is allocated from where the host calls to where it is called back to.
    fn measured<const WHOLE: bool>() -> usize {
        let import = wharf::abi::import!("[export]test:host/exports" "[task-return]function" ());
        let allocations = Rc::new(Cell::new(0));
        let counted = allocations.clone();
        let task = sim::start::<u64>(move || {
            let before = count();
            let exit = if WHOLE {
                let function = |(number,): (u64,)| async move { number + 1 };
                // SAFETY: the slots are the parameters.
                unsafe { wharf::abi::export_async::<World, (u64,), u64, _, _>((41_u64,), function, import) }
            } else {
                // SAFETY: the built-in takes the result.
                unsafe { import.call(&[42]) };
                0
            };
            counted.set(count() - before);
            exit
        });
        assert_eq!(task.take_result(), Some(42));
        allocations.get()
    }

    test(|| {
        for _ in 0..5 {
            assert_eq!(measured::<true>() - measured::<false>(), 1);
        }
    });
}

#[test]
fn a_read_of_the_hosts_stream_allocates_nothing() {
    const READS: usize = 20;

    test(|| {
        let (mut host, reader) = sim::host_stream::<u8>();
        host.start(vec![7; 64 * 1024]);
        let handle = reader.into_handle();
        let mut buffer = Vec::<u8>::with_capacity(64);
        // The built-in by itself.
        let builtins: &Builtins = &sim::stream::<u8>();
        let before = count();
        for _ in 0..READS {
            // SAFETY: the handle is of such a stream, and the buffer has so much room.
            unsafe { (builtins.read)(handle, buffer.as_mut_ptr(), buffer.capacity()) };
        }
        let alone = count() - before;
        block_on(async {
            let mut reader = lift::<wharf::StreamReader<u8>>(handle);
            let before = count();
            for _ in 0..READS {
                buffer.clear();
                buffer = reader.read(buffer).await.1;
                assert_eq!(buffer, [7; 64]);
            }
            assert_eq!(count() - before, alone);
            // Item by item: some chunks, and nothing for an item.
            assert_eq!(StreamExt::next(&mut reader).await, Some(7));
            let before = count();
            for _ in 0..if cfg!(miri) { 200 } else { 4000 } {
                assert_eq!(StreamExt::next(&mut reader).await, Some(7));
            }
            assert_eq!(count() - before, 0);
        });
        drop(host);
    });
}

/// A record.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Point {
    x: u32,
    y: u64,
}
wharf::abi::record! { World; unsafe repr Point(u32, u64) }

// SAFETY: off wasm the built-ins take the element's layout from the type.
unsafe impl StreamPayload<World> for Point {
    const STREAM: &'static wharf::abi::Payload<Self> = &wharf::abi::Payload::new::<World>(sim::stream::<Point>());
}

#[test]
fn both_ends_of_a_stream_allocate_nothing() {
    test(|| {
        block_on(async {
            // Buffers that come back.
            let (mut writer, mut reader) = stream::new::<World, u8>();
            let (mut written, mut read) = (Vec::with_capacity(4096), Vec::with_capacity(4096));
            let mut settled = 0;
            for round in 0..20 {
                if round == 2 {
                    settled = count();
                }
                written.resize(4096, round);
                read.clear();
                let (rest, (_, items)) = join(writer.write_all(written), reader.read(read)).await;
                (written, read) = (rest, items);
                assert_eq!(read, [round; 4096]);
            }
            assert_eq!(count() - settled, 0);

            // Item by item.
            let (mut writer, mut reader) = stream::new::<World, Point>();
            // Many chunks, but for Miri.
            let items = if cfg!(miri) { 1000 } else { 50_000 };
            let write = async move {
                for number in 0..items {
                    writer.feed(Point { x: number, y: 7 }).await.expect("the reader stays");
                }
                writer.close().await.expect("the reader stays");
            };
            let read = async move {
                let mut settled = 0;
                for number in 0..items {
                    if number == items / 2 {
                        settled = count();
                    }
                    assert_eq!(StreamExt::next(&mut reader).await, Some(Point { x: number, y: 7 }));
                }
                assert_eq!(count() - settled, 0);
                assert_eq!(reader.next().await, None);
            };
            join(write, read).await;
        });
    });
}
