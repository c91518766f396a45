struct Program;

impl Program {
    #[wharf::main]
    async fn main(&self) {}
}

fn main() {}
