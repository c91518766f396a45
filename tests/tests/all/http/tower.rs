//! A service of the `tower` crates that no framework has made.

use http::Request;
use wharf_tests::client::Client;
use wharf_tests::{Host, Output, Sandbox, Service, guest};

use super::text;

#[tokio::test]
async fn a_tower_service_is_served_as_it_is_and_its_errors_are_answered() {
    let guest = guest::component("guest-tower").unwrap_or_else(|error| panic!("{error}"));
    let stderr = Output::capture();
    let sandbox = Sandbox::new().stderr(stderr.clone());
    let service = Service::builder(&Host::shared(), guest).sandbox(sandbox).start().await.unwrap();
    let mut client = Client::connect(service.address()).await.unwrap();
    for (path, status, told, printed) in [
        // Each request has a clone.
        ("/", 201, "1 POST ahoi", ""),
        ("/", 201, "1 POST ahoi", ""),
        ("/rejects", 409, "the dock is taken\n", ""),
        ("/code", 504, "Gateway Timeout\n", "Error: connection-timeout\n"),
        ("/fails", 500, "Internal Server Error\n", "Error: the crane is stuck\n"),
    ] {
        let before = stderr.captured().len();
        let answer = client.send(Request::post(path).body("ahoi".into()).unwrap()).await.unwrap();
        assert_eq!((answer.status().as_u16(), text(&answer)), (status, told), "{path}");
        assert_eq!(String::from_utf8_lossy(&stderr.captured()[before..]), printed, "{path}");
    }
    drop(client);
    let report = service.shutdown().await.unwrap();
    assert_eq!(report.traps, [""; 0]);
}
