//! `wharf new`.

mod kind;
mod name;

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Report};
use kind::Kind;
use name::Name;

/// The manifest of every kind.
const MANIFEST: &str = include_str!("templates/Cargo.toml.txt");

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  wharf new greeter                      a program
  wharf new hello --kind http            an HTTP service
  wharf new codec --kind library         a component of your own world, with its WIT in `wit`")]
pub(crate) struct New {
    /// The name of the project, which is also its folder: lower-case words with `-` between them.
    #[arg(value_name = "NAME")]
    name: Name,

    /// What the project is to be.
    #[arg(long, value_enum, default_value_t = Kind::Command)]
    kind: Kind,

    /// A checkout of wharf to depend on. Unless given, that is the one that this command was built from, or else, for a
    /// command from crates.io, the version there.
    #[arg(long, value_name = "DIR")]
    wharf_path: Option<PathBuf>,
}

impl New {
    pub(crate) fn run(self) -> super::Result {
        let folder = Path::new(self.name.as_str());
        if folder.exists() {
            return Err(Report::new(format!("`{}` is there already", folder.display()))
                .note("take another name, or remove it first")
                .into());
        }
        let manifest = self.manifest()?;
        write(&folder.join("Cargo.toml"), &manifest)?;
        write(&folder.join(".gitignore"), "/target\n")?;
        for (path, contents) in self.kind.files() {
            write(&folder.join(path), &self.fill(contents))?;
        }
        print!("{}", self.next_steps());
        Ok(())
    }

    fn manifest(&self) -> Result<String, Error> {
        let wharf = format!("wharf = {{ {}{} }}\n", self.source("runtime")?, self.kind.features());
        let build = match self.kind {
            Kind::Library => {
                format!("\n[build-dependencies]\nwharf-generator = {{ {} }}\n", self.source("generator")?)
            }
            Kind::Command | Kind::Http => String::new(),
        };
        let crate_type = if self.kind.is_library() { "\n[lib]\ncrate-type = [\"cdylib\"]\n" } else { "" };
        Ok(self
            .fill(MANIFEST)
            .replace("{{crate_type}}\n", &format!("{crate_type}\n"))
            .replace("{{dependencies}}\n", &format!("{wharf}{build}\n")))
    }

    /// Where cargo finds a crate of wharf's.
    fn source(&self, krate: &str) -> Result<String, Error> {
        if let Some(checkout) = &self.wharf_path {
            return path_of(krate, checkout).ok_or_else(|| {
                Report::new(format!("`{}` is no checkout of wharf", checkout.display()))
                    .note(format!("there is no crate at `{}`", checkout.join(krate).display()))
                    .into()
            });
        }
        let own = own_checkout().and_then(|checkout| path_of(krate, &checkout));
        Ok(own.unwrap_or_else(|| format!("version = {:?}", env!("CARGO_PKG_VERSION"))))
    }

    fn fill(&self, template: &str) -> String {
        template
            .replace("{{name}}", self.name.as_str())
            .replace("{{crate}}", &self.name.krate())
            .replace("{{world}}", &self.name.world())
            .replace("{{wit}}", &self.name.wit())
    }

    fn next_steps(&self) -> String {
        let name = self.name.as_str();
        let file = if self.kind.is_library() { self.name.krate() } else { name.to_owned() };
        let component = format!("target/wasm32-wasip2/release/{file}.wasm");
        let mut text = format!("`{name}` is {}. What to do with it:\n\n", self.kind.describe());
        for line in [
            &format!("cd {name}"),
            "cargo test",
            "rustup target add wasm32-wasip2",
            "cargo build --release --target wasm32-wasip2",
            &self.kind.run(&component),
        ] {
            text.push_str(&format!("  {line}\n"));
        }
        text.push_str("\n`wharf doctor` in that folder says what is missing when something does not work.\n");
        if self.wharf_path.is_none()
            && let Some(checkout) = own_checkout()
        {
            text.push_str(&format!("\nIt depends on the checkout of wharf in `{}`.\n", checkout.display()));
        }
        if let Some(workspace) = workspace_above() {
            text.push_str(&format!("\nIt lies in a workspace: add it to the members in `{}`.\n", workspace.display()));
        }
        text
    }
}

/// The checkout that this command was built from, if it was and is still there.
fn own_checkout() -> Option<PathBuf> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    ["runtime", "generator"].iter().all(|krate| path_of(krate, checkout).is_some()).then(|| checkout.to_owned())
}

/// How a manifest names a crate of a checkout.
fn path_of(krate: &str, checkout: &Path) -> Option<String> {
    let folder = checkout.join(krate).canonicalize().ok()?;
    folder.join("Cargo.toml").is_file().then(|| format!("path = {:?}", folder.display().to_string()))
}

/// The manifest of a workspace that the current folder is in.
fn workspace_above() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let manifests = current.ancestors().map(|folder| folder.join("Cargo.toml"));
    let is_workspace = |manifest: &PathBuf| {
        fs::read_to_string(manifest).is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
    };
    manifests.into_iter().find(is_workspace)
}

fn write(path: &Path, contents: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::io("create the folder", folder, &error))?;
    }
    fs::write(path, contents).map_err(|error| Error::io("write", path, &error))
}
