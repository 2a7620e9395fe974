//! Words that mean the same, as a file of the user says.

use serde_json::json;

use crate::folder::Folder;

fn with_synonyms(text: &str) -> Folder {
    let folder = Folder::new()
        .file("a.md", "The car stood in the street.\n")
        .file("b.md", "Automobiles stood in the street.\n")
        .file("c.md", "A motor car stood in the street.\n")
        .file("d.md", "They looked for weapons of mass destruction.\n")
        .file("e.md", "The WMD were not there.\n")
        .file("f.md", "Mass was said.\n");
    folder.write("search.toml", "synonyms = \"synonyms.txt\"\n");
    folder.write("synonyms.txt", text);
    folder
}

fn paths(folder: &Folder, query: &str) -> Vec<String> {
    let json = folder.search(&["--json", "--", query]).json();
    let hits = json["hits"].as_array().expect("hits");
    let paths = hits.iter().map(|hit| {
        let lacks = if hit["missing"] == json!([]) {
            ""
        } else {
            " lacks"
        };
        format!("{}{lacks}", hit["path"].as_str().expect("a path"))
    });
    paths.collect()
}

#[test]
fn a_word_is_found_by_its_equivalents_after_those_that_have_it() {
    let folder = with_synonyms("car, automobile\n");
    let found = paths(&folder, "car");
    assert_eq!(found.last().map(String::as_str), Some("b.md"));
    assert_eq!(found.len(), 3);
    let json = folder.search(&["car street", "--json"]).json();
    assert_eq!(json["matched"], "all");
    assert_eq!(json["total"], 3);
    assert_eq!(json["corrections"], json!([]));
}

#[test]
fn what_means_the_same_is_marked_in_the_snippet() {
    let folder = with_synonyms("car, automobile\n");
    let json = folder.search(&["car path:b.md", "--json"]).json();
    assert_eq!(json["hits"][0]["snippet"]["highlights"], json!([[0, 11]]));
}

#[test]
fn a_run_of_words_is_found_by_a_word_and_the_other_way() {
    let folder = with_synonyms("WMD, weapons of mass destruction\n");
    assert_eq!(
        paths(&folder, "weapons of mass destruction"),
        ["d.md", "e.md", "f.md lacks"]
    );
    assert_eq!(paths(&folder, "wmd"), ["e.md", "d.md"]);
    // Of two words each was meant.
    assert_eq!(paths(&folder, "wmd there"), ["e.md", "d.md lacks"]);
}

#[test]
fn an_arrow_replaces_the_left_by_the_right() {
    let folder = with_synonyms("car => automobile\n");
    assert_eq!(paths(&folder, "car"), ["b.md"]);
    assert_eq!(paths(&folder, "automobile"), ["b.md"]);
    folder.write("synonyms.txt", "car => car, automobile\n");
    assert_eq!(paths(&folder, "car").len(), 3);
    assert_eq!(paths(&folder, "automobile"), ["b.md"]);
}

#[test]
fn only_plain_words_have_equivalents() {
    let folder = with_synonyms("car, automobile\n");
    for query in ["\"car\"", "body:car", "ca*", "(car OR xyzzy)"] {
        let found = paths(&folder, query);
        assert!(!found.contains(&"b.md".to_owned()), "{query}: {found:?}");
    }
    assert_eq!(paths(&folder, "street -car"), ["b.md"]);
}

#[test]
fn a_word_with_equivalents_that_the_index_has_is_not_respelled() {
    let folder = with_synonyms("carr, automobile\nstret, nowhere\n");
    assert_eq!(paths(&folder, "carr"), ["b.md"]);
    let json = folder.search(&["stret", "--json"]).json();
    assert_eq!(json["matched"], "corrected");
    assert_eq!(json["corrections"][0]["to"], "street");
}

#[test]
fn a_change_of_the_file_counts_at_once() {
    let folder = with_synonyms("# none\n");
    assert_eq!(paths(&folder, "car").len(), 2);
    folder.write("synonyms.txt", "car, automobile\n");
    let json = folder.search(&["car", "--fresh", "never", "--json"]).json();
    assert_eq!(json["total"], 3);
}

#[test]
fn a_file_that_makes_no_sense_or_is_not_there_is_told() {
    let folder = with_synonyms("car, automobile\n\na => b => c\n");
    folder
        .search(&["car"])
        .exits(2)
        .warns("synonyms.txt:3: a line has one => at most");
    folder.write("search.toml", "synonyms = \"nowhere.txt\"\n");
    folder.search(&["car"]).exits(2).warns("nowhere.txt");
    folder.write("search.toml", "synonyms = \"../synonyms.txt\"\n");
    folder
        .search(&["car"])
        .exits(2)
        .warns("outside of its folder");
}
