//! The only code that writes to an index.
//!
//! The protocol: hold our own lock from before the index is opened until its merges have ended; open it afresh and
//! remove what an earlier writer left behind; after any error, write nothing more; never drop a writer while a merge
//! may still be under way. Each rule answers a way in which an index was lost (`docs/reliability.md`).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tantivy::merge_policy::{LogMergePolicy, NoMergePolicy};
use tantivy::{IndexSettings, IndexWriter, Term};

use crate::engine::embedded::directory::{Access, IndexDirectory};
use crate::engine::embedded::draft::Draft;
use crate::engine::embedded::filing::FileWriter;
use crate::engine::embedded::generation::engine;
use crate::engine::embedded::lock::Lock;
use crate::engine::embedded::reader::{self, Payload, Reader};
use crate::engine::embedded::schema::Fields;
use crate::engine::embedded::segments::SegmentBuilders;
use crate::engine::embedded::tally::Tally;
use crate::engine::embedded::volume::Room;
use crate::engine::embedded::{Embedded, counts, generation, kept};
use crate::engine::{Batch, Commit, Entry, Filing, Flaw, Snapshot, Start, Totals};
use crate::error::{Error, Result};

/// With less memory than this for each, many small segments are made.
const SEGMENT_BYTES: u64 = 20 << 20;
/// The least memory of a segment, enough for a few files.
const SMALL_SEGMENT_BYTES: u64 = 16 << 20;
/// The most memory of a segment.
const LARGE_SEGMENT_BYTES: u64 = 2 << 30;
/// The memory of tantivy's own threads, which have nothing to do: the least that it accepts.
const IDLE_BYTES: usize = 15 << 20;
/// A change of fewer bytes than this is one segment.
const SMALL_CHANGE_BYTES: u64 = 2 << 20;
/// A small change does not wait until segments of more documents than this are merged: it costs the same however large
/// the index is. A larger one merges them.
const SMALL_MERGE_DOCUMENTS: usize = 2_000;
/// A commit has up to two to the power of this of rounds; something is rarely taken back.
const ROUND_BITS: u32 = 20;
/// More segments than this are not made at a time.
const MOST_SEGMENTS: u64 = 8;

/// A change under way.
pub(crate) struct Writer {
    place: Embedded,
    generation: PathBuf,
    /// The generation before it that keeps documents that are in no file, if there is one.
    kept_in: Option<PathBuf>,
    /// Has something to be kept that is in no file?
    keeps: AtomicBool,
    is_new: bool,
    /// The state that the change starts from.
    base: Option<Arc<Reader>>,
    /// The number of the commit to come.
    number: u64,
    /// The round of what is written now: a new one begins with each commit, and where something is taken back.
    round: AtomicU64,
    /// How many passages and entries there will be.
    documents: AtomicU64,
    /// How large the state will be.
    pub(crate) tally: Tally,
    pub(crate) fields: Fields,
    /// What is not written yet.
    builders: SegmentBuilders,
    index: Option<IndexWriter>,
    has_failed: AtomicBool,
    /// Held to the end; dropped last, as fields are dropped in order.
    _lock: Lock,
}

