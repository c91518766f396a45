//! WIT files, read from folders and parsed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wit_parser::{SourceMap, UnresolvedPackageGroup};

/// WIT files by their paths. The first part of a path, a folder or a file, holds a package.
#[derive(Clone)]
pub(super) struct Sources(pub(super) BTreeMap<String, String>);

impl Sources {
    /// The files in `wit/`.
    pub(super) fn ours() -> Result<Self> {
        Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit"))
    }

    /// The files of the packages that a crate of the host implements.
    pub(super) fn of_crate(name: &str) -> Result<Self> {
        // Only the packages that this machine builds for are sure to have been downloaded.
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform=host-tuple"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .context("cannot run cargo metadata")?;
        ensure!(output.status.success(), "cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let manifest = metadata["packages"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|package| package["name"] == name)
            .and_then(|package| package["manifest_path"].as_str())
            .with_context(|| format!("{name} is not among the dependencies of this workspace"))?;
        Self::read(&Path::new(manifest).with_file_name("src").join("p3/wit/deps"))
    }

    /// The WIT files in `root` and in its folders.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![(String::new(), root.to_path_buf())];
        while let Some((prefix, folder)) = folders.pop() {
            let entries = folder.read_dir().with_context(|| format!("cannot list {}", folder.display()))?;
            for entry in entries {
                let path = entry?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if path.is_dir() {
                    folders.push((format!("{prefix}{name}/"), path));
                } else if name.ends_with(".wit") {
                    let text =
                        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                    files.insert(format!("{prefix}{name}"), text);
                }
            }
        }
        Ok(Self(files))
    }

    /// These files with one piece of text, which must occur once in `file`, replaced.
    pub(super) fn replace(&self, file: &str, from: &str, to: &str) -> Result<Self> {
        let mut sources = self.clone();
        let text = sources.0.get_mut(file).context("no such file")?;
        ensure!(text.matches(from).count() == 1, "the text does not occur exactly once");
        *text = text.replace(from, to);
        Ok(sources)
    }

    /// The packages, parsed but not yet linked with each other.
    pub(super) fn parse(&self) -> Result<Vec<UnresolvedPackageGroup>> {
        let mut maps: BTreeMap<&str, SourceMap> = BTreeMap::new();
        for (path, text) in &self.0 {
            let package = path.split('/').next().unwrap_or(path);
            maps.entry(package).or_default().push_str(path, text.as_str());
        }
        maps.into_values().map(|map| map.parse().map_err(|(map, error)| anyhow::anyhow!(error.render(&map)))).collect()
    }
}
