//! The time zone, of which Wasmtime knows nothing: the test is the host.

use wasmtime::component::Val;
use wharf_tests::{Host, Instance, Output, Sandbox};

use super::component;

#[tokio::test]
async fn the_time_zone() {
    let host = Host::shared();
    let mut linker = host.linker().unwrap();
    let mut zone = linker.instance("wasi:clocks/timezone@0.3.0").unwrap();
    zone.func_new("iana-id", |_, _, _, results| {
        results[0] = Val::Option(Some(Box::new(Val::String("Europe/Paris".into()))));
        Ok(())
    })
    .unwrap();
    zone.func_new("utc-offset", |_, _, params, results| {
        let instant = |seconds, nanoseconds| {
            Val::Record(vec![("seconds".into(), Val::S64(seconds)), ("nanoseconds".into(), Val::U32(nanoseconds))])
        };
        results[0] = if params[0] == instant(0, 0) {
            Val::Option(Some(Box::new(Val::S64(-3_600_000_000_000))))
        } else {
            assert_eq!(params[0], instant(-1, 999_999_999));
            Val::Option(None)
        };
        Ok(())
    })
    .unwrap();
    zone.func_new("to-debug-string", |_, _, _, results| {
        results[0] = Val::String("CET".into());
        Ok(())
    })
    .unwrap();
    let stdout = Output::capture();
    let sandbox = Sandbox::new().stdout(stdout.clone());
    let mut instance = Instance::with_linker(&host, component("guest-zone"), &sandbox, &linker).await.unwrap();
    let result = instance.call("wasi:cli/run@0.3.0", "run", &[]).await.unwrap();
    assert_eq!(result, Some(Val::Result(Ok(None))));
    let expected = "Some(\"Europe/Paris\")\nSome(-3600000000000)\nNone\nCET\n";
    assert_eq!(String::from_utf8_lossy(&stdout.captured()), expected);
}

#[tokio::test]
async fn a_host_without_time_zones_says_what_is_missing() {
    let host = Host::shared();
    let refused = Instance::new(&host, component("guest-zone"), &Sandbox::new()).await.map(drop);
    assert!(format!("{:#}", refused.unwrap_err()).contains("wasi:clocks/timezone@0.3.0"));
}
