//! The benchmark's rows, written by hand against the canonical ABI: no bindings, no executor. What is left of the cost
//! is the floor.

#[path = "../../../allocations.rs"]
mod allocations;
#[allow(dead_code, reason = "shared with the guest that has a task")]
mod canon;
mod channel;
mod entries;
mod joined;
mod lists;
mod never;
mod streams;
mod waiting;

use canon::{EXIT, RETURNED, task_return};

const MEMORY: std::alloc::System = std::alloc::System;

#[unsafe(link_section = "component-type:bench")]
#[used]
static TYPE: [u8; include_bytes!(concat!(env!("OUT_DIR"), "/component-type")).len()] =
    *include_bytes!(concat!(env!("OUT_DIR"), "/component-type"));

const ITEMS: usize = 1000;
const TEXT: &str = "thirty-two bytes of text, no mor";
const CHUNK: usize = 64 * 1024;

mod host {
    #[link(wasm_import_module = "bench:guest/host")]
    unsafe extern "C" {
        pub fn measure(text: *const u8, len: usize) -> u32;
        #[link_name = "[async-lower]ready"]
        pub fn ready(value: u64, result: *mut u64) -> u32;
        #[link_name = "[async-lower]ready-text"]
        pub fn ready_text(text: *const u8, len: usize, result: *mut u32) -> u32;
    }
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#nothing")]
extern "C" fn nothing() -> u32 {
    // SAFETY: the function has no result.
    unsafe { task_return::nothing() }
    EXIT
}

#[unsafe(export_name = "bench:guest/rows#sync-text")]
extern "C" fn sync_text(count: u32) -> u64 {
    // SAFETY: the text is valid.
    (0..count).map(|_| u64::from(unsafe { host::measure(TEXT.as_ptr(), TEXT.len()) })).sum()
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#async-ready")]
extern "C" fn async_ready(count: u32) -> u32 {
    let mut sum = 0;
    for number in 0..count {
        let mut result = 0;
        // SAFETY: the result has room, and the call returns at once.
        let status = unsafe { host::ready(number.into(), &mut result) };
        assert!(status == RETURNED);
        sum += result;
    }
    // SAFETY: the function's result.
    unsafe { task_return::async_ready(sum) }
    EXIT
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#async-ready-text")]
extern "C" fn async_ready_text(count: u32) -> u32 {
    let mut sum = 0;
    for _ in 0..count {
        let text = TEXT.to_owned();
        let mut result = 0;
        // SAFETY: the text is valid, the result has room, and the call returns at once.
        let status = unsafe { host::ready_text(text.as_ptr(), text.len(), &mut result) };
        assert!(status == RETURNED);
        sum += u64::from(result);
    }
    // SAFETY: the function's result.
    unsafe { task_return::async_ready_text(sum) }
    EXIT
}

#[unsafe(export_name = "bench:guest/rows#allocations")]
extern "C" fn allocations() -> u64 {
    allocations::count()
}
