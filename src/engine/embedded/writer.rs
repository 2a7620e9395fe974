//! The only code that writes to an index.
//!
//! The protocol: hold our own lock from before the index is opened until its merges have ended; open it afresh and
//! remove what an earlier writer left behind; after any error, write nothing more; never drop a writer while a merge
//! may still be under way. Each rule answers a way in which an index was lost (`docs/reliability.md`).

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tantivy::directory::MmapDirectory;
use tantivy::{IndexSettings, IndexWriter};

use crate::engine::embedded::directory::DurableDirectory;
use crate::engine::embedded::generation::{self, engine, storage};
use crate::engine::embedded::packed::{self, PackedTokenizer};
use crate::engine::embedded::reader::{self, Reader};
use crate::engine::embedded::schema::{Draft, Fields};
use crate::engine::{Batch, Commit, Entry, Snapshot, Start};
use crate::error::{Error, Result};
use crate::passage::Passage;

/// The memory of an indexing thread when there is much to index.
const THREAD_BYTES: usize = 48 << 20;
/// The least memory that tantivy accepts for a thread, enough for a few files.
const SMALL_THREAD_BYTES: usize = 16 << 20;
/// A change of fewer bytes than this is written by one thread.
const SMALL_CHANGE_BYTES: u64 = 2 << 20;
/// More threads than this only wait for each other.
const MAX_THREADS: usize = 8;
/// How often a waiting writer looks at the lock.
const LOCK_POLL: Duration = Duration::from_millis(10);

/// A change under way.
pub(crate) struct Writer {
    dir: PathBuf,
    generation: PathBuf,
    is_new: bool,
    /// The state that the change starts from.
    base: Option<Arc<Reader>>,
    /// The number of the commit to come.
    number: u64,
    fields: Fields,
    index: Option<IndexWriter<Draft>>,
    has_failed: AtomicBool,
    /// Held to the end; dropped last, as fields are dropped in order.
    _lock: Lock,
}

/// The right to write; held by at most one process, which is named in the file, and given back when it ends.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting up to `patience` for whoever holds it.
    pub(crate) fn take(dir: &Path, patience: Duration) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|source| storage(dir, source))?;
        let path = dir.join("lock");
        let mut options = File::options();
        let opened = options
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path);
        let mut file = opened.map_err(|source| storage(&path, source))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    std::thread::sleep(LOCK_POLL)
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::Busy {
                        path: dir.to_owned(),
                        holder: fs::read_to_string(&path)
                            .unwrap_or_default()
                            .trim()
                            .to_owned(),
                    });
                }
                Err(TryLockError::Error(source)) => return Err(storage(&path, source)),
            }
        }
        // Who holds it is for people to read; the lock is the system's.
        let _ = file
            .set_len(0)
            .and_then(|()| writeln!(file, "process {}", std::process::id()));
        Ok(Self { _file: file })
    }
}

impl Writer {
    /// Opens the index under the lock, or makes a new generation of it.
    pub(crate) fn begin(
        dir: &Path,
        lock: Lock,
        settings: &str,
        start: Start,
        size_bytes: u64,
    ) -> Result<Self> {
        let answering = match start {
            Start::Last => reader::open_current(dir, settings)?,
            // What is left behind need not be readable.
            Start::Nothing => reader::open_current(dir, settings).ok().flatten(),
        };
        let number = 1 + answering
            .as_ref()
            .map_or(0, |reader| reader.commit().number);
        let base = answering.filter(|_| start == Start::Last).map(Arc::new);
        let is_new = base.is_none();
        // The one that answers stays, even if only another version can read it, until its successor is complete.
        generation::remove_others(dir, generation::named(dir)?.as_deref())?;
        let generation = match &base {
            Some(reader) => reader.dir.clone(),
            None => generation::create(dir, settings)?,
        };
        let index = open(&generation, is_new, size_bytes)?;
        let fields = Fields::schema().1;
        // The first operation of a writer has the number of the last commit. A merge that begins before the next
        // commit takes it for one that is already applied where it is not: a deletion would be lost. So nothing is
        // the first operation.
        index.delete_term(fields.path_term(""));
        Ok(Self {
            dir: dir.to_owned(),
            generation,
            is_new,
            base,
            number,
            fields,
            index: Some(index),
            has_failed: AtomicBool::new(false),
            _lock: lock,
        })
    }

    fn index(&self) -> Result<&IndexWriter<Draft>> {
        match &self.index {
            Some(index) if !self.has_failed.load(Ordering::Relaxed) => Ok(index),
            _ => Err(Error::Damaged {
                path: self.dir.clone(),
                reason: "an earlier write failed, the change was given up".to_owned(),
            }),
        }
    }

    /// Remembers that a write failed: what follows it would be lost without an error.
    fn checked<T>(&self, result: tantivy::Result<T>) -> Result<T> {
        result.map_err(|source| {
            self.has_failed.store(true, Ordering::Relaxed);
            engine(&self.dir, source)
        })
    }
}

impl Batch for Writer {
    fn base(&self) -> Option<Arc<dyn Snapshot>> {
        let base = self.base.clone()?;
        Some(base)
    }

    fn put(&self, entry: Entry, passages: Vec<Passage>) -> Result<()> {
        let index = self.index()?;
        if !self.is_new {
            index.delete_term(self.fields.path_term(&entry.path));
        }
        let entry = Arc::new(entry);
        let passages = passages
            .into_iter()
            .enumerate()
            .map(|(number, passage)| Some((number as u64, passage)));
        for passage in passages.chain([None]) {
            let draft = Draft::new(self.fields, &entry, passage);
            self.checked(index.add_document(draft))?;
        }
        Ok(())
    }

