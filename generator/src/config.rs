//! The builder that build scripts use.

use std::env;
use std::path::PathBuf;

use crate::error::{Error, Report};
use crate::generated::Generated;
use crate::options::{Options, Ownership, With};

/// Configures a generation.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), wharf_generator::Error> {
///     wharf_generator::Config::new()
///         .path("wit")
///         .world("greeter")
///         .with("demo:shapes/types", "my_shapes::types")
///         .generate()
/// }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a configuration does nothing until it is told to generate"]
pub struct Config {
    options: Options,
    out_dir: Option<PathBuf>,
}

impl Config {
    /// The world of the folder `wit`, when it is the only one.
    pub fn new() -> Self {
        Config::default()
    }

    /// Adds a WIT file, a folder of WIT files with an optional `deps` folder, or an encoded WIT package (`.wasm`).
    ///
    /// A relative path starts from the current folder, which is the package's for a build script. Without any path the
    /// folder `wit` is read.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.path.push(path.into());
        self
    }

    /// WIT text, whose package is the one that the world is looked for in. Paths then only hold dependencies.
    ///
    /// ```
    /// let bindings = wharf_generator::Config::new()
    ///     .inline("package demo:greeter; world greeter { import log: func(line: string); }")
    ///     .generate_to_string()?;
    /// assert!(bindings.source.contains("pub fn log(line: &str)"));
    /// # Ok::<(), wharf_generator::Error>(())
    /// ```
    pub fn inline(mut self, wit: impl Into<String>) -> Self {
        self.options.inline = Some(wit.into());
        self
    }

    /// The world: `name`, or `namespace:package/name` with an optional `@version`.
    pub fn world(mut self, world: impl Into<String>) -> Self {
        self.options.world = Some(world.into());
        self
    }

    /// Includes what is behind these WIT features (`@unstable(feature = …)`).
    pub fn features<T: Into<String>>(mut self, features: impl IntoIterator<Item = T>) -> Self {
        self.options.features.extend(features.into_iter().map(Into::into));
        self
    }

    /// Includes what is behind the WIT features that are named like the features of the crate that is being built:
    /// `@unstable(feature = fancy-points)` with the cargo feature `fancy-points`. For a build script.
    pub fn features_from_cargo(self) -> Self {
        let enabled = env::vars_os().filter_map(|(name, _)| cargo_feature(name.to_str()?));
        self.features(enabled.collect::<Vec<_>>())
    }

    /// Includes what is behind any WIT feature.
    pub fn all_features(mut self) -> Self {
        self.options.all_features = true;
        self
    }

    /// Lets a Rust path stand for a WIT package, interface or type: `wasi:http`, `wasi:http/types`,
    /// `wasi:http/types/request`, with or without `@version`.
    ///
    /// The module at the path must have what the bindings of the interface would have; a type must implement the traits
    /// in `wharf::abi` for the shape of the WIT type. The path `generate` generates what would be mapped otherwise, such
    /// as an interface of WASI 0.3. A relative path starts from the root of the bindings.
    ///
    /// A type that has the traits but another shape than the WIT type is an error when the bindings are compiled, which
    /// says what was expected. The runtime crate has them for `bytes::Bytes` (with its feature `bytes`) and `HashMap`;
    /// for a type of yours there is a macro for each kind of WIT type, such as `wharf::abi::record!`, and
    /// `wharf::abi::newtype!`.
    ///
    /// ```
    /// let bindings = wharf_generator::Config::new()
    ///     .inline(
    ///         "package demo:web;
    ///          interface types { type body = list<u8>; type headers = list<tuple<string, string>>; }
    ///          world web { use types.{body, headers}; import send: func(headers: headers, body: body); }",
    ///     )
    ///     .with("demo:web/types/body", "::bytes::Bytes")
    ///     .with("demo:web/types/headers", "std::collections::HashMap<String, String>")
    ///     .generate_to_string()?;
    /// assert!(bindings.source.contains("pub fn send(headers: &Headers, body: &Body)"));
    /// # Ok::<(), wharf_generator::Error>(())
    /// ```
    pub fn with(mut self, wit: impl Into<String>, path: &str) -> Self {
        self.options.with.push((wit.into(), With::from(path)));
        self
    }

    /// Generates every interface that `with` does not map, those of WASI 0.3 too.
    ///
    /// Otherwise those are the ones of the runtime crate, so that every crate in a component shares one `Request`.
    pub fn generate_all(mut self) -> Self {
        self.options.generate_all = true;
        self
    }

    /// Leaves functions out, by their WIT name: `get-random-bytes`, `[method]descriptor.stat`.
    pub fn skip<T: Into<String>>(mut self, functions: impl IntoIterator<Item = T>) -> Self {
        self.options.skip.extend(functions.into_iter().map(Into::into));
        self
    }

    /// Adds derives to every record, variant and enum.
    pub fn additional_derives<T: Into<String>>(mut self, derives: impl IntoIterator<Item = T>) -> Self {
        self.options.additional_derives.extend(derives.into_iter().map(Into::into));
        self
    }

    /// The types that [`additional_derives`](Config::additional_derives) leaves alone, by their WIT name.
    pub fn additional_derives_ignore<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        self.options.additional_derives_ignore.extend(types.into_iter().map(Into::into));
        self
    }

    /// Adds an attribute to one record, variant or enum.
    ///
    /// ```no_run
    /// # wharf_generator::Config::new()
    /// .type_attribute("demo:shapes/types/point", "#[derive(PartialEq)]")
    /// # ;
    /// ```
    pub fn type_attribute(mut self, ty: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.options.additional_type_attributes.push((ty.into(), attribute.into()));
        self
    }

    /// Adds an attribute to one field or case: `demo:shapes/types/point.x`.
    pub fn member_attribute(mut self, member: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.options.additional_member_attributes.push((member.into(), attribute.into()));
        self
    }

    /// The path of the runtime crate, `::wharf` unless it is renamed or re-exported.
    pub fn runtime_path(mut self, path: impl Into<String>) -> Self {
        self.options.runtime_path = Some(path.into());
        self
    }

    /// The path of the `bitflags` crate, the one that the runtime crate re-exports unless given.
    pub fn bitflags_path(mut self, path: impl Into<String>) -> Self {
        self.options.bitflags_path = Some(path.into());
        self
    }

    /// The type of WIT maps, which takes a key and a value; `BTreeMap` unless given.
    pub fn map_type(mut self, path: impl Into<String>) -> Self {
        self.options.map_type = Some(path.into());
        self
    }

    /// The name of the macro that exports all of the world, `export` unless given.
    pub fn export_macro_name(mut self, name: impl Into<String>) -> Self {
        self.options.export_macro_name = Some(name.into());
        self
    }

    /// Lets other crates use the export macros. The crate with the bindings then exports nothing by itself.
    pub fn pub_export_macro(mut self) -> Self {
        self.options.pub_export_macro = true;
        self
    }

    /// Where the export macro looks for the bindings when it is called without `with_types_in`; `self` unless given.
    pub fn default_bindings_module(mut self, path: impl Into<String>) -> Self {
        self.options.default_bindings_module = Some(path.into());
        self
    }

    /// A suffix for the name of the section with the component's type, to tell two copies of one world apart.
    pub fn type_section_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.options.type_section_suffix = Some(suffix.into());
        self
    }

    /// Whether the types that synchronous imports take own what they hold.
    ///
    /// ```
    /// use wharf_generator::{Config, Ownership};
    ///
    /// let bindings = Config::new()
    ///     .inline("package demo:a; world w { record named { name: string } import show: func(named: named); }")
    ///     .ownership(Ownership::Borrowing { duplicate_if_necessary: false })
    ///     .generate_to_string()?;
    /// assert!(bindings.source.contains("pub name: &'a str"));
    /// # Ok::<(), wharf_generator::Error>(())
    /// ```
    pub fn ownership(mut self, ownership: Ownership) -> Self {
        self.options.ownership = ownership;
        self
    }

    /// Binds functions that are async in WIT without `async`: `all`, or `namespace:package/interface#function`, with
    /// `import:` or `export:` before it for one side alone.
    ///
    /// A call of such an import blocks the whole component, and so does such an export while it waits, with
    /// `wharf::block_on`.
    pub fn sync<T: Into<String>>(mut self, functions: impl IntoIterator<Item = T>) -> Self {
        self.options.sync.extend(functions.into_iter().map(Into::into));
        self
    }

    /// Strings are bytes: `&[u8]` and `Vec<u8>`. What is sent must be UTF-8; the host traps otherwise.
    pub fn raw_strings(mut self) -> Self {
        self.options.raw_strings = true;
        self
    }

    /// Implements `Error` for error types only with the feature `std` of the crate that has the bindings.
    pub fn std_feature(mut self) -> Self {
        self.options.std_feature = true;
        self
    }

    /// Methods without a result return `&Self`, so that calls can be chained; the methods of `Guest` traits too.
    pub fn enable_method_chaining(mut self) -> Self {
        self.options.enable_method_chaining = true;
        self
    }

    /// Imported methods without a result that return `Self`: `all`, `namespace:package/interface#resource` or
    /// `namespace:package/interface#[method]resource.name`.
    ///
    /// With `&` before it they return `&Self`, with `-` nothing; the first that matches counts.
    pub fn chainable_methods<T: Into<String>>(mut self, methods: impl IntoIterator<Item = T>) -> Self {
        self.options.chainable_methods.extend(methods.into_iter().map(Into::into));
        self
    }

    /// Declares records, variants and other names for types that no function uses, too.
    pub fn generate_unused_types(mut self) -> Self {
        self.options.generate_unused_types = true;
        self
    }

    /// Declares types of the same structure once; the others are other names for the first.
    pub fn merge_structurally_equal_types(mut self) -> Self {
        self.options.merge_structurally_equal_types = true;
        self
    }

    /// Adds a type `Stub` that implements every exported function by panicking, and exports it.
    pub fn stubs(mut self) -> Self {
        self.options.stubs = true;
        self
    }

    /// A prefix for the names of exported core functions, for tests that have several copies of one world.
    pub fn export_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.options.export_prefix = Some(prefix.into());
        self
    }

    /// Leaves out what keeps the component's type linked when the bindings are part of a library.
    pub fn disable_custom_section_link_helpers(mut self) -> Self {
        self.options.disable_custom_section_link_helpers = true;
        self
    }

    /// The folder that [`generate`](Config::generate) writes to, `OUT_DIR` unless given.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Generates the bindings into `OUT_DIR/<world>.rs`, the world in snake case.
    ///
    /// Prints `cargo::rerun-if-changed` for every WIT file and folder, so that cargo runs the build script again when one
    /// changes, appears or goes.
    ///
    /// # Errors
    ///
    /// When the WIT or an option is at fault, when a file cannot be read or written, and outside a build script unless
    /// [`out_dir`](Config::out_dir) is given.
    pub fn generate(self) -> Result<(), Error> {
        let out_dir = match self.out_dir.clone() {
            Some(folder) => folder,
            None => env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| {
                Report::new("the environment has no OUT_DIR").note("call this in a build script, or give `out_dir`")
            })?,
        };
        let generated = self.generate_to_string()?;
        print!("{}", rerun_if_changed(&generated.inputs));
        generated.write_to(&out_dir)?;
        Ok(())
    }

    /// Generates the bindings and returns them with the list of files that were read.
    ///
    /// # Errors
    ///
    /// When the WIT or an option is at fault, or a file cannot be read.
    pub fn generate_to_string(&self) -> Result<Generated, Error> {
        crate::run(&self.options)
    }

    /// The options as they are set.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }
}

