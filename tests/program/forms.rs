//! How answers are printed.

use std::io::Read;
use std::process::Stdio;

use section_search::corpus::FORMATS;

use crate::folder::{Folder, Run, program};

fn river() -> Folder {
    Folder::new().file(
        "mali.md",
        "# Mali\n\nMali is a country.\n\n## Rivers\n\nThe **Niger** flows\nthrough Mali.\n\n### Towns\n\nBamako lies on the Niger.\n",
    )
}

#[test]
fn people_get_place_trail_and_snippet() {
    river()
        .search(&["niger", "flows"])
        .exits(0)
        .says_no_more()
        .prints("mali.md:5  Mali › Rivers\n  The Niger flows through Mali.\n");
}

#[test]
fn json_is_the_contract() {
    let json = river().search(&["niger flows", "--json"]).exits(0).json();
    let keys: Vec<_> = json
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "corrections",
            "freshness",
            "hits",
            "matched",
            "query",
            "took_ms",
            "total",
            "version"
        ]
    );
    assert_eq!(json["version"], 1);
    assert_eq!(json["query"], "niger flows");
    assert_eq!(json["matched"], "all");
    assert_eq!(json["freshness"]["state"], "fresh");
    assert_eq!(json["freshness"]["changed"], 0);
    let hit = &json["hits"][0];
    assert_eq!(hit["id"], "mali.md#rivers");
    assert_eq!(hit["path"], "mali.md");
    assert_eq!(hit["title"], "Mali");
    assert_eq!(hit["headings"], serde_json::json!(["Rivers"]));
    assert_eq!(hit["anchor"], "rivers");
    assert_eq!(hit["lines"], serde_json::json!([5, 9]));
    assert_eq!(hit["bytes"], serde_json::json!([28, 74]));
    assert!(hit["page"].is_null());
    assert_eq!(hit["language"], "en");
    assert_eq!(hit["missing"], serde_json::json!([]));
    assert!(hit["score"].as_f64().expect("a number") > 0.0);
    assert_eq!(hit["snippet"]["text"], "The Niger flows\nthrough Mali.");
    assert_eq!(
        hit["snippet"]["highlights"],
        serde_json::json!([[4, 9], [10, 15]])
    );
}

#[test]
fn jsonl_is_a_hit_a_line() {
    let run = river().search(&["niger", "--jsonl"]).exits(0);
    let hits: Vec<serde_json::Value> = run
        .lines()
        .iter()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    assert_eq!(hits.len(), 2);
    assert!(hits.iter().all(|hit| hit["id"].is_string()));
}

#[test]
fn vimgrep_points_at_the_word() {
    let run = river()
        .search(&["towns bamako", "--vimgrep", "--limit", "1"])
        .exits(0);
    assert_eq!(run.lines(), ["mali.md:12:1:Bamako lies on the Niger."]);
    let run = river().search(&["flows", "--vimgrep"]).exits(0);
    assert_eq!(run.lines(), ["mali.md:7:15:The **Niger** flows"]);
}

#[test]
fn paths_and_counts() {
    let folder = river().file("niger.md", "# Niger\n\nA river and a country.\n");
    let mut paths = folder.search(&["niger", "-l"]).exits(0).lines();
    paths.sort();
    assert_eq!(paths, ["mali.md", "niger.md"]);
    assert_eq!(folder.search(&["niger", "-c"]).exits(0).lines(), ["3"]);
    assert_eq!(
        folder.search(&["elephantine", "-c"]).exits(1).lines(),
        ["0"]
    );
}

/// The same text in two files, another heading in a third, another text in a fourth.
fn twins() -> Folder {
    let page = |heading: &str, text: &str| format!("# Rivers\n\n## {heading}\n\n{text}\n");
    Folder::new()
        .file("7.4/a.md", page("Niger", "The Niger flows through Mali."))
        .file("7.5/a.md", page("Niger", "The Niger flows through Mali."))
        .file("7.5/b.md", page("Flows", "The Niger flows through Mali."))
        .file("7.5/c.md", page("Niger", "The Niger flows through Guinea."))
}

#[test]
fn passages_that_say_the_same_are_one_hit() {
    let json = twins().search(&["niger flows", "--json"]).exits(0).json();
    let hits = json["hits"].as_array().expect("hits");
    let mut ids: Vec<_> = hits.iter().map(|hit| hit["id"].as_str()).collect();
    ids.sort();
    let first = &hits.iter().find(|hit| !hit["same"].is_null());
    let first = first.expect("a hit of two passages");
    let both = [first["id"].as_str(), first["same"][0].as_str()];
    assert_eq!(hits.len(), 3);
    assert!(both.contains(&Some("7.4/a.md#niger")) && both.contains(&Some("7.5/a.md#niger")));
    assert!(ids.contains(&Some("7.5/b.md#flows")) && ids.contains(&Some("7.5/c.md#niger")));
    assert_eq!(json["total"], 4);
}

