//! WIT documentation is Markdown written for no tool in particular; rustdoc reads links, tests and tags into it.

/// Rewrites what rustdoc would misread: untagged and indented code, which it would compile as Rust; brackets that are
/// no link; tags that are no HTML; bare addresses.
pub(crate) fn for_rustdoc(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    let mut indented = false;
    let mut after_blank = true;
    for line in text.trim_end().lines().map(str::trim_end) {
        let trimmed = line.trim_start();
        if let Some(open) = &fence {
            if trimmed.starts_with(open.as_str()) && trimmed.trim_start_matches(['`', '~']).is_empty() {
                fence = None;
            }
            out.push(line.to_owned());
            continue;
        }
        let is_code = line.len() - trimmed.len() >= 4 && !trimmed.is_empty();
        if is_code && (indented || (after_blank && !follows_list(&out))) {
            if !indented {
                out.push("```text".to_owned());
                indented = true;
            }
            out.push(line[4..].to_owned());
            continue;
        }
        if indented && !trimmed.is_empty() {
            close_indented(&mut out);
            indented = false;
        }
        if let Some(marker) = fence_marker(trimmed) {
            let untagged = trimmed.len() == marker.len();
            out.push(if untagged { format!("{line}text") } else { line.to_owned() });
            fence = Some(marker);
        } else {
            out.push(if indented { line.to_owned() } else { escape(line) });
        }
        after_blank = trimmed.is_empty();
    }
    if indented {
        close_indented(&mut out);
    }
    out.extend(fence);
    out.join("\n")
}

/// Ends a block before the blank lines that follow it.
fn close_indented(out: &mut Vec<String>) {
    let blanks = out.iter().rev().take_while(|line| line.is_empty()).count();
    out.insert(out.len() - blanks, "```".to_owned());
}

/// Whether an indented line goes on with an item of a list rather than being code.
fn follows_list(out: &[String]) -> bool {
    let is_item = |line: &str| {
        let text = line.trim_start();
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        text.starts_with(['-', '*', '+']) || (digits > 0 && text[digits..].starts_with(['.', ')']))
    };
    let mut paragraphs = out.iter().rev().skip_while(|line| line.is_empty());
    paragraphs.any(|line| is_item(line))
}

/// The run of backticks or tildes that opens a fenced block.
fn fence_marker(trimmed: &str) -> Option<String> {
    let first = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run: String = trimmed.chars().take_while(|c| *c == first).collect();
    (run.len() >= 3).then_some(run)
}

/// Escapes one line outside code blocks.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '`' => code_span(rest).unwrap_or(1),
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            '[' => match link(rest) {
                Some(len) => len,
                None => {
                    out.push('\\');
                    1
                }
            },
            ']' => {
                out.push('\\');
                1
            }
            '<' => match autolink(rest) {
                Some(len) => len,
                None => {
                    out.push('\\');
                    1
                }
            },
            'h' if !out.ends_with(|c: char| c.is_alphanumeric()) => match address(rest) {
                Some(len) => {
                    out.push('<');
                    out.push_str(&rest[..len]);
                    out.push('>');
                    rest = &rest[len..];
                    continue;
                }
                None => 1,
            },
            c => c.len_utf8(),
        };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out
}

/// The length of a code span that the text starts with.
fn code_span(text: &str) -> Option<usize> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let close = text[ticks..].find(&"`".repeat(ticks))?;
    Some(ticks + close + ticks)
}

/// The length of `[text](target)`, `[text]: target` or `[text][label]`, when the text starts with one.
fn link(text: &str) -> Option<usize> {
    let close = text.find(']')?;
    let after = &text[close + 1..];
    match after.chars().next()? {
        '(' => Some(close + 1 + after.find(')')? + 1),
        '[' => Some(close + 1 + after.find(']')? + 1),
        ':' if after[1..].trim_start().starts_with("http") => Some(text.len()),
        _ => None,
    }
}

/// The length of `<https://…>`, when the text starts with one.
fn autolink(text: &str) -> Option<usize> {
    address(&text[1..])?;
    Some(text.find('>')? + 1)
}

/// The length of a bare address, when the text starts with one.
fn address(text: &str) -> Option<usize> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ')' | ']' | '"')).unwrap_or(text.len());
    Some(text[..end].trim_end_matches(['.', ',', ';', ':']).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_tags_and_addresses() {
        assert_eq!(for_rustdoc("an array [u8] of list<u8>"), "an array \\[u8\\] of list\\<u8>");
        assert_eq!(for_rustdoc("see https://example.com/a."), "see <https://example.com/a>.");
        assert_eq!(for_rustdoc("see <https://example.com/a>"), "see <https://example.com/a>");
        assert_eq!(for_rustdoc("[RFC](https://a.b/c) and `a[0]<T>`"), "[RFC](https://a.b/c) and `a[0]<T>`");
        assert_eq!(for_rustdoc("[RFC]: https://a.b/c"), "[RFC]: https://a.b/c");
        assert_eq!(for_rustdoc("`unclosed [x]"), "`unclosed \\[x\\]");
    }

    #[test]
    fn code() {
        assert_eq!(for_rustdoc("a:\n```\nlet x;\n```\nb"), "a:\n```text\nlet x;\n```\nb");
        assert_eq!(for_rustdoc("a:\n```wit\nx [y]\n```"), "a:\n```wit\nx [y]\n```");
        assert_eq!(for_rustdoc("a:\n\n    x [y]\n\n    z\n\nb"), "a:\n\n```text\nx [y]\n\nz\n```\n\nb");
        assert_eq!(for_rustdoc("- item\n\n    more of [it]"), "- item\n\n    more of \\[it\\]");
        assert_eq!(for_rustdoc("```\nnever closed"), "```text\nnever closed\n```");
    }
}
