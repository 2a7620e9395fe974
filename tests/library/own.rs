//! Documents of an application's own, which are in no file: found as others are, and never lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use section_search::analyzer::Language;
use section_search::{Edits, Error, FileState, Index, Outline, OwnDocument, Query, Report, Status};
use tempfile::TempDir;

use crate::random::Random;
use crate::sample::count;

const NAMES: [&str; 6] = [
    "a",
    "b.md",
    "notes/c",
    "https://d.org/e:80?f=1",
    "é!",
    "g h",
];
const WORDS: [&str; 6] = ["mali", "niger", "hotel", "attack", "peace", "Keïta"];

/// A folder for an index, with or without a corpus.
struct Place {
    folder: TempDir,
    has_corpus: bool,
    language: Language,
}

impl Place {
    fn new(has_corpus: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("corpus")).expect("a folder");
        Self {
            folder,
            has_corpus,
            language: Language::ENGLISH,
        }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn open(&self) -> Index {
        let mut builder = Index::builder().index(self.dir()).language(self.language);
        if self.has_corpus {
            builder = builder.corpus(self.folder.path().join("corpus"));
        }
        builder.open().expect("an index")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("corpus").join(name)
    }

    /// Returns the files of the index whose names end so.
    fn files(&self, end: &str) -> Vec<PathBuf> {
        let generations = fs::read_dir(self.dir()).expect("the index");
        let generations = generations.map(|it| it.expect("an entry").path());
        let folders = generations.filter(|it| it.is_dir());
        let files = folders.flat_map(|folder| fs::read_dir(folder).expect("a generation"));
        let files = files.map(|it| it.expect("an entry").path());
        files
            .filter(|it| it.to_string_lossy().ends_with(end))
            .collect()
    }
}

fn ids(index: &Index, query: &str) -> Vec<String> {
    let hits = index.search(&Query::parse(query).limit(1_000));
    let hits = hits.expect("an answer").hits.into_iter();
    let mut ids: Vec<_> = hits.map(|hit| hit.passage.id).collect();
    ids.sort();
    ids
}

fn rain() -> OwnDocument {
    OwnDocument::new()
        .title("Weather")
        .date("2015-11-20")
        .field("key", "7")
        .text("Rain in Mali.")
        .section(1, "Rivers", "The Niger.\n\nThe Bani.")
        .section(2, "Floods", "")
}

#[test]
fn a_document_that_was_put_is_found_as_a_file_is() {
    let place = Place::new(false);
    let mut index = place.open();
    assert!(matches!(index.own("w"), Ok(None)));
    let edited = index.put("weather/today", &rain()).expect("it is put");
    assert_eq!((edited.added, edited.changed), (1, 0));
    let edited = index.put("weather/today", &rain()).expect("it is put");
    assert_eq!((edited.added, edited.unchanged), (0, 1));
    let hits = index.search(&Query::parse("bani")).expect("an answer").hits;
    let passage = &hits[0].passage;
    assert_eq!(passage.id, "weather/today#rivers");
    assert_eq!(passage.title, "Weather");
    assert_eq!(passage.headings, ["Rivers"]);
    assert!(passage.is_own);
    assert_eq!(
        (passage.lines, passage.bytes, passage.page),
        (None, None, None)
    );
    for query in [
        "rain date:2015",
        "rain type:own",
        "rain path:weather/*",
        "title:weather rain",
    ] {
        assert_eq!(ids(&index, query), ["weather/today#"], "{query}");
    }
    assert_eq!(
        index.own("weather/today").expect("it is read"),
        Some(rain())
    );
    assert_eq!(
        index.suggest("weath", 1).expect("suggestions").suggestions[0].text,
        "Weather"
    );
}

#[test]
fn it_can_be_read_and_asked_about() {
    let place = Place::new(true);
    fs::write(place.file("a.md"), "# A\n").expect("a file");
    let mut index = place.open();
    index.put("w", &rain()).expect("it is put");
    let texts = |name: &str| {
        let passages = index.get(name).expect("passages").into_iter();
        passages.map(|it| it.text).collect::<Vec<_>>()
    };
    assert_eq!(texts("w").len(), 3);
    assert_eq!(texts("w#rivers"), ["The Niger.\n\nThe Bani."]);
    assert!(matches!(index.get("w:1-2"), Err(Error::Missing { .. })));
    let Ok(Outline::Document {
        title, sections, ..
    }) = index.outline(Some("w"))
    else {
        panic!("it is a document");
    };
    assert_eq!((title.as_str(), sections.len()), ("Weather", 3));
    let Ok(Outline::Corpus { documents, .. }) = index.outline(None) else {
        panic!("there are documents");
    };
    let paths: Vec<_> = documents.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["a.md", "w"]);
    let status = index.status(true).expect("a status");
    assert_eq!((status.indexed, status.own, status.documents), (1, 1, 2));
    assert_eq!(status.freshness.changed, 0);
    assert!(status.files.iter().any(|it| it.path == "w" && it.is_own));
    for name in ["w", "w#rivers"] {
        let why = index.why(name, Some(&Query::parse("niger"))).expect("why");
        assert_eq!(
            (why.state, why.is_found()),
            (FileState::Own, true),
            "{name}"
        );
    }
    assert!(index.verify().expect("a check").is_sound());
}

