use super::generate;

#[test]
fn every_form_is_understood() {
    for input in [
        r#"{ inline: "package a:b; world w {}" }"#,
        r#"{ path: "tests/generate/wit", world: "second" }"#,
        r#""second" in "tests/generate/wit""#,
        r#""wasi:cli/imports@0.3.0""#,
        r#"{ path: ["tests/generate/wit"], world: "demo:macros/second", generate_all, std_feature, stubs, sync: true }"#,
        r##"{
            inline: "package a:b; interface i { record r { x: u32 } f: async func(r: r); } world w { import i; }",
            with: { "a:b/i": generate },
            additional_derives: [Eq, core::hash::Hash],
            additional_type_attributes: { "a:b/i/r": [#[doc = "more"] #[must_use]] },
            additional_member_attributes: { "a:b/i/r.x": "#[doc(hidden)]" },
            ownership: Borrowing { duplicate_if_necessary: true },
            sync: ["a:b/i#f"],
            generate_unused_types: true,
        }"##,
    ] {
        let bindings = generate(input.parse().unwrap());
        assert!(bindings.is_ok(), "{input}: {}", bindings.unwrap_err());
    }
}

#[test]
fn files_are_tracked() {
    let bindings = generate(r#"{ path: "tests/generate/wit", world: "second" }"#.parse().unwrap()).unwrap().to_string();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generate/wit/macros.wit");
    assert!(bindings.contains(&format!("include_bytes ! ({file:?})")), "{bindings}");
}
