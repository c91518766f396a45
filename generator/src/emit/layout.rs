//! The text of macro calls and long attributes, which the formatter of the rest cannot know how to lay out.

use std::cell::RefCell;

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::plan::Docs;

/// Lines are broken when they would be longer, indentation aside.
const WIDTH: usize = 90;

/// Macro calls, each of which stands in the code as `__macro_0!();` until everything else is formatted, and attributes,
/// which stand there as `#[__macro_0]`.
#[derive(Default)]
pub(crate) struct Macros(RefCell<Vec<String>>);

impl Macros {
    /// Takes the text of a macro call and gives what stands for it, an item or a statement.
    pub(crate) fn put(&self, text: String) -> TokenStream {
        let name = self.name(text);
        quote!(#name!();)
    }

    /// Takes the text of attributes and gives what stands for them.
    pub(crate) fn put_attributes(&self, text: &str) -> TokenStream {
        let name = self.name(text.to_owned());
        quote!(#[#name])
    }

    fn name(&self, text: String) -> Ident {
        let mut texts = self.0.borrow_mut();
        texts.push(text);
        format_ident!("__macro_{}", texts.len() - 1)
    }

    /// Puts the texts in their places.
    pub(crate) fn expand(&self, source: &str) -> String {
        let texts = self.0.borrow();
        let mut out = String::with_capacity(source.len() * 2);
        for line in source.lines() {
            let trimmed = line.trim_start();
            // A blank line after each item that ends with a brace.
            let end = format!("\n{}}}\n", &line[..line.len() - trimmed.len()]);
            if out.ends_with(&end) && !trimmed.starts_with(['}', ')']) {
                out.push('\n');
            }
            let inside = |start, end| trimmed.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
            let number = inside("__macro_", "!();").or_else(|| inside("#[__macro_", "]"));
            match number.and_then(|number| texts.get(number.parse::<usize>().ok()?)) {
                Some(text) => {
                    let indent = &line[..line.len() - trimmed.len()];
                    for line in text.lines() {
                        if !line.is_empty() {
                            out.push_str(indent);
                            out.push_str(line);
                        }
                        out.push('\n');
                    }
                }
                None => {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        out
    }
}

/// `head { first, second }`, on one line when it fits.
pub(crate) fn block(head: &str, entries: &[String]) -> String {
    let line = format!("{head} {{ {} }}", entries.join(", "));
    if entries.is_empty() {
        format!("{head} {{}}")
    } else if line.len() <= WIDTH && !line.contains('\n') {
        line
    } else {
        format!(
            "{head} {{\n{}\n}}",
            indent(&entries.iter().map(|entry| format!("{entry},")).collect::<Vec<_>>().join("\n"))
        )
    }
}

/// `head(first, second)`, on one line when it fits.
pub(crate) fn list(head: &str, entries: &[String]) -> String {
    let line = format!("{head}({})", entries.join(", "));
    if line.len() <= WIDTH {
        line
    } else {
        format!(
            "{head}(\n{}\n)",
            indent(&entries.iter().map(|entry| format!("{entry},")).collect::<Vec<_>>().join("\n"))
        )
    }
}

/// `path! { body }`, on one line when it fits.
pub(crate) fn call(path: &str, body: &str) -> String {
    let line = format!("{path}! {{ {body} }}");
    if line.len() <= WIDTH && !body.contains('\n') { line } else { format!("{path}! {{\n{}\n}}", indent(body)) }
}

/// `path!(body);`, on one line when it fits.
pub(crate) fn statement(path: &str, body: &str) -> String {
    let line = format!("{path}!({body});");
    if line.len() <= WIDTH { line } else { format!("{path}!(\n{}\n);", indent(body)) }
}

/// `unsafe { head(first, second)tail }`, on one line when it fits; `head` begins with `unsafe {` and `tail` ends it.
pub(crate) fn unsafe_call(head: &str, arguments: &[&str], tail: &str) -> String {
    let line = format!("{head}({}){tail}", arguments.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let arguments: Vec<String> = arguments.iter().map(|argument| format!("{argument},")).collect();
    let inner = head.strip_prefix("unsafe { ").unwrap_or(head);
    let (tail, after) = tail.split_once(" }").unwrap_or((tail, ""));
    let inner = format!("{inner}(\n{}\n){tail}", indent(&arguments.join("\n")));
    format!("unsafe {{\n{}\n}}{after}", indent(&inner))
}

/// The entries, with commas, on as many lines as it takes.
pub(crate) fn fill(entries: &[String]) -> String {
    let mut lines = vec![String::new()];
    for entry in entries {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(entry),
            Some(line) if line.len() + entry.len() + 3 <= WIDTH => line.push_str(&format!(", {entry}")),
            _ => lines.push(entry.clone()),
        }
    }
    indent(&(lines.join(",\n") + ","))
}

/// A tuple, of one part too.
pub(crate) fn tuple(parts: &[String]) -> String {
    match parts {
        [part] => format!("({part},)"),
        parts => format!("({})", parts.join(", ")),
    }
}

pub(crate) fn indent(text: &str) -> String {
    let lines: Vec<String> =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!("    {line}") }).collect();
    lines.join("\n")
}

/// `///` and `#[deprecated]` lines, each with its newline.
pub(crate) fn docs(docs: &Docs) -> String {
    let mut out = String::new();
    for line in docs.text.lines() {
        out.push_str(if line.is_empty() { "///" } else { "/// " });
        out.push_str(line);
        out.push('\n');
    }
    if let Some(version) = &docs.deprecated {
        out.push_str(&format!("#[deprecated(since = {version:?})]\n"));
    }
    out
}

/// The source of paths, types and attributes.
pub(crate) fn source(tokens: &TokenStream) -> String {
    let mut out = String::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => {
                if out.ends_with("'a") {
                    out.push(' ');
                }
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                out.push_str(&source(&group.stream()));
                out.push_str(close);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                '=' if punct.spacing() == Spacing::Alone => out.push_str(" = "),
                ',' | ';' => {
                    out.push(punct.as_char());
                    out.push(' ');
                }
                other => out.push(other),
            },
            other => {
                if out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"') {
                    out.push(' ');
                }
                out.push_str(&other.to_string());
            }
        }
    }
    out.trim_end().replace(", )", ",)").replace(", >", ">")
}

