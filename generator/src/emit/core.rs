//! Core values: what a function is really called with.

use super::layout::statement;
use super::scope::Scope;
use crate::plan::{Core, CoreImport};

impl Core {
    /// The Rust type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Core::U32 => "u32",
            Core::U64 => "u64",
            Core::F32 => "f32",
            Core::F64 => "f64",
            Core::Usize => "usize",
        }
    }
}

/// The statement that defines `import`.
pub(crate) fn import(import: &CoreImport, scope: &Scope<'_>) -> String {
    let params: Vec<&str> = import.params.iter().map(|core| core.name()).collect();
    let result = import.result.map(|core| format!(" -> {}", core.name())).unwrap_or_default();
    let body = format!("{:?} {:?} ({}){result}", import.module, import.name, params.join(", "));
    statement(&format!("let import = {}", scope.rt_macro("import")), &body)
}

/// What goes before and after a slot to make a core value of it.
pub(crate) fn value_text(core: Option<Core>) -> (&'static str, &'static str) {
    match core {
        None => ("", ";"),
        Some(Core::U64) => ("", ""),
        Some(Core::U32) => ("", " as u32"),
        Some(Core::Usize) => ("", " as usize"),
        Some(Core::F32) => ("f32::from_bits(", " as u32)"),
        Some(Core::F64) => ("f64::from_bits(", ")"),
    }
}
