//! Makes the WIT, its bindings, and functions that return what they are given.

use std::fmt::Write as _;
use std::path::Path;

use wharf_random::types::{COUNT, SEED, is_async, package};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out_dir = std::env::var("OUT_DIR")?;
    wharf_generator::Config::new().inline(package(SEED, COUNT)).generate()?;
    std::fs::write(Path::new(&out_dir).join("functions.rs"), functions())?;
    Ok(())
}

/// The implementations of the two interfaces, and the layouts of all types.
fn functions() -> String {
    let mut text = String::new();
    let interfaces = [("echo", false), ("echo_later", true)];
    for (interface, asynchronous) in interfaces {
        let _ = writeln!(text, "#[wharf::export]\nimpl exports::test::random::{interface}::Guest for Random {{");
        for number in (0..COUNT).filter(|number| is_async(*number) == asynchronous) {
            let (keyword, body) = match asynchronous {
                true => ("async ", format!("test::random::echo_later::echo{number}(value).await")),
                false => ("", "value".to_owned()),
            };
            let _ = writeln!(text, "    {keyword}fn echo{number}(value: T{number}) -> T{number} {{ {body} }}");
        }
        text.push_str("}\n");
    }
    let layouts: Vec<String> = (0..COUNT).map(|number| format!("layout::<T{number}>()")).collect();
    let _ = writeln!(text, "fn all_layouts() -> Vec<(u32, u32, u32)> {{ vec![{}] }}", layouts.join(", "));
    text
}
