//! The committed WASI bindings.

#[test]
fn generating_them_anew_changes_nothing() {
    let outdated: Vec<_> = wharf_tests::bindings::outdated().unwrap().into_iter().map(|(path, _)| path).collect();
    assert!(outdated.is_empty(), "out of date, write them anew with `cargo x bindings`: {outdated:?}");
}
