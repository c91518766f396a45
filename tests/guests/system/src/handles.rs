//! What can be done with an open file besides reading and writing.

use wharf::fs::{self, Advice, File, FileTimes};
use wharf::io::{AsyncReadExt as _, AsyncWriteExt as _, ErrorKind};
use wharf::time::{Duration, SystemTime, UNIX_EPOCH};

type Outcome = wharf::Result<()>;

pub(crate) async fn sizes_and_syncing() -> Outcome {
    let mut file = File::create_new("/data/file").await?;
    file.write_all(b"some words").await?;
    file.sync_data().await?;
    assert_eq!(file.metadata().await?.len(), 10);
    file.write_all(b" more").await?;
    file.set_len(20).await?;
    assert_eq!(fs::read("/data/file").await?, b"some words more\0\0\0\0\0");
    let mut rest = Vec::new();
    file.read_to_end(&mut rest).await?;
    assert_eq!(rest, [0; 5]);
    file.set_len(4).await?;
    file.sync_all().await?;
    assert_eq!(fs::read_to_string("/data/file").await?, "some");
    let metadata = file.metadata().await?;
    assert!(metadata.is_file() && !metadata.is_dir() && !metadata.is_symlink());
    assert_eq!((metadata.len(), metadata.link_count()), (4, 1));
    Ok(())
}

pub(crate) async fn times() -> Outcome {
    let before = SystemTime::now();
    let mut file = File::create("/data/file").await?;
    let then = UNIX_EPOCH + Duration::new(1_000_000_000, 5_000);
    let earlier = UNIX_EPOCH + Duration::from_secs(500_000_000);
    file.set_times(FileTimes::new().set_modified(then).set_accessed(earlier)).await?;
    let metadata = file.metadata().await?;
    assert_eq!((metadata.modified()?, metadata.accessed()?), (then, earlier));
    assert!(metadata.status_changed()? > then);

    fs::set_times("/data/file", FileTimes::new().set_modified(earlier)).await?;
    let metadata = fs::metadata("/data/file").await?;
    assert_eq!((metadata.modified()?, metadata.accessed()?), (earlier, earlier));

    fs::symlink("file", "/data/link").await?;
    fs::set_symlink_times("/data/link", FileTimes::new().set_modified(then)).await?;
    assert_eq!(fs::symlink_metadata("/data/link").await?.modified()?, then);
    assert_eq!(fs::metadata("/data/link").await?.modified()?, earlier);

    fs::set_times("/data/link", FileTimes::new().set_modified_now().set_accessed_now()).await?;
    let metadata = fs::metadata("/data/file").await?;
    // File systems keep less than nanoseconds, and some count by a coarser clock.
    let slack = Duration::from_secs(2);
    assert!(metadata.modified()? + slack >= before && metadata.accessed()? + slack >= before);
    let std: std::time::SystemTime = metadata.modified()?.try_into()?;
    assert_eq!(SystemTime::from(std), metadata.modified()?);
    assert_eq!(fs::set_times("/data/none", FileTimes::new()).await.unwrap_err().kind(), ErrorKind::NotFound);
    Ok(())
}

pub(crate) async fn advice() -> Outcome {
    let file = File::open("/data/from-host").await?;
    for advice in
        [Advice::Normal, Advice::Sequential, Advice::Random, Advice::WillNeed, Advice::DontNeed, Advice::NoReuse]
    {
        file.advise(0, 4, advice).await?;
    }
    Ok(())
}

pub(crate) async fn identity() -> Outcome {
    fs::write("/data/a", "a").await?;
    fs::hard_link("/data/a", "/data/b").await?;
    fs::write("/data/c", "a").await?;
    let (a, b, c) = (File::open("/data/a").await?, File::open("/data/b").await?, File::open("/data/c").await?);
    assert!(a.is_same_file(&b).await);
    assert!(!a.is_same_file(&c).await);
    assert_eq!(a.metadata_hash().await?, b.metadata_hash().await?);
    assert_ne!(a.metadata_hash().await?, c.metadata_hash().await?);
    Ok(())
}
