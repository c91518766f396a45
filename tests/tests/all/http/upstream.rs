//! Servers that the guest requests: one that behaves, and ones that do not.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Barrier;

/// How many requests `/together` waits for.
pub(super) const TOGETHER: usize = 20;

/// A server of its own for each test.
pub(super) struct Upstream {
    address: SocketAddr,
    open: Arc<AtomicUsize>,
}

impl Upstream {
    /// A server that answers by path.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream = Self { address: listener.local_addr().unwrap(), open: Arc::default() };
        let open = upstream.open.clone();
        let together = Arc::new(Barrier::new(TOGETHER));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let (open, together) = (Open::count(&open), together.clone());
                tokio::spawn(async move {
                    let _open = open;
                    let service = service_fn(|request| answer(request, &together));
                    _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        upstream
    }

    /// A server that reads the head of each request, writes `bytes`, and closes the connection, or keeps it open.
    pub(super) async fn raw(bytes: &'static str, close: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream = Self { address: listener.local_addr().unwrap(), open: Arc::default() };
        let open = upstream.open.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let open = Open::count(&open);
                tokio::spawn(async move {
                    let _open = open;
                    let mut head = [0; 4096];
                    _ = stream.read(&mut head).await;
                    stream.write_all(bytes.as_bytes()).await.unwrap();
                    // Until the client goes.
                    while !close && matches!(stream.read(&mut head).await, Ok(1..)) {}
                });
            }
        });
        upstream
    }

    /// The URL of a path there, as it stands in a query.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections are open.
    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

/// A connection that is open.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn count(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::SeqCst);
        Open(open.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(
    request: Request<Incoming>,
    together: &Barrier,
) -> Result<Response<UnsyncBoxBody<Bytes, io::Error>>, Infallible> {
    let full = |text: String| Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed_unsync();
    let path = request.uri().path().to_owned();
    Ok(match path.as_str() {
        "/hello" => Response::builder().header("server-says", "hi").body(full("hello".into())).unwrap(),
        // Answers when so many requests are there.
        "/together" => {
            together.wait().await;
            Response::new(full(request.uri().query().unwrap_or_default().to_owned()))
        }
        "/query" => Response::new(full(request.uri().query().unwrap_or_default().to_owned())),
        "/method" => Response::new(full(request.method().to_string())),
        "/says" => {
            let said = request.headers().get_all("client-says").iter();
            let length = request.headers().get("content-length");
            Response::new(full(format!("{:?} {length:?}", said.collect::<Vec<_>>())))
        }
        "/echo" => {
            let body = request.into_body().map_err(io::Error::other).boxed_unsync();
            Response::builder().header("trailer", "checksum").body(body).unwrap()
        }
        "/count" => match request.into_body().collect().await {
            Ok(body) => Response::new(full(body.to_bytes().len().to_string())),
            Err(_) => Response::builder().status(400).body(full(String::new())).unwrap(),
        },
        // Answers first, and reads the request a little at a time while it sends.
        "/slow-echo" => {
            let slow = request.into_body().into_data_stream().then(|chunk| async {
                tokio::time::sleep(Duration::from_millis(1)).await;
                chunk.map(Frame::data).map_err(io::Error::other)
            });
            Response::new(StreamBody::new(slow).boxed_unsync())
        }
        // Sends much without reading, then reads.
        "/send-first" => {
            let much = stream::repeat(Bytes::from_static(&[b'y'; 65_536])).take(32);
            let much = much.map(|chunk| Ok(Frame::data(chunk)));
            let read = stream::once(async {
                let read = request.into_body().collect().await.map_err(io::Error::other)?.to_bytes().len();
                Ok(Frame::data(Bytes::from(vec![b'z'; read])))
            });
            Response::new(StreamBody::new(much.chain(read)).boxed_unsync())
        }
        "/status" => Response::builder().status(404).body(full("not here".into())).unwrap(),
        "/never" => std::future::pending().await,
        "/slow" => {
            let some = stream::once(async { Ok(Frame::data(Bytes::from("some"))) });
            let rest = stream::once(async {
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ok(Frame::data(Bytes::from(" and the rest")))
            });
            Response::new(StreamBody::new(some.chain(rest)).boxed_unsync())
        }
        "/stalls" => {
            let stalls = stream::once(async { Ok(Frame::data(Bytes::from("some"))) }).chain(stream::pending());
            Response::new(StreamBody::new(stalls).boxed_unsync())
        }
        _ => Response::builder().status(500).body(full("what?".into())).unwrap(),
    })
}