impl Writer {
    /// Opens the index under the lock, or makes a new generation of it.
    pub(crate) fn begin(
        place: &Embedded,
        lock: Lock,
        start: Start,
        size_bytes: u64,
    ) -> Result<Self> {
        let answering = match start {
            Start::Last => reader::open_current(place)?,
            // What is left behind need not be readable.
            Start::Nothing => reader::open_current(place).ok().flatten(),
        };
        let number = 1 + answering
            .as_ref()
            .map_or(0, |reader| reader.commit().number);
        let base = answering.filter(|_| start == Start::Last).map(Arc::new);
        let is_new = base.is_none();
        let room = Room::of(&place.dir, size_bytes)?;
        // The one that answers stays, even if only another version can read it, until its successor is complete. So
        // does what keeps documents that are in no file.
        let kept_in = kept::source(place)?;
        let stays = generation::named(&place.dir)?.or_else(|| kept_in.clone());
        generation::remove_others(place, stays.as_deref())?;
        let generation = match &base {
            Some(reader) => reader.dir.clone(),
            None => generation::create(place)?,
        };
        let index = open(place, &generation, is_new)?;
        let index_bytes = base.as_deref().map_or(Ok(0), Snapshot::size_bytes)?;
        index.set_merge_policy(match room.allows_merging(index_bytes) {
            true => Box::new(merging(size_bytes)),
            false => Box::new(NoMergePolicy),
        });
        let fields = Fields::schema().1;
        // The first operation of a writer has the number of the last commit. A merge that begins before the next
        // commit takes it for one that is already applied where it is not: a deletion would be lost. So nothing is
        // the first operation.
        index.delete_term(fields.path_term(""));
        let totals = base
            .as_deref()
            .map_or(Ok(Totals::default()), Reader::totals)?;
        Ok(Self {
            place: place.clone(),
            generation,
            kept_in,
            keeps: AtomicBool::new(false),
            is_new,
            documents: AtomicU64::new(base.as_ref().map_or(0, |base| base.searcher.num_docs())),
            base,
            number,
            round: AtomicU64::new(number << ROUND_BITS),
            tally: Tally::new(totals),
            fields,
            builders: builders(place, size_bytes),
            index: Some(index),
            has_failed: AtomicBool::new(false),
            _lock: lock,
        })
    }

    fn index(&self) -> Result<&IndexWriter> {
        match &self.index {
            Some(index) if !self.has_failed.load(Ordering::Relaxed) => Ok(index),
            _ => Err(Error::Damaged {
                path: self.place.dir.clone(),
                reason: "an earlier write failed, the change was given up".to_owned(),
            }),
        }
    }

    /// Remembers that a write failed: what follows it would be lost without an error.
    fn checked<T>(&self, result: tantivy::Result<T>) -> Result<T> {
        result.map_err(|source| {
            self.has_failed.store(true, Ordering::Relaxed);
            engine(&self.place.dir, source)
        })
    }

    /// Deletes what the base has of a file, and counts it.
    fn delete(&self, term: Term) -> Result<()> {
        let index = self.index()?;
        if let Some(base) = &self.base {
            let (count, totals) = self.checked(counts::counted_with(&term, base))?;
            self.documents.fetch_sub(count, Ordering::Relaxed);
            self.tally.subtract(&totals);
            self.delete_before(index, term, self.number << ROUND_BITS)?;
        }
        Ok(())
    }

    /// Deletes what has a term and was written before a round.
    ///
    /// tantivy may apply what was deleted to a segment that is handed over later, as it does not know when its documents
    /// were written. They tell it themselves.
    fn delete_before(&self, index: &IndexWriter, term: Term, round: u64) -> Result<()> {
        let query = self.fields.written_before(term, round);
        self.checked(index.delete_query(query).map(drop))
    }

    /// Adds documents that follow each other.
    pub(crate) fn add(&self, mut drafts: Vec<Draft<'_>>) -> Result<()> {
        let round = self.round.load(Ordering::Relaxed);
        for draft in &mut drafts {
            draft.document.add_u64(self.fields.round, round);
        }
        let added = self.builders.with(self.index()?, |builder| {
            drafts.iter().try_for_each(|draft| builder.add(draft))
        });
        self.checked(added)?;
        let count = drafts.len() as u64;
        self.documents.fetch_add(count, Ordering::Relaxed);
        Ok(())
    }

    /// Takes back all that was added of a file, so many documents.
    pub(crate) fn take_back(&self, path: &str, documents: u64) -> Result<()> {
        let index = self.index()?;
        // What is deleted is deleted of segments that are written.
        self.checked(self.builders.write_all(index))?;
        let round = 1 + self.round.fetch_add(1, Ordering::Relaxed);
        self.delete_before(index, self.fields.path_term(path), round)?;
        self.documents.fetch_sub(documents, Ordering::Relaxed);
        self.tally.give_up();
        Ok(())
    }

    /// Takes note that something is kept that is in no file.
    pub(crate) fn keeps(&self) {
        self.keeps.store(true, Ordering::Relaxed);
    }

    /// Makes sure that the change is never committed.
    pub(crate) fn give_up(&self) {
        self.has_failed.store(true, Ordering::Relaxed);
    }

