//! A program without std, with tasks, streams and futures.

#![no_std]

extern crate alloc;

use alloc::vec::Vec;

use wharf::wasi::cli::{stdin, stdout};
use wharf::wasi::{command, wit_stream};

#[cfg(target_family = "wasm")]
mod without_std {
    use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

    // SAFETY: a component has one thread.
    #[global_allocator]
    static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
        unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}

/// What is exported.
pub struct Program;

impl command::exports::wasi::cli::run::Guest for Program {
    async fn run() -> Result<(), ()> {
        let (mut writer, reader) = wit_stream::new();
        let written = wharf::task::spawn(async { stdout::write_via_stream(reader).await });
        if !writer.write_all(b"Hello from no_std: ".to_vec()).await.is_empty() {
            return Err(());
        }
        let (mut input, read) = stdin::read_via_stream();
        loop {
            let (result, bytes) = input.read(Vec::with_capacity(1024)).await;
            let is_end = bytes.is_empty() && result == wharf::StreamResult::Dropped;
            if !writer.write_all(bytes).await.is_empty() {
                return Err(());
            }
            if is_end {
                break;
            }
        }
        drop(writer);
        read.await.map_err(drop)?;
        written.await.ok_or(())?.map_err(drop)
    }
}

command::export!(Program with_types_in command);
