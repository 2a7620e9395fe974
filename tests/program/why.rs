//! Why a file is, or is not, in the results.

use serde_json::json;

use crate::folder::Folder;
use crate::rules::indexed;

const MALI: &str = "# Mali\n\nA state in Africa.\n\n## Rivers\n\nThe Niger, a river of the state.\n\n\
    ## People\n\nMokhtar Belmokhtar.\n";

#[test]
fn an_indexed_file_is_told_with_its_title_and_passages() {
    let folder = Folder::new().file("notes/mali.md", MALI);
    folder.search(&["--update"]).exits(0);
    let run = folder.search(&["--why", "notes/mali.md"]).exits(0);
    let expected = [
        "file       notes/mali.md",
        "indexed    yes, as the file is now",
        "title      Mali",
        "format     markdown",
        "language   en",
        "passages   3",
    ];
    assert_eq!(run.says_no_more().lines(), expected);
    let run = folder
        .search(&["--why", "notes/mali.md", "--json"])
        .exits(0);
    let document =
        json!({"title": "Mali", "format": "markdown", "languages": ["en"], "passages": 3});
    assert_eq!(
        run.json(),
        json!({
            "version": 1, "path": "notes/mali.md", "state": "fresh", "indexed": true,
            "reason": null, "rule": null, "document": document, "files": null,
            "has_index": true, "query": null,
        })
    );
}

#[test]
fn a_file_that_changes_is_told_at_every_step() {
    let folder = Folder::new().file("a.md", "one\n");
    let told = || indexed(&folder.search(&["--why", "a.md"]));
    assert_eq!(
        told(),
        "not yet; there is no index yet, the first search makes it"
    );
    assert!(!folder.path("index").exists(), "nothing is made");
    folder.search(&["--update"]).exits(0);
    assert_eq!(told(), "yes, as the file is now");
    folder.write("corpus/a.md", "one more\n");
    assert_eq!(told(), "yes, but the file has changed since");
    let run = folder.search(&["--why", "a.md", "more"]).exits(1);
    run.prints("more       not in the file");
    folder.write("corpus/b.md", "two\n");
    let new = folder.search(&["--why", "b.md"]).exits(1);
    assert_eq!(
        indexed(&new),
        "not yet; the next search or --update reads it"
    );
    folder.write("corpus/.ignore", "a.md\n");
    let stays = "; its passages stay until the index is brought up to date";
    assert_eq!(
        told(),
        format!("no: .ignore:1: a.md (--no-ignore reads it){stays}")
    );
    std::fs::remove_file(folder.path("corpus/a.md")).expect("it was there");
    assert_eq!(told(), format!("no more: there is no such file{stays}"));
    folder.search(&["--update"]).exits(0);
    assert_eq!(told(), "no: there is no such file");
}

#[test]
fn the_words_of_a_query_are_told() {
    let folder = Folder::new()
        .file("mali.md", MALI)
        .file("other.md", "The state of emergency, belmoktar.\n");
    folder.search(&["--update"]).exits(0);
    let run = folder
        .search(&["--why", "mali.md", "the state mali belmoktar emergency"])
        .exits(0);
    let lines = run.lines();
    let expected = [
        "the        1 of 3 passages (body); 2 in the index; weighs little",
        "state      2 of 3 passages (body); 3 in the index",
        "mali       3 of 3 passages (title); 3 in the index",
        "belmoktar  not in the file; near: belmokhtar; 1 in the index",
        "emergency  not in the file; 1 in the index",
    ];
    assert_eq!(lines[7..12], expected, "{lines:#?}");
    let json = folder
        .search(&["--why", "mali.md", "belmoktar", "--json"])
        .json();
    assert_eq!(
        json["query"]["words"],
        json!([{
            "word": "belmoktar", "passages": 0, "places": [], "in_index": 1,
            "near": ["belmokhtar"], "weighs_little": false,
        }])
    );
}

#[test]
fn near_spellings_are_of_the_place_asked_for() {
    let folder = Folder::new().file("mali.md", MALI);
    folder.search(&["--update"]).exits(0);
    let near = |query| {
        let json = folder.search(&["--why", "mali.md", query, "--json"]).json();
        json["query"]["words"][0]["near"].clone()
    };
    assert_eq!(near("heading:poeple"), json!(["people"]));
    assert_eq!(near("body:poeple"), json!([]));
}

