//! Versions in what programs print about themselves.

use std::fmt;

/// The numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version([u32; 3]);

impl Version {
    pub(crate) const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Version([major, minor, patch])
    }

    /// The first version in a text, such as `rustc 1.95.0 (59807616e 2026-01-01)`.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| {
            // What follows `-` or `+` names a build.
            let numbers = word.split(['-', '+']).next()?;
            let mut parts = numbers.split('.').map(str::parse);
            let major = parts.next()?.ok()?;
            let minor = parts.next()?.ok()?;
            let patch = parts.next().and_then(Result::ok).unwrap_or(0);
            Some(Version([major, minor, patch]))
        })
    }

    /// Whether the two promise the same, by the rules of cargo.
    pub(crate) fn is_compatible_with(self, other: Version) -> bool {
        match (self.0, other.0) {
            ([0, a, _], [0, b, _]) => a == b,
            ([a, ..], [b, ..]) => a == b,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_texts() {
        assert_eq!(Version::find("rustc 1.95.0 (59807616e 2026-04-14)"), Some(Version::new(1, 95, 0)));
        assert_eq!(Version::find("rustc 1.97.0-nightly (f 2026-05-01)"), Some(Version::new(1, 97, 0)));
        assert_eq!(Version::find("wasm-component-ld 0.5.21"), Some(Version::new(0, 5, 21)));
        assert_eq!(Version::find("1.95"), Some(Version::new(1, 95, 0)));
        assert_eq!(Version::find("no version"), None);
        assert!(Version::new(1, 100, 0) > Version::new(1, 95, 9));
    }

    #[test]
    fn compatible() {
        assert!(Version::new(0, 1, 0).is_compatible_with(Version::new(0, 1, 7)));
        assert!(!Version::new(0, 1, 0).is_compatible_with(Version::new(0, 2, 0)));
        assert!(Version::new(1, 1, 0).is_compatible_with(Version::new(1, 2, 0)));
    }
}
