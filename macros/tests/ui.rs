//! What the attribute macros say about wrong uses, and what they take.

#[test]
fn wrong_uses_are_errors_that_say_what_to_write() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
    cases.pass("tests/pass/*.rs");
}
