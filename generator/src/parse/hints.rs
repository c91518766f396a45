//! What to do about mistakes in WIT of which wit-parser only says what it has found.

use heck::ToKebabCase;

/// The advice for a message, by the text from its place on and the whole line.
pub(super) fn hint(message: &str, rest: &str, line: &str) -> Option<String> {
    if let Some((_, keyword)) = message.split_once("found keyword `") {
        return Some(format!("`%{}` is how WIT writes a name that is a keyword", keyword.trim_end_matches('`')));
    }
    if message.starts_with("invalid character in identifier") || message.starts_with("identifiers must have") {
        return Some(names(rest));
    }
    if message.starts_with("expected '.'") && (line.contains('@') || line.contains("version")) {
        return Some("a version has three numbers: `1.0.0`".to_owned());
    }
    if message == "expected '{', found ';'" && line.trim_start().starts_with("package ") {
        return Some("a file has one package; further ones stand in braces: `package namespace:name { … }`".to_owned());
    }
    if message.contains("bidirectional override") {
        return Some("it would make the text look like another one: remove it".to_owned());
    }
    let part = match message.strip_prefix("empty ")? {
        "record" => "field",
        "variant" | "enum" => "case",
        "flags" => "flag",
        "tuple" => "part",
        _ => return None,
    };
    Some(format!("there must be at least one {part}"))
}

/// How names are written.
fn names(rest: &str) -> String {
    let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(rest.len());
    let kebab = rest[..end].to_kebab_case();
    let rule = "names are words of ASCII letters and digits with `-` between them";
    match kebab.is_ascii() && kebab.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => format!("{rule}: `{kebab}`"),
        false => rule.to_owned(),
    }
}

/// The message in other words, where wit-parser's are not for people.
pub(super) fn reword(message: &str) -> Option<String> {
    let (_, character) = message.split_once("bidirectional override codepoint")?;
    let code = character.split_once("\\u{")?.1.split_once('}')?.0;
    Some(format!("the character U+{} changes the direction of the text", code.to_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_none() {
        assert!(names("fooBar: func()").ends_with(": `foo-bar`"));
        assert!(names("HTTP_Request {").ends_with(": `http-request`"));
        assert!(names("straße: u8").ends_with("between them"));
        assert!(names("").ends_with("between them"));
    }
}
