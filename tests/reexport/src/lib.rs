//! A framework on wharf, whose users do not depend on wharf themselves.

/// What the framework's users name in `crate = …`.
pub mod below {
    pub use wharf;
}