#[test]
fn people_are_told_where_else_it_stands() {
    let printed = twins().search(&["niger flows", "--limit", "1"]).exits(0);
    let text = printed.out();
    assert_eq!(text.matches("the same in 7.").count(), 1, "{text}");
}

#[test]
fn lists_of_places_leave_none_out() {
    let folder = twins();
    let count = |args: &[&str]| folder.search(args).exits(0).out().lines().count();
    assert_eq!(count(&["niger flows", "-l"]), 4);
    assert_eq!(count(&["niger flows", "--vimgrep"]), 4);
    folder.search(&["niger flows", "-c"]).exits(0).prints("4\n");
}

#[test]
fn whole_passages_and_their_neighbours() {
    let folder = river();
    let json = folder
        .search(&["flows", "--full", "-C", "1", "--json"])
        .json();
    let hit = &json["hits"][0];
    assert_eq!(hit["snippet"]["text"], "The Niger flows\nthrough Mali.");
    assert_eq!(hit["before"][0]["id"], "mali.md#mali");
    assert_eq!(hit["after"][0]["text"], "Bamako lies on the Niger.");
    folder
        .search(&["flows", "-A", "1"])
        .prints("Bamako lies on the Niger.");
}

#[test]
fn explanations_add_up_to_the_score() {
    let json = river()
        .search(&["niger mali", "--explain", "--json"])
        .json();
    for hit in json["hits"].as_array().expect("hits") {
        let shares = hit["explanation"].as_array().expect("shares");
        let sum: f64 = shares
            .iter()
            .map(|share| share["score"].as_f64().expect("a number"))
            .sum();
        assert!((sum - hit["score"].as_f64().expect("a number")).abs() < 1e-9);
    }
    river().search(&["niger", "--explain"]).prints("body");
}

#[test]
fn answers_fit_a_size() {
    for args in [
        ["niger", "--json"],
        ["niger", "--jsonl"],
        ["niger", "--color=never"],
    ] {
        let run = river().search(&[&args[..], &["--max-bytes", "700"]].concat());
        assert!(run.out().len() <= 700, "{args:?}");
        assert!(!run.out().is_empty(), "{args:?}");
    }
}

#[test]
fn color_is_for_terminals() {
    let folder = river();
    folder.search(&["niger"]).lacks("\x1b");
    folder
        .search(&["niger", "--color", "always"])
        .prints("\x1b[1m\x1b[31mNiger\x1b[0m")
        .prints("\x1b]8;;file://");
    folder.search(&["niger", "--color", "never"]).lacks("\x1b");
}

#[test]
fn control_characters_never_reach_people() {
    let folder = Folder::new().file(
        "evil.md",
        "# Bad \x1b[31mred\n\nmali \x1b]0;title\x07 \u{202e}turned\n",
    );
    folder
        .search(&["mali"])
        .exits(0)
        .lacks("\x1b")
        .lacks("\x07")
        .lacks("\u{202e}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = river();
    folder.search(&["--update"]).exits(0);
    let mut command = program();
    command
        .args(["niger", "--json"])
        .current_dir(folder.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    drop(child.stdout.take());
    let mut errors = String::new();
    child
        .stderr
        .take()
        .expect("stderr")
        .read_to_string(&mut errors)
        .expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{errors}");
    assert_eq!(errors, "");
}

#[test]
fn exit_status_tells_found_from_nothing_and_errors() {
    let folder = river();
    folder.search(&["niger"]).exits(0);
    folder.search(&["elephantine"]).exits(1).says_no_more();
    folder
        .search(&["niger", "--corpus", "nowhere"])
        .exits(2)
        .warns("nowhere");
    folder.search(&["niger", "--no-such-option"]).exits(2);
    folder
        .search(&[])
        .exits(2)
        .warns("what are you looking for?");
}

#[test]
fn types_are_listed_with_their_extensions() {
    let listed = Run::of(program().arg("--type-list")).exits(0);
    let listed = listed.prints("restructuredtext: rst, rest\n");
    let names: Vec<_> = listed.out().lines().map(str::to_owned).collect();
    let expected = FORMATS.iter().map(|format| format.name);
    let named = names.iter().filter_map(|line| line.split(':').next());
    assert!(named.eq(expected), "{names:?}");
}

#[test]
fn completions_manual_and_version() {
    for shell in ["bash", "zsh", "fish"] {
        Run::of(program().args(["--completions", shell]))
            .exits(0)
            .prints("per-document");
    }
    Run::of(program().arg("--man"))
        .exits(0)
        .prints(".TH search 1");
    Run::of(program().arg("--version"))
        .exits(0)
        .prints(env!("CARGO_PKG_VERSION"));
    Run::of(program().arg("--help"))
        .exits(0)
        .prints("Words are always the query");
}
