//! A tree with everything that can go wrong in one: each file is indexed or told with its reason, and nothing hangs.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use crate::folder::Folder;

/// Runs a command of the shell in a folder.
fn shell(folder: &Folder, place: &str, script: &str) {
    let mut command = Command::new("sh");
    let status = command
        .args(["-c", script])
        .current_dir(folder.path(place))
        .status();
    assert!(status.expect("a shell").success(), "{script}");
}

fn reason<'a>(json: &'a Value, path: &str) -> &'a str {
    let files = json["files"].as_array().expect("files");
    let file = files.iter().find(|file| file["path"] == path);
    let file = file.unwrap_or_else(|| panic!("{path} is not told: {json}"));
    file["reason"].as_str().expect("a reason")
}

#[test]
fn strange_files_are_told_and_the_others_are_found() {
    let folder = Folder::new().file("plain.md", "the needle\n");
    let corpus = folder.path("corpus");
    shell(&folder, "corpus", "mkfifo pipe.md");
    let _socket = UnixListener::bind(corpus.join("socket.md")).expect("a socket");
    symlink("loop.md", corpus.join("loop.md")).expect("a link");
    symlink("/etc", corpus.join("escape")).expect("a link");
    symlink("..", corpus.join("up")).expect("a link");
    symlink("/dev/zero", corpus.join("zero.md")).expect("a link");
    let sparse = File::create(corpus.join("sparse.md")).expect("a file");
    sparse.set_len(4 << 30).expect("4 GiB of nothing");
    let long = format!("{}.md", "n".repeat(252));
    fs::write(corpus.join(&long), "the needle\n").expect("a file");
    fs::write(
        corpus.join(OsStr::from_bytes(b"caf\xe9\n\x1b[31m.md")),
        "the needle\n",
    )
    .expect("a file");
    fs::write(corpus.join("binary.md"), [0; 100]).expect("a file");
    fs::write(corpus.join("empty.md"), "").expect("a file");
    // Deeper than a path can be long.
    shell(
        &folder,
        "corpus",
        "d=$(printf %0200d 0); for i in $(seq 40); do mkdir $d && cd -P $d || exit 1; done; echo the needle > deep.md",
    );
    let update = folder.search(&["--update", "--json"]);
    let json = update.json();
    for (path, told) in [
        ("pipe.md", "not a regular file"),
        ("socket.md", "not a regular file"),
        ("loop.md", "symbolic link"),
        ("escape", "symbolic link"),
        ("up", "symbolic link"),
        ("zero.md", "symbolic link"),
        ("sparse.md", "larger than 67108864 bytes"),
        ("binary.md", "binary"),
    ] {
        assert_eq!(reason(&json, path), told, "{path}");
    }
    let found = folder.search(&["needle", "--json"]);
    assert_eq!(found.ids().len(), 3, "{}", found.out());
    let found = folder.search(&["needle"]).exits(0);
    assert!(!found.out().contains('\u{1b}'));
    // Links are followed when asked for, and still nothing hangs.
    let followed = folder.search(&["--rebuild", "--follow", "--json"]).json();
    assert!(reason(&followed, "zero.md").contains("not a regular file"));
    shell(&folder, "", "rm -rf corpus");
}

#[test]
fn a_file_that_grows_while_it_is_read_is_not_half_indexed() {
    let folder = Folder::new().file("plain.md", "the needle\n");
    let path = folder.path("corpus/growing.md");
    fs::write(&path, "grows\n").expect("a file");
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = OpenOptions::new().append(true).open(&path).expect("a file");
            while !is_done.load(Ordering::Relaxed) {
                file.write_all(b"grows and grows\n").expect("it is written");
            }
        });
        for _ in 0..5 {
            let update = folder.search(&["--update", "--json"]).json();
            // It was read in one piece, or it says why it was not.
            if update["failed"] == 1 {
                assert_eq!(reason(&update, "growing.md"), "it changes while it is read");
            }
        }
        is_done.store(true, Ordering::Relaxed);
    });
    // When it has come to rest, the next search has all of it.
    fs::write(&path, "rest\n").expect("a file");
    folder.search(&["rest"]).exits(0).prints("growing.md");
    folder
        .search(&["--status"])
        .exits(0)
        .prints("fresh")
        .prints("0 failed");
}
