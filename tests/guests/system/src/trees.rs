//! Directories and links, in the directory `/data`.

use std::collections::BTreeSet;
use std::path::Path;

use futures::{StreamExt as _, TryStreamExt as _};
use wharf::fs;
use wharf::io::ErrorKind;

type Outcome = wharf::Result<()>;

pub(crate) async fn directories() -> Outcome {
    fs::create_dir("/data/a").await?;
    assert!(fs::metadata("/data/a").await?.is_dir());
    assert_eq!(fs::create_dir("/data/a").await.unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::create_dir("/data/b/c").await.unwrap_err().kind(), ErrorKind::NotFound);
    fs::create_dir_all("/data/b/c/d/").await?;
    fs::create_dir_all("/data/b/c/d").await?;
    fs::create_dir_all("/data").await?;
    assert!(fs::metadata("/data/b/c/d").await?.is_dir());
    fs::write("/data/b/file", "x").await?;
    let error = fs::create_dir_all("/data/b/file").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::create_dir_all("/data/b/file/e").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    assert_eq!(fs::remove_dir("/data/b").await.unwrap_err().kind(), ErrorKind::DirectoryNotEmpty);
    assert_eq!(fs::remove_dir("/data/b/file").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    fs::remove_dir("/data/b/c/d").await?;
    assert!(!fs::try_exists("/data/b/c/d").await?);
    Ok(())
}

pub(crate) async fn reading_directories() -> Outcome {
    fs::create_dir("/data/many").await?;
    assert_eq!(fs::read_dir("/data/many").await?.count().await, 0);
    let expected: BTreeSet<String> = (0..1000).map(|number| format!("file {number}")).collect();
    for name in &expected {
        fs::write(Path::new("/data/many").join(name), name).await?;
    }
    let entries: Vec<_> = fs::read_dir("/data/many").await?.try_collect().await?;
    assert_eq!(entries.len(), 1000);
    let names: BTreeSet<String> = entries.iter().map(|entry| entry.file_name().to_owned()).collect();
    assert_eq!(names, expected);
    let entry = &entries[0];
    assert_eq!(entry.path(), Path::new("/data/many").join(entry.file_name()));
    assert!(entry.file_type().is_file());
    assert_eq!(entry.metadata().await?.len(), entry.file_name().len() as u64);
    assert_eq!(fs::read_to_string(entry.path()).await?, entry.file_name());

    fs::create_dir("/data/kinds").await?;
    fs::create_dir("/data/kinds/dir").await?;
    fs::write("/data/kinds/file", "x").await?;
    fs::symlink("dir", "/data/kinds/link").await?;
    let mut kinds = fs::read_dir("/data/kinds").await?;
    let mut seen = BTreeSet::new();
    while let Some(entry) = kinds.next_entry().await? {
        let kind = entry.file_type();
        seen.insert((entry.file_name().to_owned(), kind.is_dir(), kind.is_file(), kind.is_symlink()));
        assert_eq!(entry.metadata().await?.file_type(), kind);
    }
    let entry = |name: &str, dir, file, link| (name.to_owned(), dir, file, link);
    let expected =
        [entry("dir", true, false, false), entry("file", false, true, false), entry("link", false, false, true)];
    assert_eq!(seen, BTreeSet::from(expected));

    let device = fs::metadata("/dev/null").await?.file_type();
    assert!(device.is_char_device() && !device.is_file() && !device.is_block_device());
    assert!(!device.is_fifo() && !device.is_socket());

    assert_eq!(fs::read_dir("/data/none").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(fs::read_dir("/data/kinds/file").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    // A reader that is dropped midway leaves nothing behind.
    let mut some = fs::read_dir("/data/many").await?;
    assert!(some.next_entry().await?.is_some());
    Ok(())
}

/// The host has put a file there whose name is not UTF-8.
pub(crate) async fn names_that_are_no_text() -> Outcome {
    let error = fs::read_dir("/data").await?.try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert_eq!(error.to_string(), "cannot read the directory `/data`: a name is not valid Unicode");
    Ok(())
}

/// `/data/tree/out` is a link to `/data/kept`.
pub(crate) async fn removing_trees() -> Outcome {
    fs::create_dir("/data/kept").await?;
    fs::write("/data/kept/file", "kept").await?;
    let deep = format!("/data/tree{}", "/down".repeat(40));
    fs::create_dir_all(&deep).await?;
    for number in 0..100 {
        fs::write(format!("{deep}/{number}"), "x").await?;
        fs::write(format!("/data/tree/{number}"), "x").await?;
    }
    fs::symlink("../kept", "/data/tree/out").await?;
    fs::symlink("nowhere", "/data/tree/down/dangling").await?;
    fs::remove_dir_all("/data/tree").await?;
    assert!(!fs::try_exists("/data/tree").await?);
    assert_eq!(fs::read_to_string("/data/kept/file").await?, "kept");

    fs::symlink("kept", "/data/link").await?;
    fs::remove_dir_all("/data/link").await?;
    assert!(!fs::try_exists("/data/link").await?);
    assert_eq!(fs::read_to_string("/data/kept/file").await?, "kept");
    // Not the directory of the host's, and nothing in it.
    for root in ["/data", "/data/."] {
        assert_eq!(fs::remove_dir_all(root).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert!(fs::try_exists("/data/kept/file").await?);
    assert_eq!(fs::remove_dir_all("/data/none").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(fs::remove_dir_all("/data/kept/file").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    Ok(())
}

pub(crate) async fn moving_and_removing() -> Outcome {
    fs::write("/data/a", "a").await?;
    fs::rename("/data/a", "/data/b").await?;
    assert!(!fs::try_exists("/data/a").await?);
    fs::write("/data/c", "c").await?;
    fs::rename("/data/b", "/data/c").await?;
    assert_eq!(fs::read_to_string("/data/c").await?, "a");
    let error = fs::rename("/data/none", "/data/d").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.to_string(), "cannot move `/data/none` to `/data/d`: there is no such file or directory");
    fs::remove_file("/data/c").await?;
    assert_eq!(fs::remove_file("/data/c").await.unwrap_err().kind(), ErrorKind::NotFound);
    fs::create_dir("/data/dir").await?;
    fs::remove_file("/data/dir").await.unwrap_err();
    // Between two directories of the host's.
    fs::write("/data/file", "there").await?;
    fs::rename("/data/file", "/other/file").await?;
    assert_eq!(fs::read_to_string("/other/file").await?, "there");
    Ok(())
}

pub(crate) async fn links() -> Outcome {
    fs::write("/data/file", "some words").await?;
    fs::hard_link("/data/file", "/data/hard").await?;
    assert_eq!(fs::metadata("/data/file").await?.link_count(), 2);
    assert_eq!(fs::hard_link("/data/file", "/data/hard").await.unwrap_err().kind(), ErrorKind::AlreadyExists);
    fs::hard_link("/data", "/data/dir").await.unwrap_err();

    fs::symlink("file", "/data/soft").await?;
    assert_eq!(fs::read_to_string("/data/soft").await?, "some words");
    assert_eq!(fs::read_link("/data/soft").await?, Path::new("file"));
    assert!(fs::symlink_metadata("/data/soft").await?.is_symlink());
    assert!(fs::metadata("/data/soft").await?.is_file());
    assert_eq!(fs::symlink_metadata("/data/soft").await?.len(), 4);
    assert_eq!(fs::read_link("/data/file").await.unwrap_err().kind(), ErrorKind::InvalidInput);

    fs::symlink("nowhere", "/data/dangling").await?;
    assert!(!fs::try_exists("/data/dangling").await?);
    fs::remove_file("/data/dangling").await?;
    Ok(())
}

pub(crate) async fn resolving() -> Outcome {
    fs::create_dir_all("/data/a/b").await?;
    fs::write("/data/a/b/file", "x").await?;
    fs::symlink("a/b", "/data/short").await?;
    fs::symlink("../a/../short/file", "/data/a/round").await?;
    for (path, resolved) in [
        ("/data", "/data"),
        ("/data/./a/../a//b", "/data/a/b"),
        ("/data/short", "/data/a/b"),
        ("/data/short/..", "/data/a"),
        ("/data/a/round", "/data/a/b/file"),
        ("data/short/file", "/data/a/b/file"),
    ] {
        assert_eq!(fs::canonicalize(path).await?, Path::new(resolved), "{path}");
    }
    assert_eq!(fs::canonicalize("/data/none").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(fs::canonicalize("/data/a/b/file/..").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    assert_eq!(fs::canonicalize("/data/a/b/file/").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    Ok(())
}
