wharf_macros::generate!({
    world: "first",
    path: "tests/generate/wit",
    world: "second",
});
