//! A document that was read, and why a file could not be.

use crate::corpus::{Document, Format, Text};

/// A document that was read: the file as a whole, or one of several in it.
#[derive(Debug)]
pub struct Reading<'a> {
    /// What it says.
    pub document: Document,
    /// The text that its places count in.
    pub text: &'a Text,
    /// Its format.
    pub format: &'static Format,
    /// Is it one of several documents of its file?
    pub is_record: bool,
}

/// Why nothing was read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Is it an error that a user may want to mend, rather than a rule?
    pub is_failure: bool,
    /// What is wrong, and what to do about it, in lower case.
    pub reason: String,
}

impl Refusal {
    /// The file is broken or locked.
    #[cfg_attr(
        not(any(test, feature = "formats")),
        expect(dead_code, reason = "only what is packed can be broken")
    )]
    pub(crate) fn failed(reason: impl Into<String>) -> Self {
        Self {
            is_failure: true,
            reason: reason.into(),
        }
    }

    /// The file is as it should be, but there is nothing in it to read.
    pub(crate) fn skipped(reason: impl Into<String>) -> Self {
        Self {
            is_failure: false,
            reason: reason.into(),
        }
    }
}
