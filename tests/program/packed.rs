//! Compressed files and archives.

use std::fs;
use std::io::{Cursor, Write};

use bzip2::Compression;
use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use lzma_rust2::{XzOptions, XzWriter};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::folder::Folder;

const RIVERS: &str = "# Rivers\n\nThe Niger flows.\n\n## Towns\n\nBamako lies there.\n";

/// A way to compress a file.
type Compress = fn(&[u8]) -> Vec<u8>;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_by(CompressionMethod::Deflated, files)
}

fn zip_by(method: CompressionMethod, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in files {
        let started = writer.start_file(*name, options);
        started.expect("an entry");
        writer.write_all(content).expect("a file");
    }
    writer.finish().expect("an archive").into_inner()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        // The crate would not write a name that leads out of the archive.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *content).expect("an entry");
    }
    builder.into_inner().expect("an archive")
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).expect("a file");
    encoder.finish().expect("a file")
}

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = BzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).expect("a file");
    encoder.finish().expect("a file")
}

fn zstd(content: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
}

/// As `pzstd` writes it: each frame behind one that tells its length.
fn pzstd(content: &[u8]) -> Vec<u8> {
    let frame = zstd(content);
    let head = [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0];
    let len = u32::try_from(frame.len()).expect("a small frame");
    [&head[..], &len.to_le_bytes(), &frame].concat()
}

fn xz(content: &[u8]) -> Vec<u8> {
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).expect("a writer");
    writer.write_all(content).expect("a file");
    writer.finish().expect("a file")
}

/// Compresses both halves of a text, one after the other.
fn in_two(compress: Compress, text: &str) -> Vec<u8> {
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    [compress(first), compress(second)].concat()
}

/// Returns what the program tells of the files that are not indexed as a whole.
fn told(json: &Value) -> Vec<(&str, &str, &str)> {
    let files = json["files"].as_array().expect("files").iter();
    files
        .map(|file| {
            let text = |name: &str| file[name].as_str().expect("a text");
            (text("path"), text("status"), text("reason"))
        })
        .collect()
}

#[test]
fn a_compressed_file_is_read_in_its_place() {
    let compressions: [(&str, Compress); 5] = [
        ("gz", gzip),
        ("bz2", bzip2),
        ("zst", zstd),
        ("zst", pzstd),
        ("xz", xz),
    ];
    for (extension, compress) in compressions {
        let name = format!("big-rivers.md.{extension}");
        let folder = Folder::new().file(&name, in_two(compress, RIVERS));
        let json = folder.search(&["bamako", "--json"]).exits(0).json();
        let hit = &json["hits"][0];
        assert_eq!(hit["id"], format!("{name}#towns"));
        assert_eq!(hit["lines"], json!([5, 7]));
        assert_eq!(hit["title"], "Rivers");
        folder
            .search(&["--get", &format!("{name}#towns")])
            .exits(0)
            .prints("Bamako lies there.\n")
            .lacks("##");
        for kind in ["md", "markdown", extension] {
            let query = format!("bamako type:{kind}");
            folder.search(&[&query, "-c"]).exits(0).prints("1");
        }
    }
}

#[test]
fn what_follows_a_gzip_file_is_no_part_of_it() {
    let padded = [gzip(b"camel\n"), vec![0; 100]].concat();
    let folder = Folder::new().file("a.txt.gz", padded);
    folder
        .search(&["--get", "a.txt.gz:1"])
        .exits(0)
        .prints("camel");
    folder.search(&["--get", "a.txt.gz:9"]).exits(1);
}

#[test]
fn the_oldest_tar_archives_are_known() {
    let mut old = tar(&[("a.md", b"camel")]);
    // Without the mark of later ones; the checksum is told anew.
    let mut header = tar::Header::from_byte_slice(&old[..512]).clone();
    header.as_mut_bytes()[257..265].fill(0);
    header.set_cksum();
    old[..512].copy_from_slice(header.as_bytes());
    let folder = Folder::new().file("a.tar", old);
    folder
        .search(&["camel", "-l"])
        .exits(0)
        .prints("a.tar!/a.md");
}

#[test]
fn the_title_of_a_compressed_text_is_its_name() {
    let folder = Folder::new().file("big-rivers.txt.gz", gzip(b"The Niger."));
    let json = folder.search(&["niger", "--json"]).exits(0).json();
    assert_eq!(json["hits"][0]["title"], "Big rivers");
}

