wharf_macros::generate!({
    world: first,
});