/// A byte string over as many lines as it takes.
pub(crate) fn byte_string(bytes: &[u8]) -> String {
    let mut out = String::from("b\"\\\n");
    let mut column = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let start = out.len();
        match byte {
            // The digit after `\0` belongs to nothing, but clippy takes it for an octal escape.
            0 if !bytes.get(index + 1).is_some_and(u8::is_ascii_digit) => out.push_str("\\0"),
            b'\\' | b'"' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            // Blanks at the start of a line would be skipped.
            b' ' if column == 0 => out.push_str("\\x20"),
            0x20..=0x7e => out.push(char::from(*byte)),
            byte => out.push_str(&format!("\\x{byte:02x}")),
        }
        column += out.len() - start;
        if column >= WIDTH {
            out.push_str("\\\n");
            column = 0;
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_put_in_their_places() {
        let macros = Macros::default();
        let placeholder = macros.put("a! {\n    b\n}".to_owned()).to_string().replace(' ', "");
        assert_eq!(
            macros.expand(&format!("mod m {{\n    {placeholder}\n}}\n")),
            "mod m {\n    a! {\n        b\n    }\n}\n"
        );
    }

    #[test]
    fn types() {
        let text = |ty: &str| source(&ty.parse().unwrap());
        assert_eq!(text("::core::result::Result<(), super::types::E>"), "::core::result::Result<(), super::types::E>");
        assert_eq!(text("Vec<(String, &[u8; 4],)>"), "Vec<(String, &[u8; 4],)>");
        assert_eq!(text("#[serde(rename = \"x\")]"), "#[serde(rename = \"x\")]");
    }

    #[test]
    fn byte_strings_mean_their_bytes() {
        let mut bytes: Vec<u8> = (0..=255).collect();
        bytes.extend([0, b'1', 0, b' ']);
        bytes.extend([b' '; 300]);
        let literal: syn::LitByteStr = syn::parse_str(&byte_string(&bytes)).unwrap();
        assert_eq!(literal.value(), bytes);
    }
}
