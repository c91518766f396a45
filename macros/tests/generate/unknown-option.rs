wharf_macros::generate!({
    path: "tests/generate/wit",
    aditional_derives: [Eq],
});
