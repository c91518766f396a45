//! Files, sockets, clocks and the like in Wasmtime: the scenarios of `tests/guests/system`.

mod examples;
mod files;
mod program;
mod streams;
mod tcp;
mod udp;
mod zone;

use std::path::PathBuf;
use std::time::Duration;

use wharf_tests::{Command, Exit, Host, Sandbox, guest};

/// A scenario about to run.
fn scenario(name: &str, sandbox: Sandbox) -> Command {
    let command = Command::new(&Host::shared(), component("guest-system"));
    command.sandbox(sandbox.arg(name)).limit(Duration::from_secs(60))
}

/// Runs a scenario, which must succeed.
async fn run(name: &str, sandbox: Sandbox) -> Exit {
    let exit = scenario(name, sandbox).settle(true).run().await.unwrap();
    assert_success(&exit);
    exit
}

/// Runs a scenario that talks to a server of the test's.
async fn run_with(name: &str, address: std::net::SocketAddr) -> Exit {
    let sandbox = Sandbox::new().network(true);
    let exit = scenario(name, sandbox).args([address.to_string()]).settle(true).run().await.unwrap();
    assert_success(&exit);
    exit
}

fn assert_success(exit: &Exit) {
    assert_eq!((exit.status, exit.trap.as_deref()), (0, None), "{}", exit.stderr_text());
}

fn component(name: &str) -> PathBuf {
    guest::component(name).unwrap_or_else(|error| panic!("{error}"))
}

/// One test a scenario that needs nothing but a sandbox.
macro_rules! scenarios {
    ($sandbox:ident: $($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            let (sandbox, _dir) = $sandbox();
            $crate::system::run(stringify!($name), sandbox).await;
        }
    )*};
}
use scenarios;
