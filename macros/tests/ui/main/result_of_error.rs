struct Opaque;

#[wharf::main]
async fn main() -> Result<(), Opaque> {
    Err(Opaque)
}
