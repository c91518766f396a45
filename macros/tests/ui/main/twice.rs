mod other {
    #[wharf::main]
    async fn main() {}
}

#[wharf::main]
async fn main() {}
