trait Guest {
    fn add(a: u32, b: u32) -> u32;
}

struct Calculator;

#[wharf::export(concurrency = 4)]
impl Guest for Calculator {
    fn add(a: u32, b: u32) -> u32 {
        a + b
    }
}

fn main() {}
