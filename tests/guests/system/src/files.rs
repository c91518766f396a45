//! Reading and writing files, in the directory `/data`.

use futures::TryStreamExt as _;
use wharf::fs::{self, File, OpenOptions};
use wharf::io::{
    self, AsyncBufReadExt as _, AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _, ErrorKind, SeekFrom,
};

type Outcome = wharf::Result<()>;

pub(crate) async fn whole_files() -> Outcome {
    fs::write("/data/new", "some words").await?;
    assert_eq!(fs::read("/data/new").await?, b"some words");
    fs::write("/data/new", [b'x'; 3]).await?;
    assert_eq!(fs::read_to_string("/data/new").await?, "xxx");
    fs::write("/data/empty", "").await?;
    assert_eq!(fs::read("/data/empty").await?, b"");
    let large: Vec<u8> = (0..500_000_u32).flat_map(u32::to_le_bytes).collect();
    fs::write("/data/large", &large).await?;
    assert!(fs::read("/data/large").await? == large);
    fs::write("/data/binary", b"ab\xff").await?;
    let error = fs::read_to_string("/data/binary").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert_eq!(error.to_string(), "cannot read `/data/binary` as text: not UTF-8 from byte 2 on");
    let error = fs::read("/data/missing").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.to_string(), "cannot open `/data/missing`: there is no such file or directory");
    // What the host has put there.
    assert_eq!(fs::read_to_string("/data/from-host").await?, "ahoi");
    Ok(())
}

pub(crate) async fn how_files_are_opened() -> Outcome {
    let kind = async |options: &OpenOptions, path: &str| options.open(path).await.map(drop).map_err(|e| e.kind());
    assert_eq!(kind(OpenOptions::new().read(true), "/data/a").await, Err(ErrorKind::NotFound));
    assert_eq!(kind(&OpenOptions::new(), "/data/a").await, Err(ErrorKind::InvalidInput));
    assert_eq!(kind(OpenOptions::new().read(true).create(true), "/data/a").await, Err(ErrorKind::InvalidInput));
    assert_eq!(kind(OpenOptions::new().write(true).create_new(true), "/data/a").await, Ok(()));
    assert_eq!(kind(OpenOptions::new().write(true).create_new(true), "/data/a").await, Err(ErrorKind::AlreadyExists));
    assert_eq!(File::create_new("/data/a").await.unwrap_err().kind(), ErrorKind::AlreadyExists);

    let mut log = File::options().append(true).create(true).open("/data/log").await?;
    log.write_all(b"one ").await?;
    log.flush().await?;
    let mut other = File::options().append(true).open("/data/log").await?;
    other.write_all(b"two ").await?;
    other.close().await?;
    log.write_all(b"three").await?;
    log.flush().await?;
    assert_eq!(fs::read_to_string("/data/log").await?, "one two three");

    let mut over = File::options().write(true).open("/data/log").await?;
    over.write_all(b"ONE").await?;
    over.flush().await?;
    assert_eq!(fs::read_to_string("/data/log").await?, "ONE two three");
    drop(File::options().write(true).truncate(true).open("/data/log").await?);
    assert_eq!(fs::read("/data/log").await?, b"");

    // A file that is opened for one is not good for the other.
    let mut reader = File::open("/data/log").await?;
    let written = async { reader.write_all(b"x").await.and(reader.flush().await) };
    written.await.unwrap_err();
    let mut writer = File::create("/data/log").await?;
    writer.read(&mut [0; 4]).await.unwrap_err();

    fs::symlink("log", "/data/link").await?;
    assert_eq!(kind(OpenOptions::new().read(true), "/data/link").await, Ok(()));
    let not_followed = kind(OpenOptions::new().read(true).follow_links(false), "/data/link").await;
    not_followed.unwrap_err();
    Ok(())
}

pub(crate) async fn a_directory_is_no_file() -> Outcome {
    let error = fs::write("/data", "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IsADirectory, "{error}");
    let error = fs::read("/data").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::IsADirectory, "cannot read `/data`: it is a directory")
    );
    fs::write("/data/file", "x").await?;
    assert_eq!(fs::read("/data/file/").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    assert_eq!(fs::read("/data/file/below").await.unwrap_err().kind(), ErrorKind::NotADirectory);
    Ok(())
}

