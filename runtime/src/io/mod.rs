//! Standard input, output and error, and copying.
//!
//! The types implement the traits of the [`futures`](https://docs.rs/futures) crate, re-exported here; its
//! `AsyncReadExt`, `AsyncBufReadExt` and `AsyncWriteExt` add `read_to_end`, `lines`, `write_all` and the like.

mod copy;
mod stdio;

pub use copy::{Copy, copy};
pub use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
pub use std::io::{Error, ErrorKind, Result};
pub use stdio::{Stderr, Stdin, Stdout, stderr, stdin, stdout};
