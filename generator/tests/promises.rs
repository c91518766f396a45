//! What users of other generators complain about, and what this one does instead: a test for each, in the order of the
//! list that the project began with.
//!
//! Where a promise is about code that compiles, its case is in `compiles` or `matrix.rs`; that a missing export is
//! named and that options of the macros work is tested there, in `macros/tests`.

use std::fs;

use wharf_generator::Config;

/// The bindings of a text.
fn bindings(wit: &str) -> String {
    of(Config::new().inline(wit))
}

fn of(config: Config) -> String {
    config.generate_to_string().unwrap_or_else(|error| panic!("{error}")).source
}

fn error(config: &Config) -> String {
    config.generate_to_string().expect_err("the input is at fault").to_string()
}

/// How often a text occurs.
fn count(source: &str, text: &str) -> usize {
    source.matches(text).count()
}

#[test]
fn async_14_async_follows_the_wit_and_sync_is_checked() {
    let wit = "package demo:a; interface i { f: async func(); g: func(); } world w { import i; export i; }";
    let source = bindings(wit);
    assert!(source.contains("pub async fn f()") && source.contains("pub fn g()"));
    let source = of(Config::new().inline(wit).sync(["import:demo:a/i#f"]));
    assert!(source.contains("pub fn f()") && source.contains("async fn f();"));
    // `g` is not async: there is nothing to override.
    assert!(error(&Config::new().inline(wit).sync(["demo:a/i#g"])).contains("`demo:a/i#g`"));
}

#[test]
fn generator_16_each_payload_is_implemented_once() {
    let source = bindings(
        "package demo:a; interface i { record r { a: u8 } f: func(a: stream<r>) -> stream<r>; g: func() -> future<r>; }
         interface j { use i.{r}; h: func() -> stream<r>; } world w { import i; import j; export i; export j; }",
    );
    assert_eq!(count(&source, "stream_payload!"), 1);
    assert_eq!(count(&source, "future_payload!"), 1);
    // Resources differ, and so do streams of them.
    let source =
        bindings("package demo:a; interface i { resource r; f: func(a: stream<r>); } world w { import i; export i; }");
    assert_eq!(count(&source, "stream_payload!"), 2);
}

#[test]
fn generator_17_imported_and_exported_types_without_resources_are_one() {
    let source = bindings(
        "package demo:a; interface i { record r { a: u8 } f: func(a: r) -> r; } world w { import i; export i; }",
    );
    assert_eq!(count(&source, "pub struct R {"), 1);
    assert!(source.contains("pub use super::super::super::super::demo::a::i::R;"));
}

#[test]
fn generator_18_every_file_and_folder_is_watched() {
    let folder = tempfile::tempdir().unwrap();
    let wit = folder.path().join("wit");
    fs::create_dir_all(wit.join("deps/b")).unwrap();
    fs::write(wit.join("a.wit"), "package demo:a; world w { import demo:b/i; }").unwrap();
    fs::write(wit.join("deps/b/b.wit"), "package demo:b; interface i { f: func(); }").unwrap();
    let inputs = Config::new().path(&wit).generate_to_string().unwrap().inputs;
    for path in ["", "a.wit", "deps", "deps/b", "deps/b/b.wit"] {
        assert!(inputs.iter().any(|input| *input == wit.join(path)), "{path}");
    }
}

#[test]
fn generator_19_derives_and_attributes_go_to_single_types_and_members() {
    let wit = "package demo:a@1.0.0; interface i { record r { a: u8 } record s { a: u8 } f: func(a: r) -> s; } world w { import i; }";
    let source = of(Config::new()
        .inline(wit)
        .type_attribute("demo:a/i/r", "#[derive(PartialEq)]")
        .member_attribute("demo:a/i@1.0.0/s.a", "#[doc(hidden)]"));
    assert_eq!(
        (count(&source, "#[derive(PartialEq)]"), count(&source, "#[doc(hidden)]\n                pub a")),
        (1, 1)
    );
    assert!(error(&Config::new().inline(wit).type_attribute("demo:a/i/q", "#[x]")).contains("nothing in this world"));
}

