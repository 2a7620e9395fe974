//! A committed state of the index: its catalog, its terms and counts, its passages.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use serde::Deserialize;
use tantivy::columnar::Column;
use tantivy::query::{FuzzyTermQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocSet, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
};

use crate::analyzer::Language;
use crate::corpus::Fingerprint;
use crate::engine::embedded::directory::{Access, IndexDirectory};
use crate::engine::embedded::schema::{Fields, PASSAGE, read_record};
use crate::engine::embedded::{Embedded, generation, search};
use crate::engine::{
    Candidate, Catalog, Commit, Entry, Known, Pattern, Search, Snapshot, Status, Totals,
};
use crate::error::{Error, Result};
use crate::passage::Passage;
use crate::query::Place;

/// How often a reader looks again for a file that a writer has just removed.
const TRIES: u32 = 10;
/// How long it waits before the second look; longer and longer before the next ones.
const PAUSE: Duration = Duration::from_millis(1);

/// A committed state of the index in a folder.
pub(crate) struct Reader {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    /// The folder of its generation.
    pub(crate) dir: PathBuf,
    commit: Commit,
    size_bytes: u64,
    totals: OnceLock<Totals>,
    /// How many documents have a term, for terms that were asked for.
    counts: Mutex<HashMap<Term, u64>>,
}

/// Opens the generation that answers; none if there is none that this version can read.
pub(crate) fn open_current(place: &Embedded) -> Result<Option<Reader>> {
    let mut tries = 0;
    loop {
        let Some(generation) = generation::current(place)? else {
            return Ok(None);
        };
        tries += 1;
        match open(place, &generation) {
            Ok(reader) => return Ok(Some(reader)),
            // A writer may have replaced a generation or merged segments since we looked.
            Err(Error::Damaged { .. }) if tries < TRIES => thread::sleep(PAUSE * (tries - 1)),
            Err(error) => return Err(error),
        }
    }
}

/// Opens a generation.
fn open(place: &Embedded, dir: &Path) -> Result<Reader> {
    let failed = |source| generation::engine(dir, source);
    let directory = IndexDirectory::open(&place.disk, dir, Access::Read).map_err(failed)?;
    let index = tantivy::Index::open(directory.clone()).map_err(failed)?;
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .num_warming_threads(1)
        .try_into();
    let reader: tantivy::IndexReader = reader.map_err(failed)?;
    let payload = index.load_metas().map_err(failed)?.payload;
    Ok(Reader {
        searcher: reader.searcher(),
        fields: Fields::schema().1,
        commit: payload
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default(),
        dir: dir.to_owned(),
        size_bytes: directory.size_bytes(),
        totals: OnceLock::new(),
        counts: Mutex::default(),
    })
}

impl Snapshot for Reader {
    fn commit(&self) -> &Commit {
        &self.commit
    }

    fn size_bytes(&self) -> Result<u64> {
        Ok(self.size_bytes)
    }

    fn catalog(&self) -> Result<Catalog> {
        let mut files = Vec::new();
        for segment in self.searcher.segment_readers() {
            self.checked(self.files(segment, &mut files))?;
        }
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(Catalog { files })
    }

    fn entry(&self, path: &str) -> Result<Option<Entry>> {
        let term = self.fields.file_term(path);
        for (segment_ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let docs = self.checked(alive(segment, &term))?;
            if let Some(&doc) = docs.first() {
                return self
                    .record(DocAddress::new(segment_ord as u32, doc))
                    .map(Some);
            }
        }
        Ok(None)
    }

    fn totals(&self) -> Result<Totals> {
        self.checked(self.alive_totals())
    }

    fn languages(&self) -> Result<Vec<Language>> {
        let terms = self.checked(self.terms_where(self.fields.language, |_| true))?;
        Ok(terms
            .iter()
            .filter_map(|code| Language::from_code(code))
            .collect())
    }

    fn ranked_count(&self, term: &str) -> Result<u64> {
        self.checked(self.alive_count(self.fields.ranked, term))
    }

