//! Names in many spellings.

use serde_json::{Value, json};

use crate::folder::Folder;

fn people() -> Folder {
    Folder::new()
        .file("sahel.md", "Mokhtar Belmokhtar founded Al-Mourabitoun.\n")
        .file("mali.md", "Ibrahim Boubacar Keïta was president.\n")
        .file("libya.md", "Muammar Qaddafi ruled Libya.\n")
        .file("germany.md", "Thomas Müller scored twice.\n")
        .file("abidjan.md", "Дидье Дрогба забил гол.\n")
        .file("visit.md", "زار مختار المدينة.\n")
}

fn answer(folder: &Folder, query: &str) -> Value {
    folder.search(&["--json", "--", query]).json()
}

/// Returns the spellings that were taken.
fn spellings(answer: &Value) -> Vec<&str> {
    let made = answer["corrections"].as_array().expect("a list");
    made.iter().filter_map(|made| made["to"].as_str()).collect()
}

#[test]
fn a_name_is_found_however_it_is_written() {
    let folder = people();
    for (typed, path, spelling) in [
        ("Belmoktar", "sahel.md", "belmokhtar"),
        ("Benmokhtar", "sahel.md", "belmokhtar"),
        ("Gaddafi", "libya.md", "qaddafi"),
        ("Kadhafi", "libya.md", "qaddafi"),
        ("Каддафи", "libya.md", "qaddafi"),
        ("Kayta", "mali.md", "keita"),
        ("Кейта", "mali.md", "keita"),
        ("Mueller", "germany.md", "muller"),
        ("Мюллер", "germany.md", "muller"),
        ("Didier", "abidjan.md", "дидье"),
        ("Drogba", "abidjan.md", "дрогба"),
        ("almurabitun", "sahel.md", "almourabitoun"),
    ] {
        let found = answer(&folder, typed);
        assert_eq!(found["hits"][0]["path"], path, "{typed}");
        assert_eq!(found["matched"], "corrected", "{typed}");
        assert_eq!(spellings(&found), [spelling], "{typed}");
    }
}

#[test]
fn other_accents_are_no_other_spelling() {
    let folder = people();
    for (typed, path) in [("Keita", "mali.md"), ("Muller", "germany.md")] {
        let found = answer(&folder, typed);
        assert_eq!(found["hits"][0]["path"], path);
        assert_eq!(found["matched"], "all");
        assert_eq!(spellings(&found), [""; 0]);
    }
}

#[test]
fn german_names_are_found_with_and_without_an_umlaut() {
    let folder = people();
    for typed in ["Müller", "Muller", "Mueller"] {
        let found = answer(&folder, typed);
        assert_eq!(found["hits"][0]["path"], "germany.md", "{typed}");
    }
}

#[test]
fn names_of_several_words_are_found_part_by_part() {
    let folder = people();
    for typed in ["al Murabitun", "Al-Murabitun", "al-Murabitun~"] {
        let found = answer(&folder, typed);
        assert_eq!(found["hits"][0]["path"], "sahel.md", "{typed}");
        assert_eq!(found["hits"][0]["missing"], json!([]), "{typed}");
        assert_eq!(spellings(&found), ["mourabitoun"], "{typed}");
    }
}

#[test]
fn a_name_without_vowels_is_found_by_its_consonants() {
    let folder = Folder::new().file("visit.md", "زار مختار المدينة.\n");
    let found = answer(&folder, "Mokhtar");
    assert_eq!(spellings(&found), ["مختار"]);
    let folder = people();
    let found = answer(&folder, "القذافي");
    assert_eq!(spellings(&found), ["qaddafi"]);
}

#[test]
fn near_spellings_that_are_asked_for_are_told_and_are_no_correction() {
    let folder = people().file("colonel.md", "Colonel Gaddafi and Kadhafi.\n");
    let run = folder.search(&["Gaddafi~", "--json"]).exits(0);
    let found = run.json();
    assert_eq!(found["matched"], "all");
    assert_eq!(found["total"], 2);
    assert_eq!(
        found["corrections"],
        json!([
            {"from": "Gaddafi~", "to": "qaddafi"},
            {"from": "Gaddafi~", "to": "kadhafi"},
        ])
    );
    run.warns("near spellings: qaddafi for Gaddafi~, kadhafi for Gaddafi~");
}

#[test]
fn a_word_that_the_index_has_is_not_respelled() {
    let folder = people().file("colonel.md", "Colonel Gaddafi.\n");
    let found = answer(&folder, "Gaddafi");
    assert_eq!(found["total"], 1);
    assert_eq!(spellings(&found), [""; 0]);
}

#[test]
fn numbers_ids_and_short_words_are_taken_as_they_are() {
    let folder = Folder::new().file("a.md", "In 2024 the An124 met Kay and Ali.\n");
    for typed in ["2025", "2025~", "An125", "Key", "Alo", "Alo~"] {
        let found = answer(&folder, typed);
        assert_eq!(found["hits"], json!([]), "{typed}");
        assert_eq!(spellings(&found), [""; 0], "{typed}");
    }
}

#[test]
fn words_that_only_look_alike_are_not_taken() {
    let folder = Folder::new().file("a.md", "Malice, dodo, market, marble, hotel, hostel.\n");
    for typed in ["Mali", "Дидье", "metal", "motel1"] {
        assert_eq!(spellings(&answer(&folder, typed)), [""; 0], "{typed}");
    }
}