pub(crate) async fn reading_and_writing_in_turns() -> Outcome {
    fs::write("/data/file", "0123456789").await?;
    let mut file = File::options().read(true).write(true).open("/data/file").await?;
    let mut two = [0; 2];
    file.read_exact(&mut two).await?;
    assert_eq!(&two, b"01");
    // The host has read ahead; the write goes to where the reading was.
    file.write_all(b"ab").await?;
    file.read_exact(&mut two).await?;
    assert_eq!(&two, b"45");
    assert_eq!(file.stream_position().await?, 6);
    file.write_all(b"cdefgh").await?;
    assert_eq!(file.stream_position().await?, 12);
    assert_eq!(file.read(&mut two).await?, 0);
    file.rewind().await?;
    let mut all = String::new();
    file.read_to_string(&mut all).await?;
    assert_eq!(all, "01ab45cdefgh");

    let lines: Vec<String> = File::open("/data/lines").await?.lines().try_collect().await?;
    assert_eq!(lines.len(), 10_000);
    assert!(lines.iter().enumerate().all(|(number, line)| *line == format!("line {number}")));
    Ok(())
}

pub(crate) async fn a_file_that_grows() -> Outcome {
    let mut writer = File::create("/data/log").await?;
    let mut reader = File::open("/data/log").await?;
    let mut text = String::new();
    for word in ["one ", "two ", "three"] {
        writer.write_all(word.as_bytes()).await?;
        writer.flush().await?;
        text.clear();
        reader.read_to_string(&mut text).await?;
        assert_eq!(text, word);
    }
    Ok(())
}

pub(crate) async fn seeking() -> Outcome {
    fs::write("/data/file", "0123456789").await?;
    let mut file = File::open("/data/file").await?;
    let mut one = [0];
    for (to, position, byte) in [
        (SeekFrom::Start(5), 5, b'5'),
        (SeekFrom::Current(-2), 4, b'4'),
        (SeekFrom::Current(0), 5, b'5'),
        (SeekFrom::End(-1), 9, b'9'),
        (SeekFrom::Start(0), 0, b'0'),
        (SeekFrom::Current(7), 8, b'8'),
    ] {
        assert_eq!(file.seek(to).await?, position);
        file.read_exact(&mut one).await?;
        assert_eq!(one[0], byte);
    }
    assert_eq!(file.seek(SeekFrom::End(5)).await?, 15);
    assert_eq!(file.read(&mut one).await?, 0);
    for to in [SeekFrom::End(-11), SeekFrom::Current(-16), SeekFrom::Current(i64::MIN)] {
        assert_eq!(file.seek(to).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert_eq!(file.stream_position().await?, 15);
    Ok(())
}

pub(crate) async fn anywhere_in_a_file() -> Outcome {
    let file = File::create_new("/data/file").await?;
    file.write_all_at(b"world", 7).await?;
    file.write_all_at(b"hello", 0).await?;
    let mut text = [0; 12];
    file.read_exact_at(&mut text, 0).await?;
    assert_eq!(&text, b"hello\0\0world");
    let mut some = [0; 100];
    let count = file.read_at(&mut some, 7).await?;
    assert_eq!(&some[..count], b"world");
    assert_eq!(file.read_at(&mut some, 12).await?, 0);
    assert_eq!(file.read_at(&mut [], 0).await?, 0);
    assert_eq!(file.read_exact_at(&mut text, 1).await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    let large = vec![7; 300_000];
    file.write_all_at(&large, 12).await?;
    let mut back = vec![0; 300_000];
    file.read_exact_at(&mut back, 12).await?;
    assert!(back == large);
    // Several at a time.
    let (mut left, mut right) = ([0; 5], [0; 5]);
    let (one, two) = futures::join!(file.read_exact_at(&mut left, 0), file.read_exact_at(&mut right, 7));
    one.and(two)?;
    assert_eq!((&left, &right), (b"hello", b"world"));
    Ok(())
}

pub(crate) async fn a_full_disk() -> Outcome {
    let error = fs::write("/dev/full", "some words").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StorageFull);
    assert_eq!(error.to_string(), "cannot write `/dev/full`: the disk is full");

    // However the writing goes on, the error comes before the file is flushed, and nothing hangs.
    let mut file = File::options().write(true).open("/dev/full").await?;
    let written = async {
        for _ in 0..100 {
            file.write_all(&[b'x'; 10_000]).await?;
        }
        file.flush().await
    };
    assert_eq!(written.await.unwrap_err().kind(), ErrorKind::StorageFull);
    let error = file.write_all_at(b"x", 0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StorageFull);

    let mut file = File::options().write(true).open("/dev/full").await?;
    let error = io::copy(&b"some words"[..], &mut file).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StorageFull);
    let error = io::copy(File::open("/data/from-host").await?, &mut file).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StorageFull);
    let error = fs::copy("/data/from-host", "/dev/full").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::InvalidInput), "{error}");
    Ok(())
}