    fn surface_count(&self, term: &str, place: Option<Place>) -> Result<u64> {
        let mut most = 0;
        for field in self.fields.surface(place) {
            most = most.max(self.checked(self.alive_count(field, term))?);
        }
        Ok(most)
    }

    fn surface_terms(
        &self,
        pattern: &Pattern,
        place: Option<Place>,
        limit: usize,
    ) -> Result<Vec<String>> {
        let mut found = BTreeSet::new();
        for field in self.fields.surface(place) {
            found.extend(self.checked(self.matching(field, pattern, limit))?);
        }
        Ok(found.into_iter().take(limit).collect())
    }

    fn find(&self, search: &Search, limit: usize) -> Result<Vec<Candidate>> {
        let mut candidates = Vec::new();
        for (score, address) in self.checked(search::best(self, search, limit))? {
            let passage = self.record(address)?;
            candidates.push(Candidate { passage, score });
        }
        Ok(candidates)
    }

    fn count(&self, search: &Search) -> Result<u64> {
        self.checked(search::count(self, search))
    }

    fn passages(&self, path: &str) -> Result<Vec<Passage>> {
        let mut numbered = Vec::new();
        for (segment_ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            for (number, doc) in self.checked(self.passages_in(segment, path))? {
                numbered.push((
                    number,
                    self.record(DocAddress::new(segment_ord as u32, doc))?,
                ));
            }
        }
        numbered.sort_unstable_by_key(|(number, _)| *number);
        Ok(numbered.into_iter().map(|(_, passage)| passage).collect())
    }
}

impl Reader {
    /// Returns every path of a file with passages that `is_wanted`.
    pub(crate) fn paths_where(
        &self,
        is_wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<String>> {
        self.terms_where(self.fields.file, is_wanted)
    }

    fn checked<T>(&self, result: tantivy::Result<T>) -> Result<T> {
        result.map_err(|source| generation::engine(&self.dir, source))
    }

    /// Reads a passage or a file's entry.
    fn record<T: for<'a> Deserialize<'a>>(&self, address: DocAddress) -> Result<T> {
        let document: TantivyDocument = self.checked(self.searcher.doc(address))?;
        let record = document
            .get_first(self.fields.record)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default();
        read_record(record).map_err(|reason| Error::Damaged {
            path: self.dir.clone(),
            reason,
        })
    }

    fn files(&self, segment: &SegmentReader, files: &mut Vec<Known>) -> tantivy::Result<()> {
        let index = segment.inverted_index(self.fields.file)?;
        let columns = Columns::open(segment)?;
        let mut terms = index.terms().stream()?;
        while let Some((path, info)) = terms.next() {
            let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            // A file that changed has its older entries among the deleted documents.
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    files.push(
                        columns.known(postings.doc(), String::from_utf8_lossy(path).into_owned()),
                    );
                }
                postings.advance();
            }
        }
        Ok(())
    }

    fn passages_in(&self, segment: &SegmentReader, path: &str) -> tantivy::Result<Vec<(u64, u32)>> {
        let numbers = segment.fast_fields().u64("number")?;
        let docs = alive(segment, &self.fields.path_term(path))?;
        // The file's entry has no number.
        Ok(docs
            .into_iter()
            .filter_map(|doc| Some((numbers.first(doc)?, doc)))
            .collect())
    }

    /// Counts the documents with a term, deleted ones left out: counts are the same after an update as after a rebuild.
    fn alive_count(&self, field: Field, text: &str) -> tantivy::Result<u64> {
        self.alive_count_of(&Term::from_field_text(field, text))
    }

    pub(crate) fn alive_count_of(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(&count) = self.counts().get(term) {
            return Ok(count);
        }
        let count = self.count_alive(term)?;
        self.counts().insert(term.clone(), count);
        Ok(count)
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Term, u64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the size of the state, deleted documents left out.
    pub(crate) fn alive_totals(&self) -> tantivy::Result<Totals> {
        if let Some(totals) = self.totals.get() {
            return Ok(*totals);
        }
        let mut totals = Totals::default();
        for segment in self.searcher.segment_readers() {
            add_totals(segment, &mut totals)?;
        }
        Ok(*self.totals.get_or_init(|| totals))
    }

    fn count_alive(&self, term: &Term) -> tantivy::Result<u64> {
        let mut count = 0;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            if !segment.has_deletes() {
                count += u64::from(index.doc_freq(term)?);
            } else {
                count += alive(segment, term)?.len() as u64;
            }
        }
        Ok(count)
    }

    fn terms_where(
        &self,
        field: Field,
        is_wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<String>> {
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                let term = String::from_utf8_lossy(terms.key());
                if is_wanted(&term) {
                    found.insert(term.into_owned());
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    fn matching(
        &self,
        field: Field,
        pattern: &Pattern,
        limit: usize,
    ) -> tantivy::Result<Vec<String>> {
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let dictionary = index.terms();
            match pattern {
                Pattern::Prefix(prefix) => {
                    let mut terms = dictionary.range().ge(prefix.as_bytes()).into_stream()?;
                    while found.len() < limit
                        && terms.advance()
                        && terms.key().starts_with(prefix.as_bytes())
                    {
                        found.push(String::from_utf8_lossy(terms.key()).into_owned());
                    }
                }
                Pattern::Near(word, distance) => {
                    let query =
                        FuzzyTermQuery::new(Term::from_field_text(field, word), *distance, true);
                    let mut terms = dictionary.search(query.automaton()?).into_stream()?;
                    while found.len() < limit && terms.advance() {
                        found.push(String::from_utf8_lossy(terms.key()).into_owned());
                    }
                }
            }
        }
        Ok(found)
    }

    /// Returns the query that fits every passage.
    pub(crate) fn every_passage(&self) -> Box<dyn tantivy::query::Query> {
        let term = Term::from_field_text(self.fields.kind, PASSAGE);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }
}

/// Returns the documents that have a term and are not deleted.
fn alive(segment: &SegmentReader, term: &Term) -> tantivy::Result<Vec<u32>> {
    let index = segment.inverted_index(term.field())?;
    let mut docs = Vec::new();
    let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
        return Ok(docs);
    };
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            docs.push(postings.doc());
        }
        postings.advance();
    }
    Ok(docs)
}

