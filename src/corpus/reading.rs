//! Files into documents: what a file holds, one document after the other, or why it cannot be read.

use serde::{Deserialize, Serialize};

use crate::corpus::{Document, Format, Limits, Text};

/// A document that was read: the file as a whole, or one of several in it.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The file, relative to its corpus; inside of an archive `archive.zip!/path`.
    pub path: &'a str,
    /// The archive that it is inside of.
    pub archive: Option<&'a str>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Is it an error that a user may want to mend, rather than a rule?
    pub is_failure: bool,
    /// What is wrong, and what to do about it, in lower case.
    pub reason: String,
}

impl Refusal {
    /// The file is broken or locked.
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

/// A file all of whose documents were given.
#[derive(Debug)]
pub struct Opened {
    /// Its format; of a compressed file that of what it holds.
    pub format: &'static Format,
    /// What in it was left out, and why; none if nothing was.
    pub left_out: Option<String>,
}

/// Reads the documents of the file at `path`, one after the other; what its format does not understand is text.
///
/// # Errors
///
/// Tells why there is nothing to read, or not all of it; the documents that were given do not count then.
#[cfg(feature = "formats")]
pub fn read(
    path: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    take: &mut dyn FnMut(Reading<'_>),
) -> Result<Opened, Refusal> {
    crate::corpus::packed::Opening::open(path, bytes, limits, take)
}

/// Reads the documents of the file at `path`, one after the other; what its format does not understand is text.
///
/// # Errors
///
/// Tells why there is nothing to read, or not all of it; the documents that were given do not count then.
#[cfg(not(feature = "formats"))]
pub fn read(
    path: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    take: &mut dyn FnMut(Reading<'_>),
) -> Result<Opened, Refusal> {
    let format = Format::of(path, &bytes);
    format.read(bytes, limits, &mut |document, text, is_record| {
        take(Reading {
            path,
            archive: None,
            document,
            text,
            format,
            is_record,
        });
    })?;
    Ok(Opened {
        format,
        left_out: None,
    })
}
