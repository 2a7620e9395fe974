//! What queries find.

use crate::folder::Folder;

fn mali() -> Folder {
    Folder::new()
        .file(
            "war.md",
            "# Mali War\n\nOpening about France.\n\n## Background\n\nA state of emergency was declared in Mali.\n\n\
             ## Peace\n\nThe state made peace. France left Chad in an emergency.\n",
        )
        .file("keita.md", "# Ibrahim Keïta\n\nKeïta was president. Al-Mourabitoun attacked in 2024.\n")
        .file("plain.txt", "Keita, written plainly, is here with the almourabitoun group.\n")
        .file("zh.md", "# 中国铁建\n\n中国铁建股份有限公司在马里工作。\n")
}

fn ids(folder: &Folder, query: &str) -> Vec<String> {
    folder.search(&["--json", "--", query]).ids()
}

#[test]
fn all_words_come_first_then_some_and_each_hit_says_what_it_lacks() {
    let folder = mali();
    let json = folder
        .search(&["state declared emergency", "--json"])
        .exits(0)
        .json();
    assert_eq!(json["matched"], "all");
    assert_eq!(json["total"], 1);
    assert_eq!(json["hits"][0]["id"], "war.md#background");
    assert_eq!(json["hits"][0]["missing"].as_array().map(Vec::len), Some(0));
    assert_eq!(json["hits"][1]["id"], "war.md#peace");
    assert_eq!(json["hits"][1]["missing"], serde_json::json!(["declared"]));
    folder
        .search(&["peace", "Niger", "France"])
        .exits(0)
        .prints("without Niger");
}

#[test]
fn small_words_are_not_required() {
    let folder = mali();
    let json = folder
        .search(&["the president of the state", "--json"])
        .json();
    let missing = json["hits"][0]["missing"].as_array().expect("a list");
    assert!(missing.iter().all(|word| word != "the" && word != "of"));
}

#[test]
fn phrases_are_exact_but_for_case_and_accents() {
    let folder = mali();
    assert_eq!(
        ids(&folder, "\"State of Emergency\""),
        ["war.md#background"]
    );
    assert_eq!(ids(&folder, "\"emergency state\""), [""; 0]);
    assert_eq!(
        ids(&folder, "\"ibrahim keita\""),
        ["keita.md#ibrahim-keïta"]
    );
    assert_eq!(ids(&folder, "\"declares\""), [""; 0]);
}

#[test]
fn words_within_others_may_stand_in_any_order() {
    let folder = mali();
    assert_eq!(ids(&folder, "\"chad france\"~1"), ["war.md#peace"]);
    assert_eq!(ids(&folder, "\"chad france\"~0"), [""; 0]);
}

#[test]
fn excluded_words_exclude() {
    let folder = mali();
    assert_eq!(ids(&folder, "emergency -Chad"), ["war.md#background"]);
    assert_eq!(
        ids(&folder, "emergency -\"state of emergency\""),
        ["war.md#peace"]
    );
    let all = ids(&folder, "-mali");
    assert!(
        all.contains(&"plain.txt#".to_owned()) && !all.iter().any(|id| id.starts_with("war.md"))
    );
}

#[test]
fn alternatives_and_groups() {
    let folder = mali();
    let found = ids(&folder, "(Chad OR 2024) emergency");
    assert_eq!(found, ["war.md#peace"]);
    assert_eq!(ids(&folder, "president | peace").len(), 2);
}

#[test]
fn places_limit_words() {
    let folder = mali();
    assert_eq!(ids(&folder, "heading:background"), ["war.md#background"]);
    assert_eq!(ids(&folder, "body:mali"), ["war.md#background"]);
    assert_eq!(ids(&folder, "title:war").len(), 3);
    assert_eq!(ids(&folder, "body:declare"), ["war.md#background"]);
    assert_eq!(ids(&folder, "heading:\"background peace\""), [""; 0]);
}

#[test]
fn authors_are_found_by_any_words_of_their_names() {
    let folder = Folder::new()
        .file("a.md", "---\nauthor: Ibrahim Keïta\n---\nriver\n")
        .file("b.html", "<meta name=author content='Traoré, Awa'><p>river")
        .file("c.eml", "From: Awa Keita <a@example.org>\nSubject: c\n\nriver\n")
        .file("d.json", "[{\"id\": 1, \"authors\": [{\"name\": \"B. Diarra\"}, \"A. Keita\"], \"text\": \"river\"}]")
        .file("e.txt", "river, told by Keita\n");
    let found = |query: &str| {
        let mut ids = ids(&folder, query);
        ids.sort();
        ids
    };
    assert_eq!(found("author:KEITA"), ["a.md#", "c.eml#", "d.json#1"]);
    assert_eq!(found("river author:\"awa traore\""), ["b.html#"]);
    assert_eq!(found("author:\"Keita Awa\""), ["c.eml#"]);
    // One author must have all the words.
    assert_eq!(found("author:\"Diarra Keita\""), [""; 0]);
    assert_eq!(found("river -author:keita"), ["b.html#", "e.txt#"]);
    assert_eq!(found("author:kei"), [""; 0]);
    let hits = folder.search(&["author:diarra", "--json"]).json();
    let authors = serde_json::json!(["B. Diarra", "A. Keita"]);
    assert_eq!(hits["hits"][0]["authors"], authors);
}

