//! Names that are given once: of a document's sections, and of a file's documents.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

use crate::corpus::Section;

/// The names given so far, and the number that the next one of each gets.
#[derive(Default)]
struct Names(HashMap<String, u64>);

impl Names {
    /// Returns `base`, numbered from 1 if it was given before.
    fn give(&mut self, base: String) -> String {
        let Some(next) = self.0.get(&base).copied() else {
            self.0.insert(base.clone(), 1);
            return base;
        };
        let numbers = (next..).map(|number| (number, format!("{base}-{number}")));
        let mut free = numbers.filter(|(_, name)| !self.0.contains_key(name));
        let (number, name) = free.next().expect("numbers do not end");
        self.0.insert(base, number + 1);
        self.0.insert(name.clone(), 1);
        name
    }
}

/// The anchors given so far in a document.
pub(super) struct Anchors(Names);

impl Default for Anchors {
    fn default() -> Self {
        // The empty anchor is the text before the first heading, whether there is one or not.
        Self(Names(HashMap::from([(String::new(), 1)])))
    }
}

impl Anchors {
    /// Returns the anchor of the next section: the author's own or GitHub's, numbered if it was given before.
    pub(super) fn name(&mut self, section: &Section) -> String {
        if section.level == 0 {
            return String::new();
        }
        self.0.give(match &section.anchor {
            Some(anchor) => plain(anchor),
            None => slug(&section.heading),
        })
    }
}

/// The names of the documents that were met so far in a file that holds several.
#[derive(Default)]
pub(crate) struct Records {
    names: Names,
    count: u64,
}

impl Records {
    /// Returns the name of the next document: its own, or its number in the file; numbered if it was given before.
    pub(super) fn name(&mut self, own: Option<&str>) -> String {
        self.count += 1;
        let own = own.map(|name| plain(name).replace('/', "%2F"));
        // What follows a slash is the anchor of a section.
        let own = own.filter(|name| !name.is_empty());
        self.names
            .give(own.unwrap_or_else(|| self.count.to_string()))
    }
}

/// Returns a name as it can stand in an id: white space would end it, `~` counts pieces.
fn plain(name: &str) -> String {
    name.replace(|c: char| c.is_whitespace() || c == '~', "-")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::default();
        let given = ["a", "a", "a-1", "a", "a-1", "a-3", "a"].map(|name| names.give(name.into()));
        assert_eq!(given, ["a", "a-1", "a-1-1", "a-2", "a-1-2", "a-3", "a-4"]);
    }

    #[test]
    fn documents_without_a_name_are_numbered() {
        let mut records = Records::default();
        let own = [None, Some("x y~2/z"), Some("3"), None, Some("")];
        let names = own.map(|own| records.name(own));
        assert_eq!(names, ["1", "x-y-2%2Fz", "3", "4", "5"]);
    }
}
