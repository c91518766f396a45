//! Documentation: what the WIT says, and since when.

use wit_parser::Stability;

use super::markdown::for_rustdoc;

/// The documentation of an item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Docs {
    /// As rustdoc reads it, without a newline at the end.
    pub(crate) text: String,
    /// The version in which the item was deprecated.
    pub(crate) deprecated: Option<String>,
}

impl Docs {
    /// The documentation in the WIT, with a last line for `@since` and `@unstable`.
    pub(crate) fn of(docs: &wit_parser::Docs, stability: &Stability) -> Self {
        let mut text = docs.contents.as_deref().map(for_rustdoc).unwrap_or_default();
        let (line, deprecated) = match stability {
            Stability::Unknown => (None, &None),
            Stability::Stable { since, deprecated } => (Some(format!("Since {since}.")), deprecated),
            Stability::Unstable { feature, deprecated } => {
                (Some(format!("Unstable: behind the WIT feature `{feature}`.")), deprecated)
            }
        };
        if let Some(line) = line {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&line);
        }
        Docs { text, deprecated: deprecated.as_ref().map(ToString::to_string) }
    }

    /// The same without the attribute: what macros make of a deprecated type uses it, and at the root of the bindings
    /// nothing can allow that.
    pub(crate) fn said(self) -> Self {
        let text = match &self.deprecated {
            Some(version) if self.text.is_empty() => format!("Deprecated since {version}."),
            Some(version) => format!("{}\n\nDeprecated since {version}.", self.text),
            None => self.text,
        };
        Docs { text, deprecated: None }
    }

    /// The documentation of a member, which has no stability of its own.
    pub(crate) fn of_member(docs: &wit_parser::Docs) -> Self {
        Docs::of(docs, &Stability::Unknown)
    }
}
