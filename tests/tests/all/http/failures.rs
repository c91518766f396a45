//! Errors of handlers, and clients that do not behave.

use http::Request;
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Scenarios, peer, text, wait_until};

#[tokio::test]
async fn an_error_becomes_a_response_by_a_rule_and_is_told_on_stderr() {
    let mut scenarios = Scenarios::start().await;
    for (path, status, told, printed) in [
        ("any", 500, "Internal Server Error\n", "Error: the crane is stuck\n"),
        ("io", 500, "Internal Server Error\n", "Error: the winch is rusty\n"),
        ("code", 502, "Bad Gateway\n", "Error: connection-refused\n"),
        ("code-in-io", 504, "Gateway Timeout\n", "Error: connection-timeout\n"),
        ("rejection", 409, "the dock is taken\n", ""),
        ("own", 503, "busy", ""),
        ("text", 500, "an error that is only text", ""),
        ("nothing-like-that", 404, "no such failure\n", ""),
    ] {
        let before = scenarios.stderr().len();
        let answer = scenarios.get(&format!("/failures/{path}")).await;
        assert_eq!((answer.status().as_u16(), text(&answer)), (status, told), "{path}");
        assert_eq!(&scenarios.stderr()[before..], printed, "{path}");
    }
    scenarios.end().await;
}

#[tokio::test]
async fn a_response_that_cannot_be_sent_is_replaced_and_told() {
    let mut scenarios = Scenarios::start().await;
    for (path, printed) in [
        ("forbidden-header", "the host refuses the header `connection`: it keeps this name to itself"),
        ("length-is-no-number", "content-length is no number: \"many\""),
        ("wrong-length", "content-length says 7, but the body has 5 bytes"),
    ] {
        let before = scenarios.stderr().len();
        let answer = scenarios.get(&format!("/failures/{path}")).await;
        assert_eq!((answer.status().as_u16(), text(&answer)), (500, "Internal Server Error\n"), "{path}");
        let expected = format!("Error: the response cannot be sent: {printed}\n");
        assert_eq!(&scenarios.stderr()[before..], expected, "{path}");
    }
    scenarios.end().await;
}

#[tokio::test]
async fn a_body_that_ends_early_breaks_off_and_is_told() {
    let scenarios = Scenarios::start().await;
    for (path, printed) in [
        ("breaks", "the rope broke"),
        ("trailers-break", "no checksum"),
        ("short", "it is shorter than the 100 bytes that content-length says"),
        ("long", "it is longer than the 3 bytes that content-length says"),
    ] {
        let before = scenarios.stderr().len();
        let request = Request::get(format!("/failures/{path}")).body(String::new()).unwrap();
        let answer = peer::send(scenarios.service.address(), request).await;
        assert_eq!(answer.status(), 200);
        let whole = answer.into_body().collect().await;
        // What is too long is cut off, and is as long as was said then.
        match whole {
            Ok(whole) => assert_eq!((path, &whole.to_bytes()[..]), ("long", &b"one"[..])),
            Err(_) => assert_ne!(path, "long"),
        }
        let expected = format!("Error: the body of a response ends early: {printed}\n");
        assert_eq!(&scenarios.stderr()[before..], expected, "{path}");
    }
    scenarios.end().await;
}

#[tokio::test]
async fn malformed_requests_do_not_reach_the_guest() {
    let mut scenarios = Scenarios::start().await;
    let address = scenarios.service.address();
    for request in [
        "GET /bodies/empty HTTP/1.1\r\nhost: a\r\nbad header: x\r\n\r\n",
        "GET /bodies/empty HTTP/1.1\r\nhost: a\r\nx: a\x01b\r\n\r\n",
        "GET bodies empty HTTP/1.1\r\nhost: a\r\n\r\n",
        "POST /bodies/count HTTP/1.1\r\nhost: a\r\ncontent-length: many\r\n\r\nabc",
        "POST /bodies/count HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nabc",
    ] {
        let answer = peer::raw(address, request).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{request:?} was answered with {answer:?}");
    }
    // This one reaches it; its body is an error.
    let request = "POST /failures/reads HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n";
    let answer = peer::raw(address, request).await;
    assert!(!answer.starts_with("HTTP/1.1 200"), "{request:?} was answered with {answer:?}");
    assert_eq!(scenarios.stderr(), "reads\nthe body broke off: HTTP-protocol-error\n");
    assert_eq!(scenarios.get("/bodies/empty").await.status(), 200);
    scenarios.end().await;
}

#[tokio::test]
async fn a_request_body_that_breaks_off_is_an_error_and_not_a_short_body() {
    let mut scenarios = Scenarios::start().await;
    for request in [
        "POST /failures/reads HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nonly this",
        "POST /failures/reads HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n9\r\nonly this\r\n",
    ] {
        let before = scenarios.stderr().len();
        let mut stream = TcpStream::connect(scenarios.service.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        wait_until(|| scenarios.stderr()[before..] == *"reads\n").await;
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        drop(stream.read_to_string(&mut answer).await);
        assert!(!answer.contains("200 OK"), "{answer}");
        wait_until(|| scenarios.stderr()[before..].contains("the body broke off: ")).await;
    }
    // A client that is gone at once, with what it has sent still on the way.
    let before = scenarios.stderr().len();
    let mut stream = TcpStream::connect(scenarios.service.address()).await.unwrap();
    stream
        .write_all(b"POST /failures/reads HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nonly this")
        .await
        .unwrap();
    wait_until(|| scenarios.stderr()[before..] == *"reads\n").await;
    stream.set_zero_linger().unwrap();
    drop(stream);
    wait_until(|| scenarios.stderr()[before..].contains("the body broke off: ")).await;
    // More than was said is another request, and none that makes sense.
    let request = "POST /failures/reads HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nfour and more";
    let answer = peer::raw(scenarios.service.address(), request).await;
    assert!(answer.contains("4 bytes"), "{answer}");
    assert_eq!(scenarios.get("/bodies/empty").await.status(), 200);
    scenarios.end().await;
}

#[tokio::test]
async fn a_client_that_hangs_up_ends_the_body() {
    let mut scenarios = Scenarios::start().await;
    let request = "GET /failures/endless HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut stream = TcpStream::connect(scenarios.service.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut some = vec![0; 500_000];
    stream.read_exact(&mut some).await.unwrap();
    drop(stream);
    wait_until(|| scenarios.stderr().contains("the endless body was dropped")).await;
    assert_eq!(scenarios.get("/bodies/empty").await.status(), 200);
    scenarios.end().await;
}

#[tokio::test]
async fn a_panic_is_a_500_and_the_next_request_is_served() {
    let mut scenarios = Scenarios::start().await;
    let answer = scenarios.get("/failures/panic").await;
    assert_eq!(answer.status(), 500);
    assert!(scenarios.stderr().contains("dropped in the harbour"));
    assert_eq!(scenarios.get("/bodies/empty").await.status(), 200);
    drop(scenarios.client);
    let report = scenarios.service.shutdown().await.unwrap();
    assert_eq!((report.traps.len(), report.instances), (1, 2));
}
