wharf_macros::generate!({
    inline: "package a:b; world w {}",
    features: ["x"],
    all_features: true,
});
