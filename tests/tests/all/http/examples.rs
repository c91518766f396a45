//! The examples that speak HTTP.

use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use http::{Method, Request};
use http_body_util::BodyExt as _;
use wharf_tests::client::Client;
use wharf_tests::interface::imports_of;
use wharf_tests::{Command, Host, Sandbox, Service, Wasm, compose, guest};

use super::upstream::{TOGETHER, Upstream};
use super::{peer, text};

fn component(example: &str) -> PathBuf {
    guest::component(example).unwrap_or_else(|error| panic!("{error}"))
}

async fn serve(wasm: impl Into<Wasm>, sandbox: Sandbox) -> (Service, Client) {
    let service = Service::builder(&Host::shared(), wasm).sandbox(sandbox).start().await.unwrap();
    let client = Client::connect(service.address()).await.unwrap();
    (service, client)
}

async fn end(service: Service, client: Client) {
    drop(client);
    let report = service.shutdown().await.unwrap();
    assert_eq!(report.traps, [""; 0]);
}

/// Lines with code on them, without the line that says what an example is for.
fn lines(example: &str) -> usize {
    let source = wharf_tests::workspace().join("examples").join(example);
    let source = std::fs::read_to_string(source).unwrap();
    source.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("//!")).count()
}

#[test]
fn few_lines_are_enough() {
    assert!(lines("hello-http/src/lib.rs") <= 6);
    assert!(lines("add-header/src/lib.rs") <= 10);
}

#[tokio::test]
async fn add_header_stands_in_front_of_a_service() {
    let imports = imports_of(component("add-header")).unwrap();
    assert!(imports.keys().any(|name| name.starts_with("wasi:http/handler@0.3")), "{imports:?}");
    let chain = compose(&component("add-header"), &[&component("guest-http")]).unwrap();
    let (service, mut client) = serve(chain, Sandbox::new()).await;
    let answer = client.get("/tea?count=3").await.unwrap();
    assert_eq!(answer.headers()["x-powered-by"], "wharf");
    assert_eq!(text(&answer), "GET /tea  3");
    let answer = client.get("/bodies/with-headers").await.unwrap();
    assert_eq!(answer.headers().get_all("set-cookie").iter().count(), 2);
    assert_eq!(client.get("/no/such").await.unwrap().status(), 404);
    // Bodies stream through both ways.
    let bytes = vec![b'x'; 1_000_000];
    for path in ["pass", "copy"] {
        let request = Request::post(format!("/bodies/{path}")).body(bytes.clone().into()).unwrap();
        assert!(client.send(request).await.unwrap().body() == &bytes);
    }
    end(service, client).await;
}

#[tokio::test]
async fn middleware_stands_in_front_of_middleware() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("inner.wasm");
    std::fs::write(&inner, compose(&component("gzip"), &[&component("hello-http")]).unwrap()).unwrap();
    let chain = compose(&component("add-header"), &[&inner]).unwrap();
    let (service, mut client) = serve(chain, Sandbox::new()).await;
    let request = Request::get("/wharf").header("accept-encoding", "gzip").body("".into()).unwrap();
    let answer = client.send(request).await.unwrap();
    assert_eq!(answer.headers()["x-powered-by"], "wharf");
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    assert_eq!(unzip(answer.body()), "Hello from /wharf\n");
    end(service, client).await;
}

#[tokio::test]
async fn gzip_compresses_as_it_streams_for_those_who_take_it() {
    let chain = compose(&component("gzip"), &[&component("guest-http")]).unwrap();
    let (service, mut client) = serve(chain, Sandbox::new()).await;
    let expected: String = (0..2000).map(|number| format!("{number}\n")).collect();
    for (accepted, zipped) in
        [("gzip", true), ("br, GZIP;q=0.5", true), ("gzip;q=0", false), ("br", false), ("notgzip", false)]
    {
        let request = Request::get("/bodies/made?count=2000").header("accept-encoding", accepted);
        let answer = client.send(request.body("".into()).unwrap()).await.unwrap();
        assert_eq!(answer.headers()["vary"], "accept-encoding");
        assert_eq!(answer.headers().contains_key("content-encoding"), zipped, "{accepted}");
        let told = if zipped { unzip(answer.body()) } else { text(&answer).to_owned() };
        assert_eq!(told, expected);
    }
    // A known length was that of the plain bytes.
    let request = Request::get("/bodies/bytes").header("accept-encoding", "gzip").body("".into()).unwrap();
    let answer = client.send(request).await.unwrap();
    assert_eq!((unzip(answer.body()).as_str(), answer.headers().get("content-length")), ("bytes", None));
    // The first chunk is here while the body never ends.
    let request = Request::get("/failures/endless").header("accept-encoding", "gzip").body(String::new()).unwrap();
    let mut body = peer::send(service.address(), request).await.into_body();
    assert!(body.frame().await.unwrap().unwrap().into_data().is_ok());
    drop(body);
    end(service, client).await;
}

