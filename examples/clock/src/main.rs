//! Sleeps, and gives up waiting when the time is over.

use wharf::time::{Duration, Instant, sleep, timeout};

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let start = Instant::now();
    sleep(Duration::from_millis(100)).await;
    println!("slept for {} ms", start.elapsed().as_millis());

    match timeout(Duration::from_millis(50), sleep(Duration::from_secs(3600))).await {
        Ok(()) => println!("an hour has passed"),
        Err(elapsed) => println!("did not wait for an hour: {elapsed}"),
    }

    let answer = timeout(Duration::from_secs(3600), async { 42 }).await?;
    println!("the answer was there at once: {answer}");
    Ok(())
}
