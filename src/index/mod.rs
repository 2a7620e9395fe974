//! The library in three verbs: open, update, search.

mod allowance;
mod cancel;
mod changes;
mod comparison;
mod freshness;
mod get;
mod intake;
mod journal;
mod lines;
mod location;
mod outline;
mod own;
mod reader;
mod report;
#[cfg(test)]
mod several;
mod status;
mod suggest;
mod update;
mod verify;
mod watch;
mod why;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub use cancel::Cancel;
pub use freshness::{Fresh, Look};
pub use outline::{DocumentOutline, Outline, SectionOutline};
pub use own::{Edited, Edits};
pub use report::{FileReport, Progress, Report};
pub use status::{FileStatus, IndexStatus};
pub use verify::Verification;
pub use watch::{Lookout, Noticing, WatchOptions, Watched, Watcher};
pub use why::{DocumentWhy, FileState, Why};

use crate::analyzer::Language;
use crate::corpus::{Corpus, Limits, READERS_VERSION, Rules};
use crate::engine::embedded::Embedded;
use crate::engine::{Engine, Snapshot};
use crate::error::{Error, Result};
use crate::hit::{Freshness, Hit, Hits, State, VERSION};
use crate::index::journal::Journal;
use crate::passage::Passage;
use crate::query::Query;
use crate::ranking::{self, Question, Suggester, Synonyms};
use crate::worker::{Converter, Workers};

/// A corpus and its index.
///
/// ```
/// use section_search::{Index, Query};
///
/// # fn main() -> section_search::Result<()> {
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let corpus = folder.path().join("corpus");
/// # std::fs::create_dir(&corpus).expect("a folder");
/// # std::fs::write(corpus.join("mali.md"), "# Mali\n\n## Rivers\n\nThe Niger flows north.\n").expect("a file");
/// let mut index = Index::open(&corpus)?;
/// let report = index.update()?;
/// assert_eq!((report.added, report.passages), (1, 2));
///
/// let hits = index.search(&Query::parse("niger"))?;
/// assert_eq!(hits.hits[0].passage.id, "mali.md#rivers");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Index {
    corpus: Corpus,
    engine: Arc<dyn Engine>,
    dir: PathBuf,
    fresh: Fresh,
    budget: Duration,
    language: Language,
    limits: Limits,
    workers: Arc<Workers>,
    journal: Arc<Journal>,
    converters: Arc<[Converter]>,
    synonyms: Arc<Synonyms>,
    cancel: Cancel,
    /// What suggestions are made from, once they were asked for.
    suggester: Arc<Mutex<Option<Suggester>>>,
}

/// How an [`Index`] is opened.
#[derive(Debug, Clone)]
pub struct Builder {
    corpora: Vec<PathBuf>,
    dir: Option<PathBuf>,
    rules: Rules,
    fresh: Fresh,
    budget: Duration,
    language: Language,
    limits: Limits,
    worker: Option<PathBuf>,
    converters: Vec<Converter>,
    synonyms: Synonyms,
    allows_network: bool,
    memory_bytes: u64,
}

impl Index {
    /// Opens the index of the corpus in a folder; nothing is read or written yet.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not exist.
    pub fn open(corpus: impl AsRef<Path>) -> Result<Self> {
        Self::builder().corpus(corpus).open()
    }

    /// Describes an index: where it is, what it reads, how fresh its answers are. One without a corpus holds documents
    /// of the application's own only.
    pub fn builder() -> Builder {
        Builder {
            corpora: Vec::new(),
            dir: None,
            rules: Rules::default(),
            fresh: Fresh::Auto,
            budget: freshness::BUDGET,
            language: Language::ENGLISH,
            limits: Limits::default(),
            worker: None,
            converters: Vec::new(),
            synonyms: Synonyms::default(),
            allows_network: false,
            memory_bytes: Embedded::MEMORY_BYTES,
        }
    }

    /// Returns the same index with answers as fresh as `fresh` says.
    pub fn with_fresh(&self, fresh: Fresh) -> Self {
        Self {
            fresh,
            ..self.clone()
        }
    }

