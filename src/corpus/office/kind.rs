//! Which document a container is, by what is in it.

use crate::corpus::Refusal;
use crate::corpus::packed::{encrypted, holds, is_zip};

/// Where the first entry of a container has its name.
const NAME: usize = 30;
/// OpenDocument files and books begin with an entry of this name, which says what they are.
const MIMETYPE: &[u8] = b"mimetype";
/// How long what it says may be.
const MIMETYPE_BYTES: usize = 100;

/// A word document: OOXML, or what older versions and encryption make of it.
pub(in crate::corpus) fn is_document(bytes: &[u8]) -> bool {
    let old = ["EncryptedPackage", "WordDocument", "PowerPoint Document"];
    is_ooxml(bytes, "word/") || is_compound(bytes) && old.iter().any(|it| has_stream(bytes, it))
}

/// Slides.
pub(in crate::corpus) fn is_slides(bytes: &[u8]) -> bool {
    is_ooxml(bytes, "ppt/")
}

/// Sheets of OOXML or OpenDocument.
pub(in crate::corpus) fn is_sheets(bytes: &[u8]) -> bool {
    is_ooxml(bytes, "xl/") || is_opendocument(bytes, "spreadsheet") || is_old_sheet(bytes)
}

/// A text of OpenDocument.
pub(in crate::corpus) fn is_open_text(bytes: &[u8]) -> bool {
    is_opendocument(bytes, "text")
}

/// Slides of OpenDocument.
pub(in crate::corpus) fn is_open_slides(bytes: &[u8]) -> bool {
    is_opendocument(bytes, "presentation")
}

/// A book.
pub(in crate::corpus) fn is_book(bytes: &[u8]) -> bool {
    let is_said = mimetype(bytes).is_some_and(|it| it.trim_ascii() == b"application/epub+zip");
    is_said || is_zip(bytes) && has_part(bytes, "META-INF/container.xml")
}

fn is_old_sheet(bytes: &[u8]) -> bool {
    is_compound(bytes) && (has_stream(bytes, "Workbook") || has_stream(bytes, "Book"))
}

fn is_opendocument(bytes: &[u8], kind: &str) -> bool {
    let start = b"application/vnd.oasis.opendocument.";
    let said = mimetype(bytes).or_else(|| later_mimetype(bytes));
    let found = said.and_then(|it| it.strip_prefix(start));
    // Templates are called `text-template`.
    found.is_some_and(|found| found.starts_with(kind.as_bytes()))
}

/// Is it a compound file, as Office 97 made them and as encrypted documents are kept in?
pub(in crate::corpus) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
}

/// Has a compound file a stream of that name?
pub(in crate::corpus) fn has_stream(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // The names of streams stand at the start of entries of 128 bytes.
    let mut entries = bytes.chunks_exact(128);
    entries.any(|entry| entry.starts_with(&name) && entry[name.len()..].starts_with(&[0, 0]))
}

/// Says why a compound file is not read.
pub(in crate::corpus) fn compound_refusal(bytes: &[u8]) -> Refusal {
    if has_stream(bytes, "EncryptedPackage") {
        return encrypted();
    }
    Refusal::skipped("a document of Office 97-2003; save it in a newer format")
}

/// Returns what the container says it is.
fn mimetype(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.get(NAME..).filter(|_| is_zip(bytes))?;
    let rest = rest.strip_prefix(MIMETYPE)?;
    let extra = usize::from(u16::from_le_bytes([bytes[28], bytes[29]]));
    let rest = rest.get(extra..)?;
    let said = &rest[..rest.len().min(MIMETYPE_BYTES)];
    let end = said.windows(2).position(|it| it == b"PK");
    Some(&said[..end.unwrap_or(said.len())])
}

