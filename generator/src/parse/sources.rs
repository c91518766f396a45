//! Finding and reading WIT files.

use std::fs;
use std::path::{Path, PathBuf};

use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{PackageName, Resolve, SourceMap, UnresolvedPackageGroup};

use super::{Texts, explain};
use crate::error::{Error, Report, Snippet};
use crate::options::Options;

/// Where WIT is looked for when the options do not say.
const DEFAULT_FOLDER: &str = "wit";

/// Everything that was read, parsed file by file but not yet resolved.
#[derive(Default)]
pub(crate) struct Sources {
    /// The packages that the world may be in.
    pub(crate) main: Vec<PackageName>,
    /// Main packages and dependencies.
    pub(crate) groups: Vec<UnresolvedPackageGroup>,
    /// Packages that were encoded as WebAssembly.
    pub(crate) encoded: Vec<Resolve>,
    /// The files and folders that were read.
    pub(crate) inputs: Vec<PathBuf>,
    /// Where dependencies were looked for.
    pub(crate) searched: Vec<PathBuf>,
    pub(crate) texts: Texts,
}

impl Sources {
    /// Reads what the options name.
    pub(crate) fn read(options: &Options) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let base = options.base_dir.clone().unwrap_or_default();
        let default = base.join(DEFAULT_FOLDER);
        if !options.path.is_empty() {
            for path in &options.path {
                let read = sources.read_path(&base.join(path), false);
                read.map_err(|error| error.or_option_value("path", &path.to_string_lossy()))?;
            }
        } else if default.exists() || (options.inline.is_none() && options.world.as_deref().is_none_or(is_local)) {
            // Beside inline text the folder may hold dependencies alone.
            sources.read_path(&default, options.inline.is_some())?;
        }
        if let Some(text) = &options.inline {
            let group = sources.parse(vec![("inline".to_owned(), text.clone())]);
            let group = group.map_err(|error| error.or_option_value("inline", text))?;
            sources.main = vec![group.main.name.clone()];
            sources.add(group)?;
        }
        Ok(sources)
    }

    /// Parses the files of one package.
    pub(crate) fn parse(&mut self, files: Vec<(String, String)>) -> Result<UnresolvedPackageGroup, Error> {
        let mut map = SourceMap::new();
        for (path, text) in files {
            map.push_str(&path, text.as_str());
            self.texts.insert(path, text);
        }
        map.parse().map_err(|(map, error)| explain::parse_error(&error, &map, &self.texts).into())
    }

    /// Adds a parsed package, unless it is there already.
    pub(crate) fn add(&mut self, group: UnresolvedPackageGroup) -> Result<(), Error> {
        // Two folders may each bring the same dependency.
        let same = |other: &&UnresolvedPackageGroup| other.main.name == group.main.name;
        match self.groups.iter().find(same) {
            Some(other) if self.same_text(other, &group) => {}
            Some(other) => {
                let files =
                    |group: &UnresolvedPackageGroup| group.source_map.source_names().map(str::to_owned).collect();
                let (first, second): (Vec<String>, Vec<String>) = (files(other), files(&group));
                return Err(Report::new(format!("the package `{}` is there twice, and not the same", group.main.name))
                    .note(format!("it is in {} and in {}", first.join(", "), second.join(", ")))
                    .into());
            }
            None => self.groups.push(group),
        }
        Ok(())
    }

    fn same_text(&self, a: &UnresolvedPackageGroup, b: &UnresolvedPackageGroup) -> bool {
        let texts = |group: &UnresolvedPackageGroup| {
            let mut texts: Vec<&str> = group
                .source_map
                .source_names()
                .filter_map(|name| self.texts.0.iter().find(|(path, _)| path == name))
                .map(|(_, text)| text.as_str())
                .collect();
            texts.sort_unstable();
            texts.concat()
        };
        texts(a) == texts(b)
    }

    /// Reads one file or folder that the options name, or the default folder.
    fn read_path(&mut self, path: &Path, is_optional: bool) -> Result<(), Error> {
        let missing = |error: &std::io::Error| {
            Report::new(format!("there is no WIT at `{}`: {error}", path.display()))
                .note("give the folder or file with the world; the default is a folder `wit` beside Cargo.toml")
        };
        let metadata = fs::metadata(path).map_err(|error| missing(&error))?;
        if !metadata.is_dir() {
            if let Some(name) = self.read_file(path)? {
                self.main.push(name);
            }
            return Ok(());
        }

        let files = self.read_folder(path)?;
        if files.is_empty() && is_optional {
            return self.read_dependencies(&path.join("deps"));
        }
        if files.is_empty() {
            return Err(Report::new(format!("there are no `.wit` files in the folder `{}`", path.display())).into());
        }
        let group = self.parse(files)?;
        self.main.push(group.main.name.clone());
        self.add(group)?;
        self.read_dependencies(&path.join("deps"))
    }

    /// Reads a `deps` folder: a folder, a file or an encoded package for each dependency.
    fn read_dependencies(&mut self, folder: &Path) -> Result<(), Error> {
        self.searched.push(folder.to_owned());
        if !folder.is_dir() {
            return Ok(());
        }
        self.inputs.push(folder.to_owned());
        for entry in entries(folder)? {
            if entry.is_dir() {
                let files = self.read_folder(&entry)?;
                if !files.is_empty() {
                    let group = self.parse(files)?;
                    self.add(group)?;
                }
            } else if matches!(extension(&entry), "wit" | "wasm") {
                self.read_file(&entry)?;
            }
        }
        Ok(())
    }

    /// Reads one package that is a single file, and says which.
    fn read_file(&mut self, path: &Path) -> Result<Option<PackageName>, Error> {
        let bytes = fs::read(path).map_err(|error| Error::io("read", path, &error))?;
        self.inputs.push(path.to_owned());
        if bytes.starts_with(b"\0asm") {
            return self.decode(path, &bytes).map(Some);
        }
        let text = utf8(path, bytes)?;
        let group = self.parse(vec![(path.display().to_string(), text)])?;
        let name = group.main.name.clone();
        self.add(group)?;
        Ok(Some(name))
    }

    fn decode(&mut self, path: &Path, bytes: &[u8]) -> Result<PackageName, Error> {
        let problem = |what: String| Report::new(format!("`{}` {what}", path.display()));
        // Version 1 without layers; `decode` takes it for a component that imports and exports nothing.
        if bytes.get(4..8) == Some(&[1, 0, 0, 0]) {
            return Err(problem("is a core module, not an encoded WIT package".into())
                .note("give the WIT that it was made for")
                .into());
        }
        match decode(bytes) {
            Ok(DecodedWasm::WitPackage(resolve, package)) => {
                let name = resolve.packages[package].name.clone();
                self.encoded.push(resolve);
                Ok(name)
            }
            Ok(DecodedWasm::Component(..)) => Err(problem("is a component, not an encoded WIT package".into())
                .note("`wasm-tools component wit <FILE>` prints the WIT of a component")
                .into()),
            Err(error) => Err(problem(format!("is not an encoded WIT package: {error:#}")).into()),
        }
    }

    /// Reads the `.wit` files of a folder, not those of its subfolders.
    fn read_folder(&mut self, folder: &Path) -> Result<Vec<(String, String)>, Error> {
        self.inputs.push(folder.to_owned());
        let mut files = Vec::new();
        for path in entries(folder)? {
            if extension(&path) == "wit" && !path.is_dir() {
                let bytes = fs::read(&path).map_err(|error| Error::io("read", &path, &error))?;
                files.push((path.display().to_string(), utf8(&path, bytes)?));
                self.inputs.push(path);
            }
        }
        Ok(files)
    }
}

/// Whether a world is named without its package, so that it must be in the user's own WIT.
fn is_local(world: &str) -> bool {
    !world.contains(':')
}

/// What is in a folder, in order of its names.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
    };
    let mut entries = read().map_err(|error| Error::io("read", folder, &error))?;
    entries.sort();
    Ok(entries)
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

fn utf8(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let text = String::from_utf8_lossy(error.as_bytes());
        let at = error.utf8_error().valid_up_to();
        let snippet = Snippet::new(&path.display().to_string(), &text, at..at + '\u{fffd}'.len_utf8());
        Report::new("this is not UTF-8 text")
            .at(Some(snippet))
            .note("WIT is UTF-8: save the file in that encoding")
            .into()
    })
}
