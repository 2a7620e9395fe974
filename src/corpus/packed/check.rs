//! Whatever is done to an archive, reading it ends in documents or in a reason.

use std::io::{Cursor, Write};

use ::tar::{Builder, Header};
use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use lzma_rust2::{XzOptions, XzWriter};
use proptest::prelude::*;

use crate::corpus::{self, Limits};

fn zip() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.md", "b/c.txt"] {
        let started = writer.start_file(name, SimpleFileOptions::default());
        started.expect("an entry");
        writer
            .write_all(b"# words\n\nwords and words")
            .expect("a file");
    }
    writer.finish().expect("an archive").into_inner()
}

fn tar() -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for name in ["a.md", "b/c.txt"] {
        let mut header = Header::new_gnu();
        header.set_size(5);
        let added = builder.append_data(&mut header, name, &b"words"[..]);
        added.expect("an entry");
    }
    builder.into_inner().expect("an archive")
}

/// Returns a file in every way of packing.
fn packed() -> Vec<Vec<u8>> {
    let tar = tar();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&tar).expect("a file");
    let mut bzip2 = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::best());
    bzip2.write_all(&tar).expect("a file");
    let mut xz = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).expect("a writer");
    xz.write_all(&tar).expect("a file");
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    vec![
        zip(),
        gzip.finish().expect("a file"),
        bzip2.finish().expect("a file"),
        xz.finish().expect("a file"),
        ruzstd::encoding::compress_to_vec(&tar[..], level),
        tar,
    ]
}

fn documents(bytes: &[u8]) -> usize {
    let mut documents = 0;
    let read = corpus::read("a", bytes.to_vec(), &Limits::default(), &mut |reading| {
        documents += 1;
        assert!(reading.path == "a" || reading.path.starts_with("a!/"));
    });
    // An error has a reason that is told to people.
    assert!(read.is_ok() || !read.expect_err("an error").reason.is_empty());
    documents
}

#[test]
fn each_way_of_packing_is_read() {
    for bytes in packed() {
        assert_eq!(documents(&bytes), 2);
    }
}

proptest! {
    #[test]
    fn nothing_that_is_done_to_an_archive_makes_its_reader_panic(
        which in 0..6_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = packed().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        documents(&bytes);
    }

    #[test]
    fn nothing_that_looks_packed_makes_a_reader_panic(
        which in 0..6_usize,
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let mut head = packed().swap_remove(which);
        // The mark of a tar stands further in.
        head.truncate(if which == 5 { 512 } else { 10 });
        head.extend(bytes);
        documents(&head);
    }
}
