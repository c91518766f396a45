wharf_macros::generate!({
    path: "tests/generate/wit",
    world: "secnod",
});