impl From<Options> for Config {
    fn from(options: Options) -> Self {
        Config { options, out_dir: None }
    }
}

/// The WIT name of the feature that an environment variable of cargo's stands for.
fn cargo_feature(variable: &str) -> Option<String> {
    let feature = variable.strip_prefix("CARGO_FEATURE_")?;
    Some(feature.to_ascii_lowercase().replace('_', "-"))
}

/// What tells cargo that the bindings are made of these files and folders.
fn rerun_if_changed(inputs: &[PathBuf]) -> String {
    inputs.iter().map(|path| format!("cargo::rerun-if-changed={}\n", path.display())).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn features_of_cargo() {
        assert_eq!(cargo_feature("CARGO_FEATURE_FANCY_POINTS").as_deref(), Some("fancy-points"));
        assert_eq!(cargo_feature("CARGO_PKG_NAME"), None);
    }

    #[test]
    fn files_and_folders_are_watched_and_the_same_bindings_are_not_written_again()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (wit, out) = (folder.path().join("wit"), folder.path().join("out"));
        fs::create_dir_all(wit.join("deps/log"))?;
        fs::write(wit.join("world.wit"), "package demo:a; world my-world { import demo:log/log; }")?;
        fs::write(wit.join("deps/log/log.wit"), "package demo:log; interface log { log: func(); }")?;
        let config = Config::new().path(&wit).out_dir(&out);

        let watched = rerun_if_changed(&config.generate_to_string()?.inputs);
        let prefix = format!("cargo::rerun-if-changed={}", wit.display());
        let paths: Vec<&str> = watched.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
        assert_eq!(paths, ["", "/world.wit", "/deps", "/deps/log", "/deps/log/log.wit"]);

        config.clone().generate()?;
        let written = fs::metadata(out.join("my_world.rs"))?.modified()?;
        config.clone().generate()?;
        assert_eq!(fs::metadata(out.join("my_world.rs"))?.modified()?, written);
        fs::write(wit.join("world.wit"), "package demo:a; world my-world { }")?;
        config.generate()?;
        assert!(!fs::read_to_string(out.join("my_world.rs"))?.contains("pub fn log"));
        Ok(())
    }
}
