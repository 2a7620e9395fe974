//! Files into documents: what a file holds, one document after the other, or why it cannot be read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::corpus::{CONVERTED, Document, Format, Input, Limits, Text, markdown};

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
    /// What it is called in its file, where that holds several.
    pub record: Option<&'a str>,
}

/// A file that is to be read, and how much of it may be.
#[cfg_attr(
    not(feature = "formats"),
    expect(dead_code, reason = "only what is inside of others needs all of it")
)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The file, relative to its corpus; inside of an archive `archive.zip!/path`.
    pub(crate) path: &'a str,
    /// The archive that it is inside of.
    pub(crate) archive: Option<&'a str>,
    /// How many archives are around it.
    pub(crate) depth: u32,
    /// How many bytes it has.
    pub(crate) size: u64,
    /// How much of it is read.
    pub(crate) limits: &'a Limits,
}

/// A file inside of another, as it stands there.
pub(crate) struct Inner<'a> {
    pub(crate) path: &'a str,
    /// The file of the corpus that it is inside of.
    pub(crate) archive: &'a str,
    pub(crate) depth: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Reads files elsewhere that are no text, inside of one that is read here; tells what is to be told of them.
pub(crate) type Elsewhere<'a> = dyn FnMut(Inner<'_>) -> Result<Option<String>, Refusal> + 'a;

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

    /// Tells why nothing more could be read.
    pub(crate) fn of(error: std::io::Error) -> Self {
        match error.get_ref().and_then(|it| it.downcast_ref::<Self>()) {
            Some(refusal) => refusal.clone(),
            None => Self::failed(format!("damaged: {error}")),
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

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}

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
pub fn read(
    path: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    take: &mut dyn FnMut(Reading<'_>),
) -> Result<Opened, Refusal> {
    let wanted = Wanted {
        path,
        archive: None,
        depth: 0,
        size: bytes.len() as u64,
        limits,
    };
    read_input(wanted, Input::whole(bytes), take, None)
}

/// Reads the Markdown that a command made of the file at `path`; its places in the file are not known.
///
/// # Errors
///
/// Fails if it is no text.
pub(crate) fn read_converted(
    path: &str,
    markdown: Vec<u8>,
    take: &mut dyn FnMut(Reading<'_>),
) -> Result<Opened, Refusal> {
    let Some(text) = Text::decode(markdown) else {
        return Err(Refusal::failed("what its command says is no text"));
    };
    let text = Text::rendered(text.as_str().to_owned(), Vec::new());
    let document = markdown::parse(text.as_str());
    let left_out = document.note();
    take(Reading {
        path,
        archive: None,
        document,
        text: &text,
        format: &CONVERTED,
        record: None,
    });
    Ok(Opened {
        format: &CONVERTED,
        left_out,
    })
}

/// Reads the documents of a file, as [`read`] does; what is no text inside of it `elsewhere`, if that is given.
///
/// # Errors
///
/// As [`read`].
#[cfg(feature = "formats")]
pub(crate) fn read_input<'a>(
    wanted: Wanted<'a>,
    input: Input<'_>,
    take: &'a mut dyn FnMut(Reading<'_>),
    elsewhere: Option<&'a mut Elsewhere<'a>>,
) -> Result<Opened, Refusal> {
    crate::corpus::packed::Opening::open(wanted, input, take, elsewhere)
}

/// Reads the documents of a file, as [`read`] does; nothing inside of it is read.
///
/// # Errors
///
/// As [`read`].
#[cfg(not(feature = "formats"))]
pub(crate) fn read_input(
    wanted: Wanted<'_>,
    input: Input<'_>,
    take: &mut dyn FnMut(Reading<'_>),
    _elsewhere: Option<&mut Elsewhere<'_>>,
) -> Result<Opened, Refusal> {
    let Wanted { path, archive, .. } = wanted;
    let format = Format::of(path, input.head());
    let mut count = 0;
    let left_out = format.read(input, wanted.limits, &mut |document, text, record| {
        count += 1;
        take(Reading {
            path,
            archive,
            document,
            text,
            format,
            record,
        });
    })?;
    match left_out {
        Some(reason) if count == 0 => Err(Refusal::failed(reason)),
        left_out => Ok(Opened { format, left_out }),
    }
}
