//! What lies at the root of the bindings beside the modules: the marker, the payloads and the component type.

use proc_macro2::TokenStream;
use quote::quote;

use super::abi;
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
    let streams = plan.makes.streams.then(|| {
        quote! {
            #allow
            pub mod wit_stream {
                /// Makes a stream: its writer and its reader.
                #[must_use]
                pub fn new<T: #rt::abi::StreamPayload<super::#marker>>() -> (#rt::StreamWriter<T>, #rt::StreamReader<T>) {
                    #rt::abi::new_stream::<super::#marker, T>()
                }
            }
        }
    });
    let futures = plan.makes.futures.then(|| {
        quote! {
            #allow
            pub mod wit_future {
                /// Makes a future: its writer and its reader. A writer that is dropped writes what `default` gives.
                #[must_use]
                pub fn new<T: #rt::abi::FuturePayload<super::#marker>>(
                    default: fn() -> T,
                ) -> (#rt::FutureWriter<T>, #rt::FutureReader<T>) {
                    #rt::abi::new_future::<super::#marker, T>(default)
                }
            }
        }
    });
    let fits = plan.fits.iter().map(|fit| abi::fit(fit, scope));
    let section = scope.macros.put(abi::section(&plan.section, Some(marker), rt));
    quote! {
        #[doc = #doc]
        #[doc(hidden)]
        #allow
        #[derive(Debug)]
        pub struct #marker;
        #(#given)*

        #streams
        #futures
        #(#payloads)*
        #(#fits)*
        #section
    }
}
