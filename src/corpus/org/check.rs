//! How the tests of Org state what a source becomes.

use crate::corpus::inline::shown;
use crate::corpus::org::parse;

/// Checks the headings and the text of a source.
pub(super) fn check(source: &str, expected: &str) {
    assert_eq!(shown(source, &parse(source)), expected, "{source}");
}
