//! The options that pick functions: which async ones are bound as synchronous, and which methods return their receiver.

use std::cell::Cell;

use wit_parser::{Function, FunctionKind, Resolve, WorldKey};

use super::model::Returns;
use crate::error::Report;
use crate::options::Options;

/// The filters, and which of them matched something.
pub(crate) struct Filters {
    sync: Vec<Filter>,
    chainable: Vec<Filter>,
    chain_all: bool,
}

struct Filter {
    text: String,
    /// What is left of the text without what stands before the name.
    name: String,
    before: Before,
    used: Cell<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Import,
    Export,
    Not,
    Reference,
}

impl Filters {
    pub(crate) fn new(options: &Options) -> Self {
        let filters = |texts: &[String], prefixes: &[(&str, Before)]| {
            let filter = |text: &String| {
                let found = prefixes.iter().find_map(|(prefix, before)| Some((text.strip_prefix(prefix)?, *before)));
                let (name, before) = found.unwrap_or((text, Before::Nothing));
                Filter { text: text.clone(), name: name.to_owned(), before, used: Cell::new(false) }
            };
            texts.iter().map(filter).collect()
        };
        Filters {
            sync: filters(&options.sync, &[("import:", Before::Import), ("export:", Before::Export)]),
            chainable: filters(&options.chainable_methods, &[("-", Before::Not), ("&", Before::Reference)]),
            chain_all: options.enable_method_chaining,
        }
    }

    /// Whether the function is bound as async.
    pub(crate) fn is_async(
        &self,
        resolve: &Resolve,
        interface: Option<&WorldKey>,
        func: &Function,
        is_import: bool,
    ) -> bool {
        if !func.kind.is_async() {
            return false;
        }
        let name = qualified(resolve, interface, &func.name);
        let other_side = if is_import { Before::Export } else { Before::Import };
        let matches = |filter: &&Filter| filter.before != other_side && (filter.name == name || filter.text == "all");
        !mark(self.sync.iter().filter(matches))
    }

    /// What a method without a result returns so that calls can be chained.
    pub(crate) fn chained(
        &self,
        resolve: &Resolve,
        interface: Option<&WorldKey>,
        func: &Function,
        is_import: bool,
    ) -> Option<Returns> {
        let (FunctionKind::Method(resource) | FunctionKind::AsyncMethod(resource)) = func.kind else { return None };
        if func.result.is_some() {
            return None;
        }
        let resource = resolve.types[resource].name.as_deref().unwrap_or_default();
        let names = [qualified(resolve, interface, &func.name), qualified(resolve, interface, resource)];
        let matches = |filter: &&Filter| filter.name == "all" || names.contains(&filter.name);
        match self.chainable.iter().find(matches).filter(|_| is_import) {
            Some(filter) => {
                filter.used.set(true);
                match filter.before {
                    Before::Not => None,
                    Before::Reference => Some(Returns::Receiver { owned: false }),
                    _ => Some(Returns::Receiver { owned: true }),
                }
            }
            None => self.chain_all.then_some(Returns::Receiver { owned: false }),
        }
    }

    /// Problems with the filters that matched nothing.
    pub(crate) fn unused(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let options = [("sync", &self.sync), ("chainable_methods", &self.chainable)];
        let unused = |filter: &&Filter| !filter.used.get() && filter.name != "all";
        options.into_iter().flat_map(move |(option, filters)| {
            filters.iter().filter(unused).map(move |filter| (option, filter.text.as_str()))
        })
    }
}

/// The report of a filter that matched nothing.
pub(crate) fn unused_report(option: &str, text: &str) -> Report {
    let what = if option == "sync" { "no async function" } else { "no method without a result" };
    let form = match option {
        "sync" => "write `namespace:package/interface#function`, after `import:` or `export:` for one side alone",
        _ => "write `namespace:package/interface#[method]resource.name` or `namespace:package/interface#resource`",
    };
    Report::new(format!("`{option}` names `{text}`, which is {what} of this world")).note(form)
}

/// `interface#name`, or the name alone for what the world itself has.
fn qualified(resolve: &Resolve, interface: Option<&WorldKey>, name: &str) -> String {
    match interface {
        Some(key) => format!("{}#{name}", resolve.name_world_key(key)),
        None => name.to_owned(),
    }
}

/// Notes that these filters matched; whether there are any.
fn mark<'f>(filters: impl Iterator<Item = &'f Filter>) -> bool {
    filters.fold(false, |_, filter| {
        filter.used.set(true);
        true
    })
}
