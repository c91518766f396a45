//! Standard input, output and error, and what readers and writers have in common.
//!
//! The types implement the traits of the [`futures`](https://docs.rs/futures) crate, re-exported here. Extension
//! traits add what is done with any reader or writer: [`AsyncReadExt`], [`AsyncBufReadExt`], [`AsyncWriteExt`] and
//! [`AsyncSeekExt`]. Those of `futures` work as well; import one set or the other.
//!
//! `print!` and `eprint!` of the standard library work beside [`stdout`] and [`stderr`]. What was printed before is
//! written before; what is printed after a [`flush`](AsyncWriteExt::flush) is written after.
//!
//! # Errors
//!
//! The error codes of WASI convert to [`Error`] with the kind that fits, and back without loss:
//!
//! ```
//! use wharf::io;
//! use wharf::wasi::filesystem::types::ErrorCode;
//!
//! let error = io::Error::from(ErrorCode::InsufficientSpace);
//! assert_eq!(error.kind(), io::ErrorKind::StorageFull);
//! assert_eq!(error.to_string(), "the disk is full");
//! assert!(matches!(ErrorCode::from(&error), ErrorCode::InsufficientSpace));
//! ```

mod background;
pub(crate) mod code;
mod copy;
mod ext;
mod lines;
pub(crate) mod passing;
mod stdin;
mod stdout;
mod writer;

pub(crate) use background::settle;
pub use copy::{Copy, CopyCounted, copy};
pub(crate) use ext::not_utf8;
pub use ext::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
pub use futures_io::{AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite};
pub use lines::Lines;
pub use std::io::{Error, ErrorKind, Result, SeekFrom};
pub use stdin::{Stdin, stdin};
pub use stdout::{Stderr, Stdout, stderr, stdout};
pub(crate) use writer::Writer;
