//! Files of many records, which are read piece by piece.

use std::fs::{self, File};
use std::io::Write;

use bzip2::Compression;
use bzip2::write::BzEncoder;

use crate::folder::Folder;

/// More than a piece has.
const LARGE_BYTES: usize = 9 << 20;

/// Returns records up to a size, most of it what no reader shows, and how many there are; the last one has a camel.
fn records(record: impl Fn(usize, &str, &str) -> String) -> (String, usize) {
    let mut records = String::new();
    let filler = "x".repeat(100_000);
    let mut count = 0;
    while records.len() < LARGE_BYTES {
        records += &record(count, &filler, "The river flows.");
        count += 1;
    }
    records += &record(count, "", "A camel.");
    (records, count + 1)
}

/// Claims where the camel is found, and that the file has so many documents.
fn check(folder: &Folder, id: &str, lines: [usize; 2], documents: usize) {
    let json = folder.search(&["camel", "--json"]).exits(0).json();
    let hit = &json["hits"][0];
    assert_eq!(hit["id"], id);
    assert_eq!(hit["lines"], serde_json::json!(lines));
    let (path, _) = id.split_once('#').expect("an id");
    let json = folder
        .search(&["--status", "--full", "--json"])
        .exits(0)
        .json();
    assert_eq!(json["documents"], documents);
    folder
        .search(&["--get", &format!("{path}:{}", lines[0])])
        .exits(0)
        .prints("camel");
    folder.search(&["--get", id]).exits(0).prints("A camel.");
}

#[test]
fn the_last_line_of_many_is_found_at_its_place() {
    let (lines, count) = records(|id, filler, text| {
        format!("{{\"id\": {id}, \"filler\": \"{filler}\", \"text\": \"{text}\"}}\n")
    });
    let folder = Folder::new().file("a.jsonl", &lines);
    check(
        &folder,
        &format!("a.jsonl#{}", count - 1),
        [count, count],
        count,
    );
    let json = folder.search(&["camel", "--json"]).exits(0).json();
    let start = lines[..lines.len() - 1].rfind('\n').expect("lines") + 1;
    assert_eq!(
        json["hits"][0]["bytes"],
        serde_json::json!([start, lines.len()])
    );
}

#[test]
#[cfg(feature = "formats")]
fn the_last_page_of_a_compressed_dump_is_found_at_its_place() {
    let (pages, count) = records(|id, filler, text| {
        format!(
            "<page>\n<title>Page {id}</title>\n<revision><comment>{filler}</comment>\n\
             <text>{text}</text></revision>\n</page>\n"
        )
    });
    let dump = format!("<mediawiki xml:lang=\"en\">\n{pages}</mediawiki>\n");
    let mut encoder = BzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(dump.as_bytes()).expect("a file");
    // Such a file may unpack to much more than one that is kept in memory.
    let folder = Folder::new().file("wiki.xml.bz2", encoder.finish().expect("a file"));
    folder.write(
        "search.toml",
        "[extract]\nunpacked_bytes = 1048576\nratio = 100000\n",
    );
    let last = 5 * count - 3;
    let id = format!("wiki.xml.bz2#Page-{}", count - 1);
    check(&folder, &id, [last, last + 4], count);
}

#[test]
fn a_record_that_does_not_end_is_told() {
    let folder = Folder::new().file("plain.md", "camel\n");
    // The first message is a piece of its own.
    let filler = "x".repeat(LARGE_BYTES);
    let message = |subject: &str, filler: &str| {
        let date = "Fri Nov 20 09:12:44 2015";
        format!("From a@x {date}\nSubject: {subject}\nX-Filler: {filler}\n\nriver\n\n")
    };
    let mailbox = message("first", &filler) + &message("endless", "");
    let mut file = File::create(folder.path("corpus/a.mbox")).expect("a file");
    file.write_all(mailbox.as_bytes()).expect("it is written");
    let block = vec![b'x'; 1 << 20];
    (0..65).for_each(|_| file.write_all(&block).expect("it is written"));
    drop(file);
    let json = folder.search(&["--update", "--json"]).exits(0).json();
    let files = json["files"].as_array().expect("files");
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["status"], "indexed");
    let reason = "has a record of more than 64 MiB; from there on left out";
    assert_eq!(files[0]["reason"], reason);
    folder.search(&["title:first", "-c"]).exits(0);
    folder.search(&["title:endless", "-c"]).exits(1);
    fs::write(folder.path("corpus/a.mbox"), block.repeat(65)).expect("it is written");
    let json = folder.search(&["--update", "--json"]).exits(2).json();
    assert_eq!(json["files"][0]["status"], "failed");
    folder.search(&["camel", "-c"]).exits(0).prints("1");
}

#[test]
fn a_line_of_a_gibibyte_costs_only_what_stands_in_it() {
    let folder = Folder::new().file("plain.md", "camel\n");
    let path = folder.path("corpus/a.mbox");
    let mut file = File::create(&path).expect("a file");
    let head = b"From a@x Fri Nov 20 09:12:44 2015\nSubject: endless\n\n";
    file.write_all(head).expect("it is written");
    let block = vec![b'x'; 1 << 20];
    (0..1024).for_each(|_| file.write_all(&block).expect("it is written"));
    drop(file);
    let json = folder.search(&["--update", "--json"]).json();
    let files = json["files"].as_array().expect("files");
    assert_eq!(files.len(), 1);
    let reason = files[0]["reason"].as_str().expect("a reason");
    assert!(reason.contains("a record of more than 64 MiB"), "{reason}");
    folder.search(&["camel", "-c"]).exits(0).prints("1");
}

#[test]
#[cfg(unix)]
fn a_file_with_holes_is_left_out_at_once() {
    let folder = Folder::new().file("plain.md", "camel\n");
    for name in ["a.txt", "a.mbox", "a.jsonl"] {
        let file = File::create(folder.path("corpus").join(name)).expect("a file");
        file.set_len(100 << 20).expect("a length");
    }
    let json = folder.search(&["--update", "--json"]).exits(0).json();
    let files = json["files"].as_array().expect("files");
    let told = files.iter().map(|file| (&file["status"], &file["reason"]));
    let expected = ("skipped".into(), "larger than 67108864 bytes".into());
    assert_eq!(
        told.collect::<Vec<_>>(),
        vec![(&expected.0, &expected.1); 3]
    );
    folder.search(&["camel", "-c"]).exits(0).prints("1");
}
