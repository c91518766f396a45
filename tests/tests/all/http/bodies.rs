//! Bodies of every kind, in and out.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::stream;
use http::{HeaderMap, HeaderValue, Request};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wharf_tests::PATIENCE;

use super::{Scenarios, peer, text};

#[tokio::test]
async fn bodies_come_back_whole() {
    let mut scenarios = Scenarios::start().await;
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    for path in ["pass", "copy", "peek", "http-body"] {
        for size in [0, 1, 65_536, 65_537, bytes.len()] {
            let answer = scenarios.post(&format!("/bodies/{path}"), bytes[..size].to_vec()).await;
            assert_eq!(answer.status(), 200);
            assert!(answer.body()[..] == bytes[..size], "{path} of {size} bytes");
        }
    }
    let answer = scenarios.post("/bodies/count", bytes.clone()).await;
    assert_eq!(text(&answer), bytes.len().to_string());
    let answer = scenarios.post("/bodies/read", "words to be read").await;
    assert_eq!(text(&answer), "WORDS TO BE READ");
    scenarios.end().await;
}

#[tokio::test]
async fn a_limit_of_a_body_is_kept() {
    let mut scenarios = Scenarios::start().await;
    for (size, status) in [(0, 200), (10, 200), (11, 413), (100_000, 413)] {
        assert_eq!(scenarios.post("/bodies/limited", vec![b'x'; size]).await.status(), status, "{size} bytes");
    }
    scenarios.end().await;
}

#[tokio::test]
async fn bodies_are_made_chunk_by_chunk() {
    let mut scenarios = Scenarios::start().await;
    let expected: String = (0..20).map(|number| format!("{number}\n")).collect();
    for path in ["made", "slow", "pushed"] {
        let answer = scenarios.get(&format!("/bodies/{path}?count=20")).await;
        assert_eq!(text(&answer), expected, "{path}");
        assert_eq!(answer.headers().get("content-length"), None);
    }
    scenarios.end().await;
}

#[tokio::test]
async fn lengths_are_set_where_they_are_known() {
    let mut scenarios = Scenarios::start().await;
    for (path, length, body) in [
        ("/bodies/bytes", Some("5"), "bytes"),
        ("/bodies/empty", Some("0"), ""),
        ("/bodies/no-content", None, ""),
        ("/bodies/length?count=3", Some("3"), "xxx"),
        ("/bodies/http-body-length", Some("5"), "known"),
        ("/bodies/http-body-trailers", None, "data"),
    ] {
        let answer = scenarios.get(path).await;
        let said = answer.headers().get("content-length").map(|length| length.to_str().unwrap());
        assert_eq!((said, text(&answer)), (length, body), "{path}");
    }
    let answer = scenarios.send(Request::head("/bodies/bytes").body("").unwrap()).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["content-length"].to_str().unwrap()), (200, "5"));
    assert_eq!(text(&answer), "");
    scenarios.end().await;
}

#[tokio::test]
async fn messages_are_changed() {
    let mut scenarios = Scenarios::start().await;
    let answer = scenarios.post("/bodies/changed?count=7", "ahoi").await;
    assert_eq!((answer.status().as_u16(), text(&answer)), (202, "PATCH /elsewhere Some(7) [\"ahoi\"] and another"));
    assert_eq!(answer.headers()["content-length"], text(&answer).len().to_string().as_str());
    scenarios.end().await;
}

#[tokio::test]
async fn headers_of_several_values_come_and_go() {
    let mut scenarios = Scenarios::start().await;
    let request = Request::get("/bodies/with-headers").header("x-a", "1").header("x-a", "2").header("x-b", "\u{e9}");
    let answer = scenarios.send(request.body("").unwrap()).await;
    let values = |name| answer.headers().get_all(name).iter().map(HeaderValue::as_bytes).collect::<Vec<_>>();
    assert_eq!(values("set-cookie"), [b"a=1", b"b=2"]);
    assert_eq!(values("x-a"), [b"1", b"2"]);
    assert_eq!(values("x-b"), ["\u{e9}".as_bytes()]);
    assert_eq!(values("content-type"), [b"text/html; charset=utf-8"]);
    scenarios.end().await;
}

