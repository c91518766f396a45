//! The hidden functions between a core export and what the author wrote.

use proc_macro2::TokenStream;

use super::core::{import, value_text};
use super::layout::{indent, source, tuple, unsafe_call};
use super::params::{Params, Part};
use super::scope::Scope;
use crate::plan::{Core, Direction, ExportFn, Finish, GuestResource, Returns, facts};

/// The stub of a function, and the one that frees its result if need be.
pub(crate) fn stub(func: &ExportFn, resource: Option<&GuestResource>, scope: &Scope<'_>) -> TokenStream {
    let world = source(&scope.world());
    let closure = Closure::new(func, resource, scope);
    let types = &closure.params.ty;
    let values: Vec<String> = (0..func.core_params.len()).map(|index| format!("a{index}")).collect();
    let values = tuple(&values);
    let mut text = String::new();
    let body = match &func.finish {
        Finish::Task { task_return, .. } => {
            let head = format!("unsafe {{ {}::<{world}, {types}, _, _, _>", scope.rt_macro("export_async"));
            let call = unsafe_call(&head, &[&values, &closure.text, "import"], " }");
            format!("{}{}\n{call}", closure.params.declaration, import(task_return, scope))
        }
        Finish::Nothing | Finish::PostReturn { .. } => {
            let (before, after) = value_text(func.core_result);
            let export = scope.rt_macro(if func.may_block { "export_blocking" } else { "export_sync" });
            let head = format!("unsafe {{ {before}{export}::<{world}, {types}, _>");
            let call = unsafe_call(&head, &[&values, &closure.text], &format!("{after} }}"));
            format!("{}{call}", closure.params.declaration)
        }
    };
    text.push_str(&hidden(&func.stub.to_string(), &func.core_params, func.core_result, &body, scope));
    if let Finish::PostReturn { stub, .. } = &func.finish {
        let body = format!("unsafe {{ {}::<{}>(a0) }}", scope.rt_macro("post_return"), result(func, resource, scope));
        text.push('\n');
        text.push_str(&hidden(&stub.to_string(), &[Core::Usize], None, &body, scope));
    }
    scope.macros.put(text)
}

/// The stub of the destructor of a resource.
pub(crate) fn drop_stub(resource: &GuestResource, scope: &Scope<'_>) -> TokenStream {
    let GuestResource { name, drop_stub, .. } = resource;
    let body = format!("unsafe {{ {name}::dtor::<Self::{name}>(a0) }}");
    scope.macros.put(hidden(&drop_stub.to_string(), &[Core::Usize], None, &body, scope))
}

/// The closure that calls what the author wrote, and its parameters.
struct Closure {
    text: String,
    params: Params,
}

impl Closure {
    fn new(func: &ExportFn, resource: Option<&GuestResource>, scope: &Scope<'_>) -> Self {
        let receiver = resource.filter(|_| func.is_method).map(|GuestResource { name, .. }| Part {
            name: "this".to_owned(),
            value: format!("this.get::<Self::{name}>()"),
            ty: format!("{name}Borrow<'_>"),
            member: format!("{name}Borrow<'a>"),
        });
        let lends = receiver.is_some() || func.params.iter().any(|param| facts(&param.ty).borrow);
        let params = func.params.iter().map(|param| Part::new(param, scope));
        let parts: Vec<Part> = receiver.into_iter().chain(params).collect();
        let passed: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
        let callee = match resource {
            Some(GuestResource { name, guest_trait, .. }) => format!("<Self::{name} as {guest_trait}>"),
            None => "Self".to_owned(),
        };
        let call = format!("{callee}::{}({})", func.name, passed.join(", "));
        let call = match (&func.returns, resource) {
            (Returns::Own, Some(GuestResource { name, .. })) => format!("{name}::new({call})"),
            (Returns::OwnOr(_), Some(GuestResource { name, .. })) => format!("{call}.map({name}::new)"),
            (Returns::Receiver { .. }, _) if func.is_async => format!("async move {{ {call}.await; }}"),
            (Returns::Receiver { .. }, _) => format!("{{ {call}; }}"),
            // The future holds what it borrows.
            _ if func.is_async && lends => format!("async move {{ {call}.await }}"),
            _ => call,
        };
        let params = Params::new(&parts, Direction::Lift, scope);
        Closure { text: format!("|{}| {call}", params.pattern), params }
    }
}

/// The result of a function as it is lowered.
fn result(func: &ExportFn, resource: Option<&GuestResource>, scope: &Scope<'_>) -> String {
    let own = || resource.map(|resource| &resource.name).map(|name| quote::quote!(#name)).unwrap_or_default();
    source(&match &func.returns {
        Returns::Value(ty) => scope.optional(ty.as_ref()),
        Returns::Own => own(),
        Returns::OwnOr(err) => scope.result(own(), err.as_ref()),
        Returns::Receiver { .. } => scope.optional(None),
    })
}

/// A hidden method that takes core values.
fn hidden(name: &str, params: &[Core], result: Option<Core>, body: &str, scope: &Scope<'_>) -> String {
    let sized = source(&scope.sized());
    let params: Vec<String> =
        params.iter().enumerate().map(|(index, core)| format!("a{index}: {}", core.name())).collect();
    let result = result.map(|core| format!(" -> {}", core.name())).unwrap_or_default();
    let head = format!("unsafe fn {name}({}){result}", params.join(", "));
    format!("#[doc(hidden)]\n{head}\nwhere\n    Self: {sized} + 'static,\n{{\n{}\n}}", indent(body))
}
