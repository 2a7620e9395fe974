//! How the tests of settings state what a source becomes.

use crate::corpus::document::Document;
use crate::corpus::inline::{headings, shown};

/// Checks level and heading of each section, and the line at which it begins.
pub(super) fn check(parse: fn(&str) -> Document, source: &str, expected: &[(u8, &str, usize)]) {
    let document = parse(source);
    assert_eq!(headings(source, &document), expected, "{source}");
    assert!(document.has_equal_parts);
    shown(source, &document);
}
