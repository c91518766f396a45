//! The WASI bindings of the runtime crate, which our own generator writes and which are committed.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use wharf_generator::Config;

use crate::workspace;

/// The worlds of `runtime/wit/guest.wit` and what each of them needs besides.
fn worlds() -> [(&'static str, Config); 4] {
    let guest = || Config::new().path(workspace().join("runtime/wit/guest.wit")).runtime_path("crate");
    [
        ("imports", guest().generate_all().all_features()),
        ("next", guest().with("wasi:http/handler", "generate").runtime_path("crate::wasi::unlinked")),
        ("command", guest().pub_export_macro()),
        ("service", guest().pub_export_macro()),
    ]
}

/// The files of generated bindings: where each belongs and what it must hold.
///
/// # Errors
///
/// When the generator refuses the WIT.
pub fn files() -> Result<Vec<(PathBuf, String)>> {
    worlds()
        .into_iter()
        .map(|(world, config)| {
            let generated = config.world(world).generate_to_string().map_err(|error| anyhow!("{error}"))?;
            Ok((workspace().join("runtime/src/wasi").join(generated.file_name), generated.source))
        })
        .collect()
}

/// Those of the [`files`] that are not as they must be.
///
/// # Errors
///
/// When the generator refuses the WIT.
pub fn outdated() -> Result<Vec<(PathBuf, String)>> {
    let mut files = files()?;
    files.retain(|(path, source)| std::fs::read_to_string(path).ok().as_ref() != Some(source));
    Ok(files)
}
