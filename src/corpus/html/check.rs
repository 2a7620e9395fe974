//! How the tests of HTML and Markdown state what a source becomes.

use crate::corpus::document::Document;
use crate::corpus::html::parse;

/// Checks level, heading, anchor and text of each section, and all places in the source.
pub(super) fn check(source: &str, expected: &[(u8, &str, &str, &str)]) {
    let document = parse(source);
    assert_eq!(sections(&document), expected, "{source}");
    check_places(source, &document);
    for section in document.sections.iter().filter(|it| it.level > 0) {
        let start = source[section.bytes.start..].trim_start();
        assert!(start.to_ascii_lowercase().starts_with("<h"));
    }
}

/// Checks the text of a source without headings.
pub(super) fn check_text(source: &str, text: &str) {
    check(source, &[(0, "", "", text)]);
}

/// Checks the last heading and its anchor.
pub(super) fn check_heading(source: &str, heading: &str, anchor: &str) {
    let document = parse(source);
    let section = document.sections.last().expect("a heading");
    let found = (&*section.heading, section.anchor.as_deref().unwrap_or(""));
    assert_eq!(found, (heading, anchor), "{source}");
}

/// Returns level, heading, anchor and text of each section.
pub(crate) fn sections(document: &Document) -> Vec<(u8, &str, &str, &str)> {
    let sections = document.sections.iter().map(|it| {
        let anchor = it.anchor.as_deref().unwrap_or("");
        (it.level, &*it.heading, anchor, &*it.text)
    });
    sections.collect()
}

/// Checks that the sections tile the source, and that each word has its place in it.
pub(crate) fn check_places(source: &str, document: &Document) {
    let mut end = 0;
    for section in &document.sections {
        assert_eq!(section.bytes.start, end);
        end = section.bytes.end;
        for word in section.text.split_whitespace() {
            let at = word.as_ptr() as usize - section.text.as_ptr() as usize;
            let rest = &source[section.source_at(at)..section.bytes.end];
            let is_line_start = at == 0 || section.text[..at].ends_with('\n');
            let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric());
            let is_there = rest.starts_with(word) || is_line_start && rest.contains(word);
            assert!(is_there || !is_plain, "{word} is not at {rest}");
        }
    }
    assert_eq!(end, source.len());
}
