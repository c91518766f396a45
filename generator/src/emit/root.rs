//! What lies at the root of the bindings beside the modules: the marker, the payloads and the component type.

use proc_macro2::TokenStream;
use quote::quote;

use super::abi;
use super::layout::call;
use super::scope::Scope;
use crate::plan::Plan;

/// The marker, the functions that make streams and futures, and the payloads.
pub(crate) fn foundations(plan: &Plan, scope: &Scope<'_>) -> TokenStream {
    let (rt, marker, allow) = (scope.rt(), &plan.world.marker, scope.allow());
    let doc = format!(" Stands for the world `{}`: values are lifted in its name.", plan.world.wit_path);
    let given = plan.given.iter().map(|given| {
        let (alias, path) = (&given.alias, &given.path);
        match given.is_type {
            true => quote!(#allow type #alias = #path;),
            false => quote!(#allow use #path as #alias;),
        }
    });
    let payloads = plan.payloads.iter().map(|payload| abi::payload(payload, scope));
    let makes = [(plan.makes.streams, "wit_stream"), (plan.makes.futures, "wit_future")];
    let makes = makes.into_iter().filter(|(wanted, _)| *wanted);
    let makes = makes.map(|(_, name)| scope.macros.put(call(&scope.rt_macro(name), &marker.to_string())));
    let fits = plan.fits.iter().map(|fit| abi::fit(fit, scope));
    let section = scope.macros.put(abi::section(&plan.section, Some(marker), rt));
    quote! {
        #[doc = #doc]
        #[doc(hidden)]
        #allow
        #[derive(Debug)]
        pub struct #marker;
        #(#given)*

        #(#makes)*
        #(#payloads)*
        #(#fits)*
        #section
    }
}
