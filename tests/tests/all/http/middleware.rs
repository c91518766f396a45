//! What a middleware may do, in a crate that has wharf from another crate (`crate = path`).

use http::Request;
use wharf_tests::client::Client;
use wharf_tests::{Host, Service, compose, guest};

use super::text;

#[tokio::test]
async fn a_middleware_passes_on_changes_and_answers_itself() {
    let component = |name| guest::component(name).unwrap_or_else(|error| panic!("{error}"));
    let chain = compose(&component("guest-reexporting"), &[&component("guest-http")]).unwrap();
    let service = Service::builder(&Host::shared(), chain).start().await.unwrap();
    let mut client = Client::connect(service.address()).await.unwrap();
    for (path, status, told) in [
        ("/tea", 200, "POST /tea  0"),
        ("/bodies/pass", 200, "a body"),
        ("/bodies/pass?short", 200, "short-circuited"),
        ("/bodies/pass?fails", 418, "no tea"),
        ("/bodies/pass?body", 200, "another body"),
        ("/bodies/count?body", 200, "12"),
        ("/tea?changed", 202, "POST /tea layer 0"),
        ("/tea?twice", 200, "GET /tea  0, POST /tea  0"),
        ("/no/such", 404, "no scenario /no/such\n"),
    ] {
        let request = Request::post(path).body("a body".into()).unwrap();
        let answer = client.send(request).await.unwrap();
        assert_eq!((answer.status().as_u16(), text(&answer)), (status, told), "{path}");
    }
    drop(client);
    let report = service.shutdown().await.unwrap();
    assert_eq!(report.traps, [""; 0]);
}
