//! Readers of packages: the input is a list of parts, each headed by a line `--- name`, which are packed first.
//!
//! A fuzzer that is given a package hardly gets beyond its checksums.

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::{Corpus, fuzz_target};
use section_search_fuzz::read;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const HEAD: &str = "--- ";

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some(package) = std::str::from_utf8(data).ok().and_then(packed) else {
        return Corpus::Reject;
    };
    read("a", &package);
    Corpus::Keep
});

/// Packs the parts; none if two have one name.
fn packed(parts: &str) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in parts.strip_prefix(HEAD)?.split("\n--- ") {
        let (name, content) = part.split_once('\n')?;
        writer.start_file(name, options).ok()?;
        writer.write_all(content.as_bytes()).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}
