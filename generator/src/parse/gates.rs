//! Feature gates: what a WIT text puts behind `@unstable(feature = …)`.

/// The feature that a declaration of this name is behind, as far as the words of the text tell.
pub(crate) fn feature_of<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    const DECLARATIONS: [&str; 9] =
        ["record", "variant", "enum", "flags", "resource", "type", "interface", "world", "func"];
    let mut gate = None;
    let mut words = words(text).peekable();
    while let Some(word) = words.next() {
        match word {
            "@" if words.peek() == Some(&"unstable") => {
                // `unstable ( feature = name )`
                gate = words.nth(4);
            }
            ";" | "{" | "}" => gate = None,
            word if DECLARATIONS.contains(&word)
                && gate.is_some()
                && words.peek().is_some_and(|declared| declared.trim_start_matches('%') == name) =>
            {
                return gate;
            }
            _ => {}
        }
    }
    None
}

/// The names and the punctuation of a text, without its comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let mut rest = line.split("//").next().unwrap_or_default().trim_start();
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '%');
            let end = if is_name(first) { rest.find(|c| !is_name(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
            let (word, after) = rest.split_at(end);
            rest = after.trim_start();
            Some(word)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates() {
        let text = "
            interface i {
              // @unstable(feature = no)
              record plain { a: u8 }
              @unstable(feature = fancy-points)
              /// Docs.
              record %record { a: u8 }
              record after { b: u8 }
            }
            @unstable(feature = next) @deprecated(version = 1.0.0)
            world w { import f: func(); }";
        assert_eq!(feature_of(text, "record"), Some("fancy-points"));
        assert_eq!(feature_of(text, "w"), Some("next"));
        for name in ["plain", "after", "i", "f"] {
            assert_eq!(feature_of(text, name), None, "{name}");
        }
    }
}
