//! Names of a document's sections, as GitHub makes them of headings.

use unicode_normalization::char::is_combining_mark;

use crate::corpus::{Names, Section, plain_name};

/// The anchors given so far in a document.
pub(super) struct Anchors(Names);

impl Default for Anchors {
    fn default() -> Self {
        // The empty anchor is the text before the first heading, whether there is one or not.
        Self(Names::with([String::new()]))
    }
}

impl Anchors {
    /// Returns the anchor of the next section: the author's own or GitHub's, numbered if it was given before.
    pub(super) fn name(&mut self, section: &Section) -> String {
        if section.level == 0 {
            return String::new();
        }
        self.0.give(match &section.anchor {
            Some(anchor) => plain_name(anchor),
            None => slug(&section.heading),
        })
    }
}

/// Returns the anchor GitHub makes of a heading: lower case, spaces as hyphens, punctuation left out.
fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|&c| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
