//! What goes wrong where no caller can be told: a line on stderr.

use alloc::string::String;
use core::fmt::{Arguments, Write as _};

/// Writes a line to stderr, like `eprintln!`. That one panics when it cannot, with the texts of all errors there are,
/// which are a tenth of a small component.
macro_rules! complain {
    ($($message:tt)*) => {
        $crate::complaint::write(::core::format_args!($($message)*))
    };
}
pub(crate) use complain;

pub(crate) fn write(message: Arguments<'_>) {
    let mut line = String::new();
    // A string takes everything, and there is nowhere to report that stderr does not.
    let _ = line.write_fmt(message);
    line.push('\n');
    crate::abi::stderr::write(line.as_bytes());
}
