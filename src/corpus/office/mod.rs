//! Documents of office programs: packages of XML, of Microsoft's and of the OpenDocument kind.

pub(super) mod kind;

pub(super) mod docx;
pub(super) mod opendocument;
pub(super) mod pptx;
pub(super) mod sheets;

pub(super) mod properties;
mod relations;
#[cfg(test)]
pub(super) mod sample;
pub(super) mod story;
pub(super) mod xml;

pub(super) use relations::resolve;

use crate::corpus::office::kind::{compound_refusal, is_compound};
use crate::corpus::packed::Package;
use crate::corpus::{Limits, Refusal};

/// Opens the package that a document is.
///
/// # Errors
///
/// Fails if it is encrypted, of an older format, damaged or has too many entries.
pub(super) fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, Refusal> {
    if is_compound(bytes) {
        return Err(compound_refusal(bytes));
    }
    Package::open(bytes, limits)
}