    /// Returns the folder of the index.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the folders of the corpus.
    pub fn corpora(&self) -> impl Iterator<Item = &Path> {
        self.corpus.dirs()
    }

    /// Answers a query, with the index brought up to date first as far as [`Builder::fresh`] says.
    ///
    /// # Errors
    ///
    /// Fails if the corpus or the index cannot be read, if there is no index and none may be made,
    /// or if the page lies too deep.
    pub fn search(&self, query: &Query) -> Result<Hits> {
        self.search_with(query, &|_| {})
    }

    /// Does what `search` does, and tells how far the first indexing is.
    ///
    /// # Errors
    ///
    /// As `search`.
    pub fn search_with(&self, query: &Query, progress: &(dyn Fn(Progress) + Sync)) -> Result<Hits> {
        let (mut hits, repaired) = self.mending(progress, || self.answer(query, progress))?;
        hits.freshness.repaired = repaired;
        Ok(hits)
    }

    /// Answers a query from the last committed state, of which a look has told how fresh it is.
    ///
    /// Writes nothing. Unless nobody looked at the files, hits whose files are gone are left out.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, it cannot be read or is damaged, or if the page lies too deep.
    pub fn search_after(&self, look: &Look, query: &Query) -> Result<Hits> {
        self.answer_from(self.snapshot()?.as_ref(), look.freshness.clone(), query)
    }

    fn answer(&self, query: &Query, progress: &(dyn Fn(Progress) + Sync)) -> Result<Hits> {
        let (freshness, snapshot) = self.freshen(progress)?;
        self.answer_from(snapshot.as_ref(), freshness, query)
    }

    fn answer_from(
        &self,
        snapshot: &dyn Snapshot,
        freshness: Freshness,
        query: &Query,
    ) -> Result<Hits> {
        self.follow(snapshot);
        let start = Instant::now();
        let checks = freshness.state != State::Unchecked;
        let there = |passage: &Passage| !checks || self.is_there(passage);
        let question = self.question(query);
        let mut answer = ranking::answer(snapshot, question, &there)?;
        let around = query.page().around;
        for hit in &mut answer.hits {
            self.add_neighbours(hit, around, snapshot)?;
        }
        Ok(Hits {
            version: VERSION,
            query: query.text().to_owned(),
            matched: answer.hits.first().map(|hit| hit.matched),
            corrections: answer.corrections,
            freshness,
            total: answer.total,
            timed_out: answer.timed_out,
            took_ms: milliseconds(start.elapsed()),
            hits: answer.hits,
        })
    }

    /// Returns a query with what its words mean besides.
    fn question<'a>(&'a self, query: &'a Query) -> Question<'a> {
        Question {
            query,
            synonyms: &self.synonyms,
        }
    }

    fn is_there(&self, passage: &Passage) -> bool {
        if passage.is_own {
            return true;
        }
        match self
            .corpus
            .locate(passage.file(), passage.path_bytes.as_deref())
        {
            Some(file) => file.is_file(),
            None => false,
        }
    }

    fn add_neighbours(
        &self,
        hit: &mut Hit,
        [before, after]: [usize; 2],
        snapshot: &dyn Snapshot,
    ) -> Result<()> {
        if before == 0 && after == 0 {
            return Ok(());
        }
        let passages = snapshot.passages(&hit.passage.document())?;
        let Some(at) = passages
            .iter()
            .position(|passage| passage.id == hit.passage.id)
        else {
            return Ok(());
        };
        hit.before = passages[at.saturating_sub(before)..at].to_vec();
        hit.after = passages[at + 1..(at + 1).saturating_add(after).min(passages.len())].to_vec();
        Ok(())
    }

    /// Can files be read now that are no text?
    fn can_work(&self) -> bool {
        self.workers.can_start(&self.limits)
    }

    /// Returns the last committed state.
    fn snapshot(&self) -> Result<Arc<dyn Snapshot>> {
        self.engine.snapshot()?.ok_or_else(|| self.no_index())
    }

