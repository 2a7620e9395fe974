//! How the tests of AsciiDoc state what a source becomes.

use crate::corpus::asciidoc::parse;
use crate::corpus::inline::shown;

/// Checks the document that `source` becomes, as [`shown`] writes it.
pub(super) fn check(source: &str, expected: &str) {
    assert_eq!(shown(source, &parse(source)), expected, "{source}");
}
