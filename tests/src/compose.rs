//! Several components as one.

use std::path::Path;

use anyhow::{Context as _, Result};
use wasm_compose::composer::ComponentComposer;
use wasm_compose::config::Config;

/// A component of `root` and of `parts`, whose exports are what `root` imports. Its exports are those of `root`.
///
/// # Errors
///
/// When a file cannot be read, or none of the parts has anything that `root` imports.
pub fn compose(root: &Path, parts: &[&Path]) -> Result<Vec<u8>> {
    // The composer names its parts after their files, and wants other names than cargo gives.
    let dir = tempfile::tempdir().context("no temporary directory")?;
    let name = |name: &str, component: &Path| {
        let link = dir.path().join(format!("{name}.wasm"));
        std::fs::copy(component, &link).with_context(|| format!("cannot read {}", component.display()))?;
        anyhow::Ok(link)
    };
    let root_name = name("root", root)?;
    let definitions = parts.iter().enumerate().map(|(index, part)| name(&format!("part{index}"), part));
    let config =
        Config { dir: dir.path().to_owned(), definitions: definitions.collect::<Result<_>>()?, ..Config::default() };
    ComponentComposer::new(&root_name, &config).compose().with_context(|| format!("cannot compose {}", root.display()))
}
