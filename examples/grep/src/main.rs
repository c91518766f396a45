//! Prints the lines that contain a text, of all the files below a directory.

use std::path::{Path, PathBuf};

use wharf::fs::{self, File};
use wharf::io::{self, AsyncBufReadExt as _, ErrorKind};

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let mut args = wharf::env::args().skip(1);
    let text = args.next().ok_or_else(|| wharf::Error::msg("usage: grep TEXT [DIRECTORY]"))?;
    let root = args.next().unwrap_or_else(|| ".".into());

    let mut directories = vec![PathBuf::from(root)];
    while let Some(directory) = directories.pop() {
        let mut entries = fs::read_dir(&directory).await?;
        while let Some(entry) = entries.next_entry().await? {
            if entry.file_type().is_dir() {
                directories.push(entry.path());
            } else if entry.file_type().is_file() {
                search(&text, &entry.path()).await?;
            }
        }
    }
    Ok(())
}

async fn search(text: &str, path: &Path) -> io::Result<()> {
    let mut lines = File::open(path).await?.lines();
    let mut number = 0;
    loop {
        number += 1;
        match lines.next_line().await {
            Ok(Some(line)) if line.contains(text) => println!("{}:{number}: {line}", path.display()),
            Ok(Some(_)) => {}
            Ok(None) => return Ok(()),
            // No text file.
            Err(error) if error.kind() == ErrorKind::InvalidData => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}
