//! Runs a component: the cargo runner for `wasm32-wasip2`, so that `cargo run --target wasm32-wasip2` works.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use wharf_tests::{Command, Host, Sandbox, Service, Wasm, explain};

const HELP: &str = "\
Runs a WASI 0.3 component in the embedded host.

Usage: wharf-host [OPTIONS] COMPONENT [ARGS]...

A component that exports wasi:cli/run runs with these arguments, this process's environment, stdin, stdout and
stderr, and the current directory; its exit status becomes this one's. A component that exports
wasi:http/handler and no command serves HTTP until Ctrl-C.

Options:
  --dir HOST[::GUEST]  Open a directory to the guest, instead of the current one; may be repeated
  --env NAME=VALUE     Set a variable; may be repeated
  --serve [ADDRESS]    Serve HTTP, even if the component is a command too; the default is 127.0.0.1:8080
  --help               Print this

As cargo passes no options to a runner, more are read from the variable WHARF_HOST_ARGS, separated by spaces:
  WHARF_HOST_ARGS='--dir /tmp::/data' cargo run -p cat --target wasm32-wasip2
";

const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

fn main() -> ExitCode {
    let options = std::env::var("WHARF_HOST_ARGS").unwrap_or_default();
    let args = options.split_whitespace().map(OsString::from).chain(std::env::args_os().skip(1));
    match parse(args).and_then(start) {
        Ok(status) => std::process::exit(status),
        Err(error) => {
            eprintln!("wharf-host: {}", explain(&error));
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
struct Plan {
    wasm: Wasm,
    args: Vec<String>,
    dirs: Vec<(PathBuf, String)>,
    env: Vec<(String, String)>,
    serve: Option<SocketAddr>,
}

/// Reads the command line; `None` is a wish for help.
fn parse(args: impl Iterator<Item = OsString>) -> Result<Option<Plan>> {
    let (mut dirs, mut env, mut serve) = (Vec::new(), Vec::new(), None);
    let mut args = args.peekable();
    while let Some(arg) = args.next() {
        let mut value = || {
            let value = args.next().and_then(|value| value.into_string().ok());
            value.with_context(|| format!("{} wants a value; see --help", arg.display()))
        };
        match arg.to_str() {
            Some("--help" | "-h") => return Ok(None),
            Some("--dir") => dirs.push(dir(&value()?)),
            Some("--env") => {
                let variable = value()?;
                let (name, value) =
                    variable.split_once('=').with_context(|| format!("--env {variable}: it wants NAME=VALUE"))?;
                env.push((name.to_owned(), value.to_owned()));
            }
            Some("--serve") => {
                let address = args.peek().and_then(|next| next.to_str()?.parse().ok());
                if address.is_some() {
                    args.next();
                }
                serve = Some(address.unwrap_or(DEFAULT_ADDRESS));
            }
            Some(option) if option.starts_with('-') => bail!("unknown option {option}; see --help"),
            _ => {
                return Ok(Some(Plan {
                    wasm: PathBuf::from(arg).into(),
                    args: args.map(|arg| arg.to_string_lossy().into_owned()).collect(),
                    dirs,
                    env,
                    serve,
                }));
            }
        }
    }
    bail!("no component to run; see --help")
}

fn dir(value: &str) -> (PathBuf, String) {
    let (host, guest) = value.split_once("::").unwrap_or((value, value));
    (host.into(), guest.to_owned())
}

fn start(plan: Option<Plan>) -> Result<i32> {
    let Some(plan) = plan else {
        print!("{HELP}");
        return Ok(0);
    };
    let mut sandbox = Sandbox::new().inherit_stdio().inherit_env().network(true);
    for (name, value) in plan.env {
        sandbox = sandbox.env(name, value);
    }
    if plan.dirs.is_empty() {
        sandbox = sandbox.dir(".", ".");
    }
    for (host, guest) in plan.dirs {
        sandbox = sandbox.dir(host, guest);
    }
    let host = Host::new()?;
    let is_service = !host.exports(&plan.wasm, "wasi:cli/run@0.3")?
        && !host.exports(&plan.wasm, "wasi:cli/run@0.2")?
        && host.exports(&plan.wasm, "wasi:http/handler@0.3")?;
    let address = plan.serve.or(is_service.then_some(DEFAULT_ADDRESS));

    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match address {
            Some(address) => serve(&host, plan.wasm, sandbox, address).await,
            None => run(&host, plan.wasm, sandbox.args(plan.args)).await,
        }
    })
}

async fn run(host: &Host, wasm: Wasm, sandbox: Sandbox) -> Result<i32> {
    let exit = Command::new(host, wasm).sandbox(sandbox).limit(Duration::MAX).run().await?;
    if let Some(trap) = exit.trap {
        eprintln!("wharf-host: the component trapped: {trap}");
    }
    Ok(exit.status)
}

async fn serve(host: &Host, wasm: Wasm, sandbox: Sandbox, address: SocketAddr) -> Result<i32> {
    let service = Service::builder(host, wasm).sandbox(sandbox).address(address).start().await?;
    eprintln!("Serving http://{}/ until Ctrl-C", service.address());
    tokio::signal::ctrl_c().await?;
    let report = service.shutdown().await?;
    for trap in &report.traps {
        eprintln!("wharf-host: the component trapped: {trap}");
    }
    Ok(i32::from(!report.traps.is_empty()))
}
