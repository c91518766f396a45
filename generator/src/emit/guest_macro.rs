//! The macro that turns an implementation of a guest trait into core exports.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::layout::{indent, source};
use super::scope::Scope;
use crate::plan::{Core, ExportFn, Finish, Guest};

/// `macro_rules! __guest_…`, which the module knows as `Guest!`.
pub(crate) fn guest_macro(guest: &Guest, scope: &Scope<'_>) -> TokenStream {
    let rt = source(&scope.plan().paths.runtime_in_macro);
    let name = &guest.macro_name;
    let is_public = scope.plan().is_export_macro_public();
    let functions = guest.functions.iter().chain(guest.resources.iter().flat_map(|resource| &resource.functions));
    let mut items: Vec<String> = functions.enumerate().flat_map(|(index, func)| exports(func, index, &rt)).collect();
    for (index, resource) in guest.resources.iter().enumerate() {
        items.push(export(&resource.drop_export, &format!("drop{index}"), &[Core::Usize], None, &resource.drop_stub));
    }
    if !is_public {
        // Of a type that every module may infer: `$ty` may be private to the author's.
        let implements = format!("{rt}::abi::Implements<__Exported, {{ <$ty as $guest>::__INTERFACE }}>");
        items.push(format!("pub struct __Exported;\nimpl {implements} for {rt}::abi::Component {{}}"));
    }
    // Calls of the macro are in the author's code, with the author's lints.
    let allow = "#[allow(dead_code, unreachable_pub, reason = \"for the compiler alone\")]\n\
                 #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction, reason = \"generated\")]";
    let body = format!("{allow}\nconst _: () = {{\n{}\n}};", indent(&items.join("\n")));
    let arm = format!("($ty:ty as $guest:path) => {{\n{}\n}};", indent(&body));
    let exported = if is_public { "#[macro_export]\n" } else { "" };
    let text = format!("#[doc(hidden)]\n{exported}macro_rules! {name} {{\n{}\n}}", indent(&arm));
    let definition = scope.macros.put(text);
    let visibility = if is_public { quote!(pub) } else { quote!(pub(crate)) };
    quote! {
        #definition
        #[doc(hidden)]
        #[allow(unused_imports, reason = "not every crate exports it")]
        #visibility use #name as Guest;
    }
}

/// The core exports of a function.
fn exports(func: &ExportFn, index: usize, rt: &str) -> Vec<String> {
    let mut items =
        vec![export(&func.export, &format!("export{index}"), &func.core_params, func.core_result, &func.stub)];
    match &func.finish {
        Finish::Nothing => {}
        Finish::PostReturn { export, stub } => {
            items.push(self::export(export, &format!("post{index}"), &[Core::Usize], None, stub));
        }
        Finish::Task { callback, .. } => items.push(format!(
            "{}unsafe extern \"C\" fn callback{index}(event: u32, waitable: u32, code: u32) -> u32 {{\n    \
             unsafe {{ {rt}::abi::callback(event, waitable, code) }}\n}}",
            attributes(callback)
        )),
    }
    items
}

/// A core export that calls a stub.
fn export(export_name: &str, function: &str, params: &[Core], result: Option<Core>, stub: &Ident) -> String {
    let typed: Vec<String> =
        params.iter().enumerate().map(|(index, core)| format!("a{index}: {}", core.name())).collect();
    let names: Vec<String> = (0..params.len()).map(|index| format!("a{index}")).collect();
    let result = result.map(|core| format!(" -> {}", core.name())).unwrap_or_default();
    format!(
        "{}unsafe extern \"C\" fn {function}({}){result} {{\n    unsafe {{ <$ty as $guest>::{stub}({}) }}\n}}",
        attributes(export_name),
        typed.join(", "),
        names.join(", ")
    )
}

fn attributes(export_name: &str) -> String {
    format!("#[cfg(target_arch = \"wasm32\")]\n#[unsafe(export_name = {export_name:?})]\n")
}