    /// Reads back what was committed: nothing is acknowledged that is not there.
    fn confirm(&self) -> Result<()> {
        let documents = self.documents.load(Ordering::Relaxed);
        let reader = reader::open(&self.place, &self.generation)?;
        if reader.commit().number == self.number && reader.searcher.num_docs() == documents {
            return Ok(());
        }
        Err(Error::Damaged {
            path: self.place.dir.clone(),
            reason: format!(
                "what was written, commit {} of {documents} passages and files, cannot be read back",
                self.number
            ),
        })
    }
}

impl Batch for Writer {
    fn base(&self) -> Option<Arc<dyn Snapshot>> {
        let base = self.base.clone()?;
        Some(base)
    }

    fn file(&self, entry: &Entry) -> Result<Box<dyn Filing + '_>> {
        self.delete(self.fields.path_term(&entry.path))?;
        Ok(Box::new(FileWriter::new(self, entry)))
    }

    fn touch(&self, entry: Entry) -> Result<()> {
        self.delete(self.fields.file_term(&entry.path))?;
        self.add(vec![Draft::entry(&self.fields, &entry, None)])
    }

    fn kept(&self, take: &mut dyn FnMut(&str) -> Result<()>) -> Result<Vec<Flaw>> {
        match &self.kept_in {
            Some(generation) => kept::read(&self.place, generation, take),
            None => Ok(Vec::new()),
        }
    }

    fn remove(&self, path: &str) -> Result<()> {
        self.delete(self.fields.path_term(path))
    }

    fn commit(mut self: Box<Self>, folders: &[String]) -> Result<()> {
        self.checked(self.builders.write_all(self.index()?))?;
        let keeps = self.keeps.load(Ordering::Relaxed);
        if keeps {
            kept::mark(&self.place)?;
        }
        let Some(mut index) = self.index.take() else {
            return Ok(());
        };
        let commit = Commit {
            number: self.number,
            seconds: now(),
            folders: folders.to_vec(),
        };
        let committed = write_commit(&mut index, commit, &self.tally);
        // Merges end before the lock is released, whatever became of the commit.
        let merged = index.wait_merging_threads();
        self.checked(committed)?;
        self.checked(merged)?;
        // What a new generation replaces stays until the new one was read back.
        self.confirm()?;
        if self.is_new {
            generation::make_current(&self.place, &self.generation)?;
            self.is_new = false;
            if !keeps {
                kept::unmark(&self.place);
            }
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
        let named = generation::named(&self.place.dir);
        if self.is_new && !matches!(named, Ok(Some(named)) if named == self.generation) {
            // A generation that never answered; the next writer removes what is left of it.
            let _ = self.place.disk.remove_dir(&self.generation);
        }
    }
}

fn write_commit(index: &mut IndexWriter, commit: Commit, tally: &Tally) -> tantivy::Result<()> {
    let mut prepared = index.prepare_commit()?;
    // By now all is counted.
    let payload = Payload {
        commit,
        totals: tally.totals(),
    };
    let payload =
        serde_json::to_string(&payload).expect("a commit is plain data, which has a JSON form");
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}

/// Returns the time in seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_secs()).unwrap_or(0)
}

fn open(place: &Embedded, generation: &Path, is_new: bool) -> Result<IndexWriter> {
    let opened = (|| {
        let directory = IndexDirectory::open(&place.disk, generation, Access::Write)?;
        let index = if is_new {
            tantivy::Index::create(directory, Fields::schema().0, IndexSettings::default())?
        } else {
            tantivy::Index::open(directory)?
        };
        let writer: IndexWriter = index.writer_with_num_threads(1, IDLE_BYTES)?;
        // A writer that was killed leaves files that would stop this one.
        writer.garbage_collect_files().wait()?;
        Ok(writer)
    })();
    opened.map_err(|source| engine(generation, source))
}

/// Returns which segments are merged after a change of that size.
fn merging(size_bytes: u64) -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    if size_bytes < SMALL_CHANGE_BYTES {
        policy.set_max_docs_before_merge(SMALL_MERGE_DOCUMENTS);
    }
    policy
}

