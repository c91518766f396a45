//! Other targets than wasm32-wasip2 with std.

use std::path::Path;
use std::process::Command as Process;

use wharf_tests::interface::imports_of;
use wharf_tests::{Command, Host, guest};

/// Makes a component of a core module with `wharf component`.
pub(crate) fn wharf_component(module: &Path) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let output = directory.path().join("component.wasm");
    let run = Process::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(wharf_tests::workspace())
        .args(["run", "--quiet", "--package", "wharf-generator", "--features", "cli", "--", "component"])
        .args([module.as_os_str(), "-o".as_ref(), output.as_os_str()])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    std::fs::read(output).unwrap()
}

fn apart(package: &str, target: &str) -> std::path::PathBuf {
    guest::apart(package, target).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn ecosystem_36_a_program_without_std_is_small() {
    let component = wharf_component(&apart("no-std-sleep", guest::BARE_TARGET));
    assert!(component.len() <= 16 * 1024, "{} bytes", component.len());
    let exit = Command::new(&Host::shared(), component).settle(true).run().await.unwrap();
    assert_eq!((exit.status, exit.stderr_text()), (0, String::new()));
}

/// With tasks, streams and futures, on both targets.
#[tokio::test]
async fn ecosystem_36_a_program_without_std_reads_and_writes() {
    let bare = wharf_component(&apart("no-std-hello", guest::BARE_TARGET));
    let wasip2 = std::fs::read(apart("no-std-hello", guest::TARGET)).unwrap();
    for component in [bare, wasip2] {
        let input = "0123456789".repeat(10_000);
        let exit = Command::new(&Host::shared(), component)
            .stdin(input.clone().into_bytes())
            .settle(true)
            .run()
            .await
            .unwrap();
        assert_eq!((exit.status, exit.stderr_text()), (0, String::new()));
        assert!(exit.stdout_text() == format!("Hello from no_std: {input}"), "{} bytes", exit.stdout.len());
    }
}

/// What std's hash maps ask for when the first one is made.
#[test]
fn ecosystem_35_tasks_streams_and_futures_need_no_random_numbers() {
    let imports = imports_of(apart("no-std-hello", guest::TARGET)).unwrap();
    let random: Vec<_> = imports.keys().filter(|interface| interface.starts_with("wasi:random")).collect();
    assert_eq!(random, Vec::<&String>::new());
}
