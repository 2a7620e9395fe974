//! How the tests of settings state what a source becomes.

use crate::corpus::document::Document;
use crate::corpus::inline::shown;

/// Checks level and heading of each section, and the line at which it begins.
pub(super) fn check(parse: fn(&str) -> Document, source: &str, expected: &[(u8, &str, usize)]) {
    let document = parse(source);
    let found: Vec<_> = document
        .sections
        .iter()
        .filter(|section| section.level > 0)
        .map(|section| {
            let line = 1 + source[..section.bytes.start].matches('\n').count();
            (section.level, section.heading.as_str(), line)
        })
        .collect();
    assert_eq!(found, expected, "{source}");
    assert!(document.has_equal_parts);
    shown(source, &document);
}
