//! The name of a project: of a crate, and of a package in WIT.

use std::str::FromStr;

/// Crates that a guest depends on or that rustc knows already.
const TAKEN: [&str; 7] = ["alloc", "core", "proc-macro", "std", "test", "wharf", "wharf-generator"];

/// A name that cargo and WIT both take.
#[derive(Debug, Clone)]
pub(crate) struct Name(String);

impl Name {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As Rust code writes it.
    pub(crate) fn krate(&self) -> String {
        self.0.replace('-', "_")
    }

    /// The name of the world.
    pub(crate) fn world(&self) -> String {
        self.0.replace('_', "-")
    }

    /// As WIT writes it: with `%` when it is a keyword there.
    pub(crate) fn wit(&self) -> String {
        let plain = self.world();
        let probe = format!("package component:{plain};\nworld {plain} {{}}");
        match wit_parser::UnresolvedPackageGroup::parse("probe.wit", &probe) {
            Ok(_) => plain,
            Err(_) => format!("%{plain}"),
        }
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        if !text.split(['-', '_']).all(is_word) {
            return Err("a name is lower-case words with `-` between them, each starting with a letter".to_owned());
        }
        if TAKEN.contains(&text.replace('_', "-").as_str()) {
            return Err("there is a crate of this name that the project needs: take another".to_owned());
        }
        if syn::parse_str::<syn::Ident>(&text.replace('-', "_")).is_err() {
            return Err("this is a keyword of Rust: take another name".to_owned());
        }
        Ok(Name(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["greeter", "my-greeter", "my_greeter2", "interface"] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        for bad in ["", "Greeter", "2greet", "a--b", "a-2", "../x", "wharf", "async", "grüezi"] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
        let name: Name = "my_greeter".parse().unwrap();
        assert_eq!((name.krate().as_str(), name.wit().as_str()), ("my_greeter", "my-greeter"));
        assert_eq!("interface".parse::<Name>().unwrap().wit(), "%interface");
    }
}
