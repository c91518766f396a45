//! A component that exports what `wit/world.wit` says.

wharf::include_bindings!("{{crate}}");

use exports::component::{{crate}}::greet::Guest;

struct Component;

#[wharf::export]
impl Guest for Component {
    async fn greet(name: String) -> String {
        format!("Hello, {name}!")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_is_greeted() {
        let greeting = wharf::task::block_on(Component::greet("Ada".to_owned()));
        assert_eq!(greeting, "Hello, Ada!");
    }
}
