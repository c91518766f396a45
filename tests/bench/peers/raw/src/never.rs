//! What the host must find, and never calls.

/// Exports that never wait have callbacks that are never called, and rows that make no sense by hand are never called
/// at all.
macro_rules! never {
    ($($name:literal)*) => {$(
        const _: () = {
            #[unsafe(export_name = $name)]
            extern "C" fn never(_: u32, _: u32, _: u32) -> u32 {
                std::process::abort()
            }
        };
    )*};
}

never! {
    "[callback][async-lift]bench:guest/rows#nothing"
    "[callback][async-lift]bench:guest/rows#async-ready"
    "[callback][async-lift]bench:guest/rows#async-ready-text"
    "[callback][async-lift]bench:guest/rows#read-bytes"
    "[callback][async-lift]bench:guest/rows#write-bytes"
    "[callback][async-lift]bench:guest/rows#read-points-batched"
    "[callback][async-lift]bench:guest/rows#host-future"
    "[callback][async-lift]bench:guest/rows#read-points"
    "[callback][async-lift]bench:guest/rows#write-points"
    "[callback][async-lift]bench:guest/rows#both-ends-of-stream"
    "[callback][async-lift]bench:guest/rows#both-ends-of-future"
    "[callback][async-lift]bench:guest/rows#spawn"
    "[callback][async-lift]bench:guest/rows#channel"
}

macro_rules! not_by_hand {
    ($($name:literal)*) => {$(
        const _: () = {
            #[unsafe(export_name = $name)]
            extern "C" fn not_by_hand(_: u32) -> u32 {
                std::process::abort()
            }
        };
    )*};
}

not_by_hand! {
    "[async-lift]bench:guest/rows#read-points"
    "[async-lift]bench:guest/rows#write-points"
    "[async-lift]bench:guest/rows#both-ends-of-stream"
    "[async-lift]bench:guest/rows#both-ends-of-future"
    "[async-lift]bench:guest/rows#spawn"
}
