//! Checking the index against its checksums, against itself, and against the files.

use std::collections::BTreeMap;
use std::time::Instant;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::corpus::Source;
use crate::engine::{Entry, Flaw, Snapshot};
use crate::error::{Error, Result};
use crate::hit::VERSION;
use crate::index::Index;

/// What a check of the index found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Verification {
    /// The version of this form.
    pub version: u32,
    /// How many bytes of the index were checked.
    pub index_bytes: u64,
    /// How many files were compared with what is indexed of them.
    pub files: u64,
    /// Files of the index that are not as they were written.
    pub damaged: Vec<Flaw>,
    /// Files of the corpus of which the index has other passages than it says.
    pub inconsistent: Vec<Flaw>,
    /// Files of the corpus that look as they did when they were indexed, but have another content.
    pub differing: Vec<Flaw>,
    /// How many files are known to have changed; the next update indexes them.
    pub changed: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

impl Verification {
    /// Is nothing wrong? Files that are known to have changed are not wrong.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.inconsistent.is_empty() && self.differing.is_empty()
    }
}

impl Index {
    /// Checks all of the index against its checksums, against itself and against the files; changes nothing.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or the index or the corpus cannot be read; that something is wrong is no error.
    pub fn verify(&self) -> Result<Verification> {
        let start = Instant::now();
        let mut found = Verification {
            version: VERSION,
            damaged: self.engine.verify()?,
            ..Verification::default()
        };
        if found.damaged.is_empty() {
            self.verify_sound(&mut found)?;
        }
        found.took_ms = start.elapsed().as_millis() as u64;
        Ok(found)
    }

    /// Checks an index whose files are as they were written.
    fn verify_sound(&self, found: &mut Verification) -> Result<()> {
        let Some((snapshot, comparison)) = self.compare()? else {
            let path = self.dir.clone();
            return Err(Error::NoIndex { path });
        };
        found.index_bytes = snapshot.size_bytes()?;
        found.inconsistent = inconsistent(snapshot.as_ref())?;
        found.changed = comparison.changes.len();
        let walk = self.corpus.walk()?;
        found.files = walk.sources.len() as u64;
        let differs = |source: &Source| self.difference(source, snapshot.as_ref()).transpose();
        let differing: Result<Vec<Flaw>> = walk.sources.par_iter().filter_map(differs).collect();
        found.differing = differing?;
        found
            .differing
            .extend(self.differing_own(snapshot.as_ref())?);
        Ok(())
    }

    /// Compares what is kept of documents that are in no file with what was indexed of them.
    fn differing_own(&self, snapshot: &dyn Snapshot) -> Result<Vec<Flaw>> {
        let mut flaws = Vec::new();
        let known = snapshot.catalog()?.files.into_iter();
        for known in known.filter(|known| known.is_own) {
            let kept = snapshot.kept(&known.path)?;
            let kept = kept.and_then(|kept| self.read_kept(&kept).ok());
            let entry = snapshot.entry(&known.path)?;
            let is_same = kept
                .zip(entry)
                .is_some_and(|(kept, entry)| kept.name == known.path && kept.hash() == entry.hash);
            if !is_same {
                let reason = "what is kept of it is not what was indexed".to_owned();
                flaws.push(flaw(&known.path, reason));
            }
        }
        Ok(flaws)
    }

    /// Reads a file that looks as it did; returns what is wrong if it has another content.
    fn difference(&self, source: &Source, snapshot: &dyn Snapshot) -> Result<Option<Flaw>> {
        let looks_same = |entry: &Entry| entry.fingerprint == source.fingerprint;
        let entry = snapshot.entry(&source.path)?.filter(|entry| !entry.is_own);
        let Some(entry) = entry.filter(looks_same) else {
            return Ok(None);
        };
        // A file that could not be read then has no hash to compare.
        if entry.hash.is_empty() {
            return Ok(None);
        }
        let reason = match self.corpus.load(source) {
            Ok(content) if entry.has_hash(content.hash) => return Ok(None),
            Ok(_) => {
                "its content is not what was indexed, though its size and times are".to_owned()
            }
            Err(unread) => unread.reason,
        };
        Ok(Some(flaw(&source.path, reason)))
    }
}

/// Compares what the index says of each file with the passages that it has.
fn inconsistent(snapshot: &dyn Snapshot) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    let mut files = BTreeMap::new();
    for known in snapshot.catalog()?.files {
        let count = snapshot.passages(&known.path)?.len() as u64;
        if count != known.passages {
            let reason = format!("{count} passages instead of {}", known.passages);
            flaws.push(flaw(&known.path, reason));
        }
        if files.insert(known.path.clone(), count).is_some() {
            flaws.push(flaw(&known.path, "it is known twice".to_owned()));
        }
    }
    let known: u64 = files.values().sum();
    let all = snapshot.totals()?.passages;
    if known != all {
        let reason = format!("{all} passages in all instead of {known}: some are of no known file");
        flaws.push(flaw("", reason));
    }
    Ok(flaws)
}

fn flaw(name: &str, reason: String) -> Flaw {
    Flaw {
        name: name.to_owned(),
        reason,
    }
}
