//! Exports: the traits that the component's author implements.

use proc_macro2::{Ident, Literal};
use quote::format_ident;
use wit_parser::{Function, InterfaceId, TypeDefKind, TypeId, WasmExportKind, WorldItem, WorldKey};

use super::context::Context;
use super::core_abi;
use super::docs::Docs;
use super::function::{function_name, is_method};
use super::ident::{Scope, slug, snake};
use super::model::{ExportFn, Finish, Guest, GuestResource};

impl Context<'_> {
    /// The guest of an exported interface.
    pub(crate) fn interface_guest(&self, key: &WorldKey, id: InterfaceId) -> Option<Guest> {
        let resolve = self.resolve();
        let interface = &resolve.interfaces[id];
        let resource_ids: Vec<TypeId> = interface
            .types
            .values()
            .copied()
            .filter(|id| matches!(resolve.types[*id].kind, TypeDefKind::Resource))
            .collect();
        let functions: Vec<&Function> = interface.functions.values().collect();
        if resource_ids.is_empty() && functions.is_empty() {
            return None;
        }
        let resources = resource_ids.into_iter().map(|id| self.guest_resource(key, id, &functions)).collect();
        let wit_path = resolve.name_world_key(key);
        let free = functions.into_iter().filter(|func| func.kind.resource().is_none());
        Some(self.guest(Some(wit_path), resources, self.export_fns(free, Some(key), "")))
    }

    /// The guest of the functions that the world itself exports.
    pub(crate) fn world_guest(&self) -> Option<Guest> {
        let functions = self.world().exports.values().filter_map(|item| match item {
            WorldItem::Function(func) => Some(func),
            _ => None,
        });
        let functions: Vec<&Function> = functions.collect();
        if functions.is_empty() {
            return None;
        }
        Some(self.guest(None, Vec::new(), self.export_fns(functions.into_iter(), None, "")))
    }

    fn guest(&self, wit_path: Option<String>, resources: Vec<GuestResource>, functions: Vec<ExportFn>) -> Guest {
        // Two worlds of one crate may export the same interface to be used by two components.
        let unique = format!("{}/{}", self.copy_path(), wit_path.as_deref().unwrap_or_default());
        Guest {
            wit_path,
            resources,
            functions,
            macro_name: format_ident!("__guest_{}", slug(&unique)),
            id: number(unique.as_bytes()),
        }
    }

    fn guest_resource(&self, key: &WorldKey, id: TypeId, functions: &[&Function]) -> GuestResource {
        let def = &self.resolve().types[id];
        let name = self.type_name(id).clone();
        let wit_name = def.name.as_deref().unwrap_or_default();
        let methods = functions.iter().copied().filter(|func| func.kind.resource() == Some(id));
        let prefix = format!("{}_", snake(wit_name).trim_end_matches('_'));
        GuestResource {
            guest_trait: format_ident!("Guest{name}"),
            docs: Docs::of(&def.docs, &def.stability),
            functions: self.export_fns(methods, Some(key), &prefix),
            drop_export: format!(
                "{}{}",
                self.options.export_prefix.as_deref().unwrap_or_default(),
                core_abi::destructor(self.resolve(), key, id)
            ),
            drop_stub: format_ident!("__drop_{}", snake(wit_name)),
            name,
        }
    }

    fn export_fns<'f>(
        &self,
        functions: impl Iterator<Item = &'f Function>,
        interface: Option<&WorldKey>,
        prefix: &str,
    ) -> Vec<ExportFn> {
        let mut scope = Scope::default();
        functions
            .filter(|func| !self.is_skipped(func))
            .map(|func| {
                let name = scope.claim(function_name(func));
                self.export_fn(func, interface, name, prefix)
            })
            .collect()
    }

    fn export_fn(&self, func: &Function, interface: Option<&WorldKey>, name: Ident, prefix: &str) -> ExportFn {
        let resolve = self.resolve();
        let is_async = self.filters.is_async(resolve, interface, func, false);
        let signature = core_abi::export_signature(resolve, func, is_async);
        let prefix_option = self.options.export_prefix.as_deref().unwrap_or_default();
        let export = |kind| {
            let name = core_abi::export_name(resolve, interface, func, is_async, kind);
            format!("{prefix_option}{name}")
        };
        let finish = if is_async {
            Finish::Task {
                task_return: core_abi::task_return(resolve, interface, func),
                callback: export(WasmExportKind::Callback),
            }
        } else if signature.is_in_memory {
            Finish::PostReturn {
                export: export(WasmExportKind::PostReturn),
                stub: format_ident!("__post_{prefix}{name}"),
            }
        } else {
            Finish::Nothing
        };
        ExportFn {
            stub: format_ident!("__{prefix}{name}"),
            name,
            docs: Docs::of(&func.docs, &func.stability),
            is_async,
            may_block: func.kind.is_async(),
            is_method: is_method(func),
            params: self.params(func),
            returns: self.filters.chained(resolve, interface, func, false).unwrap_or_else(|| self.returns(func)),
            export: export(WasmExportKind::Normal),
            core_params: signature.params,
            core_result: signature.result,
            finish,
        }
    }
}

/// A number for a text: the FNV-1a hash, which is the same everywhere and always.
fn number(text: &[u8]) -> Literal {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let digits = format!("{:016x}", text.iter().fold(0xcbf2_9ce4_8422_2325, step));
    let literal = format!("0x{}_{}_{}_{}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..]);
    literal.parse().unwrap_or_else(|_| unreachable!("a number in hexadecimal"))
}
