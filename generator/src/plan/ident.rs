//! Rust names for WIT names.

use std::collections::HashSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Strict and reserved keywords of every edition. Snake-case names that are one get a trailing underscore.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What a module at the root of the bindings would hide: types, and the modules of streams, futures and long tuples.
const AT_ROOT: &[&str] = &[
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "wit_future",
    "wit_stream",
    "wit_tuple",
];

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The name of a function, parameter, field or module.
pub(crate) fn snake(name: &str) -> String {
    let snake = name.to_snake_case();
    if KEYWORDS.contains(&snake.as_str()) { snake + "_" } else { snake }
}

/// The name of a module at the root of the bindings, beside functions and types that name primitives.
pub(crate) fn root_module(name: &str) -> String {
    let snake = snake(name);
    if AT_ROOT.contains(&snake.as_str()) { snake + "_" } else { snake }
}

/// The name of a type or a case.
pub(crate) fn camel(name: &str) -> String {
    match name.to_upper_camel_case() {
        name if name == "Self" => "Self_".to_owned(),
        name => name,
    }
}

/// The name of a flag.
pub(crate) fn shouty(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// Anything as a part of a snake-case name.
pub(crate) fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_snake_case())
        .collect();
    words.join("_")
}

/// The names that are taken in one Rust scope.
#[derive(Default)]
pub(crate) struct Scope(HashSet<String>);

impl Scope {
    /// A scope in which these names mean something already.
    pub(crate) fn with<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Scope(reserved.into_iter().map(str::to_owned).collect())
    }

    /// The name, with an underscore when it is taken.
    pub(crate) fn claim(&mut self, name: String) -> Ident {
        let mut name = name;
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        ident(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(snake("get-random-bytes"), "get_random_bytes");
        assert_eq!(snake("type"), "type_");
        assert_eq!(camel("DNS-error-payload"), "DnsErrorPayload");
        assert_eq!(camel("self"), "Self_");
        assert_eq!(shouty("mutate-directory"), "MUTATE_DIRECTORY");
        assert_eq!(slug("demo:greeter/greet@0.1.0-rc.1"), "demo_greeter_greet_0_1_0_rc_1");
        assert_eq!(root_module("u8"), "u8_");
    }

    #[test]
    fn taken_names() {
        let mut scope = Scope::with(["Guest"]);
        assert_eq!(scope.claim("Guest".into()), "Guest_");
        assert_eq!(scope.claim("Guest".into()), "Guest__");
        assert_eq!(scope.claim("Other".into()), "Other");
    }

    #[test]
    fn keywords_are_all_there() {
        for keyword in KEYWORDS {
            assert!(syn::parse_str::<Ident>(keyword).is_err() || *keyword == "gen", "{keyword}");
        }
    }
}
