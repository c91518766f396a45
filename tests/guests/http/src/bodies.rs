//! Bodies of every kind, in and out.

use std::cell::{Cell, RefCell};
use std::{io, mem};

use bytes::Bytes;
use futures::channel::mpsc;
use futures::{AsyncReadExt as _, SinkExt as _, StreamExt as _, TryStreamExt as _, stream};
use http_body_util::{BodyExt as _, StreamBody};
use wharf::http::{Body, Event, Events, HeaderMap, HeaderValue, IntoResponse as _, Rejection, Request, Response};
use wharf::http::{Method, StatusCode, Uri, header};
use wharf::time::{Duration, sleep};

thread_local! {
    static HUNG_UP: Cell<u32> = const { Cell::new(0) };
    /// Makes the next event happen.
    static TICK: RefCell<Option<mpsc::UnboundedSender<u64>>> = const { RefCell::new(None) };
}

/// Counts the bodies that were given up.
struct HungUp;

impl Drop for HungUp {
    fn drop(&mut self) {
        HUNG_UP.set(HUNG_UP.get() + 1);
    }
}

pub(crate) async fn answer(name: &str, count: u64, request: Request) -> wharf::Result<Response> {
    let names_trailers = request.headers().contains_key(header::TE);
    let mut response = of_kind(name, count, request).await?;
    if names_trailers {
        // HTTP/1 sends the trailers that were named.
        response.headers_mut().insert(header::TRAILER, HeaderValue::from_static("checksum"));
    }
    Ok(response)
}

