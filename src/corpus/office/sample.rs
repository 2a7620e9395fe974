//! Containers for tests, and what readers make of them.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::rendering::Rendered;

/// A reader of a format that is no text.
type Reader = fn(&[u8], &Limits, &mut dyn FnMut(Rendered)) -> Result<(), Refusal>;

/// Returns a container with these parts.
pub(in crate::corpus) fn container(parts: &[(&str, impl AsRef<[u8]>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // What says which kind of file it is must not be compressed.
        let method = match *name {
            "mimetype" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a part");
        writer.write_all(content.as_ref()).expect("its content");
    }
    writer.finish().expect("a container").into_inner()
}

/// Reads one document.
pub(in crate::corpus) fn read(reader: Reader, bytes: &[u8]) -> Result<Rendered, String> {
    let mut found = None;
    let result = reader(bytes, &Limits::default(), &mut |it| found = Some(it));
    match result {
        Ok(()) => Ok(found.expect("a document")),
        Err(refusal) => Err(refusal.reason),
    }
}

/// Returns the level, heading, anchor and text of each section.
pub(in crate::corpus) fn sections(rendered: &Rendered) -> Vec<(u8, &str, &str, &str)> {
    let sections = rendered.document.sections.iter().map(|section| {
        let anchor = section.anchor.as_deref().unwrap_or_default();
        (section.level, &*section.heading, anchor, &*section.text)
    });
    sections.collect()
}
