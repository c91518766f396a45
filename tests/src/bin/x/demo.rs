//! The examples at work: one copies a real file, one answers a real HTTP request.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};
use wharf_tests::client::Client;
use wharf_tests::{Command, Host, Input, Output, Sandbox, Service, guest};

use crate::{setup, step};

const MIB: u64 = 1024 * 1024;

/// The size of the file that is copied.
const SIZE: u64 = 64 * MIB;

pub(crate) fn run() -> Result<()> {
    setup::target()?;
    step::announce("building the examples `cat` and `hello-http`");
    let start = Instant::now();
    let examples = guest::build(["cat", "hello-http"])?;
    eprintln!("    {:.1} s", start.elapsed().as_secs_f64());
    let (cat, hello) = (guest::find(&examples, "cat")?, guest::find(&examples, "hello-http")?);
    for component in [&cat, &hello] {
        let size = std::fs::metadata(component)?.len();
        println!("{} ({size} bytes)", relative(component).display());
    }

    let host = Host::new()?;
    tokio::runtime::Runtime::new()?.block_on(async {
        copy(&host, &cat).await?;
        request(&host, &hello).await
    })?;
    print!("{}", by_hand(&cat, &hello));
    Ok(())
}

/// Has `cat` copy a file of pseudo-random bytes from its stdin to its stdout, and compares the two.
async fn copy(host: &Host, cat: &Path) -> Result<()> {
    step::announce("cat: a file through a guest's stdin and stdout");
    let dir = tempfile::tempdir()?;
    let (source, target) = (dir.path().join("source"), dir.path().join("target"));
    fill(&source)?;
    host.component(&cat.into())?;

    let start = Instant::now();
    let exit = Command::new(host, cat)
        .stdin(Input::file(&source)?)
        .stdout(Output::file(&target)?)
        .limit(Duration::from_secs(600))
        .run()
        .await?;
    let took = start.elapsed();
    eprint!("{}", exit.stderr_text());
    ensure!(exit.status == 0, "cat ended with status {}: {}", exit.status, exit.trap.unwrap_or_default());

    let (before, after) = (digest(&source)?, digest(&target)?);
    println!("in:  {} bytes, SHA-256 {}", before.size, before.hash);
    println!("out: {} bytes, SHA-256 {}", after.size, after.hash);
    ensure!(before == after, "cat changed what it copied");
    println!("the same, in {:.2} s: {:.0} MB/s", took.as_secs_f64(), before.size as f64 / took.as_secs_f64() / 1e6);
    Ok(())
}

/// Fills a new file with pseudo-random bytes, the same in every run.
fn fill(path: &Path) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    // Marsaglia's xorshift64.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..SIZE / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        file.write_all(&state.to_le_bytes())?;
    }
    file.flush().context("the temporary directory is full?")
}

/// The size and SHA-256 of a file.
#[derive(PartialEq, Eq)]
struct Summary {
    size: u64,
    hash: String,
}

fn digest(path: &Path) -> Result<Summary> {
    let mut file = BufReader::new(File::open(path)?);
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let mut chunk = vec![0; 1 << 16];
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            read => {
                hasher.update(&chunk[..read]);
                size += read as u64;
            }
        }
    }
    let hash = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Summary { size, hash })
}

/// Starts `hello-http` and requests it.
async fn request(host: &Host, hello: &Path) -> Result<()> {
    step::announce("hello-http: a request to a guest");
    let service =
        Service::builder(host, hello).sandbox(Sandbox::new().stderr(Output::inherit_stderr())).start().await?;
    let path = "/wharf";
    println!("GET http://{}{path}", service.address());
    let answer = Client::connect(service.address()).await?.get(path).await?;
    println!("{:?} {}", answer.version(), answer.status());
    for (name, value) in answer.headers() {
        println!("{name}: {}", value.to_str()?);
    }
    let body = String::from_utf8_lossy(answer.body());
    println!("\n{body}");
    ensure!(
        answer.status().is_success() && body == format!("Hello from {path}\n"),
        "that is not what hello-http answers"
    );
    let report = service.shutdown().await?;
    ensure!(report.traps.is_empty(), "the guest trapped: {:?}", report.traps);
    Ok(())
}

/// How to do the same without this program.
fn by_hand(cat: &Path, hello: &Path) -> String {
    let (cat, hello) = (relative(cat), relative(hello));
    format!(
        "
The same by hand, with the embedded host:
  cargo run --release --target wasm32-wasip2 -p cat < Cargo.lock
  cargo build --release --target wasm32-wasip2 -p hello-http
  cargo run -p wharf-tests --bin wharf-host -- {hello}
  curl http://127.0.0.1:8080/wharf

and with wasmtime 48:
  cargo build --release --target wasm32-wasip2 -p cat -p hello-http
  wasmtime run {cat} < Cargo.lock
  wasmtime serve -Scli {hello}
  curl http://127.0.0.1:8080/wharf
",
        cat = cat.display(),
        hello = hello.display()
    )
}

/// A path as seen from the root of the workspace.
fn relative(path: &Path) -> &Path {
    path.strip_prefix(wharf_tests::workspace()).unwrap_or(path)
}