fn add_totals(segment: &SegmentReader, totals: &mut Totals) -> tantivy::Result<()> {
    let terms = segment.fast_fields().u64("terms")?;
    let head_terms = segment.fast_fields().u64("head_terms")?;
    for doc in segment.doc_ids_alive() {
        // Entries of files have no terms.
        if let Some(count) = terms.first(doc) {
            totals.passages += 1;
            totals.terms += count;
            totals.head_terms += head_terms.first(doc).unwrap_or(0);
        }
    }
    Ok(())
}

/// The columns of a file's entry.
struct Columns {
    size: Column<u64>,
    modified: Column<i64>,
    changed: Column<i64>,
    inode: Column<u64>,
    seen: Column<i64>,
    status: Column<u64>,
    passages: Column<u64>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            size: columns.u64("size")?,
            modified: columns.i64("modified_ns")?,
            changed: columns.i64("changed_ns")?,
            inode: columns.u64("inode")?,
            seen: columns.i64("seen_ns")?,
            status: columns.u64("status")?,
            passages: columns.u64("passages")?,
        })
    }

    fn known(&self, doc: u32, path: String) -> Known {
        Known {
            path,
            fingerprint: Fingerprint {
                size: self.size.first(doc).unwrap_or_default(),
                modified: self.modified.first(doc).unwrap_or_default(),
                changed: self.changed.first(doc).unwrap_or_default(),
                inode: self.inode.first(doc).unwrap_or_default(),
            },
            seen: self.seen.first(doc).unwrap_or_default(),
            status: match self.status.first(doc) {
                Some(0) => Status::Indexed,
                Some(1) => Status::Skipped,
                _ => Status::Failed,
            },
            passages: self.passages.first(doc).unwrap_or_default(),
        }
    }
}
