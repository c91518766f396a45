//! Prints what the host says of its time zone.

use wharf::time::{Duration, UNIX_EPOCH, zone};

#[wharf::main]
async fn main() {
    println!("{:?}", zone::iana_id());
    println!("{:?}", zone::utc_offset(UNIX_EPOCH));
    println!("{:?}", zone::utc_offset(UNIX_EPOCH - Duration::from_nanos(1)));
    println!("{}", zone::description());
}
