//! A component of a world of its own.

wharf::include_bindings!("greeter");

struct Greeter;

#[wharf::export]
impl exports::demo::greeter::greet::Guest for Greeter {
    async fn greet(name: String) -> String {
        format!("Hello, {name}!")
    }
}
