//! Looks up the addresses of hosts.

use wharf::net::lookup_host;

#[wharf::main]
async fn main() -> wharf::Result<()> {
    for host in wharf::env::args().skip(1) {
        for address in lookup_host((host.as_str(), 0)).await? {
            println!("{host} has the address {}", address.ip());
        }
    }
    Ok(())
}