#[tokio::test]
async fn trailers_come_in() {
    let scenarios = Scenarios::start().await;
    for (path, expected) in [("trailers-in", "8 Some(\"2\")"), ("count", "8")] {
        let body = with_trailers(["data", "more"], Some("2"));
        let request = Request::post(format!("/bodies/{path}")).header("trailer", "checksum").body(body);
        let answer = peer::send(scenarios.service.address(), request.unwrap()).await;
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), expected);
    }
    scenarios.end().await;
}

#[tokio::test]
async fn trailers_go_out() {
    let scenarios = Scenarios::start().await;
    for (path, sent, data, checksum) in [
        ("trailers-out", None, "with trailers", "13"),
        ("http-body-trailers", None, "data", "4"),
        ("trailers-added", None, "ab", "1"),
        ("pass", Some("5"), "ab", "5"),
        ("http-body", Some("5"), "ab", "5"),
        ("trailers-kept", Some("5"), "", "5"),
    ] {
        let body = with_trailers(["a", "b"], sent);
        let request = Request::post(format!("/bodies/{path}")).header("te", "trailers").header("trailer", "checksum");
        let answer = peer::send(scenarios.service.address(), request.body(body).unwrap()).await;
        let whole = answer.into_body().collect().await.unwrap();
        let trailers = whole.trailers().unwrap_or_else(|| panic!("{path} has trailers")).clone();
        assert_eq!(
            (trailers["checksum"].to_str().unwrap(), &whole.to_bytes()[..]),
            (checksum, data.as_bytes()),
            "{path}"
        );
    }
    scenarios.end().await;
}

#[tokio::test]
async fn events_come_as_they_happen_with_comments_in_between() {
    const COMMENT: &str = ": keep-alive\n\n";
    let mut scenarios = Scenarios::start().await;
    let request = Request::get("/bodies/events").body(String::new()).unwrap();
    let answer = peer::send(scenarios.service.address(), request).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["cache-control"], "no-cache");
    let mut body = answer.into_body();
    for number in 0..3 {
        // Nothing else comes until the next one happens.
        let silence = peer::text_until(&mut body, COMMENT).await;
        assert_eq!(silence.replace(COMMENT, ""), "");
        scenarios.get(&format!("/bodies/tick?count={number}")).await;
        let event = format!("id: {number}\nevent: tick\ndata: [{number}]\n\n");
        assert_eq!(peer::text_until(&mut body, &event).await.replace(COMMENT, ""), event);
    }
    scenarios.get("/bodies/last-tick").await;
    let rest = body.collect().await.unwrap().to_bytes();
    assert_eq!(std::str::from_utf8(&rest).unwrap().replace(COMMENT, ""), "");
    scenarios.end().await;
}

#[tokio::test]
async fn a_silent_body_is_given_up_when_its_client_hangs_up() {
    let mut scenarios = Scenarios::start().await;
    for hung_up in 1..=3 {
        let mut client = TcpStream::connect(scenarios.service.address()).await.unwrap();
        client.write_all(b"GET /bodies/silent HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"before the silence\r\n") {
            assert_ne!(client.read_buf(&mut answer).await.unwrap(), 0);
        }
        // It is not given up as long as the client is there.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!(text(&scenarios.get("/bodies/hung-up").await), (hung_up - 1).to_string());
        drop(client);
        let start = Instant::now();
        while text(&scenarios.get("/bodies/hung-up").await) != hung_up.to_string() {
            assert!(start.elapsed() < PATIENCE, "the body is still being made");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    scenarios.end().await;
}

/// A body in pieces, with a checksum behind it.
fn with_trailers<const COUNT: usize>(
    pieces: [&'static str; COUNT],
    checksum: Option<&str>,
) -> impl hyper::body::Body<Data = Bytes, Error = std::io::Error> + Send + Sync + use<COUNT> {
    let trailers = checksum.map(|checksum| {
        let mut trailers = HeaderMap::new();
        trailers.insert("checksum", checksum.parse().unwrap());
        Frame::trailers(trailers)
    });
    let pieces = pieces.into_iter().map(|piece| Frame::data(Bytes::from(piece)));
    StreamBody::new(stream::iter(pieces.chain(trailers).map(Ok).collect::<Vec<_>>()))
}
