//! What the text typed so far may become, with the answers worked out by hand.

use std::fs;
use std::path::Path;

use section_search::SuggestionKind::{Heading, Term, Title};
use section_search::{Fresh, Index, Query, Suggestion, SuggestionKind, Suggestions};
use tempfile::TempDir;

const FILES: &[(&str, &str)] = &[
    (
        "coup.md",
        "# 2012 Mali coup\n\nSoldiers took the palace.\n\n## Aftermath\n\nKeïta was elected in 2013.\n",
    ),
    (
        "keita.md",
        "# Ibrahim Boubacar Keïta\n\nA president of Mali.\n\n## Life\n\nBorn in Koutiala.\n",
    ),
    (
        "mali.md",
        "# Mali\n\nA country.\n\n## Mali Empire\n\nAn empire of gold.\n\n## Rivers of Mali\n\nThe Niger.\n",
    ),
    (
        "war.md",
        "# The war in Mali\n\nThe state declared an emergency. The emergent state.\n\n\
         ## Aftermath\n\nMalians vote; Malians wait.\n\n## State of emergency\n\nMalians vote, as it was said.\n",
    ),
];

struct Corpus {
    folder: TempDir,
    index: Index,
}

impl Corpus {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in FILES {
            write(folder.path(), name, text);
        }
        let mut index = Index::builder()
            .corpus(folder.path())
            .index(folder.path().join("index"))
            .open()
            .expect("an index");
        index.update().expect("an update");
        Self { folder, index }
    }

    fn suggestions(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let suggestions = self.index.suggest(typed, limit).expect("suggestions");
        assert_eq!(suggestions.version, 1);
        assert_eq!(suggestions.typed, typed);
        suggestions.suggestions
    }

    fn check(&self, typed: &str, expected: &[(SuggestionKind, &str)]) {
        let found = self.suggestions(typed, 10);
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.kind, found.text.as_str()))
            .collect();
        assert_eq!(found, expected, "{typed}");
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a file");
}

#[test]
fn titles_come_before_headings_before_terms() {
    let expected = [
        (Title, "Mali"),
        (Title, "2012 Mali coup"),
        (Title, "The war in Mali"),
        (Heading, "Mali Empire"),
        (Heading, "Rivers of Mali"),
        (Term, "malians"),
    ];
    Corpus::new().check("mal", &expected);
}

#[test]
fn case_and_accents_do_not_matter_and_what_was_typed_is_marked() {
    let corpus = Corpus::new();
    for typed in ["kei", "KEÏ", "keï"] {
        let found = corpus.suggestions(typed, 1);
        let expected = Suggestion {
            text: "Ibrahim Boubacar Keïta".to_owned(),
            kind: Title,
            id: None,
            path: Some("keita.md".to_owned()),
            highlights: vec![[17, 21]],
        };
        assert_eq!(found, [expected], "{typed}");
    }
}

#[test]
fn the_words_before_the_last_are_there_too() {
    let corpus = Corpus::new();
    corpus.check("coup ma", &[(Title, "2012 Mali coup"), (Term, "coup mali")]);
    corpus.check(
        "state em",
        &[
            (Heading, "State of emergency"),
            (Term, "state emergency"),
            (Term, "state emergent"),
        ],
    );
    corpus.check("gold koutiala", &[]);
    corpus.check("mal coup", &[]);
}

#[test]
fn a_finished_word_does_not_go_on() {
    Corpus::new().check("aftermat ", &[]);
    Corpus::new().check("aftermath ", &[(Heading, "Aftermath")]);
}

#[test]
fn numbers_are_exact_beginnings() {
    let corpus = Corpus::new();
    corpus.check("2012", &[(Title, "2012 Mali coup")]);
    corpus.check(
        "201",
        &[(Title, "2012 Mali coup"), (Term, "2012"), (Term, "2013")],
    );
    corpus.check("2014", &[]);
}

#[test]
fn a_text_stands_once_and_leads_to_its_first_place() {
    let found = Corpus::new().suggestions("after", 10);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id.as_deref(), Some("coup.md#aftermath"));
    assert_eq!(found[0].path.as_deref(), Some("coup.md"));
}

#[test]
fn no_text_and_signs_give_nothing_and_syntax_is_text() {
    let corpus = Corpus::new();
    for typed in ["", " ", "\"", "-", "( ) |", "zzz", "title:"] {
        corpus.check(typed, &[]);
    }
    for typed in ["\"mali emp", "(mali) emp", "-mali emp", "mali OR* emp"] {
        let found = corpus.suggestions(typed, 10);
        let has_or = typed.contains("OR");
        assert_eq!(found.is_empty(), has_or, "{typed}");
    }
}

