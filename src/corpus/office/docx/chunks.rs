//! Whole documents within a Word document (`altChunk`), which Word shows in their place when it opens it: what programs
//! make of HTML, and what they put together from several documents.

use std::collections::HashMap;

use crate::corpus::format::Extract;
use crate::corpus::office::kind::is_document;
use crate::corpus::office::relations::Relation;
use crate::corpus::office::story::Story;
use crate::corpus::packed::Package;
use crate::corpus::rendering::Rendered;
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
        let mut take = |rendered: Rendered| {
            chunks.insert(relation.id.clone(), rendered.document);
        };
        let _ = reader(&relation.part, &bytes)(&bytes, &within, &mut take);
    }
    Ok(chunks)
}

/// Returns the reader of a part, by what it holds.
fn reader(part: &str, bytes: &[u8]) -> Extract {
    if is_document(bytes) {
        office::docx::read
    } else if rtf::is_rtf(bytes) {
        rtf::read
    } else if mhtml::is_page(bytes) {
        mhtml::read
    } else if part.to_ascii_lowercase().ends_with(".txt") {
        read_text
    } else {
        read_page
    }
}

fn read_text(
    bytes: &[u8],
    _limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    read_decoded(bytes, plain::parse, take)
}

/// Reads HTML whole: what is within a document has nothing around it.
fn read_page(
    bytes: &[u8],
    _limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    read_decoded(bytes, |source| html::parse_page(source, true), take)
}

fn read_decoded(
    bytes: &[u8],
    parse: impl Fn(&str) -> Document,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    if let Some(text) = Text::decode(bytes.to_vec()) {
        let document = parse(text.as_str());
        let mut story = Story::new();
        if let Some(title) = &document.title {
            story.title(title);
        }
        story.part(&document);
        take(story.finish());
    }
    Ok(())
}
