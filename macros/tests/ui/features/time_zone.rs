fn main() {
    println!("{}", wharf::time::zone::description());
}
