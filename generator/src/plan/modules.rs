//! The tree of modules and what is in each.

use proc_macro2::Ident;
use quote::quote;
use wit_parser::{Function, InterfaceId, TypeId, WorldItem, WorldKey};

use super::context::Context;
use super::docs::Docs;
use super::ident::{Scope, ident};
use super::model::{ImportFn, ItemPath, Items, Module, TypeDecl, World};
use super::with::Mapped;

/// Methods that the handle of an imported resource has by itself.
const HANDLE_METHODS: [&str; 3] = ["from_handle", "handle", "take_handle"];

impl Context<'_> {
    /// Everything that the world imports and exports, in modules.
    pub(crate) fn modules(&self) -> Module {
        let world = self.world();
        let mut root = Module { items: self.world_items(), ..Module::default() };
        for (key, item) in &world.imports {
            if let WorldItem::Interface { id, .. } = item {
                root.insert(self.interface_module(*id, self.imported_items(key, *id)));
            }
        }
        for (key, item) in &world.exports {
            if let WorldItem::Interface { id, .. } = item {
                root.insert(self.interface_module(*id, self.exported_items(key, *id)));
            }
        }
        root
    }

    /// The names of the world in the bindings.
    pub(crate) fn world_names(&self) -> World {
        World { wit_path: self.world_path(), name: self.world().name.clone(), marker: ident("__World") }
    }

    fn interface_module(&self, id: InterfaceId, items: Items) -> Module {
        let interface = &self.resolve().interfaces[id];
        Module {
            path: self.places.by_interface[&id].module.clone(),
            docs: Docs::of(&interface.docs, &interface.stability),
            items,
            children: Vec::new(),
        }
    }

    fn world_items(&self) -> Items {
        let mut types = Vec::new();
        let mut functions = Vec::new();
        for item in self.world().imports.values() {
            match item {
                WorldItem::Type { id, .. } => {
                    let declared = self.declare(*id, None).into_iter();
                    types.extend(declared.map(|ty| TypeDecl { docs: ty.docs.said(), ..ty }));
                }
                WorldItem::Function(func) => functions.push(func),
                WorldItem::Interface { .. } => {}
            }
        }
        let (functions, methods) = self.import_fns(functions.into_iter(), None);
        Items { reexport: None, types, functions, methods, guest: self.world_guest() }
    }

    fn imported_items(&self, key: &WorldKey, id: InterfaceId) -> Items {
        if let Some((mapped, below)) = &self.places.by_interface[&id].mapped {
            return Items { reexport: Some(reexport(mapped, below)), ..Items::default() };
        }
        let interface = &self.resolve().interfaces[id];
        let (functions, methods) = self.import_fns(interface.functions.values(), Some(key));
        let types = interface.types.values().flat_map(|ty| self.declare(*ty, Some(key))).collect();
        Items { reexport: None, types, functions, methods, guest: None }
    }

    fn exported_items(&self, key: &WorldKey, id: InterfaceId) -> Items {
        let types = &self.resolve().interfaces[id].types;
        let types = types.values().flat_map(|ty| self.declare(*ty, Some(key))).collect();
        Items { types, guest: self.interface_guest(key, id), ..Items::default() }
    }

    /// Imported functions: the free ones, and those of each resource.
    fn import_fns<'f>(
        &self,
        functions: impl Iterator<Item = &'f Function>,
        interface: Option<&WorldKey>,
    ) -> (Vec<ImportFn>, Vec<(Ident, Vec<ImportFn>)>) {
        let mut free = Vec::new();
        let mut free_scope = Scope::default();
        let mut methods: Vec<(TypeId, Scope, Vec<ImportFn>)> = Vec::new();
        for func in functions.filter(|func| !self.is_skipped(func)) {
            let Some(resource) = func.kind.resource() else {
                free.push(self.import_fn(func, interface, &mut free_scope));
                continue;
            };
            let index = methods.iter().position(|(id, ..)| *id == resource).unwrap_or_else(|| {
                methods.push((resource, Scope::with(HANDLE_METHODS), Vec::new()));
                methods.len() - 1
            });
            let (_, scope, functions) = &mut methods[index];
            functions.push(self.import_fn(func, interface, scope));
        }
        let methods = methods.into_iter().map(|(id, _, functions)| (self.type_name(id).clone(), functions)).collect();
        (free, methods)
    }
}

/// The path of a mapped module.
fn reexport(mapped: &Mapped, below: &[Ident]) -> ItemPath {
    match (mapped, below) {
        (Mapped::Absolute(path), below) => ItemPath::Foreign(quote!(#path #(::#below)*)),
        (Mapped::AtRoot(name), []) => ItemPath::Local { module: Vec::new(), name: name.clone() },
        (Mapped::AtRoot(root), [between @ .., name]) => {
            let module = [root].into_iter().chain(between).cloned().collect();
            ItemPath::Local { module, name: name.clone() }
        }
    }
}

impl Module {
    /// Puts a module where its path says.
    fn insert(&mut self, module: Module) {
        let depth = self.path.len();
        if module.path.len() == depth {
            self.items = module.items;
            self.docs = module.docs;
            return;
        }
        let name = &module.path[depth];
        let index = self.children.iter().position(|child| child.path.last() == Some(name)).unwrap_or_else(|| {
            let path = module.path[..=depth].to_vec();
            self.children.push(Module { path, ..Module::default() });
            self.children.len() - 1
        });
        self.children[index].insert(module);
    }
}
