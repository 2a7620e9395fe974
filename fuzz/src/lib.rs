//! What the fuzz targets share: reading a file as the index does, and what must hold of everything that was read.

use section_search::corpus::{Limits, Reading, read as read_file};
use section_search::analyzer::Language;
use section_search::{Document, Origin, split};

/// Little enough to go on quickly, enough to meet every limit.
const UNPACKED_BYTES: u64 = 4 << 20;

/// Returns the name in the first line of `data`, and what follows it.
pub fn named(data: &[u8]) -> Option<(&str, &[u8])> {
    let end = data.iter().position(|&byte| byte == b'\n')?;
    let name = std::str::from_utf8(&data[..end]).ok()?;
    Some((name, &data[end + 1..]))
}

/// Reads a file; panics if what is said of it cannot be true.
pub fn read(path: &str, content: &[u8]) {
    let limits = Limits {
        unpacked_bytes: UNPACKED_BYTES,
        ..Limits::default()
    };
    let read = read_file(path, content.to_vec(), &limits, &mut |reading| {
        check_sections(&reading.document, reading.text.as_str());
        check_passages(&reading);
    });
    if let Err(refusal) = read {
        assert!(!refusal.reason.is_empty());
    }
}

/// The sections of a document tile a part of its text, and what they say comes from there.
fn check_sections(document: &Document, text: &str) {
    let sections = &document.sections;
    for pair in sections.windows(2) {
        assert_eq!(pair[0].bytes.end, pair[1].bytes.start);
    }
    for section in sections {
        let part = &text[section.bytes.clone()];
        let places = (0..=section.text.len()).map(|at| section.source_at(at));
        let mut from = section.bytes.start;
        for place in places {
            assert!((from..=section.bytes.start + part.len()).contains(&place));
            from = place;
        }
    }
}

/// Passages lie in order, beside each other, and have their ids for themselves.
fn check_passages(reading: &Reading<'_>) {
    let origin = Origin {
        path: reading.path,
        archive: reading.archive,
        path_bytes: None,
        language: Language::ENGLISH,
    };
    let passages = split(&reading.document, reading.text, &origin);
    let mut ids: Vec<_> = passages.iter().map(|passage| &passage.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), passages.len());
    for pair in passages.windows(2) {
        if let (Some([_, end]), Some([start, _])) = (pair[0].bytes, pair[1].bytes) {
            assert!(end <= start);
        }
    }
}
