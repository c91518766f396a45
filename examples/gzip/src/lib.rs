//! Compresses the responses of the service behind it for clients that take gzip, as they stream.

use std::io::Write as _;
use std::mem;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{Stream, stream};
use wharf::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use wharf::http::{Body, HeaderValue, Next, Request, Response};

#[wharf::http::middleware]
async fn gzip(request: Request, next: Next) -> wharf::Result<Response> {
    let wanted = takes_gzip(&request);
    let mut response = next.run(request).await?;
    response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
    if !wanted || response.headers().contains_key(CONTENT_ENCODING) {
        return Ok(response);
    }
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Ok(response.map_body(|body| Body::from_stream(compress(body))))
}

/// Whether the client takes gzip. (Weights other than zero do not matter: there is nothing else to choose.)
fn takes_gzip(request: &Request) -> bool {
    let values = request.headers().get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|weight| weight.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// The body, compressed a chunk at a time: what has come in goes out before more is waited for.
fn compress(body: Body) -> impl Stream<Item = wharf::Result<Bytes>> + Send {
    let encoder = GzEncoder::new(Vec::new(), Compression::fast());
    stream::try_unfold(Some((body, encoder)), |state| async {
        let Some((mut body, mut encoder)) = state else { return Ok(None) };
        let Some(chunk) = body.chunk().await.transpose()? else {
            return Ok(Some((encoder.finish()?.into(), None)));
        };
        encoder.write_all(&chunk)?;
        encoder.flush()?;
        Ok(Some((mem::take(encoder.get_mut()).into(), Some((body, encoder)))))
    })
}
