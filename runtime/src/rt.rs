//! Names by which guests that were written for wit-bindgen reach into its runtime.

pub use alloc::collections::BTreeMap as Map;

pub use crate::bitflags;

/// Streams, futures and what goes with them.
pub mod async_support {
    pub use crate::{
        AbiBuffer, ErrorContext, FutureRead, FutureReader, FutureWrite, FutureWriteCancel, FutureWriteError,
        FutureWriter, StreamRead, StreamReader, StreamResult, StreamWrite, StreamWriter,
    };
}
