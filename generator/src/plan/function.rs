//! Functions: what both directions have in common, and imports.

use wit_parser::{AccessorKind, Function, FunctionKind, WorldKey};

use super::context::Context;
use super::core_abi;
use super::docs::Docs;
use super::facts::facts;
use super::ident::{Scope, snake};
use super::lend::{lend, resolved};
use super::model::{ImportFn, Param, Returns, Ty};

impl Context<'_> {
    /// Whether the options leave the function out.
    pub(crate) fn is_skipped(&self, func: &Function) -> bool {
        let skipped = self.options.skip.contains(&func.name);
        if skipped {
            self.skipped.borrow_mut().insert(func.name.clone());
        }
        skipped
    }

    /// An imported function, named in `scope`.
    pub(crate) fn import_fn(&self, func: &Function, interface: Option<&WorldKey>, scope: &mut Scope) -> ImportFn {
        let is_async = self.filters.is_async(self.resolve(), interface, func, true);
        let mut params = self.params(func);
        if !is_async {
            params =
                params.into_iter().map(|param| Param { ty: lend(param.ty, self.options.ownership), ..param }).collect();
        }
        ImportFn {
            name: scope.claim(function_name(func)),
            docs: Docs::of(&func.docs, &func.stability),
            is_async,
            is_method: is_method(func),
            params,
            returns: self.filters.chained(self.resolve(), interface, func, true).unwrap_or_else(|| self.returns(func)),
            import: core_abi::import(self.resolve(), interface, func, is_async),
        }
    }

    /// The parameters, owned, without the receiver of a method.
    pub(crate) fn params(&self, func: &Function) -> Vec<Param> {
        // The stub of an import defines an item `import`, and a method has a `self`.
        let mut scope = Scope::with(["import", "self", "this"]);
        func.params
            .iter()
            .skip(usize::from(is_method(func)))
            .map(|param| Param { name: scope.claim(snake(&param.name)), ty: self.ty(&param.ty) })
            .collect()
    }

    /// What the function returns. Of a constructor, the resource is left to whoever names it.
    pub(crate) fn returns(&self, func: &Function) -> Returns {
        let result = self.optional_ty(func.result.as_ref());
        if let Some(ty) = &result
            && facts(ty).borrow
        {
            self.report(
                func.span,
                format!("the function `{}` returns a borrow", func.name),
                "only parameters can be borrows",
            );
        }
        match (&func.kind, result.as_ref().map(resolved)) {
            (FunctionKind::Constructor(_), Some(Ty::Result(_, err))) => Returns::OwnOr(err.as_deref().cloned()),
            (FunctionKind::Constructor(_), _) => Returns::Own,
            _ => Returns::Value(result),
        }
    }
}

/// Whether the first parameter is a borrow of the resource.
pub(crate) fn is_method(func: &Function) -> bool {
    matches!(
        func.kind,
        FunctionKind::Method(_)
            | FunctionKind::AsyncMethod(_)
            | FunctionKind::MethodGetter(_)
            | FunctionKind::MethodSetter(_)
    )
}

/// The Rust name of a function: a constructor is `new`, a setter `set_…`.
pub(crate) fn function_name(func: &Function) -> String {
    if let FunctionKind::Constructor(_) = func.kind {
        return "new".to_owned();
    }
    match func.kind.accessor() {
        Some(AccessorKind::Setter) => snake(&format!("set-{}", func.item_name())),
        Some(AccessorKind::Getter) | None => snake(func.item_name()),
    }
}
