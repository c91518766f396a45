//! The second stage: what is to be emitted, under which name and in which order. After it nothing looks at WIT.

mod context;
mod core_abi;
mod declare;
mod docs;
mod facts;
mod filters;
mod fits;
mod function;
mod guest;
mod ident;
mod inline;
mod lend;
mod limits;
mod markdown;
mod model;
mod modules;
mod options;
mod payload;
mod places;
mod rust_path;
mod rust_type;
mod section;
mod tuples;
mod twins;
mod types;
mod usage;
mod with;

use crate::error::Error;
use crate::options::Options;
use crate::parse::Parsed;
use context::Context;
use with::Mappings;

pub(crate) use docs::Docs;
pub(crate) use facts::facts;
pub(crate) use model::*;
pub(crate) use tuples::is_long;

/// Plans the bindings of a world.
pub(crate) fn plan(mut parsed: Parsed, options: &Options) -> Result<Plan, Error> {
    let suffix = options.type_section_suffix.as_deref().unwrap_or_default();
    let whole = section::whole(&parsed.resolve, parsed.world, suffix)?;
    let imports = section::imports(&parsed.resolve, parsed.world, suffix)?;
    let paths = options::paths(options)?;
    let mappings = Mappings::new(&options.with).map_err(Error::new)?;

    // An interface that is imported and exported is two: their resources differ.
    parsed.resolve.generate_nominal_type_ids(parsed.world);
    let world = &parsed.resolve.worlds[parsed.world];
    let places = places::locate(&parsed.resolve, world, &mappings, &paths.runtime, options.generate_all);
    let context = Context::new(&parsed, options, &mappings, &places);

    let root = context.modules();
    let payloads = context.payloads();
    let makes = context.makes();
    let fits = context.fits();
    let tuples = context.long_tuples();
    let world = context.world_names();
    let export_macro = options::export_macro(options, &root, &context.copy_path());
    context.check_options();
    context.check_limits();
    let reports = context.into_reports();
    if !reports.is_empty() {
        return Err(Error::new(reports));
    }

    let mut plan = Plan {
        world,
        paths,
        given: mappings.into_given(),
        root,
        payloads,
        makes,
        tuples,
        fits,
        section: whole,
        export_macro: None,
        std_feature: options.std_feature,
        has_stubs: options.stubs,
        links_section: !options.disable_custom_section_link_helpers,
    };
    plan.export_macro = export_macro?;
    if let Some(export_macro) = plan.export_macro.as_mut().filter(|export_macro| export_macro.is_public) {
        export_macro.section = Some(std::mem::replace(&mut plan.section, imports));
    }
    Ok(plan)
}
