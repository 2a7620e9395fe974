//! Looks at the files that spare the walk: what the system did not tell of is as it was.

use std::collections::BTreeSet;
use std::fmt;
use std::iter::Peekable;
use std::path::PathBuf;
use std::slice::Iter;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::corpus::{Corpus, Folder, Walk};
use crate::engine::{Catalog, Commit, Known, Snapshot};
use crate::error::Result;
use crate::index::comparison::Comparison;
use crate::index::watch::events::is_rule;
use crate::index::watch::pending::MOST_FILES;
use crate::index::watch::queue::{Queue, Told};
use crate::index::{Index, Look};

/// How often folders may appear while they are being watched before that is left to the next look.
const ROUNDS: usize = 10;

/// Looks at the files again and again, for a program that answers for long: a walk over all of them is only needed
/// where the system has not told which have changed.
///
/// A look reads what the system has told up to then, so that it misses nothing that was written before, with these
/// exceptions: what is written to a file by another name outside of the corpus, or through memory while the file stays
/// open. [`Lookout::walk`] finds that, too; a program calls it from time to time. Where the system does not tell of
/// changes, or not of all, each look is a walk.
pub struct Lookout {
    index: Index,
    state: Mutex<State>,
    hears: AtomicBool,
    walks: AtomicU64,
}

/// What is known of the files.
#[derive(Debug)]
struct State {
    queue: Option<Queue>,
    /// What may not be as the basis has it.
    open: Open,
    basis: Option<Basis>,
}

/// A state of the index, and how the files differed from it when they were looked at last.
#[derive(Debug)]
struct Basis {
    commit: Commit,
    catalog: Catalog,
    /// The folders of the corpus.
    folders: Vec<Folder>,
    /// What the last look told, unless something has happened since.
    look: Option<Look>,
}

/// The files of which nobody knows whether they are as the index has them.
#[derive(Debug)]
enum Open {
    /// These.
    Files(BTreeSet<PathBuf>),
    /// All.
    All,
}

impl Open {
    fn add(&mut self, file: PathBuf) {
        if let Self::Files(files) = self {
            files.insert(file);
            if files.len() > MOST_FILES {
                *self = Self::All;
            }
        }
    }
}

impl Index {
    /// Begins to look at the files again and again, without a walk each time where that is possible.
    pub fn lookout(&self) -> Lookout {
        let queue = match is_told_of(&self.corpus) {
            true => Queue::new(),
            false => None,
        };
        Lookout {
            index: self.clone(),
            hears: AtomicBool::new(queue.is_some()),
            state: Mutex::new(State {
                queue,
                open: Open::All,
                basis: None,
            }),
            walks: AtomicU64::new(0),
        }
    }
}

impl Lookout {
    /// Does what [`Index::look`] does, whatever that index says of fresh answers.
    ///
    /// # Errors
    ///
    /// As [`Index::look`].
    pub fn look(&self) -> Result<Look> {
        let mut state = self.state();
        let snapshot = self.index.snapshot()?;
        self.index.follow(snapshot.as_ref());
        state.hear(&self.index.corpus);
        state.follow(snapshot.as_ref(), &self.index.corpus)?;
        if let Some(look) = state.known() {
            return Ok(look);
        }
        let (walk, is_heard) = match self.glance(&state)? {
            Some(walk) => (walk, true),
            None => self.walk_heard(&mut state)?,
        };
        let look = state.compare(walk, snapshot.as_ref(), &self.index)?;
        if !is_heard {
            state.doubt();
        }
        self.hears.store(state.queue.is_some(), Ordering::Relaxed);
        Ok(look)
    }

    /// Returns what the last look told, if nothing has happened since; takes microseconds, and waits for nobody.
    ///
    /// Returns none where a look is needed, or another thread is looking.
    pub fn glimpse(&self) -> Option<Look> {
        let mut state = self.state.try_lock().ok()?;
        let snapshot = self.index.snapshot().ok()?;
        self.index.follow(snapshot.as_ref());
        state.hear(&self.index.corpus);
        let is_same = state.basis.as_ref()?.commit == *snapshot.commit();
        state.known().filter(|_| is_same)
    }

    /// Walks over all files, whatever the system has told, so that the next look knows of what it did not tell of.
    ///
    /// Other threads may look meanwhile, and do not wait for it.
    ///
    /// # Errors
    ///
    /// As [`Index::look`].
    pub fn walk(&self) -> Result<()> {
        self.walks.fetch_add(1, Ordering::Relaxed);
        let compared = self.index.compare()?;
        if compared.is_none_or(|(_, comparison)| comparison.changes.len() > 0) {
            self.state().doubt();
        }
        Ok(())
    }

    /// Returns whether looks can rely on the system, as far as is known, so that one costs next to nothing while nothing
    /// changes.
    pub fn hears(&self) -> bool {
        self.hears.load(Ordering::Relaxed)
    }

    /// Returns how many walks there have been.
    pub fn walks(&self) -> u64 {
        self.walks.load(Ordering::Relaxed)
    }