#[test]
fn the_limit_is_kept_and_capped() {
    let corpus = Corpus::new();
    assert_eq!(corpus.suggestions("mal", 0).len(), 0);
    assert_eq!(corpus.suggestions("mal", 2).len(), 2);
    let words: String = (0..90).map(|n| format!("word{n} ")).collect();
    write(corpus.folder.path(), "words.md", &words);
    corpus
        .index
        .search(&Query::parse("word1"))
        .expect("an answer");
    assert_eq!(corpus.suggestions("word", usize::MAX).len(), 50);
}

#[test]
fn a_longer_list_of_a_kind_begins_as_a_shorter_one_does() {
    let corpus = Corpus::new();
    let all = corpus.suggestions("m", 50);
    for limit in 0..all.len() {
        let some = corpus.suggestions("m", limit);
        assert_eq!(some, corpus.suggestions("m", limit));
        for kind in [Title, Heading, Term] {
            let of = |list: &[Suggestion]| -> Vec<_> {
                let list = list.iter().filter(|found| found.kind == kind);
                list.map(|found| found.text.clone()).collect()
            };
            assert!(of(&all).starts_with(&of(&some)), "{limit}");
        }
    }
}

#[test]
fn an_updated_index_suggests_as_a_rebuilt_one() {
    let mut corpus = Corpus::new();
    write(
        corpus.folder.path(),
        "mali.md",
        "# Malta\n\nMalians, malaria, malaria.\n",
    );
    fs::remove_file(corpus.folder.path().join("war.md")).expect("a file to remove");
    corpus.index.update().expect("an update");
    let updated: Vec<_> = ["m", "mal", "a", "k"]
        .map(|typed| corpus.suggestions(typed, 50))
        .into();
    corpus.index.rebuild_with(&|_| {}).expect("an index");
    let rebuilt: Vec<_> = ["m", "mal", "a", "k"]
        .map(|typed| corpus.suggestions(typed, 50))
        .into();
    assert_eq!(updated, rebuilt);
    corpus.check(
        "mal",
        &[
            (Title, "Malta"),
            (Title, "2012 Mali coup"),
            (Term, "mali"),
            (Term, "malaria"),
            (Term, "malians"),
        ],
    );
}

#[test]
fn suggestions_follow_what_a_search_met_and_a_suggester_stays() {
    let corpus = Corpus::new();
    let suggester = corpus.index.suggester().expect("a suggester");
    let other = corpus.index.with_fresh(Fresh::Always);
    corpus.check("zin", &[]);
    write(corpus.folder.path(), "zinder.md", "# Zinder\n\nA town.\n");
    corpus.check("zin", &[]);
    other.search(&Query::parse("town")).expect("an answer");
    corpus.check("zin", &[(Title, "Zinder")]);
    let stays = suggester.suggest("zin", 10).expect("suggestions");
    assert_eq!(stays.suggestions, []);
    let generation = corpus.index.status(false).expect("a status").generation;
    assert_eq!(suggester.generation() + 1, generation);
}

#[test]
fn without_an_index_there_is_nothing_to_suggest_from() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::builder()
        .corpus(folder.path())
        .index(folder.path().join("index"))
        .open()
        .expect("an index");
    assert!(index.suggest("mali", 10).is_err());
}

#[test]
fn the_json_is_plain() {
    let corpus = Corpus::new();
    let suggestions = corpus
        .index
        .suggest("state emergen", 2)
        .expect("suggestions");
    let json = serde_json::to_string(&suggestions).expect("JSON");
    let expected = r#"{"version":1,"typed":"state emergen","suggestions":[{"text":"State of emergency","kind":"heading","id":"war.md#state-of-emergency","path":"war.md","highlights":[[0,5],[9,16]]},{"text":"state emergency","kind":"term","highlights":[[0,5],[6,13]]}]}"#;
    assert_eq!(json, expected);
    let back: Suggestions = serde_json::from_str(&json).expect("the same");
    assert_eq!(back, suggestions);
}

#[test]
fn a_search_as_one_types_takes_the_last_word_for_a_beginning() {
    let corpus = Corpus::new();
    let ids = |query: Query| -> Vec<String> {
        let hits = corpus.index.search(&query).expect("an answer").hits;
        hits.into_iter().map(|hit| hit.passage.id).collect()
    };
    assert_eq!(ids(Query::as_typed("empire go")), ["mali.md#mali-empire"]);
    assert_eq!(
        ids(Query::as_typed("soldier pa")),
        ["coup.md#2012-mali-coup"]
    );
    assert_eq!(ids(Query::parse("kouti")), Vec::<String>::new());
    assert_eq!(ids(Query::as_typed("2013")), ["coup.md#aftermath"]);
    assert_eq!(ids(Query::as_typed("kouti")), ["keita.md#life"]);
    assert_eq!(
        ids(Query::as_typed("elected vote")),
        [
            "coup.md#aftermath",
            "war.md#aftermath",
            "war.md#state-of-emergency"
        ]
    );
}
