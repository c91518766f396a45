//! Core values: what a function is really called with.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::plan::{Core, CoreImport};

impl ToTokens for Core {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Core::U32 => quote!(u32),
            Core::U64 => quote!(u64),
            Core::F32 => quote!(f32),
            Core::F64 => quote!(f64),
            Core::Usize => quote!(usize),
        });
    }
}

/// The macro call that defines `import`.
pub(crate) fn import(import: &CoreImport, rt: &TokenStream) -> TokenStream {
    let CoreImport { module, name, params, result } = import;
    let result = result.map(|result| quote!(-> #result));
    quote!(#rt::abi::import!(#module #name (#(#params),*) #result);)
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
