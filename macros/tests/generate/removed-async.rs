wharf_macros::generate!({
    path: "tests/generate/wit",
    async: true,
});
