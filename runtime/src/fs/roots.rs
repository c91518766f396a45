//! The directories that the host has opened.

use core::cmp::Reverse;
use std::string::{String, ToString};
use std::sync::Arc;
use std::vec::Vec;

use crate::local::local;
use crate::wasi::cli::environment;
use crate::wasi::filesystem::preopens;
use crate::wasi::filesystem::types::Descriptor;

/// A directory that the host has opened, and the guest's name for it.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) descriptor: Descriptor,
    pub(super) name: String,
}

/// All of them, and where relative paths start.
#[derive(Clone)]
pub(super) struct Roots {
    pub(super) roots: Arc<[Arc<Root>]>,
    initial_dir: Option<Arc<str>>,
}

local! {
    /// What the host said when it was asked first: it does not change.
    static ROOTS: Option<Roots> = None;
}

impl Roots {
    pub(super) fn get() -> Self {
        if let Some(known) = ROOTS.with(|roots| roots.clone()) {
            return known;
        }
        let roots: Vec<_> = preopens::get_directories()
            .into_iter()
            .map(|(descriptor, name)| Arc::new(Root { descriptor, name }))
            .collect();
        let initial_dir = environment::get_initial_cwd().map(Arc::from);
        let known = Roots { roots: roots.into(), initial_dir };
        ROOTS.with(|roots| *roots = Some(known.clone()));
        known
    }

    /// The directory that a path leads into, and the path within it.
    pub(super) fn find(&self, path: &str) -> Option<(Arc<Root>, String)> {
        if let Some(initial) = &self.initial_dir
            && !path.starts_with('/')
            && let Some(found) = self.find_from_start(&std::format!("{initial}/{path}"))
        {
            return Some(found);
        }
        self.find_from_start(path)
    }

    fn find_from_start(&self, path: &str) -> Option<(Arc<Root>, String)> {
        let names = self.roots.iter().map(|root| root.name.as_str());
        let (index, rest) = longest(names, path)?;
        Some((self.roots[index].clone(), rest))
    }
}

/// The parts of a path, without those that say nothing.
pub(super) fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

/// Which of `names` is the longest beginning of `path`, and what follows it. As in the standard library, it makes no
/// difference whether a name begins with a slash, except between names that are otherwise alike.
fn longest<'a>(names: impl Iterator<Item = &'a str>, path: &str) -> Option<(usize, String)> {
    let wanted: Vec<_> = parts(path).collect();
    let (index, length) = names
        .enumerate()
        .filter_map(|(index, name)| {
            let name_parts: Vec<_> = parts(name).collect();
            wanted.starts_with(&name_parts).then_some((index, name, name_parts.len()))
        })
        .max_by_key(|(index, name, length)| (*length, name.starts_with('/') == path.starts_with('/'), Reverse(*index)))
        .map(|(index, _, length)| (index, length))?;
    let mut rest = wanted[length..].join("/");
    if rest.is_empty() {
        rest = ".".to_string();
    } else if path.ends_with('/') || path.ends_with("/.") {
        rest.push('/');
    }
    Some((index, rest))
}

#[cfg(test)]
mod tests {
    use super::longest;

    fn find(names: &[&str], path: &str) -> Option<(usize, std::string::String)> {
        longest(names.iter().copied(), path)
    }

    fn found(index: usize, rest: &str) -> Option<(usize, std::string::String)> {
        Some((index, rest.into()))
    }

    #[test]
    fn the_longest_name_wins() {
        let names = ["/", "/data", "/data/deep", "/dat"];
        assert_eq!(find(&names, "/data/deep/x"), found(2, "x"));
        assert_eq!(find(&names, "/data/deeper/x"), found(1, "deeper/x"));
        assert_eq!(find(&names, "/database"), found(0, "database"));
        assert_eq!(find(&names, "/data"), found(1, "."));
        assert_eq!(find(&names, "data/x"), found(1, "x"));
    }

    #[test]
    fn the_current_directory() {
        let names = [".", "/data"];
        assert_eq!(find(&names, "x/./y//z"), found(0, "x/y/z"));
        assert_eq!(find(&names, "."), found(0, "."));
        assert_eq!(find(&names, "./data/x"), found(1, "x"));
        assert_eq!(find(&["/data", "data"], "data/x"), found(1, "x"));
        assert_eq!(find(&["data", "/data"], "data/x"), found(0, "x"));
    }

    #[test]
    fn nothing_contains_it() {
        assert_eq!(find(&[], "/x"), None);
        assert_eq!(find(&["/data"], "/x"), None);
        assert_eq!(find(&["/data"], "x"), None);
        assert_eq!(find(&["/data"], "/data/../x"), found(0, "../x"));
    }

    #[test]
    fn a_trailing_slash_wants_a_directory() {
        assert_eq!(find(&["/data"], "/data/x/"), found(0, "x/"));
        assert_eq!(find(&["/data"], "/data/x/."), found(0, "x/"));
        assert_eq!(find(&["/data"], "/data/"), found(0, "."));
    }
}
