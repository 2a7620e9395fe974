//! What may not change an answer: how documents came into the index, how it is asked for, and what else is in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use section_search::{Fresh, Hit, Hits, Index, Query};
use tempfile::TempDir;

use crate::random::Random;
use crate::sample::count;

const WORDS: [&str; 12] = [
    "kabo", "kabos", "zumi", "tolka", "élan", "elan", "rifo", "2015", "pelu", "of", "gorba", "the",
];
/// Words that are in no query.
const OTHERS: [&str; 3] = ["vintu", "sado", "mizo"];
/// How many documents there are.
const DOCUMENTS: usize = 30;
/// How many queries each collection is asked.
const PER_WORLD: usize = 50;

/// A folder of documents and places for its indexes.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("documents")).expect("a folder");
        Self { folder }
    }

    /// Makes a world of documents with sections of all lengths.
    fn of_sections(random: &mut Random) -> Self {
        let world = Self::new();
        for number in 0..DOCUMENTS {
            world.write(number, &sections(random));
        }
        world
    }

    fn write(&self, number: usize, text: &str) {
        let path = self.folder.path().join(format!("documents/{number}.md"));
        fs::write(path, text).expect("a document");
    }

    /// Returns an index that answers as it is.
    fn index(&self, name: &str) -> Index {
        let builder = Index::builder()
            .corpus(self.folder.path().join("documents"))
            .index(self.folder.path().join(name))
            .fresh(Fresh::Never);
        builder.open().expect("an index")
    }

    /// Returns an index that was made in one go.
    fn indexed(&self) -> Index {
        let mut index = self.index("index");
        index.update().expect("it is indexed");
        index
    }
}

fn words(random: &mut Random, words: &[&'static str], len: usize) -> String {
    let words: Vec<_> = (0..len).map(|_| random.word(words)).collect();
    words.join(" ")
}

fn sections(random: &mut Random) -> String {
    let mut text = format!("# {}\n\n", words(random, &WORDS, 2));
    for _ in 0..random.below(5) {
        let [heading, body] = [1 + random.below(3), random.below(25)];
        let heading = words(random, &WORDS, heading);
        text += &format!("## {heading}\n\n{}\n\n", words(random, &WORDS, body));
    }
    text
}

/// Makes a query of words, phrases, beginnings and exclusions.
fn query(random: &mut Random) -> String {
    let part = |random: &mut Random| match random.below(8) {
        0 => format!("\"{}\"", words(random, &WORDS, 2)),
        1 => "ka*".to_owned(),
        2 => format!("-{}", random.word(&WORDS)),
        3 => format!("({} OR {})", random.word(&WORDS), random.word(&WORDS)),
        _ => random.word(&WORDS).to_owned(),
    };
    let parts: Vec<_> = (0..1 + random.below(5)).map(|_| part(random)).collect();
    parts.join(" ")
}

fn ask(index: &Index, query: Query) -> Hits {
    let mut hits = index.search(&query).expect("an answer");
    hits.took_ms = 0.0;
    hits.freshness.indexed_at = None;
    hits
}

fn ids(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.passage.id.as_str()).collect()
}

/// Does something with many random queries of several worlds: `CASES=10000` asks for more than a sample.
fn for_queries(mut check: impl FnMut(&Index, &str, &mut Random)) {
    for seed in 0..count("CASES", 100).div_ceil(PER_WORLD) {
        let mut random = Random::new(seed as u64);
        let world = World::of_sections(&mut random);
        let index = world.indexed();
        for _ in 0..PER_WORLD {
            let query = query(&mut random);
            check(&index, &query, &mut random);
        }
    }
}

#[test]
fn pages_are_parts_of_one_list() {
    for_queries(|index, text, random| {
        let query = || match text.len() % 3 {
            0 => Query::parse(text).per_document(2),
            1 => Query::parse(text).fold(false),
            _ => Query::parse(text),
        };
        let all = ask(index, query().limit(300)).hits;
        let mut pages = Vec::new();
        let size = 4 + random.below(20);
        while let page = ask(index, query().limit(size).offset(pages.len())).hits
            && !page.is_empty()
        {
            pages.extend(page);
        }
        assert_eq!(ids(&pages), ids(&all), "{text}, pages of {size}");
    });
}

#[test]
fn the_shares_add_up_to_the_score() {
    for_queries(|index, text, random| {
        let is_deep = random.below(3) == 0;
        let query = Query::parse(text).explain(true).deep(is_deep);
        for hit in ask(index, query).hits {
            let sum: f64 = hit.explanation.iter().map(|share| share.score).sum();
            let id = &hit.passage.id;
            let difference = (sum - hit.score).abs();
            assert!(
                difference < 1e-9,
                "{text}: {id} has {}, not {sum}",
                hit.score
            );
        }
    });
}

