//! What a service takes from a request.

use http::{Method, Request};

use super::{Scenarios, text};

#[tokio::test]
async fn a_service_takes_several_parts_and_the_request() {
    let mut scenarios = Scenarios::start().await;
    let request = Request::builder().method("BREW").uri("/tea?count=7").header("user", "Ann").body("").unwrap();
    assert_eq!(text(&scenarios.send(request).await), "BREW /tea Ann 7");
    for (uri, user, status, told) in [
        ("/tea", "nobody", 403, "nobody may not\n"),
        ("/tea", "\u{e9}", 400, "a name in ASCII, please\n"),
        ("/tea?count=many", "Ann", 400, "the query does not fit: invalid digit found in string\n"),
    ] {
        let answer = scenarios.send(Request::get(uri).header("user", user).body("").unwrap()).await;
        assert_eq!((answer.status().as_u16(), text(&answer)), (status, told));
    }
    assert_eq!(scenarios.get("/nowhere/at-all").await.status(), 404);
    scenarios.end().await;
}

#[tokio::test]
async fn json_comes_and_goes() {
    let mut scenarios = Scenarios::start().await;
    let post = |content_type: &str, body: &'static str| {
        Request::post("/extract/json").header("content-type", content_type).body(body).unwrap()
    };
    let crane = r#"{"name":"Herkules","tons":4}"#;
    for content_type in ["application/json", "Application/JSON; charset=utf-8", "application/vnd.crane+json"] {
        let answer = scenarios.send(post(content_type, crane)).await;
        assert_eq!(text(&answer), r#"{"name":"Herkules","tons":8}"#);
        assert_eq!(answer.headers()["content-type"], "application/json");
    }
    for (content_type, body, status) in [
        ("text/plain", crane, 415),
        ("application/jsonx", crane, 415),
        ("application/json", r#"{"name":"Herkules"}"#, 422),
        ("application/json", r#"{"name":"Herkules","tons":"#, 400),
        ("application/json", "", 400),
    ] {
        let answer = scenarios.send(post(content_type, body)).await;
        assert_eq!(answer.status(), status, "{}", text(&answer));
    }
    assert_eq!(scenarios.post("/extract/json", crane).await.status(), 415);
    assert_eq!(text(&scenarios.post("/extract/json-body", format!("[{crane},{crane}]")).await), "2");
    // A map whose keys are not text.
    assert_eq!(scenarios.get("/extract/json-out").await.status(), 500);
    scenarios.end().await;
}

#[tokio::test]
async fn each_extractor_takes_its_part() {
    let mut scenarios = Scenarios::start().await;
    for (path, expected) in [
        ("bytes", "b\"caf\\xc3\\xa9\""),
        ("vec", "[99, 97, 102, 195, 169]"),
        ("string", "café"),
        ("body", "café"),
        ("head", "POST"),
        ("uri?a=1&b=%20", "/extract/uri?a=1&b=%20"),
        ("query?name=big+one&tons=5", "big one 5"),
        ("optional?name=small&tons=1", "true None"),
        ("optional", "false Some(400)"),
        ("parts?x", "POST /extract/parts?x 1 café"),
    ] {
        assert_eq!(text(&scenarios.post(&format!("/extract/{path}"), "café").await), expected, "{path}");
    }
    assert_eq!(scenarios.post("/extract/head", "").await.status(), 202);
    let answer = scenarios.post("/extract/string", &b"\xff"[..]).await;
    assert_eq!((answer.status().as_u16(), text(&answer)), (400, "the body is not UTF-8\n"));
    let request = Request::builder().method(Method::PUT).uri("/extract/headers").header("a", "b").body("");
    let answer = scenarios.send(request.unwrap()).await;
    assert!(text(&answer).contains(r#""a": "b""#), "{}", text(&answer));
    assert!(answer.headers().contains_key("how-many"));
    scenarios.end().await;
}
