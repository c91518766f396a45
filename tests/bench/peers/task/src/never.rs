//! Rows without a task, and those that are not by hand: the host must find them, and never calls them.

macro_rules! never {
    ($($name:literal($($param:ty),*) -> $result:ty;)*) => {$(
        const _: () = {
            #[unsafe(export_name = $name)]
            extern "C" fn never($(_: $param),*) -> $result {
                std::process::abort()
            }
        };
    )*};
}

never! {
    "bench:guest/rows#sync-text"(u32) -> u64;
    "bench:guest/rows#points-there"(u32) -> u64;
    "bench:guest/rows#points-back"(u32) -> u64;
    "bench:guest/rows#entries-there"(u32) -> u64;
    "bench:guest/rows#entries-back"(u32) -> u64;
    "[async-lift]bench:guest/rows#read-points"(u32) -> u32;
    "[callback][async-lift]bench:guest/rows#read-points"(u32, u32, u32) -> u32;
    "[async-lift]bench:guest/rows#read-points-batched"(u32) -> u32;
    "[callback][async-lift]bench:guest/rows#read-points-batched"(u32, u32, u32) -> u32;
    "[async-lift]bench:guest/rows#read-entries-batched"(u32) -> u32;
    "[callback][async-lift]bench:guest/rows#read-entries-batched"(u32, u32, u32) -> u32;
    "[async-lift]bench:guest/rows#write-points"(u32) -> u32;
    "[callback][async-lift]bench:guest/rows#write-points"(u32, u32, u32) -> u32;
    "[async-lift]bench:guest/rows#both-ends-of-stream"(u32) -> u32;
    "[callback][async-lift]bench:guest/rows#both-ends-of-stream"(u32, u32, u32) -> u32;
    "[async-lift]bench:guest/rows#both-ends-of-future"(u32) -> u32;
    "[callback][async-lift]bench:guest/rows#both-ends-of-future"(u32, u32, u32) -> u32;
}
