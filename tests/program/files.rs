//! Which files are read.

use crate::folder::Folder;

#[test]
fn ignore_files_are_honoured() {
    let folder = Folder::new()
        .file(".ignore", "a.md\n")
        .file(".searchignore", "b.md\n")
        .file("a.md", "words\n")
        .file("b.md", "words\n")
        .file("c.md", "words\n");
    assert_eq!(folder.search(&["words", "--json"]).ids(), ["c.md#"]);
    let mut all = folder.search(&["words", "--json", "--no-ignore"]).ids();
    all.sort();
    assert_eq!(all, ["a.md#", "b.md#", "c.md#"]);
}

#[test]
fn large_files_are_left_out_with_a_reason() {
    let folder = Folder::new()
        .file("small.md", "words\n")
        .file("large.md", "words ".repeat(400));
    let json = folder
        .search(&["--update", "--json", "--max-filesize", "1K"])
        .exits(0)
        .json();
    assert_eq!(json["files"][0]["path"], "large.md");
    assert_eq!(json["files"][0]["reason"], "larger than 1024 bytes");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_found_and_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let name = folder.path("corpus").join(OsStr::from_bytes(b"caf\xe9.md"));
    if std::fs::write(name, "# Menu\n\nwords\n").is_err() {
        return; // The file system refuses such names.
    }
    let json = folder.search(&["words", "--json"]).exits(0).json();
    assert_eq!(json["hits"][0]["path"], "caf\\xE9.md");
    assert_eq!(json["hits"][0]["path_bytes"], "Y2Fm6S5tZA==");
    let id = json["hits"][0]["id"].as_str().expect("an id");
    assert_eq!(
        folder.search(&["--get", id]).exits(0).out(),
        "# Menu\n\nwords\n"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_if_asked() {
    let folder = Folder::new().file("a.md", "words\n");
    folder.write("elsewhere/b.md", "words\n");
    std::os::unix::fs::symlink(folder.path("elsewhere"), folder.path("corpus/linked"))
        .expect("a link");
    assert_eq!(folder.search(&["words", "--json"]).ids(), ["a.md#"]);
    assert_eq!(folder.search(&["words", "-L", "--json"]).ids().len(), 2);
}

#[test]
fn other_encodings_are_read_with_exact_bytes() {
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(
        "# Café\n\nMünchen liegt\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    let folder = Folder::new()
        .file("utf16.md", utf16)
        .file("latin1.txt", b"Die Stra\xdfe f\xfchrt nach M\xfcnchen.\n");
    let json = folder.search(&["münchen", "--json"]).exits(0).json();
    let mut bytes: Vec<_> = json["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .map(|hit| hit["bytes"].to_string())
        .collect();
    bytes.sort();
    assert_eq!(bytes, ["[0,31]", "[2,46]"]);
    assert_eq!(
        folder.search(&["--get", "utf16.md:3"]).out(),
        "München liegt\n"
    );
}

#[test]
fn the_index_is_never_part_of_the_corpus() {
    let folder = Folder::new().file("a.md", "words\n");
    folder
        .search(&["--update", "--corpus", ".", "--index", "here/deep"])
        .exits(0)
        .prints("1 added");
    folder
        .search(&["--update", "--corpus", ".", "--index", "here/deep"])
        .exits(0)
        .prints("0 added, 0 changed, 0 removed");
}