#[test]
fn the_rank_is_the_place_among_the_hits_of_a_search() {
    let mut folder = Folder::new();
    for number in 0..30 {
        let text = "river ".repeat(30 - number) + &"word ".repeat(number);
        folder = folder.file(&format!("{number:02}.md"), text);
    }
    folder = folder.file("mali.md", MALI);
    for query in [
        "river",
        "river state",
        "river -word",
        "river word niger state",
    ] {
        let ids = folder.search(&[query, "--limit", "1000", "--json"]).ids();
        for path in ["05.md", "mali.md"] {
            let rank = ids.iter().position(|id| id.starts_with(path));
            let json = folder.search(&["--why", path, query, "--json"]).json();
            let best = &json["query"]["best"];
            assert_eq!(
                best["rank"].as_u64(),
                rank.map(|rank| rank as u64 + 1),
                "{query}"
            );
            let id = rank.map(|rank| ids[rank].as_str());
            assert_eq!(best["id"].as_str(), id);
            if rank.is_some() {
                assert_eq!(best["ranked"], ids.len());
            }
        }
    }
    folder
        .search(&["--why", "mali.md", "niger", "xyzzy"])
        .exits(0)
        .prints(
            "rank       1 of 1\n\nmali.md:5  Mali › Rivers  without xyzzy\n  The Niger, a river",
        );
}

#[test]
fn what_keeps_a_file_out_of_the_results_is_told() {
    let folder = Folder::new()
        .file("mali.md", MALI)
        .file("dated.md", "---\ndate: 2014-02-03\n---\n# Mali\n\nText.\n");
    folder.search(&["--update"]).exits(0);
    let told = |path: &str, query: &str| {
        let run = folder.search(&["--why", path, "--", query]).exits(1);
        let line = run.lines().pop().expect("a line on the rank");
        let rank = line.strip_prefix("rank").expect("the rank").trim_start();
        rank.strip_prefix("none: ").expect("a reason").to_owned()
    };
    for filter in [
        "type:html",
        "path:b/*.md",
        "lang:fr",
        "-mali",
        "\"niger river\"",
    ] {
        let kept_out = format!("kept out by {filter}");
        assert_eq!(told("mali.md", &format!("mali {filter}")), kept_out);
    }
    assert_eq!(
        told("dated.md", "mali date:2015"),
        "kept out by date:2015-01-01..2015-12-31"
    );
    folder
        .search(&["--why", "dated.md", "mali date:2014"])
        .exits(0);
    assert_eq!(told("mali.md", "xyzzy"), "it has none of the words");
    assert_eq!(
        told("mali.md", "heading:rivers -niger"),
        "no passage has all of this together"
    );
    folder
        .search(&["--why", "mali.md", "--", "state -niger"])
        .exits(0)
        .prints("-niger     leaves 2 of 3 passages\n")
        .prints("mali.md:1  Mali");
    folder
        .search(&["--why", "mali.md", "state", "-t", "html"])
        .exits(1)
        .prints("leaves out the whole file");
}

#[test]
fn looking_changes_nothing() {
    let folder = Folder::new().file("a.md", "one\n");
    folder.search(&["--update"]).exits(0);
    folder.write("corpus/b.md", "two\n");
    folder.search(&["--why", "b.md", "two"]).exits(1);
    let json = folder.search(&["--status", "--json"]).json();
    assert_eq!(
        (&json["generation"], &json["documents"]),
        (&json!(1), &json!(1))
    );
}

#[cfg(unix)]
#[test]
fn control_characters_never_reach_the_terminal() {
    let folder = Folder::new()
        .file("a\x1b[31m.md", "# B\x1b[2J\n\nwords\n")
        .file(".ignore", "b\x1b*\n")
        .file("b\x1bc.md", "x\n");
    folder.search(&["--update"]).exits(0);
    folder
        .search(&["--why", "a\x1b[31m.md", "words \x1b[0m"])
        .exits(0)
        .prints("a[31m.md")
        .lacks("\x1b");
    folder
        .search(&["--why", "b\x1bc.md"])
        .exits(1)
        .prints(".ignore:1")
        .lacks("\x1b");
}
