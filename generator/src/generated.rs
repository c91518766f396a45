//! What a generation gives.

use std::fs;
use std::path::{Path, PathBuf};

use heck::ToSnakeCase;

use crate::error::Error;

/// Generated bindings.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Generated {
    /// The bindings: items for a module, for `include!` or for a file of their own.
    pub source: String,
    /// The name of the file that the bindings go by: the world in snake case, with `.rs`.
    pub file_name: String,
    /// Every WIT file and folder that was read. When one of them changes, the bindings are out of date.
    pub inputs: Vec<PathBuf>,
}

impl Generated {
    pub(crate) fn new(world: &str, source: String, inputs: Vec<PathBuf>) -> Self {
        Generated { source, file_name: format!("{}.rs", world.to_snake_case()), inputs }
    }

    /// Writes the bindings into a folder and says where. A file that is the same already is left alone, so that
    /// nothing is built anew because of it.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made or the file cannot be written.
    pub fn write_to(&self, folder: &Path) -> Result<PathBuf, Error> {
        let path = folder.join(&self.file_name);
        if fs::read_to_string(&path).is_ok_and(|old| old == self.source) {
            return Ok(path);
        }
        fs::create_dir_all(folder).map_err(|error| Error::io("create the folder", folder, &error))?;
        fs::write(&path, &self.source).map_err(|error| Error::io("write", &path, &error))?;
        Ok(path)
    }
}
