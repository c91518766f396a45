//! The options that are about the whole of the bindings.

use proc_macro2::Ident;
use quote::{ToTokens, format_ident, quote};
use wit_parser::WorldItem;

use super::context::Context;
use super::filters;
use super::ident::slug;
use super::model::{ExportMacro, Module, Paths};
use super::rust_path;
use crate::error::{Report, did_you_mean};
use crate::options::Options;

/// The crates that generated code refers to.
pub(crate) fn paths(options: &Options) -> Result<Paths, Report> {
    let krate = |name, path: &str| rust_path::krate(name, path).map_err(|report| report.option(name));
    let runtime = krate("runtime_path", options.runtime_path.as_deref().unwrap_or("::wharf"))?;
    let bitflags = match &options.bitflags_path {
        Some(path) => krate("bitflags_path", path)?,
        None => quote!(#runtime::bitflags),
    };
    let map = match &options.map_type {
        Some(path) => krate("map_type", path)?,
        None => quote!(#runtime::alloc::collections::BTreeMap),
    };
    Ok(Paths { runtime_in_macro: rust_path::in_macro(&runtime), runtime, bitflags, map })
}

/// The macro that exports everything that the world exports.
pub(crate) fn export_macro(options: &Options, root: &Module, copy: &str) -> Result<Option<ExportMacro>, Report> {
    let mut guests = Vec::new();
    collect_guests(root, &mut guests);
    if guests.is_empty() {
        return Ok(None);
    }
    let name = options.export_macro_name.as_deref().unwrap_or("export");
    let name: Ident = syn::parse_str(name).map_err(|_| {
        Report::new(format!("`export_macro_name` is not the name of a macro: `{name}`")).option("export_macro_name")
    })?;
    let default_module = options.default_bindings_module.as_deref().unwrap_or("self");
    let default_module = rust_path::module("default_bindings_module", default_module)
        .map_err(|report| report.option("default_bindings_module"))?;
    Ok(Some(ExportMacro {
        unique_name: format_ident!("__{name}_{}", slug(copy)),
        name,
        is_public: options.pub_export_macro,
        default_module: default_module.tokens.into_token_stream(),
        guests,
        section: None,
    }))
}

fn collect_guests(module: &Module, guests: &mut Vec<Vec<Ident>>) {
    if module.items.guest.is_some() {
        guests.push(module.path.clone());
    }
    for child in &module.children {
        collect_guests(child, guests);
    }
}

impl Context<'_> {
    /// `namespace:package/world`, with the version.
    pub(crate) fn world_path(&self) -> String {
        let world = self.world();
        match world.package {
            Some(package) => self.resolve().id_of_name(package, &world.name),
            None => world.name.clone(),
        }
    }

    /// The path of the world, and what tells this copy of it from others in the crate.
    pub(crate) fn copy_path(&self) -> String {
        let suffix = |option: &Option<String>| option.as_ref().map(|text| format!("/{text}")).unwrap_or_default();
        self.world_path() + &suffix(&self.options.export_prefix) + &suffix(&self.options.type_section_suffix)
    }

    /// Reports the options that matched nothing.
    pub(crate) fn check_options(&self) {
        let resolve = self.resolve();
        let mappable = self.mappable();
        for report in self.mappings.unused(mappable.iter().map(String::as_str)) {
            self.push(report);
        }

        let functions = self.places.by_interface.keys().flat_map(|id| resolve.interfaces[*id].functions.keys());
        let mut functions: Vec<&str> = functions.map(String::as_str).collect();
        functions.sort_unstable();
        let skipped = self.skipped.borrow();
        for name in self.options.skip.iter().filter(|name| !skipped.contains(*name)) {
            let report = Report::new(format!("`skip` names `{name}`, which is no function of this world"))
                .option_value("skip", name);
            self.push(report.note_if(did_you_mean(name, functions.iter().copied())));
        }

        for (option, text) in self.filters.unused() {
            self.push(filters::unused_report(option, text));
        }

        let used = self.used_selectors.borrow();
        let types = &self.options.additional_type_attributes;
        let members = &self.options.additional_member_attributes;
        let types = types.iter().map(|(selector, _)| ("additional_type_attributes", selector));
        let members = members.iter().map(|(selector, _)| ("additional_member_attributes", selector));
        for (option, selector) in types.chain(members).filter(|(_, selector)| !used.contains(*selector)) {
            let types = mappable.iter().filter(|name| name.matches('/').count() > 1 && *name != selector);
            let near = did_you_mean(selector, types.map(String::as_str));
            self.push(
                Report::new(format!("an attribute is given for `{selector}`, which is nothing in this world"))
                    .option_value(option, selector)
                    .note_if(near)
                    .note("write `namespace:package/interface/type`, and `.member` after it for a field or case"),
            );
        }
    }

    /// The packages, interfaces and types that the world imports.
    fn mappable(&self) -> Vec<String> {
        let resolve = self.resolve();
        let mut names = Vec::new();
        for (key, item) in &self.world().imports {
            match item {
                WorldItem::Interface { id, .. } => {
                    let interface = resolve.name_world_key(key);
                    names.extend(interface.split_once('/').map(|(package, _)| package.to_owned()));
                    names.extend(resolve.interfaces[*id].types.keys().map(|ty| format!("{interface}/{ty}")));
                    names.push(interface);
                }
                WorldItem::Type { .. } => names.push(format!("{}/{}", self.world().name, resolve.name_world_key(key))),
                WorldItem::Function(_) => {}
            }
        }
        names.sort();
        names.dedup();
        names
    }
}
