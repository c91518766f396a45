//! Two guests as one component: what one exports is what the other imports.

use wasmtime::component::Val;
use wharf_tests::{Instance, Sandbox, compose, guest};

use crate::{extensions, types};

#[tokio::test]
async fn every_feature_crosses_from_guest_to_guest() {
    let [features, user] =
        ["guest-features", "guest-user"].map(|name| guest::component(name).unwrap_or_else(|error| panic!("{error}")));
    let composed = compose(&user, &[&features]).unwrap();
    let host = extensions::host();
    let mut instance = Instance::new(&host, composed, &Sandbox::new()).await.unwrap();
    for check in [
        "constructors and methods",
        "async methods",
        "borrows in lists",
        "handles in records and variants",
        "a list of resources in a result",
        "streams of strings and tuples",
        "streams of resources",
        "streams of lists and arrays",
        "streams and futures of nothing",
        "a future of a string",
        "a write that waits while a call blocks",
        "futures in streams and streams in futures",
        "a record of a stream and a future",
        "a stream with its outcome",
        "error contexts",
        "borrows in records and variants",
        "borrows in results, tuples and arrays",
        "parameters that own",
        "parameters that borrow",
        "parameters that borrow, of types that are declared twice",
        "more than 16 parameters",
        "results of 20 parts",
        "tuples of more than 32 parts",
        "streams of long tuples",
        "long tuples of handles",
        "streams of lists of a megabyte",
        "a feature that is enabled",
    ] {
        let result = instance.call("test:features/checks", "run", &[Val::String(check.into())]).await;
        assert_eq!(result.unwrap_or_else(|error| panic!("{check}: {error:#}")), Some(Val::Result(Ok(None))), "{check}");
    }
}

#[tokio::test]
async fn values_pass_through_two_guests() {
    // The guest passes on what it is given: here to itself.
    let relay = guest::component("guest-types").unwrap_or_else(|error| panic!("{error}"));
    let composed = compose(&relay, &[&relay]).unwrap();
    types::values_come_back(&mut types::relay_of(composed).await).await;
}
