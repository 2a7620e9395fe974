//! How the tests of manual pages state what a source becomes.

use crate::corpus::inline::shown;
use crate::corpus::man::parse;

/// Checks all sections of a source, as [`shown`] writes them.
pub(super) fn check(source: &str, expected: &str) {
    assert_eq!(shown(source, &parse(source)), expected, "{source}");
}
