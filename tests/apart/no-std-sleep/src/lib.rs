//! A program without std: as small as programs with async functions get.

#![no_std]

use core::time::Duration;

use wharf::wasi::command;

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
        let start = wharf::time::Instant::now();
        wharf::time::sleep(Duration::from_millis(10)).await;
        if start.elapsed() < Duration::from_millis(10) { Err(()) } else { Ok(()) }
    }
}

command::export!(Program with_types_in command);
