//! Files and directories.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;
use wharf_tests::Sandbox;

use super::{run, scenario, scenarios};

/// The directory `/data` with a file `from-host`, one `lines`, and the devices of this machine under `/dev`.
fn data() -> (Sandbox, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("from-host"), "ahoi").unwrap();
    fs::write(dir.path().join("lines"), lines(0..10_000)).unwrap();
    (Sandbox::new().dir(dir.path(), "/data").dir("/dev", "/dev"), dir)
}

fn lines(numbers: std::ops::Range<u32>) -> String {
    numbers.map(|number| format!("line {number}\n")).collect()
}

scenarios! { data:
    whole_files
    how_files_are_opened
    a_directory_is_no_file
    reading_and_writing_in_turns
    a_file_that_grows
    seeking
    anywhere_in_a_file
    a_full_disk
    copies_of_files
    sizes_and_syncing
    times
    advice
    identity
    paths_that_are_none
    directories
    reading_directories
    removing_trees
    links
    resolving
}

fn nothing() -> (Sandbox, ()) {
    (Sandbox::new(), ())
}

scenarios! { nothing:
    no_directories
}

#[tokio::test]
async fn what_was_written_is_not_lost() {
    let (sandbox, dir) = data();
    // Without waiting for tasks that were left behind: `wasmtime run` does not either.
    let exit = scenario("what_was_written_is_not_lost", sandbox).run().await.unwrap();
    super::assert_success(&exit);
    let numbers: Vec<u8> = (0..10_000_u32).flat_map(u32::to_le_bytes).collect();
    assert!(fs::read(dir.path().join("dropped")).unwrap() == numbers);
    assert_eq!(fs::read(dir.path().join("left")).unwrap(), b"the last words");
}

#[tokio::test]
async fn copies_by_the_host() {
    let (sandbox, _dir) = data();
    let exit = run("copies_by_the_host", sandbox).await;
    assert_eq!(exit.stdout_text(), lines(1..10_000));
}

#[tokio::test]
async fn a_large_file_through_the_guest() {
    const SIZE: usize = 32 << 20;
    let mut memory = Vec::new();
    for size in [SIZE / 32, SIZE] {
        let (sandbox, dir) = data();
        let bytes: Vec<u8> = (0..size / 4).flat_map(|word| (word as u32).to_le_bytes()).collect();
        fs::write(dir.path().join("large"), &bytes).unwrap();
        let exit = run("a_large_file_through_the_guest", sandbox).await;
        assert_eq!(exit.stdout_text(), format!("{size}\n"));
        assert!(fs::read(dir.path().join("copy")).unwrap() == bytes);
        memory.push(exit.memory);
    }
    assert!(memory[1] < memory[0] + (1 << 20), "memory grows with the file: {memory:?}");
}

#[tokio::test]
async fn names_of_directories() {
    let (data, current) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let deep = data.path().join("deep");
    fs::create_dir(&deep).unwrap();
    fs::create_dir(data.path().join("sub")).unwrap();
    for (dir, name) in [(data.path(), "/data"), (&deep, "/data/deep"), (current.path(), ".")] {
        fs::write(dir.join("name"), name).unwrap();
    }
    let sandbox = Sandbox::new().dir(data.path(), "/data").dir(&deep, "/data/deep").dir(current.path(), ".");
    run("names_of_directories", sandbox).await;
}

#[tokio::test]
async fn paths_that_lead_outside() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "secret").unwrap();
    let data = outside.path().join("data");
    fs::create_dir_all(data.join("sub/below")).unwrap();
    fs::write(data.join("file"), "x").unwrap();
    symlink("../secret", data.join("up")).unwrap();
    symlink(&secret, data.join("absolute")).unwrap();
    symlink("sub/below", data.join("inside")).unwrap();
    symlink("circle", data.join("circle")).unwrap();
    run("paths_that_lead_outside", Sandbox::new().dir(&data, "/data")).await;
    assert_eq!(fs::read_to_string(&secret).unwrap(), "secret");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 2);
}

#[tokio::test]
async fn a_read_only_directory() {
    let (_, dir) = data();
    fs::create_dir(dir.path().join("sub")).unwrap();
    run("a_read_only_directory", Sandbox::new().read_only_dir(dir.path(), "/data")).await;
    assert_eq!(fs::read(dir.path().join("from-host")).unwrap(), b"ahoi");
    assert!(dir.path().join("sub").exists() && !dir.path().join("new").exists());
}

#[tokio::test]
async fn relative_paths() {
    let (sandbox, dir) = data();
    fs::create_dir(dir.path().join("sub")).unwrap();
    fs::write(dir.path().join("name"), "/data").unwrap();
    fs::write(dir.path().join("sub/name"), "/data/sub").unwrap();
    run("relative_paths", sandbox.initial_dir("/data/sub")).await;
}

#[tokio::test]
async fn names_that_are_no_text() {
    let (sandbox, dir) = data();
    let name = Path::new(OsStr::from_bytes(b"not \xff text"));
    fs::write(dir.path().join(name), "x").unwrap();
    run("names_that_are_no_text", sandbox).await;
}

#[tokio::test]
async fn moving_and_removing() {
    let (sandbox, _dir) = data();
    let other = tempfile::tempdir().unwrap();
    run("moving_and_removing", sandbox.dir(other.path(), "/other")).await;
    assert_eq!(fs::read_to_string(other.path().join("file")).unwrap(), "there");
}
