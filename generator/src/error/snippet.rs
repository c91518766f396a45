//! A piece of WIT with a caret under it.

use std::fmt;
use std::ops::Range;

/// A place in a WIT file, with its line.
pub(crate) struct Snippet {
    path: String,
    line_number: usize,
    /// In characters, from 1.
    column: usize,
    line: String,
    width: usize,
}

impl Snippet {
    /// The bytes `range` of `text`, the contents of `path`.
    pub(crate) fn new(path: &str, text: &str, range: Range<usize>) -> Self {
        let start = text.floor_char_boundary(range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let end = text.ceil_char_boundary(range.end).clamp(start, line_end);
        Snippet {
            path: path.to_owned(),
            line_number: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            line: text[line_start..line_end].trim_end().to_owned(),
            width: text[start..end].chars().count().max(1),
        }
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line_number.to_string();
        let gutter = " ".repeat(number.len());
        // Tabs stay tabs, so that the caret stands under its text however wide they are shown.
        let indent: String =
            self.line.chars().take(self.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        writeln!(f, "{gutter}--> {}:{number}:{}", self.path, self.column)?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{number} | {}", self.line)?;
        write!(f, "{gutter} | {indent}{}", "^".repeat(self.width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caret_under_the_range() {
        let text = "package a:b;\n\nworld w {\n  import nope;\n}\n";
        let start = text.find("nope").unwrap();
        let shown = Snippet::new("wit/w.wit", text, start..start + 4).to_string();
        assert_eq!(shown, " --> wit/w.wit:4:10\n  |\n4 |   import nope;\n  |          ^^^^");
    }

    #[test]
    fn inside_a_character() {
        let text = "world w { café }";
        let accent = text.find('é').unwrap();
        let shown = Snippet::new("w.wit", text, accent + 1..accent + 1).to_string();
        assert!(shown.contains("--> w.wit:1:14"), "{shown}");
    }

    #[test]
    fn past_the_end() {
        let shown = Snippet::new("w.wit", "world w {", 9..9).to_string();
        assert_eq!(shown, " --> w.wit:1:10\n  |\n1 | world w {\n  |          ^");
    }
}
