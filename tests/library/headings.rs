//! A query that is a heading or a title finds what stands under it first, whatever else repeats its words.

use std::fmt::Write;
use std::fs;

use section_search::{Fresh, Index, Query};

/// Returns the ids of the first hits over some files.
fn first(files: &[(&str, String)], query: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    for (name, text) in files {
        fs::write(corpus.join(name), text).expect("a file");
    }
    let index = Index::builder()
        .corpus(&corpus)
        .fresh(Fresh::Always)
        .open()
        .expect("an index");
    let hits = index.search(&Query::parse(query)).expect("an answer").hits;
    hits.into_iter().map(|hit| hit.passage.id).collect()
}

/// A long text under a heading, in which nothing of the heading is repeated.
fn under(heading: &str) -> String {
    let text = "What stands here says much of other things, and is long. ".repeat(25);
    format!("# Manual\n\nAn opening.\n\n## {heading}\n\n{text}\n")
}

/// More sections than are ranked at a time, in which words are repeated again and again.
fn loud(words: &str) -> String {
    let mut text = "# Loud\n".to_owned();
    for number in 0..80 {
        let repeated = format!("{words}, ").repeat(5);
        writeln!(text, "\n## More on {words} {number}\n\n{repeated}").expect("a string has room");
    }
    text
}

#[test]
fn a_query_that_is_a_heading_puts_it_first() {
    for (heading, query, anchor) in [
        ("Function types", "function types", "function-types"),
        ("Pointers", "Pointers", "pointers"),
        (
            "State of emergency in Mali",
            "state of emergency in mali",
            "state-of-emergency-in-mali",
        ),
        ("Al-Mourabitoun", "al mourabitoun", "al-mourabitoun"),
        ("`std::fs`", "std::fs", "stdfs"),
        ("外国投资", "外国投资", "外国投资"),
    ] {
        let files = [("a.md", under(heading)), ("b.md", loud(query))];
        let found = first(&files, query);
        assert_eq!(found[0], format!("a.md#{anchor}"), "{query}: {found:?}");
    }
}

#[test]
fn a_quoted_query_may_be_a_heading_too() {
    let files = [
        ("a.md", under("Function types")),
        ("b.md", loud("function types")),
    ];
    assert_eq!(
        first(&files, "\"function types\"")[0],
        "a.md#function-types"
    );
}

#[test]
fn a_query_that_is_a_title_puts_its_opening_first() {
    let text = "What stands here says much of other things, and is long. ".repeat(25);
    let files = [
        ("a.md", format!("# The Mali War\n\n{text}\n")),
        ("b.md", loud("the mali war")),
    ];
    assert_eq!(first(&files, "The Mali War")[0], "a.md#the-mali-war");
}

#[test]
fn the_nearer_a_heading_is_to_the_query_the_higher_it_stands() {
    let section =
        |heading: &str| format!("# {heading}\n\nThe same text under each of these headings.\n\n");
    let text = section("Types of functions and other things that the compiler knows")
        + &section("Generic function types")
        + &section("Function types")
        + &section("Functions");
    let found = first(&[("a.md", text)], "function types");
    let expected = ["function-types", "generic-function-types"];
    assert_eq!(found[..2], expected.map(|anchor| format!("a.md#{anchor}")));
}
