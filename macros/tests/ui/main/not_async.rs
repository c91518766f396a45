#[wharf::main]
fn main() -> wharf::Result<()> {
    Ok(())
}