async fn of_kind(name: &str, count: u64, request: Request) -> wharf::Result<Response> {
    Ok(match name {
        // From host to host: the bytes never come here.
        "pass" => Response::new(request.into_body()),
        // Chunk by chunk through the guest.
        "copy" => Response::new(Body::from_stream(request.into_body())),
        // The first chunk here, the rest from host to host.
        "peek" => {
            let mut body = request.into_body();
            let first = body.chunk().await.transpose()?.unwrap_or_default();
            Response::new(Body::from_stream(stream::once(async { Ok::<_, wharf::Error>(first) }).chain(body)))
        }
        "count" => {
            let (mut body, mut bytes, mut chunks) = (request.into_body(), 0, 0);
            while let Some(chunk) = body.chunk().await {
                (bytes, chunks) = (bytes + chunk?.len(), chunks + 1);
            }
            assert!(chunks <= bytes, "no chunk is empty");
            Response::text(format!("{bytes}"))
        }
        "read" => {
            let (mut reader, mut text) = (request.into_body().into_reader(), String::new());
            reader.read_to_string(&mut text).await?;
            Response::text(text.to_uppercase())
        }
        "limited" => match request.into_body().into_bytes_up_to(10).await? {
            Some(bytes) => Response::text(format!("{} bytes", bytes.len())),
            None => Response::empty(StatusCode::PAYLOAD_TOO_LARGE),
        },
        "made" => {
            let chunks = stream::iter(0..count).map(|number| Ok::<_, wharf::Error>(format!("{number}\n")));
            Response::new(Body::from_stream(chunks))
        }
        "slow" => {
            let chunks = stream::iter(0..count).then(|number| async move {
                sleep(Duration::from_millis(10)).await;
                Ok::<_, wharf::Error>(format!("{number}\n"))
            });
            Response::new(Body::from_stream(chunks))
        }
        "silent" => {
            let hung_up = HungUp;
            let chunks = stream::iter([Ok::<_, wharf::Error>("before the silence")]).chain(stream::pending());
            Response::new(Body::from_stream(chunks.inspect(move |_| _ = &hung_up)))
        }
        "hung-up" => Response::text(HUNG_UP.get().to_string()),
        "pushed" => {
            let (mut sender, receiver) = mpsc::channel(1);
            wharf::task::spawn(async move {
                for number in 0..count {
                    let sent = sender.send(Ok::<_, wharf::Error>(format!("{number}\n"))).await;
                    sent.expect("the body is read");
                }
            })
            .detach();
            Response::new(Body::from_stream(receiver))
        }
        "length" => {
            // A length that is known beside a body that streams.
            let chunks = stream::iter((0..count).map(|_| Ok::<_, wharf::Error>("x")));
            let mut response = Response::new(Body::from_stream(chunks));
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(count));
            response
        }
        "http-body" => {
            // There and back through the `http-body` crate.
            let body = http_body_util::BodyExt::map_frame(request.into_body(), |frame| frame).boxed_unsync();
            Response::new(Body::from_http_body(body))
        }
        "http-body-length" => Response::new(Body::from_http_body(http_body_util::Full::new(Bytes::from("known")))),
        "http-body-trailers" => {
            let frames = [http_body::Frame::data(Bytes::from("data")), http_body::Frame::trailers(checksum(4))];
            let frames = stream::iter(frames.map(Ok::<_, io::Error>));
            Response::new(Body::from_http_body(StreamBody::new(frames)))
        }
        "trailers-in" => {
            let mut body = request.into_body();
            let text = (&mut body).map_ok(|chunk| chunk.len()).try_fold(0, async |sum, len| Ok(sum + len)).await?;
            let trailers = body.trailers().await?.unwrap_or_default();
            assert!(body.trailers().await?.is_none(), "trailers come once");
            Response::text(format!("{text} {:?}", trailers.get("checksum")))
        }
        "trailers-out" => {
            let body = Body::from("with trailers");
            Response::new(body.with_trailers(async { Ok::<_, wharf::Error>(checksum(13)) }))
        }
        "trailers-added" => {
            Response::new(request.into_body().with_trailers(async { Ok::<_, wharf::Error>(checksum(1)) }))
        }
        "trailers-kept" => {
            // Read to the end, then sent on: what is left are the trailers.
            let mut body = request.into_body();
            while body.chunk().await.transpose()?.is_some() {}
            Response::new(body)
        }
        // Everything is replaced, there and back.
        "changed" => {
            let mut request = request;
            *request.method_mut() = Method::PATCH;
            *request.uri_mut() = Uri::from_static("/elsewhere");
            request.extensions_mut().insert(count);
            let text = mem::take(request.body_mut()).into_text().await?;
            let request = request.with_body(Body::from_json(&[text])?);
            let told = format!("{} {} {:?}", request.method(), request.uri(), request.extensions().get::<u64>());
            let json = request.into_body().into_text().await?;
            let mut response = Response::text("a body that is replaced").with_body("and another");
            response.extensions_mut().insert(json);
            let json = response.extensions().get::<String>().cloned().unwrap_or_default();
            let old = mem::take(response.body_mut()).into_text().await?;
            *response.body_mut() = format!("{told} {json} {old}").into();
            *response.status_mut() = StatusCode::ACCEPTED;
            response
        }
        "events" => {
            let (tick, ticks) = mpsc::unbounded();
            TICK.set(Some(tick));
            let ticks = ticks.map(|number: u64| {
                Event::json(&[number]).map(|event| event.with_id(&number.to_string()).with_name("tick"))
            });
            Events::new(ticks).with_keep_alive(Duration::from_millis(25)).into_response()
        }
        "tick" => {
            TICK.with_borrow(|tick| tick.as_ref().is_some_and(|tick| tick.unbounded_send(count).is_ok()));
            Response::empty(StatusCode::NO_CONTENT)
        }
        "last-tick" => {
            TICK.set(None);
            Response::empty(StatusCode::NO_CONTENT)
        }
        "empty" => ().into_response(),
        "no-content" => StatusCode::NO_CONTENT.into_response(),
        "bytes" => Bytes::from("bytes").into_response(),
        "with-headers" => {
            let mut response = Response::html("<p>");
            response.headers_mut().append("set-cookie", HeaderValue::from_static("a=1"));
            response.headers_mut().append("set-cookie", HeaderValue::from_static("b=2"));
            for (name, value) in request.headers() {
                if name.as_str().starts_with("x-") {
                    response.headers_mut().append(name, value.clone());
                }
            }
            response
        }
        _ => return Err(Rejection::new(StatusCode::NOT_FOUND, "no such body").into()),
    })
}

fn checksum(length: usize) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    trailers.insert("checksum", HeaderValue::from(length));
    trailers
}
