//! Core values: what a function is really called with.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::layout;
use super::scope::Scope;
use crate::plan::{Core, CoreImport};

impl Core {
    fn name(self) -> &'static str {
        match self {
            Core::U32 => "u32",
            Core::U64 => "u64",
            Core::F32 => "f32",
            Core::F64 => "f64",
            Core::Usize => "usize",
        }
    }
}

impl ToTokens for Core {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        format_ident!("{}", self.name()).to_tokens(tokens);
    }
}

/// The macro call that defines `import`.
pub(crate) fn import(import: &CoreImport, scope: &Scope<'_>) -> TokenStream {
    let params: Vec<&str> = import.params.iter().map(|core| core.name()).collect();
    let result = import.result.map(|core| format!(" -> {}", core.name())).unwrap_or_default();
    let body = format!("{:?} {:?} ({}){result}", import.module, import.name, params.join(", "));
    scope.macros.put(layout::statement(&scope.rt_macro("import"), &body))
}

/// The parameters of an exported core function.
pub(crate) fn params(params: &[Core]) -> Vec<Ident> {
    (0..params.len()).map(|index| format_ident!("a{index}")).collect()
}

/// A core value as a slot.
pub(crate) fn to_slot(core: Core, value: &Ident) -> TokenStream {
    match core {
        Core::U32 => quote!(u64::from(#value)),
        Core::U64 => quote!(#value),
        Core::F32 => quote!(u64::from(#value.to_bits())),
        Core::F64 => quote!(#value.to_bits()),
        Core::Usize => quote!(#value as u64),
    }
}

/// A slot as a core value.
pub(crate) fn from_slot(core: Option<Core>, slot: TokenStream) -> TokenStream {
    match core {
        None => quote!(#slot;),
        Some(Core::U64) => slot,
        Some(core @ (Core::U32 | Core::Usize)) => quote!(#slot as #core),
        Some(Core::F32) => quote!(f32::from_bits(#slot as u32)),
        Some(Core::F64) => quote!(f64::from_bits(#slot)),
    }
}
