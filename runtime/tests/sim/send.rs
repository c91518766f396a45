//! Futures of imports can be sent to other threads: what server frameworks ask of their handlers. Checked when this is
//! compiled.

use wharf::wasi;

use crate::support::{Thing, async_import};

async_import!(plain((u32,)) -> u64);
async_import!(owning((String, Vec<Thing>, Option<Vec<u64>>)) -> Result<Thing, Vec<String>>);

fn is_send<T: Send>(_: T) {}

#[test]
fn futures_of_imports_are_send() {
    is_send(plain((1,)));
    is_send(owning((String::new(), Vec::new(), None)));
    is_send(wasi::clocks::monotonic_clock::wait_for(1));
    is_send(wharf::time::sleep(wharf::time::Duration::ZERO));
    is_send(wasi::sockets::ip_name_lookup::resolve_addresses(String::new()));
}
