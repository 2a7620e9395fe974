//! Answers reflect the files as they are.

use std::fs;

use crate::folder::Folder;

#[test]
fn the_first_search_makes_the_index() {
    let folder = Folder::new().file("a.md", "words\n");
    folder
        .search(&["words", "--fresh", "never"])
        .exits(2)
        .warns("there is no index");
    folder.search(&["words"]).exits(0);
    folder.search(&["words", "--fresh", "never"]).exits(0);
    assert!(folder.path("index/CURRENT").is_file());
}

#[test]
fn a_search_sees_what_was_just_written_renamed_or_removed() {
    let folder = Folder::new().file("a.md", "first\n");
    folder.search(&["first"]).exits(0);
    folder.write("corpus/a.md", "second\n");
    folder.search(&["second"]).exits(0);
    folder.search(&["first"]).exits(1);
    fs::rename(folder.path("corpus/a.md"), folder.path("corpus/b.md")).expect("it was there");
    assert_eq!(folder.search(&["second", "--json"]).ids(), ["b.md#"]);
    fs::remove_file(folder.path("corpus/b.md")).expect("it was there");
    folder.search(&["second"]).exits(1);
}

#[test]
fn what_does_not_fit_the_budget_is_said_and_ghosts_are_not_shown() {
    let folder = Folder::new()
        .file("a.md", "words\n")
        .file("b.md", "words\n");
    folder.write("search.toml", "[freshness]\nbudget_ms = 0\n");
    folder.search(&["--update"]).exits(0);
    folder.write("corpus/c.md", "words\n");
    fs::remove_file(folder.path("corpus/b.md")).expect("it was there");
    let run = folder
        .search(&["words", "--json"])
        .exits(0)
        .warns("the index is stale: 2 files have changed");
    assert_eq!(run.json()["freshness"]["state"], "stale");
    assert_eq!(run.json()["freshness"]["changed"], 2);
    assert_eq!(run.ids(), ["a.md#"]);
    let run = folder.search(&["words", "--json", "--fresh", "never"]);
    assert_eq!(run.json()["freshness"]["state"], "unchecked");
    assert_eq!(run.ids(), ["a.md#", "b.md#"]);
    let run = folder.search(&["words", "--json", "--fresh", "always"]);
    assert_eq!(run.json()["freshness"]["state"], "fresh");
    assert_eq!(run.ids(), ["a.md#", "c.md#"]);
}

#[test]
fn an_index_of_another_version_is_rebuilt_without_a_question() {
    let folder = Folder::new().file("a.md", "words\n");
    folder.search(&["words"]).exits(0);
    let manifest = folder.path("index/g000001/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(
        &manifest,
        text.replace("\"analyzer\":\"", "\"analyzer\":\"other"),
    )
    .expect("written");
    folder.search(&["words"]).exits(0).prints("a.md:1");
    assert!(!manifest.exists());
    assert!(folder.path("index/g000002/manifest.json").is_file());
}

#[test]
fn a_deleted_index_is_made_again() {
    let folder = Folder::new().file("a.md", "words\n");
    folder.search(&["words"]).exits(0);
    fs::remove_dir_all(folder.path("index")).expect("it was there");
    folder.search(&["words"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_read_only_index_answers() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new().file("a.md", "words\n");
    folder.search(&["words"]).exits(0);
    let index = folder.path("index");
    for dir in [index.join("g000001"), index] {
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o555)).expect("it is ours");
    }
    folder.search(&["words"]).exits(0);
    for dir in [folder.path("index"), folder.path("index/g000001")] {
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
}

#[test]
fn a_second_writer_says_who_writes() {
    let folder = Folder::new().file("a.md", "words\n");
    folder.search(&["words"]).exits(0);
    let lock = fs::File::open(folder.path("index/lock")).expect("a lock file");
    lock.lock().expect("nobody holds it");
    folder.write("corpus/a.md", "other words\n");
    // A search answers from the last state, and says so.
    folder.search(&["words"]).exits(0).warns("stale");
    folder
        .search(&["--update"])
        .exits(2)
        .warns("is being updated by process ");
}
