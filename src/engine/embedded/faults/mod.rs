//! An index on disks that fail or lose power: nothing acknowledged is lost, nothing is half there, and the next
//! change works.

#[path = "../../../../tests/copy/mod.rs"]
mod copy;
mod failing;
mod power;
#[path = "../../../../tests/random/mod.rs"]
mod random;
#[path = "../../../../tests/sample/mod.rs"]
mod sample;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::embedded::Embedded;
use crate::engine::embedded::disk::Disk;
use crate::engine::embedded::faults::random::Random;
use crate::engine::{Batch, Engine, Entry, Part, Start};
use crate::error::{Error, Result};
use crate::passage::Passage;

/// What an index is to hold: of each file the words of its passages.
type State = BTreeMap<String, Vec<String>>;

/// The file that is none: a document of an application's own, kept whatever becomes of the index.
const OWN: &str = "e.md";

/// A change of a state.
#[derive(Debug, Clone)]
struct Change {
    start: Start,
    /// Files with new passages, or none where they are removed.
    files: BTreeMap<String, Option<Vec<String>>>,
}

impl Change {
    fn random(random: &mut Random, number: usize) -> Self {
        let start = match random.below(8) {
            0 => Start::Nothing,
            _ => Start::Last,
        };
        let mut files = BTreeMap::new();
        for _ in 0..1 + random.below(4) {
            let path = random
                .word(&["a.md", "b.md", "c.md", "d.md", OWN])
                .to_owned();
            let words = (0..1 + random.below(3)).map(|at| format!("change{number}passage{at}"));
            let words = (random.below(4) > 0).then(|| words.collect());
            files.insert(path, words);
        }
        Self { start, files }
    }

    /// Returns the state that the change makes of `before`.
    fn of(&self, before: &State) -> State {
        let mut after = match self.start {
            Start::Last => before.clone(),
            Start::Nothing => {
                let kept = before.get_key_value(OWN);
                kept.map(|(path, words)| (path.clone(), words.clone()))
                    .into_iter()
                    .collect()
            }
        };
        for (path, words) in &self.files {
            match words {
                Some(words) => after.insert(path.clone(), words.clone()),
                None => after.remove(path),
            };
        }
        after
    }

    fn write(&self, engine: &Embedded) -> Result<()> {
        let batch = engine.begin(self.start, 0, Duration::ZERO)?;
        if self.start == Start::Nothing && !self.files.contains_key(OWN) {
            carry(batch.as_ref(), &engine.dir)?;
        }
        for (path, words) in &self.files {
            match words {
                Some(words) => put(batch.as_ref(), path, words)?,
                None => batch.remove(path)?,
            }
        }
        batch.commit(&[])
    }
}

/// Puts what the index before keeps into a batch that starts from nothing.
fn carry(batch: &dyn Batch, dir: &Path) -> Result<()> {
    let flaws = batch.kept(&mut |kept| {
        let words: Vec<_> = kept.split(' ').map(str::to_owned).collect();
        put(batch, OWN, &words)
    })?;
    match flaws.into_iter().next() {
        Some(flaw) => Err(Error::OwnLost {
            path: dir.to_owned(),
            reason: flaw.reason,
        }),
        None => Ok(()),
    }
}

fn put(batch: &dyn Batch, path: &str, words: &[String]) -> Result<()> {
    let passages = words.iter().enumerate().map(|(at, word)| Passage {
        id: format!("{path}#{at}"),
        path: path.to_owned(),
        text: word.clone(),
        ..Passage::default()
    });
    let entry = Entry {
        path: path.to_owned(),
        passages: words.len() as u64,
        is_own: path == OWN,
        ..Entry::default()
    };
    let mut file = batch.file(&entry)?;
    if entry.is_own {
        file.keep(words.join(" "));
    }
    file.add(Part {
        passages: passages.collect(),
        ..Part::default()
    })?;
    file.finish(entry)
}

fn engine(dir: &Path) -> Embedded {
    Embedded::new(dir, "")
}

fn engine_on(disk: Arc<dyn Disk>, dir: &Path) -> Embedded {
    Embedded {
        disk,
        ..engine(dir)
    }
}

/// Reads all that an index holds, and the number of the commit; 0 if there is no index.
fn state(engine: &Embedded) -> Result<(u64, State)> {
    let Some(snapshot) = engine.snapshot()? else {
        return Ok((0, State::new()));
    };
    let mut state = State::new();
    for known in snapshot.catalog()?.files {
        let passages = snapshot.passages(&known.path)?;
        assert_eq!(passages.len() as u64, known.passages, "{}", known.path);
        let words: Vec<_> = passages.into_iter().map(|passage| passage.text).collect();
        let kept = known.is_own.then(|| words.join(" "));
        assert_eq!(snapshot.kept(&known.path)?, kept, "{}", known.path);
        let before = state.insert(known.path.clone(), words);
        assert_eq!(before, None, "{} is there twice", known.path);
    }
    let all = snapshot.totals()?.passages;
    let told: u64 = state.values().map(|words| words.len() as u64).sum();
    assert_eq!(all, told);
    Ok((snapshot.commit().number, state))
}

/// Claims that the index is sound, holds one of the states `expected` by their numbers, and takes another change.
fn check(dir: &Path, expected: &[(u64, &State)], what: &str) {
    let engine = engine(dir);
    let (number, found) = state(&engine).unwrap_or_else(|error| panic!("{what}: {error:?}"));
    assert!(
        expected.contains(&(number, &found)),
        "{what}: {number}, {found:?} is none of {expected:?}"
    );
    assert_eq!(engine.verify().expect("it can be read"), [], "{what}");
    let change = Change {
        start: Start::Last,
        files: BTreeMap::from([("next.md".to_owned(), Some(vec!["next".to_owned()]))]),
    };
    change
        .write(&engine)
        .unwrap_or_else(|error| panic!("{what}: the next change: {error:?}"));
    let after = (number + 1, change.of(&found));
    assert_eq!(state(&engine).expect("an index"), after, "{what}");
}