    fn no_index(&self) -> Error {
        Error::NoIndex {
            path: self.dir.clone(),
        }
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("corpus", &self.corpus)
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// Adds a folder of documents, or a single one. Where there are several, the names of files begin with the folder's own.
    pub fn corpus(mut self, dir: impl AsRef<Path>) -> Self {
        self.corpora.push(dir.as_ref().to_owned());
        self
    }

    /// Keeps the index in this folder. Default: `index` beside a folder named `corpus`, else in the user's cache.
    pub fn index(mut self, dir: impl AsRef<Path>) -> Self {
        self.dir = Some(dir.as_ref().to_owned());
        self
    }

    /// Says which files are read. Default: ripgrep's rules.
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Says how fresh an answer must be. Default: [`Fresh::Auto`].
    pub fn fresh(mut self, fresh: Fresh) -> Self {
        self.fresh = fresh;
        self
    }

    /// Says how long a search may take to bring the index up to date first. Default: 100 ms.
    pub fn freshness_budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Takes this language where a text does not tell its own. Default: English.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Reads files that are no text with this program, which must call [`crate::work`] if `--worker` is its only
    /// argument, as the program `search` does. Default: none, and such files are left out.
    ///
    /// Each is read in a process of its own, so that a file that breaks its reader, or never ends, costs nothing else.
    pub fn worker(mut self, program: impl AsRef<Path>) -> Self {
        self.worker = Some(program.as_ref().to_owned());
        self
    }

    /// Reads files of these extensions as the Markdown that commands make of them; the first one counts that takes a
    /// file. Default: none.
    pub fn converters(mut self, converters: Vec<Converter>) -> Self {
        self.converters = converters;
        self
    }

    /// Says how much is read of files, and what that may take. Default: [`Limits::default`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Finds plain words of a query by their synonyms, too. Default: none.
    pub fn synonyms(mut self, synonyms: Synonyms) -> Self {
        self.synonyms = synonyms;
        self
    }

    /// Writes the index on a network's file system too, where locks and syncs may not hold. Default: false.
    pub fn allow_network(mut self, allows: bool) -> Self {
        self.allows_network = allows;
        self
    }

    /// Indexes with about so much memory, in bytes, but no less than takes one thread. Default: 256 MiB.
    ///
    /// More makes fewer segments, and so quicker searches of large corpora. Each worker has bounds of its own, by
    /// [`Builder::limits`].
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory_bytes = bytes;
        self
    }

    /// Opens the index; nothing is read or written yet.
    ///
    /// # Errors
    ///
    /// Fails if a folder of the corpus does not exist, or no place for the index can be found.
    pub fn open(self) -> Result<Index> {
        if self.corpora.is_empty() && self.dir.is_none() {
            return Err(Error::NoFolder);
        }
        let corpus = Corpus::new(&self.corpora, self.rules)?;
        let dir = match self.dir {
            Some(dir) => dir,
            None => location::default_dir(&corpus)?,
        };
        let dir = std::path::absolute(&dir).unwrap_or(dir);
        let language = self.language.code();
        let mut settings = format!("readers {READERS_VERSION}, language {language}");
        if self.limits != Limits::default() {
            settings += &format!(", {:?}", self.limits);
        }
        if !self.converters.is_empty() {
            settings += &format!(", {:?}", self.converters);
        }
        Ok(Index {
            corpus: corpus.without(&dir),
            engine: Arc::new(
                Embedded::new(&dir, &settings)
                    .allow_network(self.allows_network)
                    .memory(self.memory_bytes),
            ),
            dir,
            fresh: self.fresh,
            budget: self.budget,
            language: self.language,
            limits: self.limits,
            workers: Arc::new(Workers::new(self.worker)),
            journal: Arc::default(),
            converters: self.converters.into(),
            synonyms: Arc::new(self.synonyms),
            cancel: Cancel::default(),
            suggester: Arc::default(),
        })
    }
}

/// Returns a time in milliseconds, to the hundredth.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}
