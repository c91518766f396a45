//! The guest as a client.

use http::Request;
use tokio::net::TcpListener;

use super::upstream::{TOGETHER, Upstream};
use super::{Scenarios, text, wait_until};

/// What the guest says of a request that it made.
async fn told(scenarios: &mut Scenarios, scenario: &str, to: &str) -> String {
    text(&scenarios.get(&format!("/client/{scenario}&to={to}")).await).to_owned()
}

#[tokio::test]
async fn requests_are_sent_and_answered() {
    let (mut scenarios, upstream) = (Scenarios::start().await, Upstream::start().await);
    for (scenario, path, expected) in [
        ("get?", "/hello", "200 OK Some(\"hi\") hello"),
        ("get?", "/status", "404 Not Found None not here"),
        ("get?", "/query?a=1", "200 OK None a=1"),
        ("headers?", "/says", "[\"one\", \"two\"] Some(\"0\")"),
        ("method?", "/method", "BREW"),
        ("trailers?", "/echo", "Some(\"7\")"),
    ] {
        let to = upstream.url(path).replace('?', "%3f").replace('&', "%26");
        assert_eq!(told(&mut scenarios, scenario, &to).await, expected, "{path}");
    }
    scenarios.end().await;
}

#[tokio::test]
async fn messages_are_passed_on() {
    let (mut scenarios, upstream) = (Scenarios::start().await, Upstream::start().await);
    let answer = scenarios.get(&format!("/client/proxy?to={}", upstream.url("/hello"))).await;
    assert_eq!((answer.headers()["server-says"].to_str().unwrap(), text(&answer)), ("hi", "hello"));
    assert_eq!(scenarios.get(&format!("/client/proxy?to={}", upstream.url("/status"))).await.status(), 404);
    let bytes = vec![b'x'; 1_000_000];
    let answer = scenarios.post(&format!("/client/proxy-body?to={}", upstream.url("/echo")), bytes.clone()).await;
    assert!(answer.body() == &bytes);
    scenarios.end().await;
}

#[tokio::test]
async fn async_02_uploads_and_downloads_stream_at_once_whichever_end_is_slow() {
    let (mut scenarios, upstream) = (Scenarios::start().await, Upstream::start().await);
    let to = upstream.url("/slow-echo");
    assert_eq!(told(&mut scenarios, "stream?count=64", &to).await, (64 * 65_536).to_string());
    // The server sends more than any buffer holds before it reads, while the guest sends the same.
    let to = upstream.url("/send-first");
    assert_eq!(told(&mut scenarios, "stream?count=64", &to).await, ((64 + 32) * 65_536).to_string());
    scenarios.end().await;
}

#[tokio::test]
async fn many_requests_are_under_way_at_once() {
    let (mut scenarios, upstream) = (Scenarios::start().await, Upstream::start().await);
    // None is answered before all are there.
    let expected: Vec<_> = (0..TOGETHER).map(|number| number.to_string()).collect();
    let scenario = format!("parallel?count={TOGETHER}");
    assert_eq!(told(&mut scenarios, &scenario, &upstream.url("/together")).await, expected.join(","));
    scenarios.end().await;
}

#[tokio::test]
async fn time_limits_end_what_never_ends() {
    let (mut scenarios, upstream) = (Scenarios::start().await, Upstream::start().await);
    for (scenario, path, expected) in [
        ("first-byte?count=300", "/never", "TimedOut: connection-read-timeout"),
        ("between-bytes?count=300", "/stalls", "200 OK, then connection-read-timeout"),
        ("timeouts?count=60000", "/hello", "200 OK, 5 bytes"),
        ("time-is-over?", "/never", "the time is over"),
        ("abandoned?", "/count", "the time is over"),
    ] {
        assert_eq!(told(&mut scenarios, scenario, &upstream.url(path)).await, expected, "{scenario} {path}");
        // Nothing is left open of an exchange that has ended.
        wait_until(|| upstream.open() == 0).await;
    }
    // An upload that nobody waits for any more does not keep its task.
    scenarios.end().await;
}

#[tokio::test]
async fn failures_say_what_happened() {
    let (mut scenarios, upstream) = (Scenarios::start().await, Upstream::start().await);
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    assert_eq!(told(&mut scenarios, "fails?", &nobody).await, "ConnectionRefused: connection-refused");
    for (scenario, expected) in [
        ("no-uri?", "InvalidInput: HTTP-request-URI-invalid"),
        ("no-authority?", "InvalidInput: HTTP-request-URI-invalid"),
        ("upload-breaks?", "Other: internal-error: Some(\"the body of the request ended early: the rope broke\")"),
        (
            "upload-short?",
            "Other: internal-error: Some(\"the body of the request ended early: \
             it is shorter than the 10 bytes that content-length says\")",
        ),
        ("wrong-length?", "Other: internal-error: Some(\"content-length says 10, but the body has 3 bytes\")"),
        (
            "forbidden-header?",
            "Other: internal-error: Some(\"the host refuses the header `host`: it keeps this name to itself\")",
        ),
    ] {
        assert_eq!(told(&mut scenarios, scenario, &upstream.url("/count")).await, expected, "{scenario}");
    }
    scenarios.end().await;
}

#[tokio::test]
async fn servers_that_do_not_behave_are_errors() {
    let mut scenarios = Scenarios::start().await;
    for (answer, close, expected) in [
        ("", true, "InvalidData: HTTP-protocol-error"),
        ("no HTTP at all\r\n\r\n", true, "InvalidData: HTTP-protocol-error"),
        ("HTTP/1.1 200 OK\r\nbad header: x\r\n\r\n", true, "InvalidData: HTTP-protocol-error"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort", true, "200 OK, then HTTP-protocol-error"),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n",
            true,
            "200 OK, then HTTP-protocol-error",
        ),
        ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nmore than four", false, "InvalidData: HTTP-protocol-error"),
        ("HTTP/1.1 200 OK\r\n\r\nuntil the end", true, "200 OK, 13 bytes"),
    ] {
        let upstream = Upstream::raw(answer, close).await;
        let told = told(&mut scenarios, "fails?", &upstream.url("/")).await;
        assert_eq!(told, expected, "{answer:?}");
    }
    scenarios.end().await;
}

#[tokio::test]
async fn a_proxy_answers_for_a_server_that_fails() {
    let (mut scenarios, upstream) = (Scenarios::start().await, Upstream::raw("", true).await);
    let answer = scenarios.get(&format!("/client/proxy?to={}", upstream.url("/"))).await;
    assert_eq!((answer.status().as_u16(), text(&answer)), (502, "Bad Gateway\n"));
    let request = Request::get("/client/proxy?to=http://").body("").unwrap();
    assert_eq!(scenarios.send(request).await.status(), 502);
    scenarios.end().await;
}
