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

/// Returns level and heading of each section that has one, and the line at which it begins.
pub(crate) fn headings<'a>(source: &str, document: &'a Document) -> Vec<(u8, &'a str, usize)> {
    let headed = document.sections.iter().filter(|it| it.level > 0);
    let line = |section: &Section| 1 + source[..section.bytes.start].matches('\n').count();
    headed
        .map(|section| (section.level, section.heading.as_str(), line(section)))
        .collect()
}

/// Returns the documents that a reader of records gives.
pub(crate) fn documents(parse: fn(&str, &mut dyn FnMut(Document)), source: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    parse(source, &mut |document| documents.push(document));
    documents
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
        let is_here = rest.starts_with(word) || !line.contains(word);
        // A word of several runs, such as `caf\'e`, has its place in its first.
        let last = word.len() - 1;
        let is_split = section.source_at(offset + last) != section.source_at(offset) + last;
        assert!(
            is_line_start || !is_plain || is_here || is_split,
            "{word:?} is not at {rest:?}"
        );
    }
}