#[test]
fn filters_choose_files() {
    let folder = mali().file("sub/deep/note.md", "# Note\n\nMali again.\n");
    assert_eq!(ids(&folder, "mali path:sub"), ["sub/deep/note.md#note"]);
    assert_eq!(
        ids(&folder, "mali path:sub/*/note.md"),
        ["sub/deep/note.md#note"]
    );
    assert_eq!(ids(&folder, "keita type:txt"), ["plain.txt#"]);
    assert_eq!(
        ids(&folder, "keita type:markdown"),
        ["keita.md#ibrahim-keïta"]
    );
    assert_eq!(ids(&folder, "id:war.md#peace"), ["war.md#peace"]);
    assert_eq!(ids(&folder, "lang:zh"), ["zh.md#中国铁建"]);
    assert_eq!(
        folder.search(&["keita", "-t", "txt", "--json"]).ids(),
        ["plain.txt#"]
    );
    assert_eq!(
        folder.search(&["keita", "-T", "txt", "--json"]).ids(),
        ["keita.md#ibrahim-keïta"]
    );
    assert_eq!(
        folder.search(&["mali", "-g", "!war.md", "--json"]).ids(),
        ["sub/deep/note.md#note"]
    );
    folder
        .search(&["mali", "-t", "nosuchtype"])
        .exits(2)
        .warns("no file type \"nosuchtype\"");
}

#[test]
fn dates_choose_documents() {
    let folder = Folder::new()
        .file("old.md", "---\ntitle: Old\ndate: 2015-11-20\n---\nattack\n")
        .file("new.md", "---\ndate: 2024-01-02T10:00:00Z\n---\nattack\n");
    assert_eq!(ids(&folder, "attack date:2015"), ["old.md#"]);
    assert_eq!(ids(&folder, "attack date:2015-11..2015-12"), ["old.md#"]);
    assert_eq!(ids(&folder, "attack date:2016.."), ["new.md#"]);
    assert_eq!(ids(&folder, "attack modified:1d").len(), 2);
    assert_eq!(ids(&folder, "attack modified:..2001"), [""; 0]);
}

#[test]
fn days_are_found_however_they_are_written() {
    let folder = Folder::new()
        .file(
            "en.md",
            "Gunmen took the hotel on Friday, November 20, 2015.\n",
        )
        .file("short.md", "Gunmen took the hotel on 20 Nov. 2015.\n")
        .file(
            "th.md",
            "Gunmen took the hotel on the 20th of November, 2015.\n",
        )
        .file("de.md", "Am 20. November 2015 wurde das Hotel gestürmt.\n")
        .file("es.md", "El hotel fue tomado el 20 de noviembre de 2015.\n")
        .file("iso.md", "Gunmen took the hotel: 2015-11-20.\n")
        .file(
            "other.md",
            "On 21 November 2015, and on 20 November 2014; also 11/20/2015.\n",
        );
    let mut found = ids(&folder, "hotel 2015-11-20");
    found.retain(|id| id != "other.md#");
    found.sort();
    let expected = [
        "de.md#",
        "en.md#",
        "es.md#",
        "iso.md#",
        "short.md#",
        "th.md#",
    ];
    assert_eq!(found, expected);
    let json = folder
        .search(&["hotel 2015-11-20", "--json"])
        .exits(0)
        .json();
    assert_eq!(
        (&json["matched"], &json["total"]),
        (&"all".into(), &6.into())
    );
    let json = folder
        .search(&["2015-11-20 Friday", "--json"])
        .exits(0)
        .json();
    let snippet = &json["hits"][0]["snippet"];
    let text = snippet["text"].as_str().expect("a text");
    let ranges = snippet["highlights"].as_array().expect("ranges").iter();
    let marked: Vec<_> = ranges
        .map(|it| {
            let at = |end: usize| it[end].as_u64().expect("a number") as usize;
            &text[at(0)..at(1)]
        })
        .collect();
    assert_eq!(marked.join(" "), "Friday November 20, 2015");
    // A month finds its days.
    let json = folder.search(&["hotel 2015-11", "--json"]).exits(0).json();
    assert_eq!(json["matched"], "all");
}

#[test]
fn case_accents_hyphens_and_apostrophes_do_not_matter() {
    let folder = mali();
    assert_eq!(ids(&folder, "KEITA").len(), 2);
    // The exact form ranks higher.
    assert_eq!(ids(&folder, "keita title:keïta OR plainly").len(), 2);
    for query in ["al mourabitoun", "Al-Mourabitoun", "almourabitoun"] {
        let mut found = ids(&folder, query);
        found.sort();
        assert_eq!(found, ["keita.md#ibrahim-keïta", "plain.txt#"], "{query}");
    }
}

