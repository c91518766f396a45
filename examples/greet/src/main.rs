//! Has a library greet everyone who is named. The library is another component: the example `greeter`.

wharf::include_bindings!("visitor");

use demo::greeter::greet::greet;

#[wharf::main]
async fn main() {
    for name in wharf::env::args().skip(1) {
        println!("{}", greet(name).await);
    }
}