/// Indexes the documents in random order, a few at a time, each few with any number of threads.
fn index_by_and_by(world: &World, name: &str, random: &mut Random) -> Index {
    let place = world.folder.path();
    let waiting = place.join("waiting");
    fs::rename(place.join("documents"), &waiting).expect("it is there");
    fs::create_dir(place.join("documents")).expect("a folder");
    let mut index = world.index(name);
    let mut left: Vec<usize> = (0..DOCUMENTS).collect();
    while !left.is_empty() {
        for _ in 0..(1 + random.below(8)).min(left.len()) {
            let file = format!("{}.md", left.swap_remove(random.below(left.len())));
            let moved = fs::rename(waiting.join(&file), place.join("documents").join(&file));
            moved.expect("it is there");
        }
        let threads = rayon::ThreadPoolBuilder::new().num_threads(1 + random.below(3));
        let threads = threads.build().expect("threads");
        let updated = threads.install(|| index.update());
        updated.expect("it is indexed");
    }
    fs::remove_dir(waiting).expect("it is empty");
    index
}

#[test]
fn the_way_into_the_index_changes_no_answer() {
    for seed in 0..count("CASES", 100).div_ceil(PER_WORLD) {
        let mut random = Random::new(seed as u64);
        let world = World::of_sections(&mut random);
        let at_once = world.indexed();
        let by_and_by = index_by_and_by(&world, "other", &mut random);
        for _ in 0..PER_WORLD {
            let query = query(&mut random);
            let [left, right] =
                [&at_once, &by_and_by].map(|index| ask(index, Query::parse(&query).limit(50)));
            assert_eq!(left, right, "seed {seed}: {query}");
        }
    }
}

/// Returns what speaks for a hit, by kind and word.
fn shares(hit: &Hit) -> BTreeMap<(&str, &str), f64> {
    let mut shares = BTreeMap::new();
    for share in &hit.explanation {
        *shares
            .entry((share.evidence.as_str(), share.term.as_str()))
            .or_insert(0.0) += share.score;
    }
    shares
}

/// Has the hit of every evidence at least as much as the other, and of some more?
fn is_better_in_all(hit: &Hit, other: &Hit) -> bool {
    let [own, others] = [hit, other].map(shares);
    let of = |key: &(&str, &str)| own.get(key).copied().unwrap_or(0.0);
    let is_as_good = others.iter().all(|(key, &share)| of(key) >= share);
    hit.missing.len() <= other.missing.len() && is_as_good && hit.score > other.score
}

/// Documents that hold nothing of a query change how rare its words are, and nothing else: a passage that was better in
/// all that speaks for it stays better. All passages are as long, so that the average length stays.
#[test]
fn unrelated_documents_change_only_how_rare_words_are() {
    for seed in 0..count("CASES", 100).div_ceil(PER_WORLD) {
        let mut random = Random::new(seed as u64);
        let world = World::new();
        let document = |random: &mut Random, from: &[&'static str]| {
            let title = words(random, from, 2);
            format!("# {title}\n\n{}\n", words(random, from, 20))
        };
        for number in 0..DOCUMENTS {
            world.write(number, &document(&mut random, &WORDS));
        }
        let mut index = world.indexed();
        let queries: Vec<_> = (0..PER_WORLD).map(|_| query(&mut random)).collect();
        let answers = |index: &Index| -> Vec<Vec<Hit>> {
            let asked = |text: &String| Query::parse(text).limit(100).explain(true);
            let hits = queries.iter().map(|text| ask(index, asked(text)).hits);
            hits.collect()
        };
        let before = answers(&index);
        for number in 0..1 + random.below(40) {
            world.write(DOCUMENTS + number, &document(&mut random, &OTHERS));
        }
        index.update().expect("it is indexed");
        for ((query, before), after) in queries.iter().zip(&before).zip(&answers(&index)) {
            check_order(query, before, after);
        }
    }
}

fn check_order(query: &str, before: &[Hit], after: &[Hit]) {
    let place = |hit: &Hit| ids(after).iter().position(|id| *id == hit.passage.id);
    let only_excludes = query.split(' ').all(|part| part.starts_with('-'));
    let [first, then] = [before.len(), after.len()];
    assert!(
        only_excludes || first == then,
        "{query}: {first} hits, then {then}"
    );
    for (at, better) in before.iter().enumerate() {
        for worse in &before[at + 1..] {
            let [id, other] = [better, worse].map(|hit| &hit.passage.id);
            let is_kept = place(better) < place(worse);
            assert!(
                is_kept || !is_better_in_all(better, worse),
                "{query}: {other} comes before {id}"
            );
        }
    }
}

#[test]
fn an_index_knows_nothing_of_documents_that_went() {
    let mut random = Random::new(5);
    let world = World::of_sections(&mut random);
    let mut index = world.indexed();
    let queries: Vec<_> = (0..50).map(|_| query(&mut random)).collect();
    let answers = |index: &Index| -> Vec<Hits> {
        let asked = queries.iter().map(|text| ask(index, Query::parse(text)));
        asked.collect()
    };
    let before = answers(&index);
    for number in 0..10 {
        world.write(DOCUMENTS + number, &sections(&mut random));
    }
    index.update().expect("it is indexed");
    assert_ne!(answers(&index), before);
    for number in 0..10 {
        let path = Path::new("documents").join(format!("{}.md", DOCUMENTS + number));
        fs::remove_file(world.folder.path().join(path)).expect("it is there");
    }
    index.update().expect("they go");
    assert_eq!(answers(&index), before);
}
