//! The options by name, for `generate!`: every field of [`Options`] and what it holds.

use std::path::PathBuf;

use crate::options::{Options, Ownership, With};

/// Where the value of an option goes.
#[doc(hidden)]
#[non_exhaustive]
pub enum Slot<'o> {
    Flag(&'o mut bool),
    Text(&'o mut Option<String>),
    Texts(&'o mut Vec<String>),
    /// WIT files and folders.
    Files(&'o mut Vec<PathBuf>),
    /// Rust paths.
    Paths(&'o mut Vec<String>),
    /// Names of functions, or all of them.
    Functions(&'o mut Vec<String>),
    /// Attributes for what the key names.
    Attributes(&'o mut Vec<(String, String)>),
    With(&'o mut Vec<(String, With)>),
    Ownership(&'o mut Ownership),
}

macro_rules! slots {
    ($($name:ident: $kind:ident,)*) => {
        impl Options {
            /// The name of every option.
            #[doc(hidden)]
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// Where the value of the option of this name goes.
            #[doc(hidden)]
            pub fn slot(&mut self, name: &str) -> Option<Slot<'_>> {
                match name {
                    $(stringify!($name) => Some(Slot::$kind(&mut self.$name)),)*
                    _ => None,
                }
            }
        }
    };
}

slots! {
    path: Files,
    inline: Text,
    world: Text,
    features: Texts,
    all_features: Flag,
    with: With,
    generate_all: Flag,
    skip: Texts,
    additional_derives: Paths,
    additional_derives_ignore: Texts,
    additional_type_attributes: Attributes,
    additional_member_attributes: Attributes,
    runtime_path: Text,
    bitflags_path: Text,
    map_type: Text,
    export_macro_name: Text,
    pub_export_macro: Flag,
    default_bindings_module: Text,
    type_section_suffix: Text,
    ownership: Ownership,
    sync: Functions,
    raw_strings: Flag,
    std_feature: Flag,
    enable_method_chaining: Flag,
    chainable_methods: Texts,
    generate_unused_types: Flag,
    merge_structurally_equal_types: Flag,
    stubs: Flag,
    export_prefix: Text,
    disable_custom_section_link_helpers: Flag,
    disable_run_ctors_once_workaround: Flag,
    debug: Flag,
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_has_every_option() {
        let command = <Options as clap::Args>::augment_args(clap::Command::new("generate"));
        let mut names: Vec<&str> = command.get_arguments().map(|argument| argument.get_id().as_str()).collect();
        // What only a macro can be told.
        names.extend(["inline", "debug"]);
        names.sort_unstable();
        let mut expected = Options::NAMES.to_vec();
        expected.sort_unstable();
        assert_eq!(names, expected);
    }
}
