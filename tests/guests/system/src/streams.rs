//! Standard input and output.

use wharf::io::{self, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, ErrorKind};

type Outcome = wharf::Result<()>;

pub(crate) async fn lines_of_stdin() -> Outcome {
    let mut stdin = io::stdin();
    let mut first = String::new();
    assert_eq!(stdin.read_line(&mut first).await?, 7);
    assert_eq!(first, "line 0\n");
    let mut bytes = Vec::new();
    stdin.read_until(b'e', &mut bytes).await?;
    assert_eq!(bytes, b"line");
    let mut lines = stdin.lines();
    let mut number = 1;
    while let Some(line) = lines.next_line().await? {
        assert_eq!(line, if number == 1 { " 1".to_owned() } else { format!("line {number}") });
        number += 1;
    }
    assert_eq!(number, 100_000);
    assert_eq!(lines.next_line().await?, None);
    Ok(())
}

pub(crate) async fn a_stdin_that_is_no_text() -> Outcome {
    let mut lines = io::stdin().lines();
    assert_eq!(lines.next_line().await?.as_deref(), Some("good"));
    assert_eq!(lines.next_line().await.unwrap_err().kind(), ErrorKind::InvalidData);
    assert_eq!(lines.next_line().await?.as_deref(), Some("good again"));
    Ok(())
}

pub(crate) async fn a_copy_that_counts() -> Outcome {
    let count = io::copy(&mut io::stdin(), &mut io::stdout()).counted().await?;
    eprintln!("{count}");
    Ok(())
}

pub(crate) async fn a_copy_by_the_host() -> Outcome {
    io::copy(io::stdin(), &mut io::stdout()).await?;
    Ok(())
}

pub(crate) async fn what_was_read_ahead_is_copied_too() -> Outcome {
    let mut stdin = io::stdin();
    let mut first = [0; 10];
    stdin.read_exact(&mut first).await?;
    assert_eq!(&first, b"line 0\nlin");
    io::copy(stdin, &mut io::stdout()).await?;
    Ok(())
}

pub(crate) async fn stdout_after_a_copy() -> Outcome {
    let mut stdout = io::stdout();
    print!("<");
    stdout.write_all(b"[").await?;
    io::copy(io::stdin(), &mut stdout).await?;
    stdout.write_all(b"]").await?;
    stdout.flush().await?;
    println!(">");
    Ok(())
}

pub(crate) async fn a_closed_stdout() -> Outcome {
    let mut stdout = io::stdout();
    let written = async {
        stdout.write_all(b"some words").await?;
        stdout.flush().await
    };
    assert_eq!(written.await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    let error = io::copy(io::stdin(), &mut io::stdout()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    // What is dropped has no one to complain to, and ends all the same.
    io::stdout().write_all(b"some words").await?;
    Ok(())
}