#[test]
fn prefixes_and_near_spellings_are_asked_for() {
    let folder = mali();
    assert_eq!(ids(&folder, "emerg*").len(), 2);
    assert_eq!(ids(&folder, "presidant~"), ["keita.md#ibrahim-keïta"]);
    assert_eq!(ids(&folder, "2025~"), [""; 0]);
}

#[test]
fn near_spellings_are_tried_when_nothing_matches_and_the_answer_says_so() {
    let folder = mali();
    let run = folder
        .search(&["prezident", "--json"])
        .exits(0)
        .warns("near spellings: president for prezident");
    let json = run.json();
    assert_eq!(json["matched"], "corrected");
    assert_eq!(json["corrections"][0]["from"], "prezident");
    assert_eq!(json["corrections"][0]["to"], "president");
    assert_eq!(json["hits"][0]["matched"], "corrected");
}

#[test]
fn a_word_written_as_one_is_found_as_two() {
    let folder = Folder::new().file("a.md", "Moktar Bel Mokhtar was here.\n");
    let json = folder.search(&["belmokhtar", "--json"]).json();
    assert_eq!(json["corrections"][0]["to"], "bel mokhtar");
    assert_eq!(json["hits"][0]["id"], "a.md#");
}

#[test]
fn numbers_are_never_bent() {
    let folder = mali();
    folder.search(&["2025"]).exits(1);
    folder.search(&["2024"]).exits(0);
}

#[test]
fn han_is_found_without_spaces() {
    let folder = mali();
    assert_eq!(ids(&folder, "铁建"), ["zh.md#中国铁建"]);
    assert_eq!(ids(&folder, "\"有限公司\""), ["zh.md#中国铁建"]);
    assert_eq!(ids(&folder, "中铁"), [""; 0]);
}

#[test]
fn a_long_question_needs_none_of_its_words() {
    let folder = mali();
    let query = "which president of the country declared the famous emergency before unrelated elephants arrived";
    let json = folder.search(&[query, "--json"]).exits(0).json();
    assert_eq!(json["matched"], "some");
    assert!(json["hits"].as_array().expect("hits").len() > 1);
}

#[test]
fn hits_are_paged_without_gaps_or_repeats() {
    let mut folder = Folder::new();
    for number in 0..30 {
        folder = folder.file(
            &format!("{number:02}.md"),
            format!("# Note {number}\n\nmali {}\n", "word ".repeat(number)),
        );
    }
    let all = folder.search(&["mali", "--limit", "30", "--json"]).ids();
    let mut pages = Vec::new();
    for offset in ["0", "7", "14", "21", "28"] {
        pages.extend(
            folder
                .search(&["mali", "--limit", "7", "--offset", offset, "--json"])
                .ids(),
        );
    }
    assert_eq!(all.len(), 30);
    assert_eq!(pages, all);
    folder
        .search(&["mali", "--offset", "10000"])
        .exits(2)
        .warns("first 10000 hits");
}

#[test]
fn a_document_can_be_held_to_a_few_hits() {
    let folder = mali();
    let found = folder
        .search(&["mali war", "--per-document", "1", "--json"])
        .ids();
    assert_eq!(
        found.iter().filter(|id| id.starts_with("war.md")).count(),
        1
    );
}

#[test]
fn counts_and_paths_do_not_stop_at_the_first_candidates() {
    let mut folder = Folder::new().file(
        "many.md",
        "# Zebra\n\n## Zebra zebra\n\nzebra zebra runs\n".repeat(150),
    );
    for number in 0..5 {
        folder = folder.file(
            &format!("{number}.md"),
            "A zebra in a long line of other words that runs.\n",
        );
    }
    assert_eq!(folder.search(&["zebra", "-l"]).exits(0).lines().len(), 6);
    assert_eq!(
        folder.search(&["\"zebra runs\"~20", "-c"]).exits(0).lines(),
        ["155"]
    );
}

#[test]
fn a_query_of_nothing_finds_nothing() {
    let folder = mali();
    folder.search(&["\"\"", "--json"]).exits(1);
    folder
        .search(&[" "])
        .exits(2)
        .warns("what are you looking for?");
}

#[test]
fn a_repeated_word_is_one_word_that_weighs_more() {
    let folder = Folder::new()
        .file("a.md", "peace and emergency, peace\n")
        .file("b.md", "emergency and peace, emergency\n");
    assert_eq!(ids(&folder, "peace emergency peace"), ["a.md#", "b.md#"]);
    assert_eq!(
        ids(&folder, "emergency peace emergency"),
        ["b.md#", "a.md#"]
    );
    let json = folder
        .search(&["peace peace emergency", "--explain", "--json"])
        .json();
    let shares = json["hits"][0]["explanation"].as_array().expect("shares");
    assert_eq!(
        shares
            .iter()
            .filter(|share| share["evidence"] == "body")
            .count(),
        2
    );
    let many = "peace emergency ".repeat(200);
    folder.search(&[&many, "--json"]).exits(0);
}
