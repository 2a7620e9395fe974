//! `search.toml`, and where things are.

use crate::folder::Folder;

#[test]
fn the_nearest_file_names_corpora_and_index() {
    let folder = Folder::new();
    folder.write("notes/a.md", "words\n");
    folder.write("papers/b.md", "words\n");
    folder.write("papers/deep/c.md", "other\n");
    folder.write(
        "search.toml",
        "corpora = [\"notes\", \"papers\"]\nindex = \"my-index\"\n",
    );
    let run = folder
        .search_in("papers/deep", &["words", "--json"])
        .exits(0);
    let mut ids = run.ids();
    ids.sort();
    assert_eq!(ids, ["notes/a.md#", "papers/b.md#"]);
    assert!(folder.path("my-index/CURRENT").is_file());
    assert_eq!(
        folder.search(&["--get", "papers/b.md"]).exits(0).out(),
        "words\n"
    );
}

#[test]
fn globs_say_what_is_read() {
    let folder = Folder::new()
        .file("a.md", "words\n")
        .file("b.txt", "words\n")
        .file("drafts/c.md", "words\n");
    folder.write(
        "search.toml",
        "include = [\"*.md\"]\nexclude = [\"drafts/\"]\n",
    );
    assert_eq!(folder.search(&["words", "--json"]).ids(), ["a.md#"]);
    folder.write("search.toml", "include = [\"[\"]\n");
    folder.search(&["words"]).exits(2).warns("glob");
}

#[test]
fn pages_are_read_whole_once_that_is_said() {
    let page = "<h1>Niger</h1><nav>Home</nav><p>river";
    let mhtml = "From: <Saved by x>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n\
        --b\nContent-Type: text/html\n\n";
    let folder = Folder::new()
        .file("a.html", page)
        .file("b.mhtml", format!("{mhtml}{page} bank\n--b--\n"));
    folder.search(&["home"]).exits(1);
    folder.write("search.toml", "[extract]\nwhole_pages = true\n");
    let mut found = folder.search(&["home", "--json"]).ids();
    found.sort();
    assert_eq!(found, ["a.html#niger", "b.mhtml#niger"]);
    folder.write("search.toml", "");
    folder.search(&["home"]).exits(1);
}

#[test]
fn a_file_that_reaches_outside_or_makes_no_sense_is_refused() {
    let folder = Folder::new().file("a.md", "words\n");
    folder.write("search.toml", "corpora = [\"../elsewhere\"]\n");
    folder
        .search(&["words"])
        .exits(2)
        .warns("outside of its folder");
    folder.write("search.toml", "command = \"rm\"\n");
    folder.search(&["words"]).exits(2).warns("command");
    folder.write("search.toml", "language = \"klingon\"\n");
    folder.search(&["words"]).exits(2).warns("klingon");
}

#[test]
fn a_folder_without_the_name_is_indexed_into_the_cache() {
    let folder = Folder::new();
    folder.write("notes/a.md", "words\n");
    folder
        .search_in("notes", &["words"])
        .exits(0)
        .prints("a.md:1");
    let cached = std::fs::read_dir(folder.path("cache/section-search"))
        .expect("the cache")
        .count();
    assert_eq!(cached, 1);
    let left: Vec<_> = std::fs::read_dir(folder.path("notes"))
        .expect("the folder")
        .collect();
    assert_eq!(left.len(), 1, "nothing is written beside the documents");
}

#[test]
fn options_and_environment_choose_the_folders() {
    let folder = Folder::new();
    folder.write("docs/a.md", "words\n");
    folder
        .search(&["words", "--corpus", "docs", "--index", "here"])
        .exits(0);
    assert!(folder.path("here/CURRENT").is_file());
    folder
        .search(&["words", "--corpus", "docs/a.md"])
        .exits(0)
        .prints("a.md:1");
}