#[test]
fn generator_20_with_takes_prefixes_and_says_what_was_meant() {
    let wit = "package demo:a; world w { import demo:shapes/more@1.2.0; }
               package demo:shapes@1.2.0 { interface more { record r { a: u8 } f: func(a: r); } }";
    let source = of(Config::new().inline(wit).with("demo:shapes", "::other::shapes"));
    assert!(source.contains("pub use ::other::shapes::more::*;"), "{source}");
    let message = error(&Config::new().inline(wit).with("demo:shape/more", "::other"));
    assert!(message.contains("demo:shapes"), "{message}");
    // Without any mapping everything is generated.
    assert!(bindings(wit).contains("pub struct R {"));
}

#[test]
fn generator_21_a_missing_dependency_names_the_searched_paths_and_the_fix() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.wit"), "package demo:a; world w { import demo:b/i; }").unwrap();
    let message = error(&Config::new().path(folder.path()));
    assert!(message.contains("searched") && message.contains("put its `.wit` files into"), "{message}");
}

#[test]
fn generator_25_two_worlds_of_one_crate_have_names_of_their_own() {
    let interface = "package demo:a; interface i { f: func(); }";
    let names = ["one", "two"].map(|world| {
        let source = bindings(&format!("{interface} world {world} {{ export i; }}"));
        let line = source.lines().find(|line| line.contains("macro_rules! __guest")).unwrap().trim().to_owned();
        let section = source.lines().find(|line| line.contains("component-type:")).unwrap().trim().to_owned();
        (line, section)
    });
    assert!(names[0].0 != names[1].0 && names[0].1 != names[1].1);
}

#[test]
fn generator_26_duplicates_are_made_only_where_they_are_needed() {
    let wit = "package demo:a; interface i { record both { a: string } record lent { a: string } record point { a: u8 }
               f: func(a: both, b: lent, c: point) -> both; } world w { import i; }";
    let ownership = "borrowing-duplicate-if-necessary".parse().unwrap();
    let source = of(Config::new().inline(wit).ownership(ownership));
    for name in ["BothParam<'a>", "BothResult", "Lent<'a>", "Point"] {
        assert_eq!(count(&source, &format!("pub struct {name} {{")), 1, "{name}");
    }
}

#[test]
fn generator_27_borrows_are_references_wherever_they_are() {
    let source = bindings(
        "package demo:a; interface i { resource r; } interface j { use i.{r}; f: func(a: list<borrow<r>>, b: option<borrow<r>>); }
         world w { import i; export j; }",
    );
    assert!(source.contains("fn f(a: Vec<&R>, b: Option<&R>);"), "{source}");
    let source = bindings(
        "package demo:a; interface i { resource r { m: async func(); } f: func(a: list<borrow<r>>); } world w { export i; }",
    );
    assert!(source.contains("fn f(a: Vec<RBorrow<'_>>);") && source.contains("async fn m(&self);"), "{source}");
}

#[test]
fn generator_30_valid_wit_never_panics() {
    let source = bindings(
        "package demo:a; world w { resource r { constructor(); } import f: func() -> result<error-context, error-context>;
         export g: func(r: r, l: list<borrow<r>>) -> result<r, error-context>; }",
    );
    assert!(source.contains("::core::result::Result<R, ::wharf::ErrorContext>") && source.contains("Vec<&R>"));
}

#[test]
fn generator_31_paths_are_absolute_whatever_names_mean() {
    let source = bindings(
        "package core:std; interface alloc { record %result { a: u8 } record %option { a: u8 } f: func(a: option<%option>) -> result<%result>; }
         world w { import alloc; export alloc; }",
    );
    assert!(source.contains("::core::option::Option<Option>") && source.contains("::core::result::Result<Result, ()>"));
    assert!(!source.contains(" core::") && !source.contains("(core::"));
}

#[test]
fn generator_32_lints_of_the_author_do_not_reach_the_bindings() {
    let source = bindings("package demo:a; interface i { f: func(); } world w { import i; export i; }");
    let modules = ["pub mod demo {", "pub mod exports {"];
    for module in modules {
        let before = source.split(module).next().unwrap().trim_end();
        assert!(before.ends_with("clippy::pedantic, clippy::restriction, reason = \"generated\")]"), "{module}");
    }
}
