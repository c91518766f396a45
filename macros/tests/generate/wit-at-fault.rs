wharf_macros::generate!({
    world: "w",
    inline: "package a:b; world w { import c:d/e; }",
});
