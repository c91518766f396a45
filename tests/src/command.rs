//! Components run as commands.

use std::future::poll_fn;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use bytes::Bytes;
use wasmtime::Store;
use wasmtime::component::{Component, Linker};
use wasmtime_wasi::I32Exit;

use crate::explain::explain_trap;
use crate::interface::exports_interface;
use crate::{Host, Input, Output, PATIENCE, Sandbox, State, Wasm};

/// The exit status of a command that trapped: what a shell reports of a process that aborted.
pub const TRAPPED: i32 = 134;

/// A component that exports `wasi:cli/run`, about to run.
///
/// Of the versions that a component exports, 0.3 is preferred to 0.2, as `wasmtime run` does.
#[derive(Clone)]
#[must_use = "a command does nothing until it is run"]
pub struct Command {
    host: Host,
    wasm: Wasm,
    sandbox: Sandbox,
    limit: Duration,
    settle: bool,
}

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Exit {
    /// What a shell would see as `$?`: 0 when `run` returned ok, 1 when it returned an error, the status given
    /// to `exit`, or [`TRAPPED`].
    pub status: i32,
    /// The trap and the guest's backtrace, if it trapped.
    pub trap: Option<String>,
    /// What the guest wrote to stdout, when that was [`Output::capture`].
    pub stdout: Bytes,
    /// What the guest wrote to stderr, when that was [`Output::capture`].
    pub stderr: Bytes,
    /// The most linear memory the guest had, in bytes.
    pub memory: usize,
    /// The fuel the guest used, when its host counts fuel.
    pub fuel: Option<u64>,
}

impl Exit {
    /// The captured stdout as text, with replacement characters where it is not UTF-8.
    #[must_use]
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The captured stderr as text, with replacement characters where it is not UTF-8.
    #[must_use]
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

impl Command {
    /// A command that sees nothing of the world, in `host`.
    pub fn new(host: &Host, wasm: impl Into<Wasm>) -> Self {
        Self { host: host.clone(), wasm: wasm.into(), sandbox: Sandbox::new(), limit: PATIENCE, settle: false }
    }

    /// What the command sees of the world, in place of all that was set before.
    pub fn sandbox(mut self, sandbox: Sandbox) -> Self {
        self.sandbox = sandbox;
        self
    }

    /// Adds arguments after the program's name.
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.sandbox = self.sandbox.args(args);
        self
    }

    /// What the command reads from stdin.
    pub fn stdin(mut self, stdin: impl Into<Input>) -> Self {
        self.sandbox = self.sandbox.stdin(stdin.into());
        self
    }

    /// Where the command's stdout goes.
    pub fn stdout(mut self, stdout: Output) -> Self {
        self.sandbox = self.sandbox.stdout(stdout);
        self
    }

    /// How long the command may take. The default is [`PATIENCE`].
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// After `run` has returned, waits for the tasks it left behind.
    ///
    /// `wasmtime run` does not, so what they would write is not part of the [`Exit`] in either case. A test
    /// waits to learn whether one of them traps or never ends.
    pub fn settle(mut self, yes: bool) -> Self {
        self.settle = yes;
        self
    }

    /// Runs the command to its end.
    ///
    /// # Errors
    ///
    /// When the component cannot be loaded, wants an import that this host does not have, exports no
    /// `wasi:cli/run`, or takes longer than the limit. A trap is no error but an [`Exit`].
    pub async fn run(self) -> Result<Exit> {
        let component = self.host.component(&self.wasm)?;
        let linker = self.host.linker()?;
        let sandbox = self.sandbox.program(self.wasm.program());
        let mut store = self.host.store(&sandbox)?;

        let run = Run { wasm: &self.wasm, settle: self.settle, sandbox: &sandbox };
        let (ended, stdout, stderr) = tokio::time::timeout(self.limit, run.drive(&mut store, &component, &linker))
            .await
            .map_err(|_| hung(&self.wasm, self.limit, &sandbox))??;
        let (status, trap) = match ended {
            Ok(status) => (status, None),
            Err(trap) => (TRAPPED, Some(trap)),
        };
        Ok(Exit {
            status,
            trap,
            stdout,
            stderr,
            memory: store.data().memory().bytes(),
            fuel: self.host.fuel_used(&store),
        })
    }
}

/// The error for a command that did not end, with what it printed: that is often where it hangs.
fn hung(wasm: &Wasm, limit: Duration, sandbox: &Sandbox) -> anyhow::Error {
    let text = |output: &Output| String::from_utf8_lossy(&output.captured()).into_owned();
    anyhow!(
        "{wasm} did not end within {limit:?}: it hangs.\nIts stdout so far: {:?}\nIts stderr so far: {:?}",
        text(&sandbox.stdout),
        text(&sandbox.stderr),
    )
}

/// An exit status, or a trap's text.
type Ended = Result<i32, String>;

/// One run of a command.
struct Run<'a> {
    wasm: &'a Wasm,
    settle: bool,
    sandbox: &'a Sandbox,
}

impl Run<'_> {
    /// Instantiates and runs the component; returns how it ended with its captured stdout and stderr.
    async fn drive(
        &self,
        store: &mut Store<State>,
        component: &Component,
        linker: &Linker<State>,
    ) -> Result<(Ended, Bytes, Bytes)> {
        let engine = component.engine();
        let exports = |interface| exports_interface(engine, component, interface);
        let instance = match linker.instantiate_async(&mut *store, component).await {
            Ok(instance) => instance,
            Err(error) if error.is::<wasmtime::Trap>() => {
                return Ok(self.output(Err(explain_trap(&error))));
            }
            Err(error) => {
                return Err(anyhow::Error::from(error)).with_context(|| format!("cannot instantiate {}", self.wasm));
            }
        };
        let mut output = None;
        let result = if exports("wasi:cli/run@0.3") {
            let command = wasmtime_wasi::p3::bindings::Command::new(&mut *store, &instance)?;
            store
                .run_concurrent(async |tasks| {
                    let result = command.wasi_cli_run().call_run(tasks).await;
                    if self.settle && result.is_ok() {
                        output = Some((self.sandbox.stdout.captured(), self.sandbox.stderr.captured()));
                        poll_fn(|cx| tasks.poll_no_interesting_tasks(cx)).await;
                    }
                    result
                })
                .await
                .flatten()
        } else if exports("wasi:cli/run@0.2") {
            let command = wasmtime_wasi::p2::bindings::Command::new(&mut *store, &instance)?;
            command.wasi_cli_run().call_run(&mut *store).await
        } else {
            bail!("{} exports no wasi:cli/run: it is not a command", self.wasm);
        };
        let ended = match result {
            Ok(Ok(())) => Ok(0),
            Ok(Err(())) => Ok(1),
            Err(error) => match error.downcast_ref::<I32Exit>() {
                Some(&I32Exit(status)) => Ok(status),
                None => Err(explain_trap(&error)),
            },
        };
        Ok(match (output, &ended) {
            (Some((stdout, stderr)), Ok(_)) => (ended, stdout, stderr),
            _ => self.output(ended),
        })
    }

    fn output(&self, ended: Ended) -> (Ended, Bytes, Bytes) {
        (ended, self.sandbox.stdout.captured(), self.sandbox.stderr.captured())
    }
}
