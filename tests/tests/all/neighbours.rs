//! wharf beside wit-bindgen's runtime, in one component: `tests/apart/neighbours`.

use std::path::PathBuf;

use wasmtime::component::Val;
use wharf_tests::{Call, Command, Host, Instance, Sandbox, guest};

const OURS: &str = "test:neighbours/ours";

fn component() -> PathBuf {
    guest::apart("guest-neighbours", guest::TARGET).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn ecosystem_33_our_futures_in_their_task() {
    let exit = Command::new(&Host::shared(), component()).settle(true).run().await.unwrap();
    let stdout = exit.stdout_text();
    assert!(exit.status == 0 && stdout.contains("met\n") && stdout.contains("and parted\n"), "{exit:?}");
}

#[tokio::test]
async fn ecosystem_33_their_futures_in_our_task() {
    let mut instance = Instance::new(&Host::shared(), component(), &Sandbox::new()).await.unwrap();
    let call = Call::new(OURS, "meet", &[]);
    for calls in [1, 10] {
        let results = instance.call_all(&vec![call.clone(); calls]).await.unwrap();
        assert_eq!(results, vec![Some(Val::Result(Ok(None))); calls]);
    }
}

#[tokio::test]
async fn what_is_left_behind_is_cleared_away() {
    let mut instance = Instance::new(&Host::shared(), component(), &Sandbox::new()).await.unwrap();
    let calls = vec![Call::new(OURS, "leave", &[]); 20];
    for _ in 0..5 {
        instance.call_all(&calls).await.unwrap();
    }
    let settled = instance.memory();
    for _ in 0..20 {
        instance.call_all(&calls).await.unwrap();
    }
    assert_eq!(instance.memory(), settled);
}
