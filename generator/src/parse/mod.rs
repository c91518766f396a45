//! The first stage: WIT text in, a resolved world out.

mod dependencies;
mod explain;
mod gates;
mod hints;
mod size;
mod sources;
mod wasi;
mod world;

use std::path::PathBuf;

use wit_parser::{Resolve, WorldId};

use crate::error::{Error, Report, Snippet};
use crate::options::Options;
use sources::Sources;
pub(crate) use wasi::is_wasi_interface;

/// A world whose every name is resolved.
pub(crate) struct Parsed {
    pub(crate) resolve: Resolve,
    pub(crate) world: WorldId,
    /// The files and folders that were read.
    pub(crate) inputs: Vec<PathBuf>,
    texts: Texts,
}

impl Parsed {
    /// The WIT at a span.
    pub(crate) fn snippet(&self, span: wit_parser::Span) -> Option<Snippet> {
        self.texts.snippet(&self.resolve.source_map, span)
    }
}

/// Reads and resolves the WIT that the options name.
pub(crate) fn parse(options: &Options) -> Result<Parsed, Error> {
    let (resolve, sources) = resolve(options)?;
    let world = world::select(&resolve, &sources, options.world.as_deref())?;
    Ok(Parsed { resolve, world, inputs: sources.inputs, texts: sources.texts })
}

/// The worlds of the packages that the options name.
#[cfg(feature = "cli")]
pub(crate) fn worlds(options: &Options) -> Result<Vec<String>, Error> {
    let (resolve, sources) = resolve(options)?;
    Ok(world::all(&resolve, &sources))
}

fn resolve(options: &Options) -> Result<(Resolve, Sources), Error> {
    let mut sources = Sources::read(options)?;
    dependencies::add_wasi(&mut sources, options.world.as_deref())?;

    let mut resolve = Resolve::new();
    resolve.features.extend(options.features.iter().cloned());
    resolve.all_features = options.all_features;
    for decoded in std::mem::take(&mut sources.encoded) {
        resolve.merge(decoded).map_err(|error| Report::new(format!("{error:#}")))?;
    }
    let mut groups = std::mem::take(&mut sources.groups).into_iter();
    if let Some(first) = groups.next() {
        let resolved = resolve.push_groups(first, groups.collect());
        resolved.map_err(|error| explain::resolve_error(&error, &resolve, &sources))?;
    }
    size::check(&resolve, &sources.texts)?;
    Ok((resolve, sources))
}

/// The texts that were parsed, by the path they were registered with.
#[derive(Default)]
pub(crate) struct Texts(Vec<(String, String)>);

impl Texts {
    fn insert(&mut self, path: String, text: String) {
        self.0.push((path, text));
    }

    fn snippet(&self, map: &wit_parser::SourceMap, span: wit_parser::Span) -> Option<Snippet> {
        let place = map.resolve_span(span)?;
        let (path, text) = self.0.iter().find(|(path, _)| path == place.path)?;
        Some(Snippet::new(path, text, place.range))
    }

    /// What lies at a span.
    fn words(&self, map: &wit_parser::SourceMap, span: wit_parser::Span) -> Option<&str> {
        self.text(map, span)?.get(map.resolve_span(span)?.range)
    }

    /// The text from the start of a span on, and the line that it starts in.
    fn around(&self, map: &wit_parser::SourceMap, span: wit_parser::Span) -> (&str, &str) {
        let place = self.text(map, span).zip(map.resolve_span(span));
        let Some((before, rest)) = place.and_then(|(text, place)| text.split_at_checked(place.range.start)) else {
            return ("", "");
        };
        let text = self.text(map, span).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (rest, text[start..].lines().next().unwrap_or_default())
    }

    /// The feature that a declaration of this name is behind.
    fn feature_of(&self, name: &str) -> Option<&str> {
        self.0.iter().find_map(|(_, text)| gates::feature_of(text, name))
    }

    /// The whole text that a span lies in.
    fn text(&self, map: &wit_parser::SourceMap, span: wit_parser::Span) -> Option<&str> {
        let place = map.resolve_span(span)?;
        self.0.iter().find(|(path, _)| path == place.path).map(|(_, text)| text.as_str())
    }
}
