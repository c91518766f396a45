wharf_macros::generate!({
    path: "tests/generate/wit",
    world: "first",
    with: {
        "demo:macros/shape": crate::shapes,
        "demo:macros/shapes": crate::shapes,
        "demo:macros/lines": crate::lines,
    },
});
