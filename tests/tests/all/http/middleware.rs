//! What a middleware may do, in a crate that has wharf from another crate (`crate = path`).

use http::Request;
use wharf_tests::client::Client;
use wharf_tests::{Command, Host, HostConfig, Service, compose, guest};

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
        ("/extract/timeouts?limited", 200, "1s 2s 3s"),
        // The one who reads a body says how that went: when it has read it, or wants no more of it.
        ("/failures/reads?heard", 200, "200 OK, Ok(()) at the end"),
        ("/failures/reads?heard-broken", 200, "400 Bad Request, Err(HttpResponseIncomplete) at the end"),
        ("/bodies/limited?heard-early", 200, "413 Payload Too Large, Ok(()) before the end"),
    ] {
        let request = Request::post(path).body("a body".into()).unwrap();
        let answer = client.send(request).await.unwrap();
        assert_eq!((answer.status().as_u16(), text(&answer)), (status, told), "{path}");
    }
    drop(client);
    let report = service.shutdown().await.unwrap();
    assert_eq!(report.traps, [""; 0]);
}

#[tokio::test]
async fn the_same_component_is_a_program_too() {
    let component = guest::component("guest-reexporting").unwrap_or_else(|error| panic!("{error}"));
    // The next handler, which a program has no use for.
    let chain = compose(&component, &[&guest::component("guest-http").unwrap()]).unwrap();
    let exit = Command::new(&Host::shared(), chain).run().await.unwrap();
    assert_eq!((exit.status, exit.trap.as_deref(), exit.stdout_text().as_str()), (0, None, "below\n"));
}

/// However long a body is, a guest that passes it on has nothing to do with its bytes.
#[tokio::test]
async fn bodies_are_passed_on_from_host_to_host() {
    let component = |name| guest::component(name).unwrap_or_else(|error| panic!("{error}"));
    // In a file, as which it is compiled once.
    let dir = tempfile::tempdir().unwrap();
    let chain = dir.path().join("chain.wasm");
    std::fs::write(&chain, compose(&component("add-header"), &[&component("guest-http")]).unwrap()).unwrap();
    let host = HostConfig::new().fuel(true).build().unwrap();
    for (path, passed_on) in [("/bodies/pass", true), ("/bodies/copy", false)] {
        let mut used = Vec::new();
        for size in [1, 1 << 20] {
            let service = Service::builder(&host, chain.as_path()).start().await.unwrap();
            let mut client = Client::connect(service.address()).await.unwrap();
            let bytes = vec![b'x'; size];
            let answer = client.send(Request::post(path).body(bytes.clone().into()).unwrap()).await.unwrap();
            assert!(answer.body() == &bytes);
            drop(client);
            let report = service.shutdown().await.unwrap();
            assert_eq!(report.traps, [""; 0]);
            used.push(report.fuel.unwrap());
        }
        // But for the digits of its length.
        assert_eq!(used[1] < used[0] + 2000, passed_on, "{path} with bodies of 1 B and 1 MiB: {used:?}");
    }
}
