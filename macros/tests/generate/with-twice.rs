wharf_macros::generate!({
    path: "tests/generate/wit",
    world: "first",
    with: {
        "demo:macros/shapes": crate::shapes,
        "demo:macros/shapes": crate::other,
    },
});
