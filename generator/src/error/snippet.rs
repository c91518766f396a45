//! A piece of WIT with a caret under it.

use std::fmt;
use std::ops::Range;

/// Longer lines are shown in part.
const LONG: usize = 160;

/// How much of a long line is shown before the place.
const BEFORE: usize = 60;

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
        let (line, before) = self.shown();
        // Tabs stay tabs, so that the caret stands under its text however wide they are shown.
        let indent: String = line.chars().take(before).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let width = self.width.min(line.chars().count().saturating_sub(before).max(1));
        writeln!(f, "{gutter}--> {}:{number}:{}", self.path, self.column)?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{number} | {line}")?;
        write!(f, "{gutter} | {indent}{}", "^".repeat(width))
    }
}

impl Snippet {
    /// The line, or the part around the place if it is long, and how many characters of that are before the place.
    fn shown(&self) -> (String, usize) {
        let (before, length) = (self.column - 1, self.line.chars().count());
        if length <= LONG {
            return (self.line.clone(), before);
        }
        let skipped = before.saturating_sub(BEFORE);
        let (start, end) = (if skipped > 0 { "…" } else { "" }, if length > skipped + LONG { "…" } else { "" });
        let part: String = self.line.chars().skip(skipped).take(LONG).collect();
        (format!("{start}{part}{end}"), before - skipped + start.chars().count())
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
    fn a_long_line_is_shown_in_part() {
        let text = format!("world w {{ {} import nope; {}}}", "export a; ".repeat(20), "export b; ".repeat(20));
        let start = text.find("nope").unwrap();
        let shown = Snippet::new("w.wit", &text, start..start + 4).to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], " --> w.wit:1:219");
        assert!(lines[2].starts_with("1 | …") && lines[2].ends_with('…'), "{shown}");
        let carets = lines[3].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[2].chars().skip(carets).take(4).collect::<String>(), "nope");
        // At its start, and a place that is longer than what is shown.
        let shown = Snippet::new("w.wit", &text, 0..text.len()).to_string();
        assert!(shown.contains("1 | world w { export a;") && shown.contains("…\n  | ^^^^"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
    }

    #[test]
    fn past_the_end() {
        let shown = Snippet::new("w.wit", "world w {", 9..9).to_string();
        assert_eq!(shown, " --> w.wit:1:10\n  |\n1 | world w {\n  |          ^");
    }
}
