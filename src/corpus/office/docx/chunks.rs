//! Whole documents within a Word document (`altChunk`), which Word shows in their place when it opens it: what programs
//! make of HTML, and what they put together from several documents.

use std::collections::HashMap;

use crate::corpus::format::Extract;
use crate::corpus::office::kind::is_document;
use crate::corpus::office::relations::Relation;
use crate::corpus::packed::Package;
use crate::corpus::{Document, Limits, Refusal, Text};
use crate::corpus::{html, mhtml, office, plain, rtf};

/// The documents within a document, by the ids by which its text refers to them.
pub(super) type Chunks = HashMap<String, Document>;

/// Reads the documents within a document. One that cannot be read is left out, for the rest is there.
///
/// # Errors
///
/// Fails if the package unpacks to too much.
pub(super) fn chunks(
    package: &mut Package<'_>,
    relations: &[Relation],
    limits: &Limits,
) -> Result<Chunks, Refusal> {
    let mut chunks = Chunks::new();
    // A document within a document may have such ones itself, but not for ever.
    let Some(nesting) = limits.nesting.checked_sub(1) else {
        return Ok(chunks);
    };
    let within = Limits {
        nesting,
        ..limits.clone()
    };
    for relation in relations.iter().filter(|it| it.kind == "aFChunk") {
        let Some(bytes) = package.bytes(&relation.part)? else {
            continue;
        };
        if let Some(document) = document(&relation.part, bytes, &within) {
            chunks.insert(relation.id.clone(), document);
        }
    }
    Ok(chunks)
}

/// Reads a part, by what it holds.
fn document(part: &str, bytes: Vec<u8>, limits: &Limits) -> Option<Document> {
    let extract: Extract = if is_document(&bytes) {
        office::docx::read
    } else if rtf::is_rtf(&bytes) {
        rtf::read
    } else if mhtml::is_page(&bytes) {
        mhtml::read
    } else {
        let text = Text::decode(bytes)?;
        return Some(match part.to_ascii_lowercase().ends_with(".txt") {
            true => plain::parse(text.as_str()),
            // What is within a document has nothing around it.
            false => html::parse_page(text.as_str(), true),
        });
    };
    let mut found = None;
    let _ = extract(&bytes, limits, &mut |it| found = Some(it.document));
    found
}
