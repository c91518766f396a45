//! The folders that hold the cases.

use std::fs;
use std::path::{Path, PathBuf};

use wharf_generator::Config;

/// One folder.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

/// The cases of a kind, in order.
pub(crate) fn cases(kind: &str) -> impl Iterator<Item = Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind);
    let entries = root.read_dir().unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.into_iter().map(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Case { name, folder }
    })
}

impl Case {
    /// Whether the case sets an option.
    #[allow(dead_code, reason = "not every test asks")]
    pub(crate) fn has_option(&self, name: &str) -> bool {
        let options = fs::read_to_string(self.folder.join("options")).unwrap_or_default();
        options.lines().any(|line| line.split(' ').next() == Some(name))
    }

    /// The configuration that the case asks for.
    pub(crate) fn config(&self) -> Config {
        let options = fs::read_to_string(self.folder.join("options")).unwrap_or_default();
        let mut config = Config::new();
        if !options.lines().any(|line| line.starts_with("path ")) {
            config = config.path(&self.folder);
        }
        for line in options.lines() {
            let (name, value) = line.split_once(' ').unwrap_or((line, ""));
            config = match name {
                "path" => config.path(self.folder.join(value)),
                "world" => config.world(value),
                "features" => config.features([value]),
                "stubs" => config.stubs(),
                "all_features" => config.all_features(),
                "generate_all" => config.generate_all(),
                "skip" => config.skip([value]),
                "additional_derives" => config.additional_derives([value]),
                "additional_derives_ignore" => config.additional_derives_ignore([value]),
                "runtime_path" => config.runtime_path(value),
                "export_macro_name" => config.export_macro_name(value),
                "pub_export_macro" => config.pub_export_macro(),
                "ownership" => config.ownership(value.parse().unwrap()),
                "sync" => config.sync([value]),
                "raw_strings" => config.raw_strings(),
                "std_feature" => config.std_feature(),
                "enable_method_chaining" => config.enable_method_chaining(),
                "chainable_methods" => config.chainable_methods([value]),
                "generate_unused_types" => config.generate_unused_types(),
                "merge_structurally_equal_types" => config.merge_structurally_equal_types(),
                "export_prefix" => config.export_prefix(value),
                "disable_custom_section_link_helpers" => config.disable_custom_section_link_helpers(),
                "with" | "type_attribute" | "member_attribute" => {
                    let (key, value) = value.split_once(" = ").unwrap();
                    match name {
                        "with" => config.with(key, value),
                        "type_attribute" => config.type_attribute(key, value),
                        _ => config.member_attribute(key, value),
                    }
                }
                _ => panic!("{}: unknown option `{name}`", self.name),
            };
        }
        config
    }
}
