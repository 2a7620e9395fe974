//! Which files are being read, noted on the disk: one that took the whole program down is read in a worker from then on.
//!
//! A text is read in the program itself, whose memory and stack it may use up in a way that cannot be caught. What an
//! update was reading when it ended so, or was killed, is suspected until an update ends in order.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The name of the file, beside the index; it is there only while files are read.
const NAME: &str = "reading";

/// A file is noted by the BLAKE3 hash of its path.
type Mark = [u8; 32];
const MARK_BYTES: u64 = 32;

/// The files that are being read, if an update is under way.
#[derive(Default)]
pub(crate) struct Journal(Mutex<Option<Open>>);

/// The file that they are noted in: a mark in each place.
struct Open {
    path: PathBuf,
    file: File,
    /// What was being read by updates that did not end in order; these marks stay.
    suspects: HashSet<Mark>,
    /// The places that may be written over.
    free: Vec<u64>,
    /// How many places there are.
    count: u64,
}

/// An update under way; when it ends, nothing is suspected any more.
pub(crate) struct Session<'a>(&'a Journal);

/// A file that is being read.
pub(crate) struct Note<'a> {
    journal: &'a Journal,
    place: Option<u64>,
}

impl Journal {
    /// Begins an update of the index in `dir`, whose only writer we are.
    ///
    /// Without a journal, files are read as well, so that it is no error if there can be none.
    pub(crate) fn begin(&self, dir: &Path) -> Session<'_> {
        *self.lock() = Open::at(dir.join(NAME)).ok();
        Session(self)
    }

    /// Notes that a file is being read, from now on until the note is dropped.
    pub(crate) fn note(&self, path: &str) -> Note<'_> {
        let place = self.lock().as_mut().and_then(|open| open.note(path).ok());
        Note {
            journal: self,
            place,
        }
    }

    /// Was the file at `path` being read when an update ended before its time?
    pub(crate) fn suspects(&self, path: &str) -> bool {
        let open = self.lock();
        open.as_ref()
            .is_some_and(|open| !open.suspects.is_empty() && open.suspects.contains(&mark(path)))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn at(path: PathBuf) -> io::Result<Self> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path)?;
        let mut marks = Vec::new();
        file.read_to_end(&mut marks)?;
        // What was cut off is no mark.
        let (marks, _) = marks.as_chunks::<{ MARK_BYTES as usize }>();
        Ok(Self {
            path,
            file,
            suspects: marks.iter().copied().collect(),
            free: Vec::new(),
            count: marks.len() as u64,
        })
    }

    fn note(&mut self, path: &str) -> io::Result<u64> {
        let place = self.free.pop().unwrap_or(self.count);
        self.count = self.count.max(place + 1);
        self.file.seek(SeekFrom::Start(place * MARK_BYTES))?;
        self.file.write_all(&mark(path))?;
        Ok(place)
    }
}

impl Drop for Note<'_> {
    fn drop(&mut self) {
        // The next note is written over it: that one too many is suspected does no harm.
        if let (Some(place), Some(open)) = (self.place, self.journal.lock().as_mut()) {
            open.free.push(place);
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if let Some(Open { path, file, .. }) = self.0.lock().take() {
            drop(file);
            // One that stays only makes the next update read more in a worker.
            let _ = fs::remove_file(path);
        }
    }
}

fn mark(path: &str) -> Mark {
    *blake3::hash(path.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a killed program leaves behind: neither its session nor its notes ever end.
    fn killed(dir: &Path, reading: &[&str]) {
        let journal = Box::leak(Box::new(Journal::default()));
        std::mem::forget(journal.begin(dir));
        for path in reading {
            std::mem::forget(journal.note(path));
        }
    }

    #[test]
    fn what_was_being_read_is_suspected_until_an_update_ends() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::default();
        assert!(!journal.suspects("a.md"));
        killed(folder.path(), &["a.md", "b.md"]);
        // What comes later does not write over it.
        killed(folder.path(), &["c.md"]);
        let session = journal.begin(folder.path());
        drop(journal.note("d.md"));
        drop(journal.note("e.md"));
        let is_suspect = ["a.md", "b.md", "c.md", "d.md"].map(|path| journal.suspects(path));
        assert_eq!(is_suspect, [true, true, true, false]);
        drop(session);
        assert!(!folder.path().join(NAME).exists());
        let _session = journal.begin(folder.path());
        assert!(!journal.suspects("a.md"));
    }

    #[test]
    fn a_note_is_written_over_the_last_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::default();
        let _session = journal.begin(folder.path());
        let first = journal.note("0.md");
        for number in 1..100 {
            drop(journal.note(&format!("{number}.md")));
        }
        let bytes = fs::read(folder.path().join(NAME)).expect("a journal");
        assert_eq!(bytes, [mark("0.md"), mark("99.md")].concat());
        drop(first);
    }
}
