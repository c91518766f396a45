//! Server-sent events: a tick every second, or as many milliseconds apart as the path says.

use futures::stream;
use wharf::http::{Event, Events, Rejection, StatusCode, Uri};
use wharf::time::{Duration, sleep};

#[wharf::http::service]
async fn ticker(uri: Uri) -> Result<Events, Rejection> {
    let pause = match uri.path() {
        "/" => 1000,
        path => path[1..].parse().map_err(|_| Rejection::new(StatusCode::NOT_FOUND, "not a number of milliseconds"))?,
    };
    Ok(Events::new(stream::unfold(1_u64, move |count| async move {
        sleep(Duration::from_millis(pause)).await;
        let event = Event::new(format!("tick {count}")).with_id(&count.to_string());
        Some((Ok::<_, wharf::Error>(event), count + 1))
    })))
}
