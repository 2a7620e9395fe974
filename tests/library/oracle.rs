//! Queries against a brute-force scan over the built-in corpus and over generated documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use section_search::corpus::{self, Body, Corpus, Limits};
use section_search::{Fresh, Index, Origin, Passage, Query, Rules, analyzer::Language, split};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::random::Random;

/// A query and what it means, built together.
enum Meaning {
    /// A word in exactly this form.
    Word(String),
    /// A word that begins so.
    Prefix(String),
    /// Words in a row.
    Row(Vec<String>),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

impl Meaning {
    fn written(&self) -> String {
        let join = |parts: &[Self], with: &str| {
            parts
                .iter()
                .map(Self::written)
                .collect::<Vec<_>>()
                .join(with)
        };
        match self {
            Self::Word(word) => format!("\"{word}\""),
            // An alternative of one is a condition; a bare prefix could be lacking.
            Self::Prefix(prefix) => format!("({prefix}* OR {prefix}*)"),
            Self::Row(words) => format!("\"{}\"", words.join(" ")),
            Self::All(parts) => format!("({})", join(parts, " ")),
            Self::Any(parts) => format!("({})", join(parts, " OR ")),
            Self::Not(part) => format!("-{}", part.written()),
        }
    }

    fn fits(&self, passage: &Scanned) -> bool {
        let places = &passage.places;
        let words = || places.iter().flatten().chain(&passage.compounds);
        let any_word = |fits: &dyn Fn(&str) -> bool| words().any(|word| fits(word));
        match self {
            Self::Word(wanted) => any_word(&|word| word == wanted),
            Self::Prefix(prefix) => any_word(&|word| word.starts_with(prefix.as_str())),
            Self::Row(words) => places
                .iter()
                .any(|place| place.windows(words.len()).any(|row| row == words)),
            Self::All(parts) => parts.iter().all(|part| part.fits(passage)),
            Self::Any(parts) => parts.iter().any(|part| part.fits(passage)),
            Self::Not(part) => !part.fits(passage),
        }
    }
}

/// A passage as the scan sees it: the words of its title, its headings and its text.
struct Scanned {
    id: String,
    places: Vec<Vec<String>>,
    /// Compounds without what joins their parts: `divoire` for `d'Ivoire`.
    compounds: Vec<String>,
}

/// Returns the words of a text, by a rule simpler than the analyzer's: runs of letters and digits, folded.
fn words(text: &str) -> Vec<String> {
    let text = text
        .replace("'s ", " ")
        .replace("’s ", " ")
        .replace("'s.", ".")
        .replace("’s.", ".");
    let folded: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Returns the compounds of a text: letters joined by single hyphens, apostrophes, dots or underscores.
fn compounds(text: &str) -> Vec<String> {
    let is_joint = |c: char| matches!(c, '-' | '\'' | '’' | '.' | '_');
    let chunks = text.split(|c: char| !c.is_alphanumeric() && !is_joint(c));
    let chunks = chunks.map(|chunk| chunk.trim_matches(is_joint));
    let is_compound = |chunk: &&str| {
        let parts: Vec<_> = chunk.split(is_joint).collect();
        (2..=5).contains(&parts.len()) && parts.iter().all(|part| !part.is_empty())
    };
    chunks
        .filter(is_compound)
        .flat_map(|chunk| words(&chunk.replace(is_joint, "")))
        .collect()
}

fn passages(corpus: &Path) -> Vec<Passage> {
    let corpus = Corpus::new(&[corpus.to_owned()], Rules::default()).expect("the corpus");
    let mut passages = Vec::new();
    for source in corpus.walk().expect("a walk").sources {
        let content = corpus.load(&source).expect("a file");
        let origin = Origin {
            path: &source.path,
            archive: None,
            path_bytes: None,
            language: Language::ENGLISH,
        };
        let limits = Limits::default();
        let Body::Whole(bytes) = content.body else {
            panic!("{} is small", source.path);
        };
        let parsed = corpus::read(&source.path, bytes, &limits, &mut |reading| {
            passages.extend(split(&reading.document, reading.text, &origin));
        });
        parsed.expect("a document");
    }
    passages
}

fn scan(passages: &[Passage]) -> Vec<Scanned> {
    let places = |passage: &Passage| {
        let headings = passage.headings.iter().map(|heading| words(heading));
        [words(&passage.title), words(&passage.text)]
            .into_iter()
            .chain(headings)
            .collect()
    };
    let whole = |passage: &Passage| {
        format!(
            "{}\n{}\n{}",
            passage.title,
            passage.headings.join("\n"),
            passage.text
        )
    };
    passages
        .iter()
        .map(|passage| Scanned {
            id: passage.id.clone(),
            places: places(passage),
            compounds: compounds(&whole(passage)),
        })
        .collect()
}

fn index(corpus: &Path, dir: &Path) -> Index {
    let builder = Index::builder().corpus(corpus).index(dir);
    builder
        .clone()
        .open()
        .expect("the index")
        .update()
        .expect("it is indexed");
    builder.fresh(Fresh::Never).open().expect("the index")
}

fn check(index: &Index, scanned: &[Scanned], meaning: &Meaning) {
    let query = meaning.written();
    let hits = index
        .search(&Query::parse(&query).limit(10_000))
        .expect("an answer")
        .hits;
    let found: BTreeSet<_> = hits.iter().map(|hit| hit.passage.id.as_str()).collect();
    let expected: BTreeSet<_> = scanned
        .iter()
        .filter(|passage| meaning.fits(passage))
        .map(|passage| passage.id.as_str())
        .collect();
    let wrong: Vec<_> = found.symmetric_difference(&expected).take(5).collect();
    assert_eq!(found.len(), hits.len(), "{query} finds a passage twice");
    assert!(
        wrong.is_empty(),
        "{query}: {} found, {} expected, {wrong:?}",
        found.len(),
        expected.len()
    );
}

/// Makes a random condition; the leaves come from `leaf`.
fn meaning(random: &mut Random, depth: usize, leaf: &dyn Fn(&mut Random) -> Meaning) -> Meaning {
    if depth == 0 {
        return leaf(random);
    }
    let mut parts = vec![
        meaning(random, depth - 1, leaf),
        meaning(random, depth - 1, leaf),
    ];
    match random.below(4) {
        0 => Meaning::Any(parts),
        1 => {
            let excluded = parts.remove(1);
            Meaning::All(vec![parts.remove(0), Meaning::Not(Box::new(excluded))])
        }
        2 => leaf(random),
        _ => Meaning::All(parts),
    }
}

#[test]
fn the_built_in_corpus_is_searched_as_a_scan_would() {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = index(&corpus, folder.path());
    let scanned = scan(&passages(&corpus));
    let is_plain =
        |word: &&String| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let leaf = |random: &mut Random| {
        let place = loop {
            let passage = random.one(&scanned);
            let place = random.one(&passage.places).clone();
            if place.iter().any(|word| is_plain(&word)) {
                break place;
            }
        };
        let starts: Vec<_> = (0..place.len())
            .filter(|&at| is_plain(&&place[at]))
            .collect();
        let at = *random.one(&starts);
        let row: Vec<_> = place[at..]
            .iter()
            .take(1 + random.below(3))
            .take_while(|word| is_plain(word))
            .cloned()
            .collect();
        match random.below(3) {
            0 => Meaning::Prefix(place[at][..3].to_owned()),
            1 => Meaning::Word(place[at].clone()),
            _ => Meaning::Row(row),
        }
    };
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let depth = random.below(3);
        check(&index, &scanned, &meaning(&mut random, depth, &leaf));
    }
}

#[test]
fn generated_documents_are_searched_as_a_scan_would() {
    const WORDS: [&str; 14] = [
        "kabo", "kabun", "zumi", "zuma", "tolka", "Élan", "rifo", "2015", "pelu", "mizo", "gorba",
        "vintu", "sado", "kabo",
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("documents");
    fs::create_dir(&corpus).expect("a folder");
    let mut random = Random::new(7);
    for number in 0..60 {
        let mut text = format!("# {} {number}\n", random.word(&WORDS));
        for _ in 0..random.below(6) {
            text += &format!("\n## {} {}\n\n", random.word(&WORDS), random.word(&WORDS));
            for _ in 0..random.below(20) {
                text += random.word(&WORDS);
                text += random.word(&[" ", ", ", "-", ".\n\n", " "]);
            }
        }
        fs::write(corpus.join(format!("{number}.md")), text).expect("a document");
    }
    let index = index(&corpus, &folder.path().join("index"));
    let scanned = scan(&passages(&corpus));
    let word = |random: &mut Random| words(random.word(&WORDS)).remove(0);
    let leaf = |random: &mut Random| match random.below(4) {
        0 => Meaning::Prefix(random.word(&["ka", "kab", "zum", "el", "pe"]).to_string()),
        1 => Meaning::Word(word(random)),
        _ => Meaning::Row((0..2 + random.below(2)).map(|_| word(random)).collect()),
    };
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let depth = random.below(4);
        check(&index, &scanned, &meaning(&mut random, depth, &leaf));
    }
}