fn unzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn http_proxy_streams_both_ways() {
    let upstream = Upstream::start().await;
    let sandbox = Sandbox::new().network(true).env("UPSTREAM", upstream.url(""));
    let (service, mut client) = serve(component("http-proxy"), sandbox).await;
    let answer = client.get("/hello").await.unwrap();
    assert_eq!((answer.headers()["server-says"].to_str().unwrap(), text(&answer)), ("hi", "hello"));
    assert_eq!(text(&client.get("/query?a=1&b=2").await.unwrap()), "a=1&b=2");
    assert_eq!(client.get("/status").await.unwrap().status(), 404);
    let bytes = vec![b'x'; 2_000_000];
    let request = Request::builder().method(Method::PUT).uri("/echo").body(bytes.clone().into()).unwrap();
    assert!(client.send(request).await.unwrap().body() == &bytes);
    // A response is there as far as it has come. That the client hung up is noticed with the next bytes.
    let request = Request::get("/slow").body(String::new()).unwrap();
    let mut body = peer::send(service.address(), request).await.into_body();
    assert_eq!(peer::text_until(&mut body, "some").await, "some");
    drop(body);
    end(service, client).await;
}

#[tokio::test]
async fn http_proxy_says_what_it_misses() {
    let (service, mut client) = serve(component("http-proxy"), Sandbox::new()).await;
    let answer = client.get("/").await.unwrap();
    assert_eq!((answer.status().as_u16(), text(&answer)), (503, "the variable UPSTREAM names no server\n"));
    end(service, client).await;
    let sandbox = Sandbox::new().network(true).env("UPSTREAM", "http://127.0.0.1:1");
    let (service, mut client) = serve(component("http-proxy"), sandbox).await;
    assert_eq!(client.get("/").await.unwrap().status(), 502);
    end(service, client).await;
}

#[tokio::test]
async fn json_api_keeps_cranes() {
    let (service, mut client) = serve(component("json-api"), Sandbox::new()).await;
    assert_eq!(text(&client.get("/cranes").await.unwrap()), "[]");
    let crane = r#"{"name":"Herkules","tons":4}"#;
    let post = |content_type: &str, body: &'static str| {
        Request::post("/cranes").header("content-type", content_type).body(body.into()).unwrap()
    };
    let answer = client.send(post("application/json", crane)).await.unwrap();
    assert_eq!((answer.status().as_u16(), text(&answer)), (201, crane));
    for (content_type, body, status) in
        [("text/plain", crane, 415), ("application/json", "{", 400), ("application/json", "{}", 422)]
    {
        assert_eq!(client.send(post(content_type, body)).await.unwrap().status(), status);
    }
    assert_eq!(text(&client.get("/cranes").await.unwrap()), format!("[{crane}]"));
    assert_eq!(text(&client.get("/cranes/Herkules").await.unwrap()), crane);
    assert_eq!(client.get("/cranes/Goliath").await.unwrap().status(), 404);
    assert_eq!(client.send(Request::put("/cranes").body("".into()).unwrap()).await.unwrap().status(), 405);
    let delete = || Request::delete("/cranes/Herkules").body("".into()).unwrap();
    assert_eq!(client.send(delete()).await.unwrap().status(), 204);
    assert_eq!(client.send(delete()).await.unwrap().status(), 404);
    end(service, client).await;
}

#[tokio::test]
async fn ticker_ticks_until_the_client_goes() {
    let (service, mut client) = serve(component("ticker"), Sandbox::new()).await;
    assert_eq!(client.get("/soon").await.unwrap().status(), 404);
    let request = Request::get("/20").body(String::new()).unwrap();
    let answer = peer::send(service.address(), request).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut body = answer.into_body();
    for count in 1..=5 {
        let event = format!("id: {count}\ndata: tick {count}\n\n");
        assert_eq!(peer::text_until(&mut body, &event).await, event);
    }
    drop(body);
    // Nothing is left running: the service ends at once.
    end(service, client).await;
}

#[tokio::test]
async fn download_downloads_in_parallel() {
    let upstream = Upstream::start().await;
    let urls: Vec<_> = (0..TOGETHER).map(|number| upstream.url(&format!("/together?{number:05}"))).collect();
    let download = |urls: &[String]| {
        let sandbox = Sandbox::new().network(true);
        Command::new(&Host::shared(), component("download")).sandbox(sandbox).args(urls.to_vec()).run()
    };
    // None is answered before all are there.
    let exit = download(&urls).await.unwrap();
    assert_eq!((exit.status, exit.trap.as_deref(), exit.stderr_text().as_str()), (0, None, ""));
    let stdout = exit.stdout_text();
    let mut told: Vec<_> = stdout.lines().collect();
    told.sort_unstable();
    assert_eq!(told, urls.iter().map(|url| format!("{url}: 5 bytes")).collect::<Vec<_>>());

    let exit = download(&[upstream.url("/status"), upstream.url("/hello"), "nowhere".into()]).await.unwrap();
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    assert_eq!(exit.stdout_text(), format!("{}: 5 bytes\n", upstream.url("/hello")));
    let stderr = exit.stderr_text();
    assert!(stderr.contains("404 Not Found") && stderr.contains("nowhere: HTTP-request-URI-invalid"), "{stderr}");
    assert!(stderr.ends_with("Error: 2 downloads failed\n"), "{stderr}");
}
