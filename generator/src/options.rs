//! The options of a generation: one definition for build scripts, the macro and the command line.

use std::convert::Infallible;
use std::fmt;
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

    /// Whether the types that synchronous imports take own what they hold: `owning`, `borrowing` or
    /// `borrowing-duplicate-if-necessary`.
    #[cfg_attr(feature = "cli", arg(long, value_name = "MODE", default_value_t, hide_default_value = true))]
    pub ownership: Ownership,

    /// Functions that are async in WIT to bind without `async`: `all`, or `namespace:package/interface#function`, with
    /// `import:` or `export:` before it for one side alone.
    #[cfg_attr(feature = "cli", arg(long, value_name = "FUNCTION", value_delimiter = ','))]
    pub sync: Vec<String>,

    /// Strings are bytes: `&[u8]` and `Vec<u8>`, which must be UTF-8 when they are sent.
    #[cfg_attr(feature = "cli", arg(long))]
    pub raw_strings: bool,

    /// Implement `Error` for error types only with the feature `std` of the crate that has the bindings.
    #[cfg_attr(feature = "cli", arg(long))]
    pub std_feature: bool,

    /// Methods without a result return `&Self`, so that calls can be chained; the methods of `Guest` traits too.
    #[cfg_attr(feature = "cli", arg(long))]
    pub enable_method_chaining: bool,

    /// Imported methods without a result that return `Self`: `all`, `namespace:package/interface#resource` or
    /// `namespace:package/interface#[method]resource.name`. With `&` before it they return `&Self`, with `-` nothing; the
    /// first that matches counts.
    #[cfg_attr(feature = "cli", arg(long, value_name = "METHOD", value_delimiter = ',', allow_hyphen_values = true))]
    pub chainable_methods: Vec<String>,

    /// Declare records, variants and other names for types that no function uses, too.
    #[cfg_attr(feature = "cli", arg(long))]
    pub generate_unused_types: bool,

    /// Declare types of the same structure once; the others are other names for the first.
    #[cfg_attr(feature = "cli", arg(long))]
    pub merge_structurally_equal_types: bool,

    /// Add a type `Stub` that implements every exported function by panicking, and export it.
    #[cfg_attr(feature = "cli", arg(long))]
    pub stubs: bool,

    /// A prefix for the names of exported core functions, for tests that have several copies of one world.
    #[cfg_attr(feature = "cli", arg(long, value_name = "PREFIX"))]
    pub export_prefix: Option<String>,

    /// Leave out what keeps the component's type linked when the bindings are part of a library.
    #[cfg_attr(feature = "cli", arg(long))]
    pub disable_custom_section_link_helpers: bool,

    /// Without effect: constructors of C and C++ libraries run once in any case.
    #[cfg_attr(feature = "cli", arg(long, hide = true))]
    pub disable_run_ctors_once_workaround: bool,

    /// The macro writes the bindings to a file and includes that, so that errors in them have a place.
    #[cfg_attr(feature = "cli", arg(skip))]
    pub debug: bool,
}

/// Whether the types that synchronous imports take own what they hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ownership {
    /// Every type owns what it holds; parameters are references to them: `&[String]`, `&Named`.
    #[default]
    Owning,
    /// A type that only parameters use borrows what it holds: `&[&str]`, `Named<'_>`.
    Borrowing {
        /// A type that is used elsewhere too is declared twice, as `NamedParam<'_>` and as `NamedResult`. Otherwise it is
        /// declared once and owns what it holds.
        duplicate_if_necessary: bool,
    },
}

impl fmt::Display for Ownership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ownership::Owning => "owning",
            Ownership::Borrowing { duplicate_if_necessary: false } => "borrowing",
            Ownership::Borrowing { duplicate_if_necessary: true } => "borrowing-duplicate-if-necessary",
        })
    }
}

impl FromStr for Ownership {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "owning" => Ok(Ownership::Owning),
            "borrowing" => Ok(Ownership::Borrowing { duplicate_if_necessary: false }),
            "borrowing-duplicate-if-necessary" => Ok(Ownership::Borrowing { duplicate_if_necessary: true }),
            _ => Err("it is `owning`, `borrowing` or `borrowing-duplicate-if-necessary`".to_owned()),
        }
    }
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