#[test]
fn each_file_of_an_archive_is_a_document() {
    let files: [(&str, &[u8]); 2] = [("docs/rivers.md", RIVERS.as_bytes()), ("b.txt", b"Niger\n")];
    let packed = tar(&files);
    for (name, bytes) in [
        ("a.zip", zip(&files)),
        ("b.zip", zip_by(CompressionMethod::Bzip2, &files)),
        ("a.tar", packed.clone()),
        ("a.tar.gz", gzip(&packed)),
        ("a.tgz", gzip(&packed)),
        ("a.tar.bz2", bzip2(&packed)),
        ("a.tar.zst", zstd(&packed)),
        ("a.tar.xz", xz(&packed)),
    ] {
        let folder = Folder::new().file(name, bytes);
        let rivers = format!("{name}!/docs/rivers.md");
        let json = folder.search(&["bamako", "--json"]).exits(0).json();
        let hit = &json["hits"][0];
        assert_eq!(hit["id"], format!("{rivers}#towns"));
        assert_eq!(
            (&hit["path"], &hit["archive"]),
            (&json!(rivers), &json!(name))
        );
        assert_eq!(hit["lines"], json!([5, 7]));
        let place = format!("{rivers}:5  Rivers › Towns\n");
        folder.search(&["bamako"]).exits(0).prints(&place);
        let documents = folder.search(&["--outline", name]).exits(0);
        documents.prints(&rivers).prints(&format!("{name}!/b.txt"));
        let sections = folder.search(&["--outline", &rivers]).exits(0);
        sections.prints(&format!("{rivers}#towns")).lacks("b.txt");
        let section = folder.search(&["--get", &format!("{rivers}#towns")]);
        section.exits(0).prints("Bamako").lacks("Niger");
        let lines = folder.search(&["--get", &format!("{rivers}:6-7")]);
        lines.exits(0).prints("Bamako").lacks("Niger");
        let found = folder.search(&[&format!("niger path:\"{rivers}\""), "-l"]);
        found.exits(0).prints(&rivers).lacks("b.txt");
        let why = folder.search(&["--why", &rivers, "bamako"]).exits(0);
        why.prints("yes, as the file is now").prints("1 of 1");
        let status = folder.search(&["--status", "--json"]).json();
        assert_eq!(
            (&status["indexed"], &status["documents"]),
            (&json!(1), &json!(2))
        );
    }
}

#[test]
fn the_files_of_an_archive_change_and_go_with_it() {
    let folder = Folder::new().file("a.zip", zip(&[("a.md", b"camel"), ("b.md", b"camel")]));
    folder.search(&["camel", "-c"]).exits(0).prints("2");
    folder.write("corpus/a.zip", zip(&[("b.md", b"walrus")]));
    folder.search(&["camel", "-c"]).exits(1);
    folder
        .search(&["walrus", "-l"])
        .exits(0)
        .prints("a.zip!/b.md");
    fs::remove_file(folder.path("corpus/a.zip")).expect("it is removed");
    folder.search(&["walrus", "-c"]).exits(1);
    folder.search(&["--verify"]).exits(0);
}

#[test]
fn content_tells_more_than_a_name() {
    let folder = Folder::new()
        .file("archive.md", zip(&[("a.md", b"camel")]))
        .file("text.zip", "camel\n")
        .file("text.gz", "camel\n");
    let found = folder.search(&["camel", "-l"]).exits(0).out();
    let mut found: Vec<_> = found.lines().collect();
    found.sort_unstable();
    assert_eq!(found, ["archive.md!/a.md", "text.gz", "text.zip"]);
}

