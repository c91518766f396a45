wharf_macros::generate!({
    ownership: Lending,
});
