wharf_macros::generate!({
    path: "tests/generate/wit",
    world: "first",
    skip: ["area", "aera"],
    additional_type_attributes: { "demo:macros/shapes/pint": "#[must_use]" },
});
