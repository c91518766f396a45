//! What WIT can say and bindings cannot.

use wit_parser::TypeDefKind;

use super::context::Context;

/// How many parts a tuple may have: the runtime knows no longer ones.
const MAX_TUPLE: usize = 32;

/// How many bytes of the stack a parameter or result may take.
const MAX_VALUE: u64 = 1 << 18;

impl Context<'_> {
    /// Refuses tuples that are too long, and values that would not have room on the stack.
    pub(crate) fn check_limits(&self) {
        for id in self.used_types() {
            let def = &self.resolve().types[id];
            let TypeDefKind::Tuple(tuple) = &def.kind else { continue };
            if tuple.types.len() > MAX_TUPLE && self.mapped_type(def).is_none() {
                self.report(
                    def.span,
                    format!("this tuple has {} parts", tuple.types.len()),
                    "more than 32 are not supported: name them, in a record",
                );
            }
        }
        for bound in self.bound_functions() {
            let func = bound.func;
            let params = func.params.iter().map(|param| (format!("the parameter `{}`", param.name), &param.ty));
            for (what, ty) in params.chain(func.result.iter().map(|ty| ("the result".to_owned(), ty))) {
                let bytes = self.inline(ty);
                if bytes > MAX_VALUE {
                    self.report(
                        func.span,
                        format!("{what} of `{}` takes {} KiB of the stack", func.name, bytes.div_ceil(1024)),
                        "a guest has 1 MiB of it, and more than 256 KiB for one value are not supported\na fixed-length list \
                         of more than 64 KiB is on the heap: make one of several, or leave the lengths out",
                    );
                }
            }
        }
    }
}
