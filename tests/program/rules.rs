//! Which rule leaves a file out.

use serde_json::{Value, json};

use crate::folder::{Folder, Run};

/// Claims that a file is not indexed, and why.
#[track_caller]
pub(crate) fn is_left_out(folder: &Folder, path: &str, why: &str) {
    folder
        .search(&["--why", path])
        .exits(1)
        .prints(&format!("indexed    no: {why}\n"))
        .says_no_more();
}

/// Returns what is said of whether a file is indexed.
pub(crate) fn indexed(run: &Run) -> String {
    let lines = run.lines();
    let line = lines
        .iter()
        .find_map(|line| line.strip_prefix("indexed    "));
    line.expect("a line on it").to_owned()
}
#[test]
fn hidden_files_are_told_with_the_hidden_folder() {
    let folder = Folder::new()
        .file("a.md", "x\n")
        .file(".secret.md", "x\n")
        .file("sub/.git/deep/b.md", "x\n");
    folder.search(&["--update"]).exits(0);
    is_left_out(&folder, ".secret.md", "hidden (--hidden reads it)");
    is_left_out(
        &folder,
        "sub/.git/deep/b.md",
        "sub/.git: hidden (--hidden reads it)",
    );
    folder
        .search(&["--why", ".secret.md", "--hidden"])
        .exits(1)
        .prints("not yet");
}

#[test]
fn ignored_files_are_told_with_file_line_and_pattern() {
    let folder = Folder::new()
        .file(".git/HEAD", "ref: refs/heads/main\n")
        .file(".git/info/exclude", "# mine\nlocal.md\n")
        .file(".gitignore", "# logs\n\n*.log\nbuild/\n")
        .file("notes/.ignore", "old.md\n")
        .file("notes/.searchignore", "private.*\n");
    for path in [
        "a.log",
        "build/x/a.md",
        "notes/old.md",
        "notes/private.md",
        "local.md",
    ] {
        folder.write(&format!("corpus/{path}"), "words\n");
    }
    folder.write(".searchignore", "above.md\n");
    folder.write("corpus/notes/above.md", "words\n");
    folder.search(&["--update"]).exits(0);
    let remedy = "(--no-ignore reads it)";
    is_left_out(&folder, "a.log", &format!(".gitignore:3: *.log {remedy}"));
    is_left_out(
        &folder,
        "build/x/a.md",
        &format!("build: .gitignore:4: build/ {remedy}"),
    );
    is_left_out(
        &folder,
        "notes/old.md",
        &format!("notes/.ignore:1: old.md {remedy}"),
    );
    is_left_out(
        &folder,
        "notes/private.md",
        &format!("notes/.searchignore:1: private.* {remedy}"),
    );
    is_left_out(
        &folder,
        "local.md",
        &format!(".git/info/exclude:2: local.md {remedy}"),
    );
    let json = folder
        .search(&["--why", "build/x/a.md", "--json"])
        .exits(1)
        .json();
    assert_eq!(
        (&json["state"], &json["indexed"]),
        (&json!("skipped"), &json!(false))
    );
    assert_eq!(
        json["rule"],
        json!({"kind": "ignored", "path": "build", "file": ".gitignore", "line": 4, "pattern": "build/"})
    );
    // A file above the corpus counts, too.
    let json = folder
        .search(&["--why", "notes/above.md", "--json"])
        .exits(1)
        .json();
    let above = json["rule"]["file"].as_str().expect("a file");
    let above = std::path::Path::new(above);
    assert!(above.is_absolute() && above.ends_with(".searchignore"));
    folder
        .search(&["--why", "a.log", "--no-ignore"])
        .exits(1)
        .prints("not yet");
}

#[test]
fn the_globs_of_the_settings_are_told() {
    let folder = Folder::new()
        .file("a.md", "x\n")
        .file("b.txt", "x\n")
        .file("drafts/c.md", "x\n");
    folder.write(
        "search.toml",
        "include = [\"*.md\"]\nexclude = [\"*.bak\", \"drafts/\"]\n",
    );
    folder.search(&["--update"]).exits(0);
    folder.search(&["--why", "a.md"]).exits(0);
    is_left_out(&folder, "b.txt", "no glob of include fits (search.toml)");
    is_left_out(
        &folder,
        "drafts/c.md",
        "drafts: excluded by drafts/ (search.toml)",
    );
}