/// The files are dropped unflushed; the test looks whether everything is there.
pub(crate) async fn what_was_written_is_not_lost() -> Outcome {
    let mut file = File::create("/data/dropped").await?;
    for number in 0..10_000_u32 {
        file.write_all(&number.to_le_bytes()).await?;
    }
    drop(file);
    let mut file = File::create("/data/left").await?;
    file.write_all(b"the last words").await?;
    Ok(())
}

/// Copies `/data/large` and prints what the bytes add up to.
pub(crate) async fn a_large_file_through_the_guest() -> Outcome {
    let mut source = File::open("/data/large").await?;
    let mut target = File::create("/data/copy").await?;
    let count = io::copy(&mut source, &mut target).counted().await?;
    target.flush().await?;
    println!("{count}");
    Ok(())
}

pub(crate) async fn copies_of_files() -> Outcome {
    assert_eq!(fs::copy("/data/from-host", "/data/copy").await?, 4);
    assert_eq!(fs::read_to_string("/data/copy").await?, "ahoi");
    fs::write("/data/longer", "something longer").await?;
    assert_eq!(fs::copy("/data/copy", "/data/longer").await?, 4);
    assert_eq!(fs::read_to_string("/data/longer").await?, "ahoi");
    // Onto itself, also by another name, it is not emptied.
    fs::hard_link("/data/copy", "/data/same").await?;
    for same in ["/data/copy", "/data/same"] {
        let error = fs::copy("/data/copy", same).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().ends_with("it is the same file"), "{error}");
    }
    assert_eq!(fs::read_to_string("/data/copy").await?, "ahoi");
    assert_eq!(fs::copy("/data/missing", "/data/x").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(!fs::try_exists("/data/x").await?);
    Ok(())
}

/// From file to file and to stdout, at the positions that the files have.
pub(crate) async fn copies_by_the_host() -> Outcome {
    fs::write("/data/file", "0123456789").await?;
    let mut source = File::open("/data/file").await?;
    source.seek(SeekFrom::Start(5)).await?;
    let mut target = File::create("/data/target").await?;
    target.write_all(b"ab").await?;
    io::copy(source, &mut target).await?;
    assert_eq!(target.stream_position().await?, 7);
    target.write_all(b"cd").await?;
    target.flush().await?;
    assert_eq!(fs::read_to_string("/data/target").await?, "ab56789cd");

    // In the midst of a file.
    target.rewind().await?;
    io::copy(File::open("/data/from-host").await?, &mut target).await?;
    assert_eq!(target.stream_position().await?, 4);
    assert_eq!(fs::read_to_string("/data/target").await?, "ahoi789cd");

    // At the end of one, whoever else writes.
    let mut log = File::options().append(true).open("/data/target").await?;
    io::copy(File::open("/data/from-host").await?, &mut log).await?;
    assert_eq!(fs::read_to_string("/data/target").await?, "ahoi789cdahoi");

    // With what was read ahead.
    let mut lines = File::open("/data/lines").await?;
    let mut line = String::new();
    lines.read_line(&mut line).await?;
    assert_eq!(line, "line 0\n");
    io::copy(lines, &mut io::stdout()).await?;
    Ok(())
}
