//! What lies at the root of the bindings beside the modules: the marker, the payloads, the component type and the
//! macro that exports everything.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::abi;
use super::scope::Scope;
use crate::plan::{ExportMacro, Module, Plan};

/// The marker, the functions that make streams and futures, and the payloads.
pub(crate) fn foundations(plan: &Plan, scope: &Scope<'_>, allow: &TokenStream) -> TokenStream {
    let (rt, marker) = (scope.rt(), &plan.world.marker);
    let doc = format!(" Stands for the world `{}`: values are lifted in its name.", plan.world.wit_path);
    let given = plan.given.iter().map(|given| {
        let (alias, path) = (&given.alias, &given.path);
        match given.is_type {
            true => quote!(#allow type #alias = #path;),
            false => quote!(#allow use #path as #alias;),
        }
    });
    let payloads = plan.payloads.iter().map(|payload| abi::payload(payload, scope));
    let section = scope.macros.put(abi::section(&plan.section, Some(marker), rt));
    quote! {
        #[doc = #doc]
        #[doc(hidden)]
        #[derive(Debug)]
        pub struct #marker;
        #(#given)*

        #allow
        pub mod wit_stream {
            /// Makes a stream: its writer and its reader.
            #[must_use]
            pub fn new<T: #rt::abi::StreamPayload<super::#marker>>() -> (#rt::StreamWriter<T>, #rt::StreamReader<T>) {
                #rt::abi::new_stream::<super::#marker, T>()
            }
        }

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
        #(#payloads)*
        #section
    }
}

/// `export!`, and the check that everything that the world exports is implemented.
pub(crate) fn export(all: &ExportMacro, scope: &Scope<'_>) -> TokenStream {
    let plan = scope.plan();
    let ExportMacro { name, unique_name, default_module, .. } = all;
    let calls = all.guests.iter().map(|path| {
        let guest = quote!($($path)* #(::#path)*::Guest);
        quote!(#guest!($ty as #guest);)
    });
    let announce =
        all.section.as_ref().map(|section| scope.macros.put(abi::section(section, None, &plan.paths.runtime_in_macro)));
    let (export, visibility) = match all.is_public {
        true => (Some(quote!(#[macro_export])), quote!(pub)),
        false => (None, quote!(pub(crate))),
    };
    let doc = format!(" Exports everything that the world `{}` exports, as a type implements it.", plan.world.wit_path);
    let check = (!all.is_public).then(|| check(plan));
    quote! {
        #[doc = #doc]
        #[allow(unused_macros)]
        #export
        macro_rules! #unique_name {
            ($ty:ident) => { #default_module::#name!($ty with_types_in #default_module); };
            ($ty:ident with_types_in $($path:tt)*) => {
                #(#calls)*
                #announce
            };
        }
        #[allow(unused_imports)]
        #visibility use #unique_name as #name;
        #check
    }
}

/// For each exported interface, a trait that holds when something implements it, and a demand for it.
fn check(plan: &Plan) -> TokenStream {
    let rt = &plan.paths.runtime;
    let mut guests = Vec::new();
    collect(&plan.root, &mut guests);
    let checks = guests.into_iter().enumerate().map(|(index, (module, guest))| {
        let name = format_ident!("Exports{index}");
        let id = guest.id;
        let path: String = module.path.iter().map(|name| format!("{name}::")).collect();
        let what = match &guest.wit_path {
            Some(path) => format!("`{path}`"),
            None => "functions of its own".to_owned(),
        };
        let message = format!("the world `{}` exports {what}, but nothing implements it", plan.world.name);
        let label = format!("no `#[wharf::export] impl {path}Guest for …` in this crate");
        quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label)]
            trait #name {}
            #[diagnostic::do_not_recommend]
            impl<T> #name for ::core::marker::PhantomData<T> where #rt::abi::Component: #rt::abi::Implements<T, #id> {}
            const _: fn() = || {
                fn implemented<T>() where ::core::marker::PhantomData<T>: #name {}
                implemented();
            };
        }
    });
    quote!(const _: () = { #(#checks)* };)
}

fn collect<'m>(module: &'m Module, guests: &mut Vec<(&'m Module, &'m crate::plan::Guest)>) {
    guests.extend(module.items.guest.as_ref().map(|guest| (module, guest)));
    for child in &module.children {
        collect(child, guests);
    }
}