    /// Looks at the files that may have changed; none if that takes a walk.
    fn glance(&self, state: &State) -> Result<Option<Walk>> {
        match &state.open {
            Open::Files(files) => {
                let files: Vec<_> = files.iter().cloned().collect();
                self.index.corpus.glance(&files)
            }
            Open::All => Ok(None),
        }
    }

    /// Walks over all files, with all their folders watched before; tells whether that was possible.
    fn walk_heard(&self, state: &mut State) -> Result<(Walk, bool)> {
        state.open = Open::All;
        for _ in 1..ROUNDS {
            let walk = self.walked()?;
            let Some(queue) = &mut state.queue else {
                return Ok((walk, false));
            };
            match queue.watch(&walk.entered) {
                Ok(0) => return Ok((walk, true)),
                // A file may have changed before its folder was watched.
                Ok(_) => {}
                Err(_) => state.queue = None,
            }
        }
        Ok((self.walked()?, false))
    }

    fn walked(&self) -> Result<Walk> {
        self.walks.fetch_add(1, Ordering::Relaxed);
        self.index.corpus.walk()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes note of what has happened up to now.
    fn hear(&mut self, corpus: &Corpus) {
        let Some(mut queue) = self.queue.take() else {
            self.doubt();
            return;
        };
        let mut is_lost = false;
        let heard = queue.take(&mut |told| match told {
            Told::File(path) if corpus.is_of_index(&path) => {}
            Told::File(path) if !is_rule(&path) => {
                self.open.add(path);
                self.renew();
            }
            Told::Lost => is_lost = true,
            Told::File(_) | Told::Folder => self.doubt(),
        });
        is_lost |= heard.is_err();
        // What nobody heard of may have been another folder in the place of one.
        self.queue = match is_lost {
            true => Queue::new(),
            false => Some(queue),
        };
        let folders = self.basis.iter().flat_map(|basis| &basis.folders);
        if is_lost || !folders.into_iter().all(Folder::is_in_place) {
            self.doubt();
        }
    }

    /// Takes up another state of the index: what it has of other files than the last one may be wrong of them.
    fn follow(&mut self, snapshot: &dyn Snapshot, corpus: &Corpus) -> Result<()> {
        let Some(basis) = &mut self.basis else {
            self.open = Open::All;
            return Ok(());
        };
        if basis.commit == *snapshot.commit() {
            return Ok(());
        }
        let catalog = snapshot.catalog()?;
        for path in differing(&basis.catalog, &catalog) {
            match corpus.locate(path, None) {
                // A name that is not UTF-8 is not told as it is.
                Some(file) if !path.contains(char::REPLACEMENT_CHARACTER) => self.open.add(file),
                _ => self.open = Open::All,
            }
        }
        basis.commit = snapshot.commit().clone();
        basis.catalog = catalog;
        basis.look = None;
        Ok(())
    }

    /// Returns what was told last, if nothing has happened since.
    fn known(&self) -> Option<Look> {
        self.basis.as_ref()?.look.clone()
    }

    /// Compares what was looked at with the state of the index.
    fn compare(&mut self, walk: Walk, snapshot: &dyn Snapshot, index: &Index) -> Result<Look> {
        let folders = walk.only.is_none().then(|| walk.folders.clone());
        let mut basis = match self.basis.take() {
            Some(basis) => basis,
            None => Basis {
                commit: snapshot.commit().clone(),
                catalog: snapshot.catalog()?,
                folders: Vec::new(),
                look: None,
            },
        };
        let changes = Comparison::new(walk, snapshot, &basis.catalog, index)?.changes;
        let look = Look::after(&changes, snapshot, index);
        self.open = match &look.files {
            Some(files) => Open::Files(files.iter().cloned().collect()),
            None => Open::All,
        };
        basis.folders = folders.unwrap_or(basis.folders);
        basis.look = Some(look.clone());
        self.basis = Some(basis);
        Ok(look)
    }

    /// Takes note that any file may have changed.
    fn doubt(&mut self) {
        self.open = Open::All;
        self.renew();
    }

    fn renew(&mut self) {
        if let Some(basis) = &mut self.basis {
            basis.look = None;
        }
    }
}

impl fmt::Debug for Lookout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookout")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}

/// Does the system tell of all changes to the files? Not of those that others make, or that links lead to.
fn is_told_of(corpus: &Corpus) -> bool {
    !corpus.follows() && corpus.shared().is_none() && corpus.dirs().all(|dir| dir.is_dir())
}

/// Returns the names of files that two catalogs do not know alike.
fn differing<'a>(old: &'a Catalog, new: &'a Catalog) -> Vec<&'a str> {
    let mut names = Vec::new();
    let mut old = old.files.iter().peekable();
    let mut new = new.files.iter().peekable();
    while let Some(name) = next(&mut old, &mut new) {
        let [was, is] = [&mut old, &mut new].map(|files| files.next_if(|it| it.path == name));
        if was != is {
            names.push(name);
        }
    }
    names
}

/// Returns the name that comes first.
fn next<'a>(
    old: &mut Peekable<Iter<'a, Known>>,
    new: &mut Peekable<Iter<'a, Known>>,
) -> Option<&'a str> {
    let names = [old.peek(), new.peek()].into_iter().flatten();
    names.map(|known| known.path.as_str()).min()
}