/// Returns what the container says it is where that does not stand first, as it should: some programs begin with the
/// manifest.
fn later_mimetype(bytes: &[u8]) -> Option<&[u8]> {
    let first = bytes.get(NAME..).filter(|_| is_zip(bytes))?;
    if !first.starts_with(b"META-INF/manifest.xml") || !holds(bytes, "mimetype") {
        return None;
    }
    let mut headers = bytes.windows(NAME + MIMETYPE.len());
    let at = headers.position(|it| it.starts_with(b"PK\x03\x04") && it.ends_with(MIMETYPE))?;
    mimetype(&bytes[at..])
}

/// Is it an OOXML container with parts in that folder?
fn is_ooxml(bytes: &[u8], folder: &str) -> bool {
    if !is_zip(bytes) || mimetype(bytes).is_some() {
        return false;
    }
    let first = bytes.get(NAME..).unwrap_or_default();
    let starts = [
        "[Content_Types].xml",
        "_rels/",
        "docProps/",
        "customXml/",
        folder,
    ];
    let is_office = starts.iter().any(|it| first.starts_with(it.as_bytes()));
    is_office && has_part(bytes, folder)
}

/// Has the container parts whose names begin so? If it is cut off, what is left of it is looked at.
fn has_part(bytes: &[u8], start: &str) -> bool {
    let is_cut = || !holds(bytes, "");
    let mut headers = bytes.windows(NAME + start.len());
    let is_part = |it: &[u8]| it.starts_with(b"PK\x03\x04") && it.ends_with(start.as_bytes());
    holds(bytes, start) || is_cut() && headers.any(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::office::sample::container;

    /// Is it a container of a kind?
    type Is = fn(&[u8]) -> bool;

    /// Returns what a container is.
    fn kinds(bytes: &[u8]) -> Vec<&'static str> {
        let kinds: [(&str, Is); 6] = [
            ("document", is_document),
            ("slides", is_slides),
            ("sheets", is_sheets),
            ("open text", is_open_text),
            ("open slides", is_open_slides),
            ("book", is_book),
        ];
        let kinds = kinds.into_iter().filter(|(_, is)| is(bytes));
        kinds.map(|(name, _)| name).collect()
    }

    #[test]
    fn containers_are_known_by_what_is_in_them() {
        let types = ("[Content_Types].xml", "<Types/>");
        let open = "application/vnd.oasis.opendocument.";
        let mimetype = |kind: &str| container(&[("mimetype", &format!("{open}{kind}"))]);
        for (bytes, kind) in [
            (container(&[types, ("word/document.xml", "")]), "document"),
            (container(&[types, ("ppt/presentation.xml", "")]), "slides"),
            (container(&[types, ("xl/workbook.xml", "")]), "sheets"),
            (mimetype("text"), "open text"),
            (mimetype("text-template"), "open text"),
            (mimetype("presentation"), "open slides"),
            (mimetype("spreadsheet"), "sheets"),
            (
                container(&[
                    ("META-INF/manifest.xml", "<manifest/>"),
                    ("mimetype", &format!("{open}spreadsheet")),
                ]),
                "sheets",
            ),
            (container(&[("mimetype", "application/epub+zip")]), "book"),
            (container(&[("META-INF/container.xml", "")]), "book"),
        ] {
            assert_eq!(kinds(&bytes), [kind]);
        }
    }

    #[test]
    fn a_container_that_is_cut_off_is_still_known() {
        let noise: String = (0..2_000)
            .map(|number| format!("{} ", number * 7_919))
            .collect();
        let bytes = container(&[
            ("[Content_Types].xml", "<Types/>"),
            ("word/document.xml", &noise),
        ]);
        assert_eq!(kinds(&bytes[..bytes.len() / 2]), ["document"]);
    }

    #[test]
    fn an_archive_that_holds_documents_is_none() {
        let document = container(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
        let mut archive = container(&[("a.docx", "")]);
        archive.extend(document);
        assert_eq!(kinds(&archive), Vec::<&str>::new());
        assert_eq!(kinds(b"PK\x03\x04"), Vec::<&str>::new());
        assert_eq!(kinds(b""), Vec::<&str>::new());
    }
}
