//! The connections of a service's clients.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use wasmtime_wasi_http::WasiBody;

use super::Shared;

/// Takes connections until told to stop; done when all of them are closed.
pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let each = stopped.clone();
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => break,
            Some(_) = connections.join_next() => {}
            Ok((stream, _)) = listener.accept() => {
                connections.spawn(serve(stream, shared.clone(), each.clone()));
            }
        }
    }
    drop(listener);
    drop(shared);
    while connections.join_next().await.is_some() {}
}

/// Answers the requests of one connection. When told to stop, finishes the one under way.
async fn serve(stream: TcpStream, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    // Without it small chunks of a response wait for the client's acknowledgements.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(answer(&shared, request).await) }
    });
    // As `wasmtime serve` has it: a client that closes its side has hung up.
    let mut connection = std::pin::pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // A connection ends with an error when its client goes away, or when a guest traps in the middle of a
        // response: the client sees the connection break, and the service's log has the trap.
        _ = connection.as_mut() => return,
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// The guest's response, or a 500 that says why there is none.
async fn answer(shared: &Arc<Shared>, request: http::Request<Incoming>) -> http::Response<WasiBody> {
    match shared.answer(request).await {
        Ok(response) => response,
        Err(error) => {
            let body = Full::new(Bytes::from(format!("{error:#}\n")));
            let mut response = http::Response::new(body.map_err(|never| match never {}).boxed_unsync());
            *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    }
}
