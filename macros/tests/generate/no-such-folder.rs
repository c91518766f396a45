wharf_macros::generate!({
    path: ["tests/generate/wit", "tests/generate/wiit"],
    world: "second",
});
