//! Which file a path of `--why` names.

use serde_json::json;

use crate::folder::Folder;
use crate::rules::{indexed, is_left_out};

#[test]
fn a_path_on_the_disk_is_as_good_as_one_of_the_corpus() {
    let folder = Folder::new().file("notes/mali.md", "# Mali\n");
    folder.search(&["--update"]).exits(0);
    let absolute = folder.path("corpus/notes/mali.md");
    let absolute = absolute.to_str().expect("UTF-8");
    for path in [
        "notes/mali.md",
        "./notes/mali.md",
        "corpus/notes/mali.md",
        absolute,
    ] {
        let run = folder.search(&["--why", path]).exits(0);
        run.prints("file       notes/mali.md\n");
    }
    let corpus = ["--corpus", "..", "--index", "../../index", "--why"];
    let below = |path| folder.search_in("corpus/notes", &[&corpus[..], &[path]].concat());
    below("mali.md")
        .exits(0)
        .prints("file       notes/mali.md\n");
    below("../notes/mali.md").exits(0);
    // One that is gone is known by both names, too.
    std::fs::remove_file(absolute).expect("it was there");
    for path in ["notes/mali.md", "corpus/notes/mali.md"] {
        folder.search(&["--why", path]).exits(1).prints("no more");
    }
}

#[test]
fn folders_are_told_with_their_files() {
    let folder = Folder::new()
        .file("a.md", "x\n")
        .file("notes/b.md", "x\n")
        .file("notes/c/d.md", "x\n")
        .file("notes-2/e.md", "x\n")
        .file(".old/f.md", "x\n");
    let run = folder.search(&["--why", "notes"]).exits(1);
    assert_eq!(
        indexed(&run),
        "nothing below this folder; there is no index yet"
    );
    folder.search(&["--update"]).exits(0);
    let run = folder.search(&["--why", "notes/"]).exits(0);
    assert_eq!(indexed(&run), "2 files below this folder");
    let run = folder.search(&["--why", "corpus"]).exits(0);
    assert_eq!(indexed(&run), "4 files below this folder");
    is_left_out(&folder, ".old", "hidden (--hidden reads it)");
    let json = folder.search(&["--why", "notes", "--json"]).json();
    assert_eq!(
        (&json["state"], &json["files"]),
        (&json!("folder"), &json!(2))
    );
    folder
        .search(&["--why", "notes", "words"])
        .exits(1)
        .warns("name a file");
}

#[test]
fn files_of_several_folders_are_told_by_either_name() {
    let folder = Folder::new().file("a.md", "x\n");
    folder.write("papers/b.md", "x\n");
    let corpora = [
        "--corpus", "corpus", "--corpus", "papers", "--index", "index",
    ];
    let search = |args: &[&str]| folder.search(&[&corpora[..], args].concat());
    search(&["--update"]).exits(0);
    search(&["--why", "papers/b.md"])
        .exits(0)
        .prints("papers/b.md");
    search(&["--why", "papers"]).exits(0).prints("1 file below");
    let absolute = folder.path("papers/b.md");
    let absolute = absolute.to_str().expect("UTF-8");
    search(&["--why", absolute])
        .exits(0)
        .prints("file       papers/b.md");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_told_as_they_are_printed() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let name = folder.path("corpus").join(OsStr::from_bytes(b"caf\xe9.md"));
    if std::fs::write(name, "# Menu\n\nwords\n").is_err() {
        return; // The file system refuses such names.
    }
    folder.search(&["--update"]).exits(0);
    let json = folder
        .search(&["--why", "caf\\xE9.md", "--json"])
        .exits(0)
        .json();
    assert_eq!(
        (&json["state"], &json["path_bytes"]),
        (&json!("fresh"), &json!("Y2Fm6S5tZA=="))
    );
}