#[test]
fn hostile_archives_cost_themselves_only() {
    let many: Vec<_> = (0..10_001).map(|number| format!("{number}.md")).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let zeros = vec![0; 4 << 20];
    let mut nested = zip(&[("deep.md", b"camel")]);
    for name in ["c.zip", "b.zip"] {
        nested = zip(&[(name, &nested), ("camel.md", b"camel")]);
    }
    let cut = gzip("camel and walrus\n".repeat(1000).as_bytes());
    let names: [(&str, &[u8]); 3] = [
        ("../../up.md", b"camel"),
        ("/abs.md", b"camel"),
        ("..", b""),
    ];
    let folder = Folder::new()
        .file("plain.md", "camel\n")
        .file("bomb.zip", zip(&[("a.md", b"camel"), ("zeros", &zeros)]))
        .file("bomb.gz", gzip(&zeros))
        .file("bomb.bz2", bzip2(&zeros))
        .file("bomb.xz", xz(&zeros))
        .file("bomb.zst", zstd(&zeros))
        .file("many.zip", zip(&many))
        .file("many.tar", tar(&many))
        .file("nested.zip", nested)
        .file("names.zip", zip(&names))
        .file("names.tar", tar(&names))
        .file("cut.gz", &cut[..cut.len() / 2])
        .file("cut.zip", &zip(&[("a.md", b"camel")])[..40])
        .file("wrong.zip", [b"PK\x03\x04".as_slice(), &[0; 100]].concat())
        .file("none.zip", zip(&[("a.bin", &[0; 10]), ("b.bin", &[0; 10])]));
    let sparse = fs::File::create(folder.path("corpus/sparse.zip")).expect("a file");
    sparse.set_len(4 << 30).expect("4 GiB of nothing");
    let json = folder.search(&["--update", "--json"]).exits(2).json();
    let ratio = "unpacks to more than 100 times its size";
    let deep =
        "1 of 4 files in it left out: b.zip!/c.zip: more than 2 archives or messages in each other";
    let none = "2 of 2 files in it left out: a.bin: binary; b.bin: binary";
    let expected = [
        ("bomb.bz2", "failed", ratio),
        ("bomb.gz", "failed", ratio),
        ("bomb.xz", "failed", ratio),
        ("bomb.zip", "failed", ratio),
        ("bomb.zst", "failed", ratio),
        ("cut.gz", "failed", "damaged: incomplete deflate stream"),
        (
            "cut.zip",
            "failed",
            "damaged: invalid Zip archive: Could not find EOCD",
        ),
        ("many.tar", "failed", "has more than 10000 entries"),
        ("many.zip", "failed", "has more than 10000 entries"),
        ("nested.zip", "indexed", deep),
        ("none.zip", "skipped", none),
        ("sparse.zip", "skipped", "larger than 67108864 bytes"),
        (
            "wrong.zip",
            "failed",
            "damaged: invalid Zip archive: Could not find EOCD",
        ),
    ];
    assert_eq!(told(&json), expected);
    let found = folder.search(&["camel", "-l"]).exits(0).out();
    let mut found: Vec<_> = found.lines().collect();
    found.sort_unstable();
    let expected = [
        "names.tar!/abs.md",
        "names.tar!/up.md",
        "names.zip!/abs.md",
        "names.zip!/up.md",
        "nested.zip!/b.zip!/camel.md",
        "nested.zip!/camel.md",
        "plain.md",
    ];
    assert_eq!(found, expected);
    // Every file is accounted for, and nothing was unpacked beside the corpus.
    let status = folder.search(&["--status", "--json"]).exits(0).json();
    let count = |name: &str| status[name].as_u64().expect("a number");
    let files = fs::read_dir(folder.path("corpus"))
        .expect("the corpus")
        .count();
    assert_eq!(
        count("indexed") + count("skipped") + count("failed"),
        files as u64
    );
    let beside = fs::read_dir(folder.path("")).expect("the folder");
    let mut beside: Vec<_> = beside
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    beside.sort();
    assert_eq!(beside, ["corpus", "index"]);
}

#[test]
fn bounds_are_set_in_the_configuration() {
    let folder = Folder::new()
        .file("a.zip", zip(&[("a.md", b"camel"), ("b.md", b"camel")]))
        .file(
            "b.md.gz",
            gzip("# Head\n\ncamel\n\n".repeat(100).as_bytes()),
        );
    folder.write("search.toml", "[extract]\nentries = 1\ntext_bytes = 20\n");
    let json = folder.search(&["--update", "--json"]).exits(2).json();
    let text = "has more than 20 bytes of text; what comes after is left out";
    let expected = [
        ("a.zip", "failed", "has more than 1 entries"),
        ("b.md.gz", "indexed", text),
    ];
    assert_eq!(told(&json), expected);
    folder.search(&["camel", "-c"]).exits(0).prints("4");
    // What is allowed now is read now.
    folder.write("search.toml", "");
    folder
        .search(&["camel", "-c", "--fresh", "always"])
        .exits(0)
        .prints("102");
    folder.write("search.toml", "[extract]\nnonsense = 1\n");
    folder.search(&["camel"]).exits(2).warns("nonsense");
}
