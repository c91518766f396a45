wharf_macros::generate!({
    inline: "package a:b; world w { import }",
    world: "w",
});
