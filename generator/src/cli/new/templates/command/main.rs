//! Greets everyone that its arguments name.

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let names: Vec<String> = wharf::env::args().into_iter().skip(1).collect();
    println!("{}", greeting(&names));
    Ok(())
}

fn greeting(names: &[String]) -> String {
    match names {
        [] => "Hello!".to_owned(),
        names => format!("Hello, {}!", names.join(" and ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_is_greeted() {
        assert_eq!(greeting(&[]), "Hello!");
        assert_eq!(greeting(&["Ada".to_owned(), "Grace".to_owned()]), "Hello, Ada and Grace!");
    }
}
