//! How the tests of Markdown state what a source becomes.

use crate::corpus::html::check::{check_places, sections};
use crate::corpus::markdown::parse;

/// Checks level, heading, anchor and text of each section, and all places in the source.
pub(super) fn check(source: &str, expected: &[(u8, &str, &str, &str)]) {
    let document = parse(source);
    assert_eq!(sections(&document), expected, "{source}");
    check_places(source, &document);
    for section in document.sections.iter().filter(|it| it.level > 0) {
        let before = &source[..section.bytes.start];
        assert!(before.is_empty() || before.ends_with('\n'));
    }
}

/// Checks the text of a source without headings.
pub(super) fn check_text(source: &str, text: &str) {
    check(source, &[(0, "", "", text)]);
}
