//! Where a path leads.

use core::ops::Deref;
use std::format;
use std::path::Path;
use std::string::String;
use std::sync::Arc;

use super::roots::{Root, Roots};
use crate::io::code::Code as _;
use crate::io::{Error, ErrorKind, Result};
use crate::wasi::filesystem::types::{Descriptor, ErrorCode};

/// A path within a directory that the host has opened.
pub(super) struct Place {
    pub(super) root: Arc<Root>,
    pub(super) path: String,
}

impl Place {
    /// Where `path` leads, to do with it what `doing` says.
    pub(super) fn find(doing: &str, path: &Path) -> Result<Self> {
        let text = checked(doing, path)?;
        let roots = Roots::get();
        match roots.find(text) {
            Some((root, path)) => Ok(Place { root, path }),
            None => Err(outside(doing, text, &roots)),
        }
    }
}

impl Deref for Place {
    type Target = Descriptor;

    fn deref(&self) -> &Descriptor {
        &self.root.descriptor
    }
}

/// The path as text, if it can be one for WASI.
pub(super) fn checked<'a>(doing: &str, path: &'a Path) -> Result<&'a str> {
    let complain = |kind, what| Err(Error::new(kind, format!("cannot {doing} {path:?}: {what}")));
    match path.to_str() {
        None => complain(ErrorKind::InvalidInput, "the path is not Unicode, and WASI knows no others"),
        Some("") => complain(ErrorKind::NotFound, "the path is empty"),
        Some(text) if text.contains('\0') => complain(ErrorKind::InvalidInput, "there is a NUL in the path"),
        Some(text) => Ok(text),
    }
}

#[cold]
fn outside(doing: &str, path: &str, roots: &Roots) -> Error {
    let mut names = String::new();
    for root in &*roots.roots {
        names.push_str(if names.is_empty() { " `" } else { ", `" });
        names.push_str(&root.name);
        names.push('`');
    }
    let opened = if names.is_empty() { " none" } else { &names };
    let message = format!(
        "cannot {doing} `{path}`: it is in no directory that the host has opened (it has opened{opened}; `wasmtime run` \
         opens one with `--dir`)"
    );
    Error::new(ErrorKind::NotFound, message)
}

/// Makes an error of a code: what could not be done, and with which path.
pub(super) fn failed<'a>(doing: &'a str, path: &'a Path) -> impl FnOnce(ErrorCode) -> Error + use<'a> {
    move |code| code.into_error_at(|| format!("cannot {doing} `{}`", path.display()))
}

/// The same with two paths.
pub(super) fn failed_between<'a>(
    doing: &'a str,
    from: &'a Path,
    to: &'a Path,
) -> impl FnOnce(ErrorCode) -> Error + use<'a> {
    move |code| code.into_error_at(|| format!("cannot {doing} `{}` to `{}`", from.display(), to.display()))
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    use super::*;

    #[test]
    fn what_is_no_path_for_wasi() {
        for (bytes, kind, complaint) in [
            (&b"a/\xff"[..], ErrorKind::InvalidInput, r#"cannot open "a/\xFF": the path is not Unicode"#),
            (b"a\0b", ErrorKind::InvalidInput, r#"cannot open "a\0b": there is a NUL in the path"#),
            (b"", ErrorKind::NotFound, r#"cannot open "": the path is empty"#),
        ] {
            let error = checked("open", Path::new(OsStr::from_bytes(bytes))).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(std::string::ToString::to_string(&error).starts_with(complaint), "{error}");
        }
        assert_eq!(checked("open", Path::new("a/ü")).unwrap(), "a/ü");
    }
}
