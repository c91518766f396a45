// The body passes through, so that an editor can complete it: the error is the body's own.
#[wharf::main]
async fn main() {
    let arguments = wharf::env::args();
    arguments.
}
