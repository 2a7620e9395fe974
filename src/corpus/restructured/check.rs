//! How the tests of reStructuredText state what a source becomes.

use crate::corpus::inline::shown;
use crate::corpus::restructured::parse;

/// Checks the document that `source` becomes, as [`shown`] writes it.
pub(super) fn check(source: &str, expected: &str) {
    assert_eq!(shown(source, &parse(source)), expected, "{source}");
}