#[test]
fn what_is_no_text_is_told() {
    let folder = Folder::new()
        .file("large.md", "words ".repeat(400))
        .file("picture.png", b"\x89PNG\0\0");
    folder.write("search.toml", "max_file_bytes = 1024\n");
    let without_index = folder.search(&["--why", "picture.png"]).exits(1);
    assert_eq!(indexed(&without_index), "no: binary; there is no index yet");
    folder.search(&["--update"]).exits(0);
    is_left_out(&folder, "picture.png", "binary");
    is_left_out(&folder, "large.md", "larger than 1024 bytes");
    let json = folder
        .search(&["--why", "large.md", "--json"])
        .exits(1)
        .json();
    assert_eq!(json["reason"], "larger than 1024 bytes");
    assert_eq!(
        (&json["state"], &json["rule"]),
        (&json!("skipped"), &Value::Null)
    );
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_told() {
    let folder = Folder::new().file("a.md", "x\n");
    folder.write("elsewhere/b.md", "x\n");
    let corpus = folder.path("corpus");
    std::os::unix::fs::symlink(corpus.join("a.md"), corpus.join("link.md")).expect("a link");
    std::os::unix::fs::symlink(folder.path("elsewhere"), corpus.join("linked")).expect("a link");
    std::os::unix::fs::symlink("nowhere", corpus.join("broken.md")).expect("a link");
    let pipe = std::process::Command::new("mkfifo")
        .arg(corpus.join("pipe.md"))
        .status();
    folder.search(&["--update"]).exits(0);
    is_left_out(&folder, "link.md", "symbolic link");
    is_left_out(&folder, "linked/b.md", "linked: symbolic link");
    is_left_out(&folder, "corpus/linked/b.md", "linked: symbolic link");
    is_left_out(&folder, "broken.md", "symbolic link");
    if pipe.is_ok_and(|status| status.success()) {
        is_left_out(&folder, "pipe.md", "not a regular file");
    }
    folder
        .search(&["--why", "linked/b.md", "-L"])
        .exits(1)
        .prints("not yet");
    let run = folder.search(&["--why", "broken.md", "-L"]).exits(1);
    assert!(indexed(&run).starts_with("no, it cannot be read: "));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new().file("closed.md", "x\n");
    let file = folder.path("corpus/closed.md");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).expect("our file");
    if std::fs::read(&file).is_ok() {
        return; // The superuser reads everything.
    }
    folder.search(&["--update"]).exits(2);
    let run = folder.search(&["--why", "closed.md"]).exits(1);
    assert!(indexed(&run).starts_with("no, it cannot be read: Permission denied"));
}

#[test]
fn what_is_not_there_or_not_inside_is_told() {
    let folder = Folder::new()
        .file("a.md", "x\n")
        .file("here/deep/x.json", "{}");
    folder.write("README.md", "x\n");
    folder
        .search(&["--update", "--index", "corpus/here"])
        .exits(0);
    let told = |path: &str| {
        indexed(
            &folder
                .search(&["--why", path, "--index", "corpus/here"])
                .exits(1),
        )
    };
    assert_eq!(told("b.md"), "no: there is no such file");
    let long = "x".repeat(300);
    assert_eq!(told(&long), "no: there is no such file");
    assert_eq!(told("a.md/b.md"), "no: there is no such file");
    assert_eq!(told("README.md"), "no: it lies outside of the corpus");
    assert_eq!(told("../elsewhere.md"), "no: it lies outside of the corpus");
    assert_eq!(
        told("corpus/../README.md"),
        "no: it lies outside of the corpus"
    );
    assert_eq!(told("here"), "no: the folder of the index");
    assert_eq!(
        told("here/deep/x.json"),
        "no: here: the folder of the index"
    );
}
