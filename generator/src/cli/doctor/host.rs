//! The host that guests are run with by hand.

use std::path::Path;

use super::finding::Finding;
use super::program;
use super::version::Version;

/// The oldest wasmtime that runs WASI 0.3.0 without being asked to.
const OLDEST: Version = Version::new(48, 0, 0);

pub(crate) fn examine(folder: &Path) -> Finding {
    let help = "https://wasmtime.dev has one; the guests build and their tests run without it";
    match program::output("wasmtime", &["--version"], folder).ok().as_deref().and_then(Version::find) {
        Some(found) if found >= OLDEST => Finding::good(format!("wasmtime {found}")),
        Some(found) => {
            Finding::doubtful(format!("wasmtime {found} does not run WASI 0.3.0 by itself: {OLDEST} does"), help)
        }
        None => Finding::doubtful("there is no wasmtime to run components with", help),
    }
}
