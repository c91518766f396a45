//! A command whose first line asks for the time, which tells the host that it has got there.

#[wharf::main]
async fn main() {
    wharf::wasi::clocks::monotonic_clock::now();
}
