//! How the files of the corpus differ from what the index knows of them.

use std::mem;
use std::path::PathBuf;
use std::time::Duration;

use rayon::prelude::*;

use crate::corpus::{Corpus, Folder, Source, Walk};
use crate::engine::{Catalog, Commit, Entry, Known, Snapshot, Status};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::index::own::Carried;
use crate::index::report::FileReport;

/// What a change costs however small it is: opening the writer, and the disk.
const COMMIT: Duration = Duration::from_millis(25);
/// What each changed file costs.
const PER_FILE: Duration = Duration::from_micros(500);
/// How many bytes are read and indexed in a millisecond.
const BYTES_PER_MS: u64 = 8_000;
/// So many files, or bytes, are read in about the time that a commit takes: beyond it, not to read them again pays.
const MANY_DOUBTS: usize = 50;
const MANY_DOUBTFUL_BYTES: u64 = 4 << 20;

/// How the files differ from what the index knows.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Files that the index does not know.
    pub(crate) added: Vec<Source>,
    /// Files that are not as they were when they were read.
    pub(crate) changed: Vec<Source>,
    /// Files that are gone.
    pub(crate) removed: Vec<String>,
    /// Files that were in doubt and are as they were: what is known of them now leaves no doubt.
    pub(crate) settled: Vec<Entry>,
    /// How many files are as they were.
    pub(crate) unchanged: u64,
    /// Files that are as they were and not indexed, or not as a whole.
    pub(crate) unread: Vec<String>,
    /// How many documents are in no file, but of an application's own.
    pub(crate) own: u64,
    /// Files that are left out, as such a document has their name.
    pub(crate) taken: Vec<FileReport>,
    /// The passages of the files that are as they were, and of such documents.
    pub(crate) passages: u64,
}

/// A file that looks as it was, but had just been written when it was read.
type Doubt = (Source, Known);

/// The folders that a walk could not read.
struct Closed(Vec<String>);

impl Closed {
    fn of(walk: &Walk) -> Self {
        let failed = walk.unread.iter().filter(|unread| unread.is_failure);
        Self(
            failed
                .map(|unread| format!("{}/", unread.path.trim_end_matches('/')))
                .collect(),
        )
    }

    fn hides(&self, path: &str) -> bool {
        // The folder of the corpus itself has an empty name.
        self.0
            .iter()
            .any(|folder| folder == "/" || path.starts_with(folder))
    }
}

impl Changes {
    /// Compares a walk with a state of the index and its catalog; reads the few files whose looks do not tell.
    ///
    /// # Errors
    ///
    /// Fails if a folder of the corpus was replaced by an empty one, or the index cannot be read.
    pub(crate) fn find(
        walk: Walk,
        snapshot: &dyn Snapshot,
        catalog: &Catalog,
        index: &Index,
    ) -> Result<Self> {
        refuse_emptied(&walk, catalog, snapshot.commit())?;
        let is_awaited = catalog.files.iter().any(|known| known.lacks_worker);
        let can_work = is_awaited && index.can_work();
        let (mut changes, doubts) = Self::between(walk, catalog, can_work);
        changes.resolve(doubts, snapshot, &index.corpus)?;
        Ok(changes)
    }

    /// Takes all files of a walk for new ones, but for those whose names were carried over.
    pub(crate) fn from_nothing(walk: Walk, carried: &Carried) -> Self {
        let mut sources = walk.sources;
        // There may be very many, and so they stay where they are.
        let others = sources.extract_if(.., |source| carried.names.contains(&source.path));
        let mut changes = Self {
            taken: others.map(|source| taken(source.path)).collect(),
            ..Self::default()
        };
        sources.shrink_to_fit();
        changes.added = sources;
        changes.own(carried.names.len() as u64, carried.passages);
        changes
    }

    /// Compares a walk with a catalog; both are sorted by path.
    ///
    /// Files that only wait for a worker have changed once there is one.
    fn between(mut walk: Walk, catalog: &Catalog, can_work: bool) -> (Self, Vec<Doubt>) {
        let sources = mem::take(&mut walk.sources);
        let closed = Closed::of(&walk);
        let mut changes = Self::default();
        let mut doubts = Vec::new();
        let mut known = catalog.files.iter().peekable();
        for source in sources {
            while let Some(unseen) = known.next_if(|known| known.path < source.path) {
                changes.unseen(unseen, &walk, &closed);
            }
            match known.next_if(|known| known.path == source.path) {
                None => changes.added.push(source),
                Some(known) if known.is_own => {
                    changes.own(1, known.passages);
                    changes.taken.push(taken(source.path));
                }
                Some(known)
                    if known.fingerprint != source.fingerprint
                        || (can_work && known.lacks_worker) =>
                {
                    changes.changed.push(source)
                }
                Some(known) if !known.fingerprint.is_settled_at(known.seen) => {
                    doubts.push((source, known.clone()));
                }
                Some(known) => changes.kept(known),
            }
        }
        for unseen in known {
            changes.unseen(unseen, &walk, &closed);
        }
        (changes, doubts)
    }

