//! Passes values of random types through, and says how the types are laid out.

wharf::include_bindings!("random");

use test::random::types::*;
use wharf::abi::Abi;

/// Whatever the types are, all that they need is allocated by this.
#[global_allocator]
static ALLOCATOR: wharf::Allocator<std::alloc::System> = wharf::Allocator::before(std::alloc::System);

struct Random;

include!(concat!(env!("OUT_DIR"), "/functions.rs"));

#[wharf::export]
impl Guest for Random {
    fn layouts() -> Vec<(u32, u32, u32)> {
        all_layouts()
    }
}

/// Size, alignment and number of flat values.
fn layout<T: Abi>() -> (u32, u32, u32) {
    (size_of::<T::Area>() as u32, align_of::<T::Area>() as u32, T::FLAT as u32)
}