#[test]
fn neither_updates_nor_rebuilds_nor_other_settings_remove_it() {
    let mut place = Place::new(true);
    fs::write(place.file("a.md"), "rain").expect("a file");
    let mut index = place.open();
    index.put("w", &rain()).expect("it is put");
    assert_eq!(ids(&index, "rain"), ["a.md#", "w#"]);
    fs::remove_file(place.file("a.md")).expect("it is removed");
    let update: Report = index.update().expect("it is updated");
    assert_eq!((update.removed, update.own, update.passages), (1, 1, 3));
    let rebuild = index.rebuild_with(&|_| {}).expect("it is rebuilt");
    assert_eq!(
        (rebuild.own, rebuild.passages, rebuild.lost.len()),
        (1, 3, 0)
    );
    // Another language makes another index, in the place of this one.
    place.language = Language::from_code("de").expect("a language");
    let index = place.open();
    assert_eq!(ids(&index, "rain"), ["w#"]);
    assert_eq!(index.own("w").expect("it is read"), Some(rain()));
    // It keeps its day, and the day on which it was put.
    assert_eq!(ids(&index, "rain date:2015 modified:7d"), ["w#"]);
}

#[test]
fn a_name_stands_for_a_file_or_for_a_document() {
    let place = Place::new(true);
    fs::write(place.file("a.md"), "rain").expect("a file");
    let mut index = place.open();
    let taken = |result| matches!(result, Err(Error::Taken { .. }));
    assert!(taken(index.put("a.md", &rain())));
    index.update().expect("it is updated");
    fs::remove_file(place.file("a.md")).expect("it is removed");
    // The index still has the file.
    assert!(taken(index.put("a.md", &rain())));
    assert!(taken(index.remove("a.md")));
    index.update().expect("it is updated");
    index.put("a.md", &rain()).expect("it is put");
    fs::write(place.file("a.md"), "snow").expect("a file");
    for mut index in [place.open(), place.open()] {
        let report = index.update().expect("it is updated");
        assert_eq!((report.added, report.failed, report.own), (0, 1, 1));
        assert_eq!(report.files[0].status, Status::Failed);
        assert!(report.files[0].reason.contains("an application put"));
        let rebuild = index.rebuild_with(&|_| {}).expect("it is rebuilt");
        assert_eq!((rebuild.added, rebuild.failed, rebuild.own), (0, 1, 1));
    }
    assert_eq!(ids(&index, "rain"), ["a.md#"]);
    index.remove("a.md").expect("it is removed");
    assert_eq!(ids(&index, "rain OR snow"), ["a.md#"]);
    assert_eq!(ids(&index, "snow"), ["a.md#"]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let place = Place::new(false);
    let mut index = place.open();
    for name in ["", "a#b", "a.zip!/b", "a\nb", &"a".repeat(5_000)] {
        let refused = index.put(name, &rain()).expect_err("it is no name");
        assert!(refused.to_string().starts_with("name "), "{refused}");
    }
    let refused = index.put("a", &rain().date("soon")).expect_err("no date");
    assert!(
        refused
            .to_string()
            .starts_with("date \"soon\" is not valid")
    );
    assert!(matches!(Index::builder().open(), Err(Error::NoFolder)));
}

#[test]
fn many_edits_are_seen_at_once() {
    let place = Place::new(false);
    let mut index = place.open();
    let before = index.status(false).map(|status| status.generation);
    assert!(before.is_err());
    let mut edits = Edits::new();
    for number in 0..500 {
        edits.put(format!("n/{number}"), OwnDocument::new().text("rain"));
    }
    edits
        .remove("n/7")
        .put("n/8", OwnDocument::markdown("# Snow"));
    let edited = index.edit(&edits).expect("they are put");
    assert_eq!((edited.added, edited.removed), (499, 0));
    let status = index.status(false).expect("a status");
    assert_eq!((status.generation, status.own, status.indexed), (1, 499, 0));
    assert_eq!(ids(&index, "rain").len(), 498);
    assert_eq!(ids(&index, "snow"), ["n/8#snow"]);
}

/// What the documents must be.
type Model = BTreeMap<String, OwnDocument>;

fn random_document(random: &mut Random) -> OwnDocument {
    let mut text = |words: usize| {
        let words = (0..=random.below(words)).map(|_| random.word(&WORDS));
        words.collect::<Vec<_>>().join(" ")
    };
    let (title, opening, heading, body) = (text(2), text(9), text(3), text(9));
    match random.below(3) {
        0 => OwnDocument::markdown(format!(
            "# {title}\n\n{opening}\n\n## {heading}\n\n{body}\n"
        )),
        1 => OwnDocument::new()
            .text(opening)
            .date("2016")
            .field("k", "v"),
        _ => OwnDocument::new().title(title).section(1, heading, body),
    }
}

/// Claims that the index has what the model has, and answers as one that has nothing but that.
fn claim(index: &Index, model: &Model, place: &Place) {
    for name in NAMES {
        assert_eq!(
            index.own(name).expect("it is read"),
            model.get(name).cloned()
        );
    }
    let fresh = Place::new(false);
    let mut fresh_index = fresh.open();
    let mut edits = Edits::new();
    for (name, document) in model {
        edits.put(name, document.clone());
    }
    fresh_index.edit(&edits).expect("they are put");
    let has_file = place.has_corpus && place.file("file.md").exists();
    for word in WORDS {
        let mut expected = ids(&fresh_index, word);
        if has_file && word == "mali" {
            expected.push("file.md#".to_owned());
            expected.sort();
        }
        assert_eq!(ids(index, word), expected, "{word}");
    }
    assert!(index.verify().expect("a check").is_sound());
}

#[test]
fn the_documents_are_what_a_model_says() {
    let mut random = Random::new(11);
    for round in 0..count("OWN_ROUNDS", 2) {
        let mut place = Place::new(round % 2 == 0);
        let mut index = place.open();
        let mut model = Model::new();
        for _ in 0..12 {
            step(&mut place, &mut index, &mut model, &mut random);
            claim(&index, &model, &place);
        }
    }
}

/// Does something that an application or its users do, to the index and to the model.
fn step(place: &mut Place, index: &mut Index, model: &mut Model, random: &mut Random) {
    match random.below(10) {
        0..=2 => {
            let (name, document) = (random.word(&NAMES), random_document(random));
            index.put(name, &document).expect("it is put");
            model.insert(name.to_owned(), document);
        }
        3 => {
            let name = random.word(&NAMES);
            let edited = index.remove(name).expect("it is removed");
            assert_eq!(edited.removed, u64::from(model.remove(name).is_some()));
        }
        4 | 5 => {
            let mut edits = Edits::new();
            for _ in 0..4 {
                let name = random.word(&NAMES);
                if random.below(3) == 0 {
                    edits.remove(name);
                    model.remove(name);
                } else {
                    let document = random_document(random);
                    edits.put(name, document.clone());
                    model.insert(name.to_owned(), document);
                }
            }
            index.edit(&edits).expect("it is edited");
        }
        6 if place.has_corpus => {
            let file = place.file("file.md");
            match file.exists() {
                true => fs::remove_file(file).expect("it is removed"),
                false => fs::write(file, "mali").expect("a file"),
            }
            index.update().expect("it is updated");
        }
        7 => drop(index.rebuild_with(&|_| {}).expect("it is rebuilt")),
        8 => {
            let code = random.word(&["en", "de"]);
            place.language = Language::from_code(code).expect("a language");
            *index = place.open();
        }
        _ => *index = place.open(),
    }
}

/// Changes a byte in the middle of a file.
fn damage(file: &Path) {
    let mut bytes = fs::read(file).expect("a file of the index");
    let at = bytes.len() / 2;
    bytes[at] ^= 0xff;
    fs::write(file, bytes).expect("it is written");
}

#[test]
fn damage_elsewhere_costs_nothing_and_damage_to_the_documents_is_told() {
    for end in [".idx", ".pos", ".term", ".fast", ".fieldnorm"] {
        let place = Place::new(false);
        place.open().put("w", &rain()).expect("it is put");
        place.files(end).iter().for_each(|file| damage(file));
        let report = place.open().update().expect("it is mended");
        assert!(report.repaired.is_some(), "{end}");
        assert_eq!(place.open().own("w").expect("it is read"), Some(rain()));
    }
    for end in [".store", "meta.json"] {
        let place = Place::new(false);
        place.open().put("w", &rain()).expect("it is put");
        place.files(end).iter().for_each(|file| damage(file));
        let mut index = place.open();
        let is_lost = |result: Result<_, Error>| matches!(result, Err(Error::OwnLost { .. }));
        assert!(is_lost(index.update().map(drop)), "{end}");
        assert!(
            is_lost(index.search(&Query::parse("niger")).map(drop)),
            "{end}"
        );
        assert!(is_lost(index.put("other", &rain()).map(drop)), "{end}");
        let rebuild = index.rebuild_with(&|_| {}).expect("it is rebuilt");
        assert_eq!((rebuild.own, rebuild.lost.len()), (0, 1), "{end}");
        // It was told once; what is left is sound.
        assert!(index.update().expect("it is updated").lost.is_empty());
        index.put("w", &rain()).expect("it is put");
        assert_eq!(ids(&index, "niger"), ["w#rivers"]);
    }
}

#[test]
fn an_index_that_forgot_which_generation_answers_still_keeps_the_documents() {
    let place = Place::new(false);
    place.open().put("w", &rain()).expect("it is put");
    fs::remove_file(place.dir().join("CURRENT")).expect("it was there");
    let mut index = place.open();
    assert_eq!(index.update().expect("it is updated").own, 1);
    assert_eq!(ids(&index, "niger"), ["w#rivers"]);
    assert!(place.dir().join("OWN_DOCUMENTS").exists());
    index.remove("w").expect("it is removed");
    index.rebuild_with(&|_| {}).expect("it is rebuilt");
    assert!(!place.dir().join("OWN_DOCUMENTS").exists());
}