/// Returns where a change of that size is gathered.
fn builders(place: &Embedded, size_bytes: u64) -> SegmentBuilders {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (segments, bytes) = resources(size_bytes, place.memory_bytes, cores as u64);
    SegmentBuilders::new(segments, bytes)
}

/// Returns how many segments are made at a time of a change of that size, and the memory of each.
fn resources(size_bytes: u64, memory_bytes: u64, cores: u64) -> (usize, usize) {
    if size_bytes < SMALL_CHANGE_BYTES {
        return (1, SMALL_SEGMENT_BYTES as usize);
    }
    // What else is there, what is read, analyzed, written and merged, takes the rest.
    let bytes = memory_bytes / 5 * 2;
    let most = cores.clamp(1, MOST_SEGMENTS);
    let segments = (bytes / SEGMENT_BYTES).clamp(1, most);
    let each = (bytes / segments).clamp(SMALL_SEGMENT_BYTES, LARGE_SEGMENT_BYTES);
    (segments as usize, each as usize)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;

    fn place(dir: &Path) -> Embedded {
        Embedded::new(dir, "")
    }

    fn begin(dir: &Path) -> Writer {
        let lock = Lock::take(dir, Duration::ZERO).expect("nobody else writes");
        Writer::begin(&place(dir), lock, Start::Last, 0).expect("a writer")
    }

    fn put(writer: &Writer, path: &str) {
        let entry = Entry {
            path: path.to_owned(),
            ..Entry::default()
        };
        writer.put(entry, Vec::new()).expect("it is written");
    }

    fn files(dir: &Path) -> Vec<String> {
        let reader = reader::open_current(&place(dir))
            .expect("an index")
            .expect("an index");
        let files = reader.catalog().expect("a catalog").files;
        files.into_iter().map(|known| known.path).collect()
    }

    fn commit(writer: Writer) {
        Box::new(writer).commit(&[]).expect("a commit");
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
    fn a_small_change_does_not_wait_for_large_segments() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        let segments = |change_bytes: u64, files: &[String]| {
            let lock = Lock::take(dir, Duration::ZERO).expect("nobody else writes");
            let writer = Writer::begin(&place(dir), lock, Start::Last, change_bytes);
            let writer = writer.expect("a writer");
            files.iter().for_each(|path| put(&writer, path));
            commit(writer);
            let reader = reader::open_current(&place(dir));
            let reader = reader.expect("an index").expect("an index");
            reader.searcher.segment_readers().len()
        };
        for segment in 0..9 {
            let files = 0..=SMALL_MERGE_DOCUMENTS;
            let files: Vec<_> = files.map(|file| format!("{segment}/{file}")).collect();
            assert_eq!(segments(0, &files), segment + 1);
        }
        let small: Vec<_> = (0..8).map(|file| [format!("small/{file}")]).collect();
        let counts: Vec<_> = small.iter().map(|file| segments(0, file)).collect();
        assert_eq!(counts, [10, 11, 12, 13, 14, 15, 16, 10]);
        assert!(segments(SMALL_CHANGE_BYTES, &["large".to_owned()]) <= 2);
    }

    #[test]
    fn segments_share_the_memory() {
        let large = SMALL_CHANGE_BYTES;
        for (size, memory, cores, expected) in [
            (0, 1 << 40, 64, (1, 16 << 20)),
            (large, 250 << 20, 1, (1, 100 << 20)),
            (large, 250 << 20, 2, (2, 50 << 20)),
            (large, 250 << 20, 4, (4, 25 << 20)),
            (large, 250 << 20, 64, (5, 20 << 20)),
            (large, 60 << 20, 64, (1, 24 << 20)),
            (large, 0, 64, (1, 16 << 20)),
            (large, u64::MAX, 64, (8, 2 << 30)),
        ] {
            assert_eq!(resources(size, memory, cores), expected);
        }
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
        let left = dir.join("g000001/0123456789abcdef0123456789abcdef.store");
        fs::write(&left, "by a writer that was killed").expect("a file");
        let writer = begin(dir);
        assert!(!left.exists());
        put(&writer, "c");
        commit(writer);
        assert_eq!(files(dir), ["a", "c"]);
    }
}
