//! The guest as a client, of the server that `to` names.

use std::io;

use futures::future::join_all;
use futures::{StreamExt as _, stream};
use wharf::http::{self, Body, ErrorCode, HeaderMap, HeaderValue, Rejection, Request, Response, StatusCode, Timeouts};
use wharf::time::{Duration, sleep, timeout};

/// Whoever waits for futures on many threads can wait for these.
fn send<T: Send>(future: T) -> T {
    future
}

pub(crate) async fn answer(name: &str, to: &str, count: u64, request: Request) -> wharf::Result<Response> {
    Ok(match name {
        "get" => {
            let response = send(http::get(to)).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let text = send(response.into_body().into_text()).await?;
            Response::text(format!("{status} {:?} {text}", headers.get("server-says")))
        }
        // The whole response goes from host to host.
        "proxy" => http::get(to).await?,
        "proxy-body" => http::send(post(to, request.into_body())?).await?,
        "headers" => {
            let mut request = post(to, Body::empty())?;
            request.headers_mut().append("client-says", HeaderValue::from_static("one"));
            request.headers_mut().append("client-says", HeaderValue::from_static("two"));
            Response::text(http::send(request).await?.into_body().into_text().await?)
        }
        "method" => {
            let request = Request::builder().method("BREW").uri(to).body("tea")?;
            Response::text(http::send(request).await?.into_body().into_text().await?)
        }
        "trailers" => {
            let trailers = HeaderMap::from_iter([(header("checksum"), HeaderValue::from_static("7"))]);
            let body = Body::from("abc").with_trailers(async { Ok::<_, io::Error>(trailers) });
            let mut request = post(to, body)?;
            request.headers_mut().insert(header("trailer"), HeaderValue::from_static("checksum"));
            request.headers_mut().insert(header("te"), HeaderValue::from_static("trailers"));
            let mut body = http::send(request).await?.into_body();
            let trailers = body.trailers().await?.unwrap_or_default();
            Response::text(format!("{:?}", trailers.get("checksum")))
        }
        // Both directions at once, each as slow as the other lets it be.
        "stream" => {
            let chunks = stream::iter(0..count).map(|_| Ok::<_, io::Error>(vec![b'x'; 65_536]));
            let mut body = http::send(post(to, Body::from_stream(chunks))?).await?.into_body();
            let mut bytes = 0;
            while let Some(chunk) = body.chunk().await {
                bytes += chunk?.len();
            }
            Response::text(format!("{bytes}"))
        }
        "parallel" => {
            let texts = join_all((0..count).map(async |number| {
                let response = http::get(format!("{to}?{number}")).await?;
                response.into_body().into_text().await
            }));
            let texts: wharf::Result<Vec<_>> = texts.await.into_iter().collect();
            Response::text(texts?.join(","))
        }
        "timeouts" | "first-byte" | "between-bytes" => {
            let request = post(to, Body::empty())?;
            // The others leave room for a machine that is busy.
            let (limit, ample) = (Duration::from_millis(count), Duration::from_secs(60));
            let timeouts = match name {
                "first-byte" => Timeouts { first_byte: Some(limit), ..Timeouts::all(ample) },
                "between-bytes" => Timeouts { between_bytes: Some(limit), ..Timeouts::all(ample) },
                _ => Timeouts::all(limit),
            };
            let request = request.with_timeouts(timeouts);
            assert_eq!(request.timeouts(), Some(timeouts));
            describe(http::send(request).await).await
        }
        "time-is-over" => match timeout(Duration::from_millis(200), http::get(to)).await {
            Ok(response) => describe(response).await,
            Err(error) => Response::text(error.to_string()),
        },
        // The upload never ends by itself; who gives up waiting ends it.
        "abandoned" => {
            let waiting = stream::pending::<Result<String, io::Error>>();
            match timeout(Duration::from_millis(200), http::send(post(to, Body::from_stream(waiting))?)).await {
                Ok(response) => describe(response).await,
                Err(error) => Response::text(error.to_string()),
            }
        }
        "fails" => describe(http::get(to).await).await,
        "upload-breaks" => {
            let chunks = stream::iter([Ok("first"), Err(io::Error::other("the rope broke"))]);
            let chunks = chunks.then(|chunk| async {
                sleep(Duration::from_millis(20)).await;
                chunk
            });
            describe(http::send(post(to, Body::from_stream(chunks))?).await).await
        }
        "upload-short" => {
            let mut request = post(to, Body::from_stream(stream::iter([Ok::<_, io::Error>("abc")])))?;
            request.headers_mut().insert(header("content-length"), HeaderValue::from_static("10"));
            describe(http::send(request).await).await
        }
        "wrong-length" => {
            let mut request = post(to, Body::from("abc"))?;
            request.headers_mut().insert(header("content-length"), HeaderValue::from_static("10"));
            describe(http::send(request).await).await
        }
        "forbidden-header" => {
            let mut request = post(to, Body::empty())?;
            request.headers_mut().insert(header("x-fine"), HeaderValue::from_static("yes"));
            request.headers_mut().insert(header("host"), HeaderValue::from_static("elsewhere"));
            describe(http::send(request).await).await
        }
        "no-uri" => describe(http::get("http://[").await).await,
        "no-authority" => describe(http::get("/only/a/path").await).await,
        _ => return Err(Rejection::new(StatusCode::NOT_FOUND, "no such request").into()),
    })
}

fn post(to: &str, body: Body) -> wharf::Result<Request> {
    Ok(Request::builder().method("POST").uri(to).body(body)?.into())
}

fn header(name: &'static str) -> http::HeaderName {
    http::HeaderName::from_static(name)
}

/// What came of a request, to its end.
async fn describe(response: Result<Response, ErrorCode>) -> Response {
    let told = match response {
        Ok(response) => {
            let status = response.status();
            match response.into_body().into_bytes().await {
                Ok(bytes) => format!("{status}, {} bytes", bytes.len()),
                Err(error) => format!("{status}, then {error:#}"),
            }
        }
        Err(code) => {
            let shown = code.to_string();
            let error = io::Error::from(code);
            format!("{:?}: {shown}", error.kind())
        }
    };
    Response::text(told)
}
