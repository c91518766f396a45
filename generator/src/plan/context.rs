//! What every part of the planning looks things up in.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use proc_macro2::Ident;
use wit_parser::{LiveTypes, Resolve, Span, Type, TypeDefKind, TypeId, TypeOwner, WorldId, WorldItem};

use super::facts::Facts;
use super::filters::Filters;
use super::ident::{Scope, camel};
use super::inline::MAX_ARRAY;
use super::model::Named;
use super::places::Places;
use super::usage::{Forms, Usage};
use super::with::Mappings;
use crate::error::Report;
use crate::options::Options;
use crate::parse::Parsed;

pub(crate) struct Context<'a> {
    pub(crate) parsed: &'a Parsed,
    pub(crate) options: &'a Options,
    pub(crate) mappings: &'a Mappings,
    pub(crate) places: &'a Places,
    pub(crate) filters: Filters,
    /// What types contain, as far as it was asked for.
    pub(crate) facts: RefCell<HashMap<TypeId, Facts>>,
    /// How many bytes a fixed-length list may take that is not on the heap.
    pub(super) max_array: Cell<u64>,
    /// How many bytes a value takes, as far as it was asked for.
    pub(super) inline: RefCell<HashMap<TypeId, u64>>,
    /// Rust names of declared types.
    names: HashMap<TypeId, Ident>,
    /// Rust names of the forms that borrow what they hold.
    lent_names: HashMap<TypeId, Ident>,
    pub(crate) usage: Usage,
    /// Types of an exported interface that are those of the same interface, imported.
    twins: HashMap<TypeId, TypeId>,
    /// Types that are the error of some result.
    errors: HashSet<TypeId>,
    /// Types that occur in the signature of some function.
    used: LiveTypes,
    /// Types that were described before: they are, wherever they are mentioned.
    pub(super) named: RefCell<HashMap<TypeId, Named>>,
    /// The options that add attributes and matched something.
    pub(crate) used_selectors: RefCell<HashSet<String>>,
    /// The lengths of tuples that are longer than those of the runtime.
    pub(super) long_tuples: RefCell<BTreeSet<usize>>,
    /// The functions that are left out because the options say so.
    pub(crate) skipped: RefCell<HashSet<String>>,
    reports: RefCell<Vec<Report>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(parsed: &'a Parsed, options: &'a Options, mappings: &'a Mappings, places: &'a Places) -> Self {
        let mut context = Context {
            parsed,
            options,
            mappings,
            places,
            filters: Filters::new(options),
            facts: RefCell::default(),
            max_array: Cell::new(MAX_ARRAY),
            inline: RefCell::default(),
            names: HashMap::new(),
            lent_names: HashMap::new(),
            usage: Usage::default(),
            twins: HashMap::new(),
            errors: HashSet::new(),
            used: LiveTypes::default(),
            named: RefCell::default(),
            used_selectors: RefCell::default(),
            long_tuples: RefCell::default(),
            skipped: RefCell::default(),
            reports: RefCell::default(),
        };
        context.fit_arrays();
        context.find_errors();
        context.twins = context.twins();
        context.find_used();
        context.usage = context.usage();
        context.name_types();
        context
    }

    pub(crate) fn resolve(&self) -> &'a Resolve {
        &self.parsed.resolve
    }

    pub(crate) fn world(&self) -> &'a wit_parser::World {
        &self.parsed.resolve.worlds[self.world_id()]
    }

    pub(crate) fn world_id(&self) -> WorldId {
        self.parsed.world
    }

    /// The Rust name of a declared type.
    pub(crate) fn type_name(&self, id: TypeId) -> &Ident {
        &self.names[&id]
    }

    /// The Rust name of the form of a type that borrows what it holds.
    pub(crate) fn lent_name(&self, id: TypeId) -> Option<&Ident> {
        self.lent_names.get(&id)
    }

    pub(crate) fn twin(&self, id: TypeId) -> Option<TypeId> {
        self.twins.get(&id).copied()
    }

    pub(crate) fn is_error(&self, id: TypeId) -> bool {
        self.errors.contains(&id)
    }

    /// Whether some function of these bindings sends or receives the type.
    pub(crate) fn is_used(&self, id: TypeId) -> bool {
        self.used.contains(id)
    }

    /// The types that functions of these bindings send or receive.
    pub(crate) fn used_types(&self) -> Vec<TypeId> {
        self.used.iter().collect()
    }

    /// Whether the component exports the type, so that its handles stand for values of the component's own.
    pub(crate) fn is_exported(&self, id: TypeId) -> bool {
        matches!(self.resolve().types[id].owner, TypeOwner::Interface(owner) if self.places.exported.contains(&owner))
    }

    /// The definition behind `use`s and other names.
    pub(crate) fn definition(&self, mut id: TypeId) -> TypeId {
        while let TypeDefKind::Type(Type::Id(other)) = self.resolve().types[id].kind {
            id = other;
        }
        id
    }

    /// Notes something that is not supported; generation fails once everything has been looked at.
    pub(crate) fn report(&self, span: Span, message: impl Into<String>, note: &str) {
        let report = Report::new(message).at(self.parsed.snippet(span)).note(note);
        // What is both imported and exported is looked at twice.
        let text = report.to_string();
        if self.reports.borrow().iter().all(|known| known.to_string() != text) {
            self.push(report);
        }
    }

    pub(crate) fn push(&self, report: Report) {
        self.reports.borrow_mut().push(report);
    }

    pub(crate) fn into_reports(self) -> Vec<Report> {
        self.reports.into_inner()
    }

    fn name_types(&mut self) {
        let resolve = self.resolve();
        for (id, place) in &self.places.by_interface {
            let types = &resolve.interfaces[*id].types;
            let types: Vec<_> = types.iter().map(|(name, id)| (name.as_str(), *id)).collect();
            self.name_scope(&types, self.places.exported.contains(id), place.mapped.is_some());
        }
        let types = self.world().imports.values().filter_map(|item| match item {
            WorldItem::Type { id, .. } => Some((resolve.types[*id].name.as_deref()?, *id)),
            _ => None,
        });
        self.name_scope(&types.collect::<Vec<_>>(), false, false);
    }

    /// Names the types of one module.
    fn name_scope(&mut self, types: &[(&str, TypeId)], is_exported: bool, is_mapped: bool) {
        let mut scope = Scope::with(["Guest"]);
        let is_resource = |id: TypeId| matches!(self.resolve().types[id].kind, TypeDefKind::Resource);
        let (resources, others): (Vec<_>, Vec<_>) = types.iter().copied().partition(|(_, id)| is_resource(*id));
        // Resources first: exported, they bring a trait and the type of their borrows with them.
        for (name, id) in resources {
            let name = scope.claim(camel(name));
            if is_exported {
                scope.claim(format!("Guest{name}"));
                scope.claim(format!("{name}Borrow"));
            }
            self.names.insert(id, name);
        }
        for (name, id) in others {
            let name = camel(name);
            let forms = if is_mapped { Forms::Owned } else { self.forms(id) };
            let (owned, lent) = match forms {
                Forms::Owned => (scope.claim(name), None),
                Forms::Lent => {
                    let name = scope.claim(name);
                    (name.clone(), Some(name))
                }
                Forms::Both => (scope.claim(format!("{name}Result")), Some(scope.claim(format!("{name}Param")))),
            };
            self.names.insert(id, owned);
            self.lent_names.extend(lent.map(|lent| (id, lent)));
        }
    }

    fn find_used(&mut self) {
        let resolve = self.resolve();
        let mut used = LiveTypes::default();
        self.bound_functions().iter().for_each(|bound| used.add_func(resolve, bound.func));
        // A twin is declared in the other's stead, and may hold others with twins.
        loop {
            let twins = used.iter().filter_map(|id| self.twin(id)).filter(|id| !used.contains(*id));
            let twins: Vec<TypeId> = twins.collect();
            if twins.is_empty() {
                break;
            }
            twins.into_iter().for_each(|id| used.add_type_id(resolve, id));
        }
        self.used = used;
    }

    fn find_errors(&mut self) {
        let errors = self.resolve().types.iter().filter_map(|(_, ty)| match &ty.kind {
            TypeDefKind::Result(result) => result.err,
            _ => None,
        });
        let errors: Vec<TypeId> = errors.filter_map(|ty| if let Type::Id(id) = ty { Some(id) } else { None }).collect();
        self.errors = errors.into_iter().map(|id| self.definition(id)).collect();
    }
}
