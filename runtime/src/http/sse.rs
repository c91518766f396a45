//! Server-sent events.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::{Body, IntoResponse, Response};
use crate::{Error, time};

/// One server-sent event.
///
/// ```
/// use wharf::http::Event;
///
/// let event = Event::new("two\nlines").with_id("7").with_name("tick");
/// assert_eq!(event.to_string(), "id: 7\nevent: tick\ndata: two\ndata: lines\n\n");
/// ```
///
/// Source: the event stream format of the HTML standard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    text: String,
    data: String,
}

impl Event {
    /// An event with data, which may have several lines.
    #[must_use]
    pub fn new(data: impl Into<String>) -> Self {
        Event { text: String::new(), data: data.into() }
    }

    /// An event with a value as JSON.
    ///
    /// # Errors
    ///
    /// When the value cannot be written as JSON.
    #[cfg(feature = "json")]
    pub fn json(data: &impl serde::Serialize) -> Result<Self, Error> {
        Ok(Event::new(serde_json::to_string(data)?))
    }

    /// The event with a name, its type in a browser; without one it is a `message`. Line breaks in it become spaces.
    #[must_use]
    pub fn with_name(self, name: &str) -> Self {
        self.with_field("event", name)
    }

    /// The event with an id, with which a browser that reconnects says what it has seen (`last-event-id`). Line breaks
    /// in it become spaces.
    #[must_use]
    pub fn with_id(self, id: &str) -> Self {
        self.with_field("id", id)
    }

    /// The event with the time after which a browser that has lost the connection reconnects, in whole milliseconds.
    #[must_use]
    pub fn with_retry(self, after: Duration) -> Self {
        self.with_field("retry", &alloc::format!("{}", after.as_millis()))
    }

    fn with_field(mut self, name: &str, value: &str) -> Self {
        self.text.push_str(name);
        self.text.push_str(": ");
        self.text.extend(value.chars().map(|each| if matches!(each, '\r' | '\n' | '\0') { ' ' } else { each }));
        self.text.push('\n');
        self
    }
}

impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)?;
        for line in lines(&self.data) {
            writeln!(formatter, "data: {line}")?;
        }
        formatter.write_str("\n")
    }
}

/// The lines of a text, by any of the three line ends of the format.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else { return rest.take() };
        let after = &text[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&text[..end])
    })
}

/// A response of server-sent events, from a stream of them.
///
/// While no event comes, a comment goes out at intervals, so that nothing on the way takes the connection for dead, and
/// so that the service learns that the client has gone: the stream is dropped then.
///
/// ```no_run
/// # fn main() {}
/// use futures::stream;
/// use wharf::http::{Event, Events};
/// use wharf::time::{Duration, sleep};
///
/// #[wharf::http::service]
/// async fn ticker() -> Events {
///     Events::new(stream::unfold(0, |count| async move {
///         sleep(Duration::from_secs(1)).await;
///         Some((Ok::<_, wharf::Error>(Event::new(count.to_string())), count + 1))
///     }))
/// }
/// ```
pub struct Events {
    events: EventStream,
    keep_alive: Duration,
}

type EventStream = Pin<Box<dyn Stream<Item = Result<Event, Error>> + Send>>;

/// How long a quiet stream waits before it sends a comment, unless told otherwise.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

impl Events {
    /// Sends events as they come. An error ends the response, which the client sees as a lost connection.
    pub fn new<S, E>(events: S) -> Self
    where
        S: Stream<Item = Result<Event, E>> + Send + 'static,
        E: Into<Box<dyn core::error::Error + Send + Sync>> + 'static,
    {
        let events = Box::pin(Converted(Box::pin(events)));
        Events { events, keep_alive: KEEP_ALIVE }
    }

    /// The events with another interval of comments than 15 seconds.
    #[must_use]
    pub fn with_keep_alive(mut self, interval: Duration) -> Self {
        self.keep_alive = interval;
        self
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Events").field("keep_alive", &self.keep_alive).finish_non_exhaustive()
    }
}

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        let Events { events, keep_alive } = self;
        let body = Body::from_stream(Written { events, keep_alive, quiet: None });
        Response::with_few(&[("content-type", "text/event-stream"), ("cache-control", "no-cache")], body)
    }
}

/// Events whose errors are converted.
struct Converted<S>(Pin<Box<S>>);

impl<S, E> Stream for Converted<S>
where
    S: Stream<Item = Result<Event, E>>,
    E: Into<Box<dyn core::error::Error + Send + Sync>>,
{
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(event.map(|event| event.map_err(|error| Error::from_boxed(error.into()))))
    }
}

/// Events as bytes, with comments in between.
struct Written {
    events: EventStream,
    keep_alive: Duration,
    /// The wait for the next comment.
    quiet: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Stream for Written {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(event) = this.events.as_mut().poll_next(context) {
            this.quiet = None;
            return Poll::Ready(event.map(|event| event.map(|event| Bytes::from(event.to_string()))));
        }
        let keep_alive = this.keep_alive;
        let quiet = this.quiet.get_or_insert_with(|| Box::pin(time::sleep(keep_alive)));
        ready!(quiet.as_mut().poll(context));
        this.quiet = None;
        Poll::Ready(Some(Ok(Bytes::from_static(b": keep-alive\n\n"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(Event::new("a\nb\r\nc\rd\n").to_string(), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
        assert_eq!(Event::new("").to_string(), "data: \n\n");
    }

    #[test]
    fn fields_stay_on_their_line() {
        let event = Event::new("x").with_name("a\r\ndata: b").with_retry(Duration::from_millis(1500));
        assert_eq!(event.to_string(), "event: a  data: b\nretry: 1500\ndata: x\n\n");
    }
}
