//! The macro that exports everything, and the check that everything is exported.

use proc_macro2::TokenStream;
use quote::quote;

use super::abi;
use super::layout::{indent, source};
use super::scope::Scope;
use crate::plan::{ExportMacro, Guest, Module, Plan};

/// `export!`, and the check.
pub(crate) fn export(all: &ExportMacro, scope: &Scope<'_>) -> TokenStream {
    let plan = scope.plan();
    let ExportMacro { name, unique_name, default_module, .. } = all;
    let default_module = source(default_module);
    let mut calls: Vec<String> = Vec::new();
    for module in &all.guests {
        let module: String = module.iter().map(|name| format!("::{name}")).collect();
        let guest = format!("$($path)*{module}::Guest");
        calls.push(format!("{guest}!($ty as {guest});"));
    }
    calls.extend(all.section.as_ref().map(|section| abi::section(section, None, &plan.paths.runtime_in_macro)));
    let default = format!("($ty:ident) => {{ {default_module}::{name}!($ty with_types_in {default_module}); }};");
    let located = format!("($ty:ident with_types_in $($path:tt)*) => {{\n{}\n}};", indent(&calls.join("\n")));
    let text = format!(
        "/// Exports everything that the world `{}` exports, as a type implements it.\n#[allow(unused_macros, \
         reason = \"exports may be made one by one\")]\n{}macro_rules! {unique_name} {{\n{}\n}}",
        plan.world.wit_path,
        if all.is_public { "#[macro_export]\n" } else { "" },
        indent(&format!("{default}\n{located}"))
    );
    let definition = scope.macros.put(text);
    let visibility = if all.is_public { quote!(pub) } else { quote!(pub(crate)) };
    let check = (!all.is_public).then(|| scope.macros.put(checks(plan)));
    quote! {
        #definition
        #[allow(unused_imports, reason = "exports may be made one by one")]
        #visibility use #unique_name as #name;
        #check
    }
}

/// For each exported interface, a trait that holds when something implements it, and a demand for it. When two types do,
/// the compiler cannot tell which is asked for: its error names the type parameter, and both places.
fn checks(plan: &Plan) -> String {
    let rt = source(&plan.paths.runtime);
    let mut guests = Vec::new();
    collect(&plan.root, &mut guests);
    let checks = guests.into_iter().map(|(module, guest)| {
        let path: String = module.path.iter().map(|name| format!("{name}::")).collect();
        let (what, them) = match &guest.wit_path {
            Some(path) => (format!("`{path}`"), "it"),
            None => ("functions".to_owned(), "them"),
        };
        let message = format!("the world `{}` exports {what}, but nothing implements {them}", plan.world.name);
        let label = format!("no `#[wharf::export] impl {path}Guest for …` in this crate");
        let item = format!(
            "#[diagnostic::on_unimplemented(message = {message:?}, label = {label:?})]
trait Exported {{}}
#[diagnostic::do_not_recommend]
impl<T> Exported for ::core::marker::PhantomData<T> where {rt}::abi::Component: {rt}::abi::Implements<T, {}> {{}}
const fn exported_once<OnlyOneImplementation>() where ::core::marker::PhantomData<OnlyOneImplementation>: Exported {{}}
exported_once::<_>();",
            guest.id
        );
        format!(
            "#[allow(clippy::all, clippy::restriction, reason = \"generated\")]\nconst _: () = {{\n{}\n}};",
            indent(&item)
        )
    });
    checks.collect::<Vec<_>>().join("\n")
}

fn collect<'m>(module: &'m Module, guests: &mut Vec<(&'m Module, &'m Guest)>) {
    guests.extend(module.items.guest.as_ref().map(|guest| (module, guest)));
    for child in &module.children {
        collect(child, guests);
    }
}
