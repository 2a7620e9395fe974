//! Damaged index files: no wrong answer, no crash, and the next search or update mends what is wrong.
//!
//! `DAMAGES=10000 cargo test --release --test library damage` damages as often; without it, it is a sample.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use section_search::{Error, Fresh, Hits, Index, Query};
use tempfile::TempDir;

use crate::copy::copy;
use crate::random::Random;
use crate::sample::count;

const QUERIES: [&str; 8] = [
    "mali",
    "hotel attack",
    "\"peace process\"",
    "pea* -niger",
    "heading:more",
    "malli",
    "path:*.md attack",
    "what is the process of peace in mali",
];

/// A corpus, and its index as it is before each damage.
struct Bench {
    folder: TempDir,
    sound: Vec<Hits>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut bench = Self {
            folder,
            sound: Vec::new(),
        };
        let mut random = Random::new(23);
        // Several updates make several segments, some with deletions.
        for step in 0..4 {
            for number in 0..4 {
                bench.write(&format!("{}.md", (step * 2 + number) % 9), &mut random);
            }
            let report = bench.index("sound", Fresh::Auto).update();
            report.expect("an update");
        }
        bench.sound = answers(&bench.index("sound", Fresh::Never)).expect("answers");
        bench
    }

    fn write(&self, name: &str, random: &mut Random) {
        let words = ["mali", "niger", "hotel", "attack", "peace", "process"];
        let mut text = format!("# {}\n\n", random.word(&words));
        for _ in 0..60 {
            text += random.word(&words);
            text += random.word(&[" ", " ", " ", "\n\n## More\n\n"]);
        }
        let corpus = self.folder.path().join("corpus");
        fs::create_dir_all(&corpus).expect("a folder");
        fs::write(corpus.join(name), text).expect("a document");
    }

    fn index(&self, name: &str, fresh: Fresh) -> Index {
        let folder = self.folder.path();
        let builder = Index::builder().corpus(folder.join("corpus"));
        let opened = builder.index(folder.join(name)).fresh(fresh).open();
        opened.expect("an index")
    }

    /// Puts a copy of the sound index in the place of the damaged one.
    fn restore(&self) {
        let damaged = self.folder.path().join("damaged");
        drop(fs::remove_dir_all(&damaged));
        copy(&self.folder.path().join("sound"), &damaged);
    }
}

fn answers(index: &Index) -> section_search::Result<Vec<Hits>> {
    let answer = |query: &&str| {
        let mut hits = index.search(&Query::parse(query).count(true))?;
        hits.took_ms = 0.0;
        hits.freshness = section_search::Freshness {
            state: section_search::State::Fresh,
            changed: 0,
            indexed_at: None,
            repaired: None,
        };
        Ok(hits)
    };
    QUERIES.iter().map(answer).collect()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files.sort();
    files
}

/// Damages a file at random; returns how.
fn damage(dir: &Path, random: &mut Random) -> String {
    let files = files(dir);
    let path = random.one(&files);
    let name = path.file_name().expect("a name").to_string_lossy();
    let mut bytes = fs::read(path).expect("a file");
    let at = random.below(bytes.len().max(1));
    let how = random.below(12);
    match how {
        0 => fs::remove_file(path).expect("it was there"),
        1 => shorten(path, at),
        2 => shorten(path, random.below(9).min(bytes.len())),
        3 => lengthen(path),
        4 => {
            let end = (at + 1 + random.below(200)).min(bytes.len());
            bytes[at..end].fill(0);
            fs::write(path, &bytes).expect("a file");
        }
        5 => drop(fs::copy(random.one(&files), path).expect("a copy")),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
            fs::write(path, &bytes).expect("a file");
        }
    }
    format!("{name}, damage {how} at {at}")
}

fn shorten(path: &Path, len: usize) {
    let file = OpenOptions::new().write(true).open(path);
    let cut = file.and_then(|file| file.set_len(len as u64));
    cut.expect("it is shorter");
}

fn lengthen(path: &Path) {
    let mut bytes = fs::read(path).expect("a file");
    bytes.extend_from_slice(&[7; 40]);
    fs::write(path, bytes).expect("a file");
}

#[test]
fn damage_is_never_a_wrong_answer_and_heals() {
    let bench = Bench::new();
    let mut random = Random::new(29);
    for number in 0..count("DAMAGES", 100) {
        bench.restore();
        let dir = bench.folder.path().join("damaged");
        let what = format!("{number}: {}", damage(&dir, &mut random));
        match answers(&bench.index("damaged", Fresh::Never)) {
            Ok(answers) => assert_eq!(answers, bench.sound, "{what}"),
            Err(Error::Damaged { .. } | Error::NoIndex { .. }) => {}
            Err(error) => panic!("{what}: {error:?}"),
        }
        // A search mends what it meets, an update what is anywhere.
        if number % 2 == 0 {
            let answers = answers(&bench.index("damaged", Fresh::Auto));
            assert_eq!(answers.expect("answers"), bench.sound, "{what}");
        }
        let mut index = bench.index("damaged", Fresh::Auto);
        index
            .update()
            .unwrap_or_else(|error| panic!("{what}: {error:?}"));
        assert!(index.verify().expect("it can be read").is_sound(), "{what}");
        let healed = answers(&bench.index("damaged", Fresh::Never));
        assert_eq!(healed.expect("answers"), bench.sound, "{what}");
    }
}

#[test]
fn a_search_says_that_the_index_was_damaged() {
    let bench = Bench::new();
    bench.restore();
    let generation = bench.folder.path().join("damaged/g000001");
    let store = files(&generation).into_iter().find(|file| {
        file.extension()
            .is_some_and(|extension| extension == "store")
    });
    shorten(&store.expect("a store"), 20);
    let index = bench.index("damaged", Fresh::Auto);
    let query = Query::parse("mali");
    let repaired = index.search(&query).expect("an answer").freshness.repaired;
    assert!(
        repaired
            .expect("it was damaged")
            .contains("20 bytes instead of")
    );
    let next = index.search(&query).expect("an answer");
    assert_eq!(next.freshness.repaired, None);
}

#[test]
fn a_content_that_changed_without_a_trace_is_found() {
    let bench = Bench::new();
    let path = bench.folder.path().join("corpus/1.md");
    let text = fs::read_to_string(&path).expect("a document");
    let other: String = text
        .chars()
        .map(|c| if c == 'e' { 'a' } else { c })
        .collect();
    let index = bench.index("sound", Fresh::Never);
    assert!(index.verify().expect("a check").is_sound());
    // Its size and its times stay: only the time at which the system noted the change tells, where there is one.
    let times = fs::metadata(&path).and_then(|metadata| metadata.modified());
    fs::write(&path, other).expect("a document");
    let file = OpenOptions::new()
        .write(true)
        .open(&path)
        .expect("a document");
    file.set_modified(times.expect("a time"))
        .expect("its time is set");
    let found = index.verify().expect("a check");
    assert_eq!(found.changed as usize + found.differing.len(), 1);
}
