//! A workspace of projects, so that their dependencies are built once.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::command::{WORKSPACE, said};

pub(crate) struct Workspace(TempDir);

impl Workspace {
    /// A workspace of these projects, which are still to be written.
    pub(crate) fn new(members: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let profile = "[profile.dev.package.\"*\"]\nopt-level = 2\ndebug = false\n";
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{profile}");
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        fs::copy(Path::new(WORKSPACE).join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
        Workspace(folder)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder().join(path)).unwrap()
    }

    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        // The repository's own target directory, where most of the dependencies are built.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(self.folder())
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap()
    }

    /// What cargo prints when all is well.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.cargo(arguments);
        assert!(output.status.success(), "cargo {arguments:?}:\n{}", said(&output));
        said(&output)
    }
}