    /// Reads the files in doubt, and tells which have changed.
    fn resolve(
        &mut self,
        doubts: Vec<Doubt>,
        snapshot: &dyn Snapshot,
        corpus: &Corpus,
    ) -> Result<()> {
        let looked: Vec<_> = doubts
            .into_par_iter()
            .map(|(source, known)| Ok((look(&source, snapshot, corpus)?, source, known)))
            .collect::<Result<_>>()?;
        for (entry, source, known) in looked {
            let Some(entry) = entry else {
                self.changed.push(source);
                continue;
            };
            self.kept(&known);
            if entry.fingerprint.is_settled_at(entry.seen) {
                self.settled.push(entry);
            }
        }
        Ok(())
    }

    /// Takes note of documents that are in no file.
    fn own(&mut self, documents: u64, passages: u64) {
        self.own += documents;
        self.passages += passages;
    }

    /// Takes note of a file that is as it was.
    fn kept(&mut self, known: &Known) {
        self.passages += known.passages;
        match known.status {
            Status::Indexed => self.unchanged += 1,
            Status::Skipped | Status::Failed => {}
        }
        if known.status != Status::Indexed || known.is_partial {
            self.unread.push(known.path.clone());
        }
    }

    /// Takes note of a file that the walk did not meet: it is gone, unless the walk did not or could not look there.
    fn unseen(&mut self, known: &Known, walk: &Walk, closed: &Closed) {
        if known.is_own {
            self.own(1, known.passages);
        } else if !walk.looked_at(&known.path) || closed.hides(&known.path) {
            self.kept(known);
        } else {
            self.removed.push(known.path.clone());
        }
    }

    /// Returns how many files differ.
    pub(crate) fn len(&self) -> u64 {
        (self.added.len() + self.changed.len() + self.removed.len()) as u64
    }

    /// Returns where the files are that differ or were in doubt; none where they are more than `most`.
    pub(crate) fn files(&self, corpus: &Corpus, most: usize) -> Option<Vec<PathBuf>> {
        if self.len() + self.settled.len() as u64 > most as u64 {
            return None;
        }
        let sources = self.added.iter().chain(&self.changed);
        let settled = self.settled.iter();
        let settled = settled.map(|entry| corpus.locate(&entry.path, entry.path_bytes.as_deref()));
        // A name that is not UTF-8 is not told as it is.
        let is_whole = |path: &&String| !path.contains(char::REPLACEMENT_CHARACTER);
        let removed = self.removed.iter();
        let removed = removed.map(|path| corpus.locate(Some(path).filter(is_whole)?, None));
        let sources = sources.map(|source| Some(source.file.clone()));
        sources.chain(settled).chain(removed).collect()
    }

    /// Is there anything to write: a file that differs, or so many that were in doubt that it saves time to settle them?
    pub(crate) fn need_writing(&self) -> bool {
        let settled = self.settled.iter().map(|entry| entry.fingerprint.size);
        self.len() > 0
            || self.settled.len() > MANY_DOUBTS
            || settled.sum::<u64>() > MANY_DOUBTFUL_BYTES
    }

    /// Returns the size of the files to read.
    pub(crate) fn size_bytes(&self) -> u64 {
        self.added
            .iter()
            .chain(&self.changed)
            .map(|source| source.fingerprint.size)
            .sum()
    }

    /// Returns how long it will take to bring the index up to date, by rule of thumb.
    pub(crate) fn cost(&self) -> Duration {
        let files = u32::try_from(self.len()).unwrap_or(u32::MAX);
        COMMIT
            + PER_FILE.saturating_mul(files)
            + Duration::from_millis(self.size_bytes() / BYTES_PER_MS)
    }
}

/// Tells of a file that a document of the application's own keeps out.
fn taken(path: String) -> FileReport {
    FileReport {
        path,
        status: Status::Failed,
        reason: "a document that an application put has this name; rename one of them".to_owned(),
    }
}

/// Reads a file in doubt; returns what is now known of it, or none if it has changed.
fn look(source: &Source, snapshot: &dyn Snapshot, corpus: &Corpus) -> Result<Option<Entry>> {
    let Some(entry) = snapshot.entry(&source.path)? else {
        return Ok(None);
    };
    let Ok(content) = corpus.load(source) else {
        return Ok(None);
    };
    let is_same = entry.fingerprint == content.fingerprint && entry.has_hash(content.hash);
    Ok(is_same.then_some(Entry {
        seen: content.seen,
        ..entry
    }))
}

