//! Where paths lead, and where they do not.

use std::path::Path;

use wharf::fs;
use wharf::io::ErrorKind;

type Outcome = wharf::Result<()>;

/// The directories are `/data`, `/data/deep` and `.`, each with a file `name` that holds its name.
pub(crate) async fn names_of_directories() -> Outcome {
    for (path, directory) in [
        ("/data/name", "/data"),
        ("data/name", "/data"),
        ("/data/deep/name", "/data/deep"),
        ("/data//./deep/name", "/data/deep"),
        ("/data/sub/../name", "/data"),
        ("name", "."),
        ("./name", "."),
    ] {
        assert_eq!(fs::read_to_string(path).await?, directory, "{path}");
        assert_eq!(std::fs::read_to_string(path).unwrap(), directory, "{path} with the standard library");
    }
    Ok(())
}

/// Outside of `/data` is a file `secret`. `/data/up` is a link to it, `/data/absolute` an absolute one, `/data/inside`
/// leads to a directory, and `/data/circle` to itself.
pub(crate) async fn paths_that_lead_outside() -> Outcome {
    for path in
        ["/data/../secret", "/data/sub/../../secret", "/data/up", "/data/absolute", "/data/inside/../../../secret"]
    {
        let error = fs::read(path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");
        assert!(error.to_string().contains(path), "{error}");
        assert_eq!(fs::metadata(path).await.unwrap_err().kind(), ErrorKind::PermissionDenied, "{path}");
        assert_eq!(fs::canonicalize(path).await.unwrap_err().kind(), ErrorKind::PermissionDenied, "{path}");
        assert_eq!(fs::try_exists(path).await.unwrap_err().kind(), ErrorKind::PermissionDenied, "{path}");
        fs::write(path, "overwritten").await.unwrap_err();
    }
    for path in ["/data/../made", "/data/inside/../../../made"] {
        assert_eq!(fs::write(path, "x").await.unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(fs::create_dir(path).await.unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(fs::create_dir_all(path).await.unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(fs::rename("/data/file", path).await.unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(fs::hard_link("/data/file", path).await.unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(fs::symlink("file", path).await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    }
    assert_eq!(fs::remove_file("/data/../secret").await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    assert_eq!(fs::remove_dir_all("/data/..").await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    // The link itself is inside, and tells what it holds unless that is absolute.
    assert_eq!(fs::read_link("/data/up").await?, Path::new("../secret"));
    assert!(fs::symlink_metadata("/data/absolute").await?.is_symlink());
    assert_eq!(fs::read_link("/data/absolute").await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    assert_eq!(fs::symlink("/etc/passwd", "/data/new").await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    // Too many links.
    for error in [fs::read("/data/circle").await.map(drop), fs::canonicalize("/data/circle").await.map(drop)] {
        assert!(error.unwrap_err().to_string().contains("too many symbolic links"));
    }
    // Other directories than those that were opened.
    let error = fs::read("/etc/passwd").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("it is in no directory that the host has opened (it has opened `/data`;"));
    Ok(())
}

pub(crate) async fn paths_that_are_none() -> Outcome {
    for (path, kind, complaint) in [
        (Path::new(""), ErrorKind::NotFound, "the path is empty"),
        (Path::new("/data/a\0b"), ErrorKind::InvalidInput, "there is a NUL in the path"),
    ] {
        let errors = [
            fs::read(path).await.map(drop),
            fs::write(path, "x").await,
            fs::create_dir(path).await,
            fs::read_dir(path).await.map(drop),
            fs::rename(path, "/data/x").await,
            fs::rename("/data/from-host", path).await,
            fs::symlink(path, "/data/x").await,
            fs::remove_dir_all(path).await,
        ];
        for result in errors {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.to_string().contains(complaint), "{error}");
        }
    }
    let long = format!("/data/{}", "x".repeat(10_000));
    assert_eq!(fs::write(&long, "x").await.unwrap_err().kind(), ErrorKind::InvalidFilename);
    Ok(())
}

/// The directory `/data` is opened to read only.
pub(crate) async fn a_read_only_directory() -> Outcome {
    assert_eq!(fs::read_to_string("/data/from-host").await?, "ahoi");
    let changes = [
        fs::write("/data/from-host", "x").await,
        fs::write("/data/new", "x").await,
        fs::create_dir("/data/new").await,
        fs::remove_file("/data/from-host").await,
        fs::rename("/data/from-host", "/data/new").await,
        fs::hard_link("/data/from-host", "/data/new").await,
        fs::symlink("from-host", "/data/new").await,
        fs::set_times("/data/from-host", fs::FileTimes::new().set_modified_now()).await,
        fs::remove_dir_all("/data/sub").await,
    ];
    for result in changes {
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem), "{error}");
    }
    Ok(())
}

pub(crate) async fn no_directories() -> Outcome {
    let error = fs::read("notes").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("(it has opened none; `wasmtime run` opens one with `--dir`)"), "{error}");
    Ok(())
}

/// The initial directory is `/data/sub`, where there is a file `name`.
pub(crate) async fn relative_paths() -> Outcome {
    assert_eq!(wharf::env::initial_dir().as_deref(), Some(Path::new("/data/sub")));
    assert_eq!(fs::read_to_string("name").await?, "/data/sub");
    assert_eq!(fs::read_to_string("../name").await?, "/data");
    assert_eq!(fs::canonicalize("../sub/./name").await?, Path::new("/data/sub/name"));
    assert_eq!(fs::read("../../x").await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    Ok(())
}
