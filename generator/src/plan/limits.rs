//! What WIT can say and components or bindings cannot.

use wit_parser::TypeDefKind;

use super::context::Context;
use super::inline::MAX_VALUE;

impl Context<'_> {
    /// Refuses lists of no items, maps of what no map can hold, and values that would not have room on the stack.
    pub(crate) fn check_limits(&self) {
        for id in self.used_types() {
            let def = &self.resolve().types[id];
            if let TypeDefKind::FixedLengthList(_, 0) = &def.kind {
                self.report(
                    def.span,
                    "this list has a fixed length of 0",
                    "in the component model it must have at least one item",
                );
            }
            if let TypeDefKind::Map(_, value) = &def.kind {
                let inside = self.facts_of_value(value);
                if inside.handle || inside.borrow {
                    self.report(
                        def.span,
                        "this map has values with handles: resources, streams, futures or error contexts",
                        "the component model has no such maps, because of two values for one key one may be \
                         dropped:\nmake it a list of tuples",
                    );
                }
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
                        "a guest has 1 MiB of it, and more than 256 KiB for one value are not supported\nwhat lists hold is on \
                         the heap: make lists of its parts",
                    );
                }
            }
        }
    }
}
