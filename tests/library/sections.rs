//! Which sections a file gives: a case for every trap that has made a search engine show the wrong one.

use std::fs;

use section_search::{Fresh, Index, Query};

/// Claims the sections of a file: the id without the path, the lines, and the title of the document.
fn check(name: &str, source: impl AsRef<[u8]>, title: &str, expected: &[(&str, [u64; 2])]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    fs::write(corpus.join(name), source).expect("a file");
    let index = Index::builder()
        .corpus(&corpus)
        .fresh(Fresh::Always)
        .open()
        .expect("an index");
    let passages = index.get(name).expect("the passages");
    let found: Vec<_> = passages
        .iter()
        .map(|passage| {
            let lines = passage.lines.expect("a text has lines");
            (&passage.id[name.len()..], lines)
        })
        .collect();
    assert_eq!(found, expected, "{name}");
    assert!(
        passages.iter().all(|passage| passage.title == title),
        "{:?}",
        passages[0].title
    );
}

#[test]
fn fences_hide_headings_however_long_and_even_unclosed() {
    let source = "# A\n```sh\n# no\n```\n~~~~\n# no\n~~~\n~~~~\n## B\n````\n```\n# no\n````\n- item\n  ```\n  # no\n  ```\n## C\n```\n# no\n";
    check(
        "a.md",
        source,
        "A",
        &[("#a", [1, 8]), ("#b", [9, 17]), ("#c", [18, 20])],
    );
}

#[test]
fn indented_code_and_comments_hide_headings() {
    check(
        "a.md",
        "# A\n\n    # no\n\n<!--\n# no\n-->\n\n## B\n",
        "A",
        &[("#a", [1, 8]), ("#b", [9, 9])],
    );
}

#[test]
fn markdown_headings_come_in_many_forms() {
    let source = "A\n=\n\nB b\n---\n\n## C c ##\n\n## D {#own}\n\n##no\n\n####### no\n\n> ## E\n\n## *F* `g` [h](x)\n";
    let expected = [
        ("#a", [1, 3]),
        ("#b-b", [4, 6]),
        ("#c-c", [7, 8]),
        ("#own", [9, 14]),
        ("#e", [15, 16]),
        ("#f-g-h", [17, 17]),
    ];
    check("a.md", source, "A", &expected);
}

#[test]
fn front_matter_is_no_text_and_no_heading() {
    check(
        "a.md",
        "---\ntitle: T\n# no\ntags: [x]\n---\n# A\n",
        "T",
        &[("#a", [6, 6])],
    );
    check(
        "b.md",
        "+++\ntitle = \"T\"\n+++\n\nopening\n",
        "T",
        &[("#", [1, 5])],
    );
    check(
        "c.md",
        "opening\n\n---\ntitle: T\n---\n",
        "title: T",
        &[("#", [1, 3]), ("#title-t", [4, 5])],
    );
}

#[test]
fn tables_lists_and_html_in_markdown_are_text() {
    let source = "# A\n\n| # no | b |\n|---|---|\n| c | d |\n\n* # B\n\n<div>\n\n# C\n\n</div>\n\n<h2 id=\"x\">D</h2>\n";
    check(
        "a.md",
        source,
        "A",
        &[
            ("#a", [1, 6]),
            ("#b", [7, 10]),
            ("#c", [11, 14]),
            ("#x", [15, 15]),
        ],
    );
}

#[test]
fn wiki_headings_need_no_care() {
    let source = "Opening.\n== A ==\ntext\n=== B ==\n== C =\n== D\n==E==\n";
    let expected = [
        ("#", [1, 1]),
        ("#a", [2, 3]),
        ("#b", [4, 4]),
        ("#c", [5, 5]),
        ("#d", [6, 6]),
        ("#e", [7, 7]),
    ];
    check("a.txt", source, "A", &expected);
}

#[test]
fn html_shows_what_a_reader_sees() {
    let source = "<!doctype html>\n<title>T</title>\n<nav><h2>no</h2></nav>\n<script>\"<h2>no</h2>\"</script>\n\
                  <h1>A</h1>\n<p>x\n<h2 id=own>B</h2>\n<!-- <h2>no</h2> -->\n<p>y\n";
    check(
        "a.html",
        source,
        "A",
        &[("#", [1, 4]), ("#a", [5, 6]), ("#own", [7, 9])][1..],
    );
}

