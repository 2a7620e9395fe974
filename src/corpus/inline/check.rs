//! How the tests of the readers state what a source becomes.

use std::ops::Range;

use crate::corpus::document::{Document, Section};

/// Returns `document` as the tests write it, and checks every word's place in `source` on the way.
///
/// A section is its heading as `## Heading {#anchor}`, then its text.
pub(crate) fn shown(source: &str, document: &Document) -> String {
    let (shown, part) = shown_part(source, document);
    let whole = 0..source.len();
    assert_eq!(part, whole, "sections tile the source");
    shown
}

/// Returns a document that need not have all of `source`, and the part that it has.
pub(crate) fn shown_part(source: &str, document: &Document) -> (String, Range<usize>) {
    let mut shown = Vec::new();
    let start = document.sections.first().map_or(0, |it| it.bytes.start);
    let mut end = start;
    for section in &document.sections {
        assert_eq!(section.bytes.start, end, "sections tile the source");
        end = section.bytes.end;
        check_places(source, section);
        if section.level > 0 {
            let anchor = section.anchor.as_ref().map(|a| format!(" {{#{a}}}"));
            let marks = "#".repeat(section.level.into());
            let anchor = anchor.unwrap_or_default();
            shown.push(format!("{marks} {}{anchor}", section.heading));
        }
        if !section.text.is_empty() {
            shown.push(section.text.clone());
        }
    }
    (shown.join("\n"), start..end)
}

fn check_places(source: &str, section: &Section) {
    let text = &section.text;
    for word in text.split_whitespace() {
        let offset = word.as_ptr() as usize - text.as_ptr() as usize;
        // What stands instead of the source, such as a key that is repeated, need not have its length.
        let at = source.floor_char_boundary(section.source_at(offset));
        let rest = &source[at..section.bytes.end];
        let line = rest.lines().next().unwrap_or_default();
        let is_line_start = offset == 0 || text[..offset].ends_with('\n');
        let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric());
        // A word of several runs, such as `caf\'e`, has its place in its first.
        let is_here = rest.starts_with(word) || !line.contains(word);
        assert!(
            is_line_start || !is_plain || is_here,
            "{word:?} is not at {rest:?}"
        );
    }
}
