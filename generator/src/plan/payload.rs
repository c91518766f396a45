//! The types that streams and futures carry.

use std::collections::HashSet;

use quote::format_ident;
use wit_parser::{Function, TypeDefKind, WorldItem, WorldKey};

use super::context::Context;
use super::core_abi;
use super::facts::facts;
use super::model::{Makes, Payload, Ty};
use super::rust_type;

impl Context<'_> {
    /// Each payload of the world once, with the built-ins of one function that has it in its signature.
    pub(crate) fn payloads(&self) -> Vec<Payload> {
        let mut seen = HashSet::new();
        let mut payloads = Vec::new();
        for (items, exported) in [(&self.world().imports, false), (&self.world().exports, true)] {
            for (key, item) in items {
                match item {
                    WorldItem::Function(func) => self.payloads_of(func, None, exported, &mut seen, &mut payloads),
                    WorldItem::Interface { id, .. } if self.places.by_interface[id].mapped.is_none() => {
                        for func in self.resolve().interfaces[*id].functions.values() {
                            self.payloads_of(func, Some(key), exported, &mut seen, &mut payloads);
                        }
                    }
                    WorldItem::Interface { .. } | WorldItem::Type { .. } => {}
                }
            }
        }
        payloads
    }

    /// Whether functions of the world mention streams and futures, those of mapped interfaces too.
    pub(crate) fn makes(&self) -> Makes {
        let mut makes = Makes::default();
        let resolve = self.resolve();
        let world = self.world();
        let functions = world.imports.values().chain(world.exports.values()).flat_map(|item| match item {
            WorldItem::Function(func) => vec![func],
            WorldItem::Interface { id, .. } => resolve.interfaces[*id].functions.values().collect(),
            WorldItem::Type { .. } => Vec::new(),
        });
        for id in functions.flat_map(|func| func.find_futures_and_streams(resolve)) {
            match resolve.types[id].kind {
                TypeDefKind::Stream(_) => makes.streams = true,
                _ => makes.futures = true,
            }
        }
        makes
    }

    fn payloads_of(
        &self,
        func: &Function,
        interface: Option<&WorldKey>,
        exported: bool,
        seen: &mut HashSet<(bool, String)>,
        payloads: &mut Vec<Payload>,
    ) {
        if self.is_skipped(func) {
            return;
        }
        for id in func.find_futures_and_streams(self.resolve()) {
            let (payload, is_stream) = match &self.resolve().types[id].kind {
                TypeDefKind::Stream(Some(payload)) => (payload, true),
                TypeDefKind::Future(Some(payload)) => (payload, false),
                _ => continue,
            };
            let ty = Self::canonical(&self.ty(payload));
            if facts(&ty).borrow {
                let message = format!("a stream or future of `{}` carries a borrow", func.name);
                self.report(func.span, message, "only parameters can be borrows");
                continue;
            }
            // The runtime has the built-ins of these itself.
            let in_runtime = matches!(ty, Ty::Primitive(name) if name != "char") || matches!(ty, Ty::String);
            if in_runtime || !seen.insert((is_stream, rust_type::key(&ty))) {
                continue;
            }
            let (module, builtins) =
                core_abi::payload_builtins(self.resolve(), interface, func, id, exported, is_stream);
            let builtins = builtins.into_iter().map(|(field, name)| (format_ident!("{field}"), name)).collect();
            payloads.push(Payload { ty, is_stream, module, builtins });
        }
    }
}
