//! Downloads all URLs that it is given, side by side, and says how large each is.

use futures::stream::{FuturesUnordered, StreamExt as _};
use wharf::http;

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let urls = wharf::env::args().skip(1);
    let mut downloads: FuturesUnordered<_> = urls.map(download).collect();
    let mut failed = 0;
    while let Some((url, size)) = downloads.next().await {
        match size {
            Ok(size) => println!("{url}: {size} bytes"),
            Err(error) => {
                eprintln!("{url}: {error:#}");
                failed += 1;
            }
        }
    }
    if failed > 0 { Err(wharf::Error::msg(format!("{failed} downloads failed"))) } else { Ok(()) }
}

/// Downloads one URL, a chunk at a time: how many bytes it has.
async fn download(url: String) -> (String, wharf::Result<usize>) {
    let size = async {
        let response = http::get(&*url).await?;
        if !response.status().is_success() {
            return Err(wharf::Error::msg(response.status().to_string()));
        }
        let (mut body, mut size) = (response.into_body(), 0);
        while let Some(chunk) = body.chunk().await {
            size += chunk?.len();
        }
        Ok(size)
    };
    let size = size.await;
    (url, size)
}
