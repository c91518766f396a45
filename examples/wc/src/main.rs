//! Counts the lines, words and bytes of files, as they are read.

use wharf::fs::File;
use wharf::io::{self, AsyncReadExt as _};

#[wharf::main]
async fn main() -> wharf::Result<()> {
    for path in wharf::env::args().skip(1) {
        let Count { lines, words, bytes } = count(File::open(&path).await?).await?;
        println!("{lines:>8}{words:>8}{bytes:>8} {path}");
    }
    Ok(())
}

#[derive(Default)]
struct Count {
    lines: u64,
    words: u64,
    bytes: u64,
}

async fn count(mut file: File) -> io::Result<Count> {
    let mut count = Count::default();
    let mut in_word = false;
    let mut buffer = [0; 16 * 1024];
    loop {
        let length = file.read(&mut buffer).await?;
        if length == 0 {
            return Ok(count);
        }
        count.bytes += length as u64;
        for byte in &buffer[..length] {
            count.lines += u64::from(*byte == b'\n');
            count.words += u64::from(!in_word && !byte.is_ascii_whitespace());
            in_word = !byte.is_ascii_whitespace();
        }
    }
}
