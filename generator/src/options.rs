//! The options of a generation: one definition for build scripts, the macro and the command line.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

/// What to generate bindings of, and how.
///
/// [`Config`](crate::Config) is the comfortable way to fill this in; `wharf generate` and `generate!` fill in the same
/// fields. Each field's documentation is also the help text of the command line.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[non_exhaustive]
pub struct Options {
    /// WIT files, folders of WIT files with an optional `deps` folder, or encoded WIT packages (`.wasm`).
    #[cfg_attr(feature = "cli", arg(value_name = "WIT", required = true))]
    pub path: Vec<PathBuf>,

    /// WIT text. Its package is the one that the world is looked for in; `path` then only holds dependencies.
    #[cfg_attr(feature = "cli", arg(skip))]
    pub inline: Option<String>,

    /// The folder that a relative `path` starts from, when it is not the current one.
    #[cfg_attr(feature = "cli", arg(skip))]
    pub base_dir: Option<PathBuf>,

    /// The world to generate: `name`, or `namespace:package/name` with an optional `@version`. Not needed when there
    /// is only one.
    #[cfg_attr(feature = "cli", arg(long, value_name = "WORLD"))]
    pub world: Option<String>,

    /// WIT features (`@unstable(feature = …)`) to include.
    #[cfg_attr(feature = "cli", arg(long, value_name = "FEATURE", value_delimiter = ','))]
    pub features: Vec<String>,

    /// Include everything that is behind a WIT feature.
    #[cfg_attr(feature = "cli", arg(long))]
    pub all_features: bool,

    /// Rust paths that stand for a WIT package, interface or type: `wasi:http=path`, `wasi:http/types=path`,
    /// `wasi:http/types/request=path`, with or without `@version`. The path `generate` generates what would be mapped
    /// otherwise.
    #[cfg_attr(feature = "cli", arg(long, value_name = "WIT=PATH", value_parser = key_value::<With>))]
    pub with: Vec<(String, With)>,

    /// Generate every interface that `with` does not map, those of WASI 0.3 too, which are otherwise the ones that the
    /// runtime crate has.
    #[cfg_attr(feature = "cli", arg(long))]
    pub generate_all: bool,

    /// Functions to leave out, by their WIT name (`get-random-bytes`, `[method]descriptor.stat`).
    #[cfg_attr(feature = "cli", arg(long, value_name = "FUNCTION"))]
    pub skip: Vec<String>,

    /// Derives to add to every record, variant and enum.
    #[cfg_attr(feature = "cli", arg(long, value_name = "PATH"))]
    pub additional_derives: Vec<String>,

    /// Types that `additional_derives` leaves alone, by their WIT name.
    #[cfg_attr(feature = "cli", arg(long, value_name = "TYPE"))]
    pub additional_derives_ignore: Vec<String>,

    /// An attribute for one record, variant or enum: `namespace:package/interface/type=#[attribute]`.
    #[cfg_attr(feature = "cli", arg(long, value_name = "TYPE=ATTRIBUTE", value_parser = key_value::<String>))]
    pub additional_type_attributes: Vec<(String, String)>,

    /// An attribute for one field or case: `namespace:package/interface/type.member=#[attribute]`.
    #[cfg_attr(feature = "cli", arg(long, value_name = "MEMBER=ATTRIBUTE", value_parser = key_value::<String>))]
    pub additional_member_attributes: Vec<(String, String)>,

    /// The path of the runtime crate, `::wharf` unless it is renamed or re-exported.
    #[cfg_attr(feature = "cli", arg(long, value_name = "PATH"))]
    pub runtime_path: Option<String>,

    /// The path of the `bitflags` crate, the one that the runtime crate re-exports unless given.
    #[cfg_attr(feature = "cli", arg(long, value_name = "PATH"))]
    pub bitflags_path: Option<String>,

    /// The type of WIT maps, which takes a key and a value; `BTreeMap` unless given.
    #[cfg_attr(feature = "cli", arg(long, value_name = "PATH"))]
    pub map_type: Option<String>,

    /// The name of the macro that exports all of the world, `export` unless given.
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub export_macro_name: Option<String>,

    /// Let other crates use the export macros: the crate with the bindings then exports nothing by itself.
    #[cfg_attr(feature = "cli", arg(long))]
    pub pub_export_macro: bool,

    /// Where the export macro looks for the bindings when it is called without `with_types_in`; `self` unless given.
    #[cfg_attr(feature = "cli", arg(long, value_name = "PATH"))]
    pub default_bindings_module: Option<String>,

    /// A suffix for the name of the section with the component's type, to tell two copies of one world apart.
    #[cfg_attr(feature = "cli", arg(long, value_name = "SUFFIX"))]
    pub type_section_suffix: Option<String>,
}

/// What stands for a WIT package, interface or type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// The bindings, generated as usual.
    Generate,
    /// What lies at this Rust path.
    Path(String),
}

impl From<&str> for With {
    /// `generate` is [`With::Generate`], everything else a path.
    fn from(text: &str) -> Self {
        match text.trim() {
            "generate" => With::Generate,
            path => With::Path(path.to_owned()),
        }
    }
}

impl FromStr for With {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

/// Splits `key=value` at the first `=`.
#[cfg(feature = "cli")]
fn key_value<T: FromStr>(text: &str) -> Result<(String, T), String> {
    let malformed = || format!("expected `key=value`, found `{text}`");
    let (key, value) = text.split_once('=').ok_or_else(malformed)?;
    if key.trim().is_empty() || value.trim().is_empty() {
        return Err(malformed());
    }
    Ok((key.trim().to_owned(), value.parse().map_err(|_| malformed())?))
}