#[test]
fn other_light_markup_has_sections_too() {
    check(
        "a.rst",
        "A\n=\n\nB\n-\n\n::\n\n  no\n  --\n\nC\n-\n",
        "A",
        &[("#a", [1, 3]), ("#b", [4, 11]), ("#c", [12, 13])],
    );
    check(
        "a.adoc",
        "= A\n\n== B\n\n----\n== no\n----\n\n[#own]\n== C\n",
        "A",
        &[("#a", [1, 2]), ("#b", [3, 9]), ("#own", [10, 10])],
    );
    check(
        "a.org",
        "#+TITLE: T\n* A\n#+BEGIN_SRC\n,* no\n#+END_SRC\n** TODO B :x:\n",
        "T",
        &[("#a", [2, 5]), ("#b", [6, 6])],
    );
    let latex = "\\documentclass{a}\n\\title{T}\n\\begin{document}\n\\section{A}\\label{own}\n% \\section{no}\n\
                 \\begin{verbatim}\n\\section{no}\n\\end{verbatim}\n\\subsection*{B}\n\\end{document}\n";
    check("a.tex", latex, "T", &[("#own", [4, 8]), ("#b", [9, 10])]);
    check(
        "a.1",
        ".\\\" x\n.TH LS 1\n.SH NAME\nls\n.SS \"Long name\"\nx\n",
        "LS(1)",
        &[("#name", [3, 4]), ("#long-name", [5, 6])],
    );
    check(
        "a.wiki",
        "x\n== A ==\n<nowiki>\n== no ==\n</nowiki>\n== B ==\n",
        "A",
        &[("#", [1, 1]), ("#a", [2, 5]), ("#b", [6, 6])],
    );
}

#[test]
fn line_breaks_and_ends_may_be_any() {
    check(
        "a.md",
        "# A\r\n\r\ntext\r\n## B\r\n",
        "A",
        &[("#a", [1, 3]), ("#b", [4, 4])],
    );
    check("b.md", "# A\n## B", "A", &[("#a", [1, 1]), ("#b", [2, 2])]);
    check("c.md", "", "C", &[]);
    check("d.md", "\n\n", "D", &[]);
    check("e.md", "\u{feff}# A\n", "A", &[("#a", [1, 1])]);
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let late_zero = format!("# A\n{}\n\0\n## B\n", "x ".repeat(5_000));
    let found = passages_of("a.md", late_zero.as_bytes());
    assert_eq!(found.last().map(String::as_str), Some("a.md#b"));
    let huge_line = format!("# A\n\n{}\n\n## B\n", "word ".repeat(200_000));
    let found = passages_of("a.md", huge_line.as_bytes());
    assert_eq!(found.last().map(String::as_str), Some("a.md#b"));
    assert!(found.len() > 500);
}

fn passages_of(name: &str, source: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join(name), source).expect("a file");
    let index = Index::builder()
        .corpus(folder.path())
        .index(folder.path().join("index"))
        .open()
        .expect("an index");
    index
        .get(name)
        .expect("the passages")
        .into_iter()
        .map(|passage| passage.id)
        .collect()
}

#[test]
fn snippets_mark_every_form_of_a_match() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "# Doc\n\nThe attackers attacked. Keïta spoke of peace and of the peace process in Al-Mourabitoun’s north.\n";
    fs::write(folder.path().join("a.md"), text).expect("a file");
    let index = Index::builder()
        .corpus(folder.path())
        .index(folder.path().join("index"))
        .open()
        .expect("an index");
    let marked = |query: &str| -> Vec<String> {
        let hits = index.search(&Query::parse(query)).expect("an answer").hits;
        let snippet = &hits[0].snippet;
        snippet
            .highlights
            .iter()
            .map(|&[from, to]| snippet.text[from..to].to_owned())
            .collect()
    };
    assert_eq!(marked("attacks"), ["attackers", "attacked"]);
    assert_eq!(marked("attacke*"), ["attackers", "attacked"]);
    assert_eq!(marked("keita"), ["Keïta"]);
    assert_eq!(marked("keeta~"), ["Keïta"]);
    assert_eq!(marked("\"peace process\""), ["peace process"]);
    assert_eq!(
        marked("\"process spoke\"~9"),
        ["spoke of peace and of the peace process"]
    );
    assert_eq!(marked("almourabitoun"), ["Al-Mourabitoun"]);
    assert_eq!(marked("the peace"), ["peace", "peace"]);
}
