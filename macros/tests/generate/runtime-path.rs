wharf_macros::generate!({
    path: "tests/generate/wit",
    world: "first",
    runtime_path: "super::wharf",
});