/// Refuses to take the files of a folder for gone if it is empty and not the one that was indexed.
fn refuse_emptied(walk: &Walk, catalog: &Catalog, commit: &Commit) -> Result<()> {
    for (at, folder) in walk.folders.iter().enumerate() {
        let is_same = !folder.identity.is_empty()
            && commit
                .folders
                .get(at)
                .is_some_and(|identity| *identity == folder.identity);
        if !folder.is_empty || is_same {
            continue;
        }
        let files = files_of(folder, catalog);
        if files > 0 {
            return Err(Error::Emptied {
                path: folder.dir.clone(),
                files,
            });
        }
    }
    Ok(())
}

fn files_of(folder: &Folder, catalog: &Catalog) -> u64 {
    let is_in = |known: &&Known| !known.is_own && known.path.starts_with(&folder.prefix);
    catalog.files.iter().filter(is_in).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Fingerprint, Unread};

    /// Long after the files were written.
    const SEEN: i64 = 1 << 60;

    fn fingerprint(size: u64) -> Fingerprint {
        Fingerprint {
            size,
            ..Fingerprint::default()
        }
    }

    fn source(path: &str, size: u64) -> Source {
        Source {
            path: path.to_owned(),
            path_bytes: None,
            file: path.into(),
            fingerprint: fingerprint(size),
        }
    }

    fn known(path: &str, size: u64, status: Status) -> Known {
        Known {
            path: path.to_owned(),
            fingerprint: fingerprint(size),
            seen: SEEN,
            status,
            lacks_worker: false,
            is_partial: false,
            is_own: false,
            documents: 1,
            passages: 2,
        }
    }

    #[test]
    fn every_file_is_accounted_for() {
        let walk = Walk {
            sources: vec![
                source("b", 1),
                source("c", 2),
                source("d", 1),
                source("e", 1),
            ],
            ..Walk::default()
        };
        let catalog = Catalog {
            files: vec![
                known("a", 1, Status::Indexed),
                known("b", 1, Status::Indexed),
                known("c", 1, Status::Indexed),
                known("e", 1, Status::Skipped),
                known("f", 1, Status::Indexed),
            ],
        };
        let (changes, doubts) = Changes::between(walk, &catalog, true);
        assert!(doubts.is_empty());
        let paths = |sources: &[Source]| {
            sources
                .iter()
                .map(|source| source.path.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(paths(&changes.added), ["d"]);
        assert_eq!(paths(&changes.changed), ["c"]);
        assert_eq!(changes.removed, ["a", "f"]);
        assert_eq!((changes.unchanged, changes.unread.len()), (1, 1));
    }

    #[test]
    fn files_in_a_folder_that_cannot_be_read_are_not_gone() {
        let closed = Unread {
            path: "sub".to_owned(),
            is_failure: true,
            reason: "permission denied".to_owned(),
        };
        let walk = Walk {
            sources: Vec::new(),
            unread: vec![closed],
            ..Walk::default()
        };
        let files = ["sub/a", "submarine"].map(|path| known(path, 1, Status::Indexed));
        let catalog = Catalog {
            files: files.to_vec(),
        };
        let (changes, doubts) = Changes::between(walk, &catalog, true);
        assert!(doubts.is_empty());
        assert_eq!(changes.removed, ["submarine"]);
        assert_eq!((changes.unchanged, changes.passages), (1, 2));
    }

    #[test]
    fn what_was_not_looked_at_is_as_it_was() {
        let walk = Walk {
            sources: vec![source("a", 2), source("new", 1)],
            only: Some(["a", "gone", "new"].map(str::to_owned).into()),
            ..Walk::default()
        };
        let files = ["a", "b", "gone/c/d", "gone/e", "gone.md"];
        let catalog = Catalog {
            files: files.map(|path| known(path, 1, Status::Indexed)).to_vec(),
        };
        let (changes, doubts) = Changes::between(walk, &catalog, true);
        assert!(doubts.is_empty());
        assert_eq!(changes.added[0].path, "new");
        assert_eq!(changes.changed[0].path, "a");
        assert_eq!(changes.removed, ["gone/c/d", "gone/e"]);
        assert_eq!((changes.unchanged, changes.passages), (2, 4));
    }

    #[test]
    fn an_empty_folder_in_the_place_of_another_is_no_reason_to_forget_its_files() {
        let folder = |identity: &str, is_empty| Walk {
            folders: vec![Folder {
                dir: "/corpus".into(),
                prefix: String::new(),
                identity: identity.to_owned(),
                is_empty,
            }],
            ..Walk::default()
        };
        let catalog = Catalog {
            files: vec![known("a", 1, Status::Indexed)],
        };
        let commit = Commit {
            folders: vec!["8:2".to_owned()],
            ..Commit::default()
        };
        let refuses = |walk: &Walk| refuse_emptied(walk, &catalog, &commit).is_err();
        assert!(refuses(&folder("1:2", true)));
        assert!(refuses(&folder("", true)));
        assert!(!refuses(&folder("8:2", true)));
        assert!(!refuses(&folder("1:2", false)));
        assert!(refuse_emptied(&folder("1:2", true), &Catalog::default(), &commit).is_ok());
    }
}