    fn remove(&self, path: &str) -> Result<()> {
        self.index()?.delete_term(self.fields.path_term(path));
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<()> {
        self.index()?;
        let Some(mut index) = self.index.take() else {
            return Ok(());
        };
        let committed = commit(&mut index, self.number);
        // Merges end before the lock is released, whatever became of the commit.
        let merged = index.wait_merging_threads();
        self.checked(committed)?;
        self.checked(merged)?;
        if self.is_new {
            generation::make_current(&self.dir, &self.generation)?;
            self.is_new = false;
        }
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(index) = self.index.take() {
            // The change is given up: an error of a merge changes nothing about that.
            let _ = index.wait_merging_threads();
        }
        if self.is_new {
            // A generation that never answered; the next writer removes what is left of it.
            let _ = fs::remove_dir_all(&self.generation);
        }
    }
}

fn commit(index: &mut IndexWriter<Draft>, number: u64) -> tantivy::Result<()> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let commit = Commit {
        number,
        seconds: i64::try_from(now.as_secs()).unwrap_or(0),
    };
    let mut prepared = index.prepare_commit()?;
    prepared.set_payload(
        &serde_json::to_string(&commit).expect("a commit is plain data, which has a JSON form"),
    );
    prepared.commit()?;
    Ok(())
}

fn open(generation: &Path, is_new: bool, size_bytes: u64) -> Result<IndexWriter<Draft>> {
    let opened = (|| {
        let directory = DurableDirectory::new(MmapDirectory::open(generation)?);
        let index = if is_new {
            tantivy::Index::create(directory, Fields::schema().0, IndexSettings::default())?
        } else {
            tantivy::Index::open(directory)?
        };
        index.tokenizers().register(packed::NAME, PackedTokenizer);
        let (threads, bytes) = resources(size_bytes);
        let writer: IndexWriter<Draft> = index.writer_with_num_threads(threads, threads * bytes)?;
        // A writer that was killed leaves files that would stop this one.
        writer.garbage_collect_files().wait()?;
        remove_temporary_files(generation)?;
        Ok(writer)
    })();
    opened.map_err(|source| engine(generation, source))
}

/// Removes what a writer left that was killed while it renamed a file into place.
fn remove_temporary_files(generation: &Path) -> io::Result<()> {
    for entry in fs::read_dir(generation)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(".tmp") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Returns how many threads index a change of that size, and the memory of each.
fn resources(size_bytes: u64) -> (usize, usize) {
    if size_bytes < SMALL_CHANGE_BYTES {
        return (1, SMALL_THREAD_BYTES);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (cores.min(MAX_THREADS), THREAD_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "";

    fn begin(dir: &Path) -> Writer {
        let lock = Lock::take(dir, Duration::ZERO).expect("nobody else writes");
        Writer::begin(dir, lock, SETTINGS, Start::Last, 0).expect("a writer")
    }

    fn put(writer: &Writer, path: &str) {
        let entry = Entry {
            path: path.to_owned(),
            ..Entry::default()
        };
        writer.put(entry, Vec::new()).expect("it is written");
    }

    fn files(dir: &Path) -> Vec<String> {
        let reader = reader::open_current(dir, SETTINGS)
            .expect("an index")
            .expect("an index");
        let files = reader.catalog().expect("a catalog").files;
        files.into_iter().map(|known| known.path).collect()
    }

    fn commit(writer: Writer) {
        Box::new(writer).commit().expect("a commit");
    }

    #[test]
    fn a_deletion_is_not_lost_to_a_merge_that_began_before_the_commit() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        let writer = begin(dir);
        put(&writer, "a");
        commit(writer);
        let writer = begin(dir);
        put(&writer, "b");
        put(&writer, "c");
        commit(writer);
        // From now on one of the two segments has deletions as of the last commit.
        let writer = begin(dir);
        writer.remove("c").expect("it is removed");
        commit(writer);
        let mut writer = begin(dir);
        writer.remove("b").expect("it is removed");
        let index = writer.index.as_mut().expect("a writer has an index");
        let mut segments = index
            .index()
            .searchable_segment_metas()
            .expect("the segments");
        segments.sort_by_key(|segment| segment.has_deletes());
        let ids: Vec<_> = segments.iter().map(|segment| segment.id()).collect();
        assert_eq!(ids.len(), 2);
        index.merge(&ids).wait().expect("a merge");
        commit(writer);
        assert_eq!(files(dir), ["a"]);
    }

    #[test]
    fn a_change_that_is_dropped_leaves_no_trace() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        let writer = begin(dir);
        put(&writer, "a");
        commit(writer);
        let writer = begin(dir);
        put(&writer, "b");
        drop(writer);
        fs::write(dir.join("g000001/.tmpLeft"), "by a writer that was killed").expect("a file");
        let writer = begin(dir);
        assert!(!dir.join("g000001/.tmpLeft").exists());
        put(&writer, "c");
        commit(writer);
        assert_eq!(files(dir), ["a", "c"]);
    }

    #[test]
    fn a_second_writer_is_told_who_writes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _first = begin(folder.path());
        match Lock::take(folder.path(), Duration::ZERO) {
            Err(Error::Busy { holder, .. }) => {
                assert_eq!(holder, format!("process {}", std::process::id()));
            }
            _ => panic!("two writers at a time"),
        }
    }
}
