//! Bytes for stderr.

/// Writes as much as stderr takes.
///
/// That is C's `write`, which is there for the messages of panics. Std's handle has a lock, for which it numbers threads:
/// 4 KB more in a small guest.
#[cfg(target_os = "wasi")]
pub(crate) fn write(mut bytes: &[u8]) {
    unsafe extern "C" {
        fn write(descriptor: core::ffi::c_int, bytes: *const u8, length: usize) -> isize;
    }
    const STDERR: core::ffi::c_int = 2;
    while !bytes.is_empty() {
        // SAFETY: so many bytes can be read there.
        let written = unsafe { write(STDERR, bytes.as_ptr(), bytes.len()) };
        match usize::try_from(written).ok().and_then(|written| bytes.get(written..)) {
            Some(rest) if rest.len() < bytes.len() => bytes = rest,
            // There is nowhere to report to that stderr takes nothing.
            _ => return,
        }
    }
}

/// Writes as much as stderr takes.
#[cfg(not(target_os = "wasi"))]
pub(crate) fn write(bytes: &[u8]) {
    use std::io::Write as _;

    // There is nowhere to report to that stderr takes nothing.
    drop(std::io::stderr().write_all(bytes));
}
