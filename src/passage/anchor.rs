//! Anchors: the names of a document's sections, each given once.

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

use crate::corpus::Section;

/// The anchors given so far in a document.
pub(super) struct Anchors {
    taken: HashSet<String>,
}

impl Default for Anchors {
    fn default() -> Self {
        // The empty anchor is the text before the first heading, whether there is one or not.
        Self {
            taken: HashSet::from([String::new()]),
        }
    }
}

impl Anchors {
    /// Returns the anchor of the next section: the author's own or GitHub's, numbered if it was given before.
    pub(super) fn name(&mut self, section: &Section) -> String {
        if section.level == 0 {
            return String::new();
        }
        let base = match &section.anchor {
            // White space would end an id, `~` counts pieces.
            Some(anchor) => anchor.replace(|c: char| c.is_whitespace() || c == '~', "-"),
            None => slug(&section.heading),
        };
        let mut anchor = base.clone();
        let mut number = 0;
        while !self.taken.insert(anchor.clone()) {
            number += 1;
            anchor = format!("{base}-{number}");
        }
        anchor
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
