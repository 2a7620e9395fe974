//! A committed state of the index: its catalog, its terms and counts, its passages.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, ReloadPolicy, Searcher, SegmentReader, TantivyDocument, Term};

use crate::analyzer::Language;
use crate::engine::embedded::columns::Columns;
use crate::engine::embedded::counts::{Counts, alive};
use crate::engine::embedded::directory::{self, Access, IndexDirectory};
use crate::engine::embedded::schema::{Fields, PASSAGE, read_record};
use crate::engine::embedded::{
    Embedded, catalog, evidence, frequent, generation, heads, kept, placed, search, terms,
};
use crate::engine::{
    Candidate, Catalog, Commit, Entry, Evidence, Head, Pattern, Search, Snapshot, Totals, Wanted,
};
use crate::error::{Error, Result};
use crate::passage::Passage;
use crate::query::Place;

/// How often a reader looks again because a writer was quicker.
const TRIES: usize = 10;

/// What a commit tells of itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Payload {
    #[serde(flatten)]
    pub(crate) commit: Commit,
    /// The size of the state, where it is known.
    pub(crate) totals: Option<Totals>,
}

/// A committed state of the index in a folder.
pub(crate) struct Reader {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    /// The folder of its generation.
    pub(crate) dir: PathBuf,
    /// The seal of its list of segments.
    seal: String,
    commit: Commit,
    /// Its size, where the commit tells it.
    pub(crate) told_totals: Option<Totals>,
    size_bytes: u64,
    pub(crate) counts: Counts,
    /// The columns of each segment, once they were needed.
    columns: OnceLock<Vec<Columns>>,
    /// The languages of the passages, once they were needed.
    languages: OnceLock<Vec<Language>>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({:?}, {:?})", self.dir, self.commit)
    }
}

/// Opens the generation that answers; none if there is none that this version can read.
pub(crate) fn open_current(place: &Embedded) -> Result<Option<Reader>> {
    let mut seen = None;
    for _ in 0..TRIES {
        let Some(generation) = generation::current(place)? else {
            return Ok(None);
        };
        let error = match open(place, &generation) {
            Err(error @ Error::Damaged { .. }) => error,
            opened => return opened.map(Some),
        };
        // A writer that merges segments removes files, but only after it has written another list of them.
        let committed = Some(generation::committed(place)?);
        if committed == seen {
            return Err(error);
        }
        seen = committed;
    }
    let generation = generation::current(place)?;
    generation
        .map(|generation| open(place, &generation))
        .transpose()
}

/// Opens a generation.
pub(crate) fn open(place: &Embedded, dir: &Path) -> Result<Reader> {
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
    let payload: Payload = payload
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    Ok(Reader {
        searcher: reader.searcher(),
        fields: Fields::schema().1,
        commit: payload.commit,
        told_totals: payload.totals,
        dir: dir.to_owned(),
        seal: directory.seal(),
        size_bytes: directory.size_bytes(),
        counts: Counts::default(),
        columns: OnceLock::new(),
        languages: OnceLock::new(),
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
        let mut files = self.checked(catalog::files(self))?;
        // Those of each segment are sorted already, which a stable sort makes use of.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Catalog { files })
    }

    fn entry(&self, path: &str) -> Result<Option<Entry>> {
        let address = self.address(path)?;
        address.map(|address| self.record(address)).transpose()
    }

    fn kept(&self, path: &str) -> Result<Option<String>> {
        let Some(address) = self.address(path)? else {
            return Ok(None);
        };
        let document: TantivyDocument = self.checked(self.searcher.doc(address))?;
        Ok(kept::of(&document, self.fields.own))
    }

    fn totals(&self) -> Result<Totals> {
        self.checked(self.counts.totals(self))
    }

    fn languages(&self) -> Result<Vec<Language>> {
        if let Some(languages) = self.languages.get() {
            return Ok(languages.clone());
        }
        let codes = terms::terms_where(&self.searcher, self.fields.language, |_| true);
        let mut languages = Vec::new();
        for code in self.checked(codes)? {
            // The dictionary still has the languages of deleted passages.
            if self.count_of(self.fields.language, &code)? > 0 {
                languages.extend(Language::from_code(&code));
            }
        }
        Ok(self.languages.get_or_init(|| languages).clone())
    }

    fn ranked_count(&self, term: &str) -> Result<u64> {
        self.count_of(self.fields.ranked, term)
    }

    fn surface_count(&self, term: &str) -> Result<u64> {
        self.count_of(self.fields.surface, term)
    }

    fn surface_terms(
        &self,
        pattern: &Pattern,
        place: Option<Place>,
        limit: usize,
    ) -> Result<Vec<String>> {
        let field = self.fields.surface;
        let Some(place) = place else {
            let found = terms::matching(&self.searcher, field, pattern, limit);
            return Ok(self.checked(found)?.into_iter().take(limit).collect());
        };
        let mut found = Vec::new();
        for term in self.checked(terms::matching(&self.searcher, field, pattern, usize::MAX))? {
            let is_there = placed::stands(self, &Term::from_field_text(field, &term), place);
            if found.len() < limit && self.checked(is_there)? {
                found.push(term);
            }
        }
        Ok(found)
    }

    fn frequent_terms(&self, prefix: &str, limit: usize) -> Result<Vec<(String, u64)>> {
        self.checked(frequent::frequent(self, prefix, limit))
    }

    fn heads(&self) -> Result<Vec<Head>> {
        heads::heads(self)
    }

    fn find(&self, search: &Search, limit: usize) -> Result<Vec<Candidate>> {
        self.checked(search::best(self, search, limit))
    }

    fn evidence(&self, candidates: &[Candidate], wanted: &Wanted) -> Result<Vec<Evidence>> {
        self.checked(evidence::evidence(self, candidates, wanted))
    }

    fn read(&self, candidate: &Candidate) -> Result<Passage> {
        self.record(evidence::unpack(candidate.address))
    }

    fn gram_count(&self, gram: &str) -> Result<u64> {
        self.count_of(self.fields.grams, gram)
    }

    fn count(&self, search: &Search) -> Result<u64> {
        self.checked(search::count(self, search))
    }

    fn passages(&self, name: &str) -> Result<Vec<Passage>> {
        for field in [self.fields.path, self.fields.member, self.fields.whole] {
            let passages = self.passages_with(&Term::from_field_text(field, name))?;
            if !passages.is_empty() {
                return Ok(passages);
            }
        }
        Ok(Vec::new())
    }
}

impl Reader {
    /// Is this the state that answers in the folder?
    pub(crate) fn is_current(&self, place: &Embedded) -> bool {
        let named = generation::named(&place.dir);
        let is_named = named.is_ok_and(|dir| dir.as_ref() == Some(&self.dir));
        is_named && directory::seal_in(&self.dir).is_ok_and(|seal| seal == self.seal)
    }

    /// Returns every term of a field that `is_wanted`.
    pub(crate) fn terms_where(
        &self,
        field: Field,
        is_wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<String>> {
        terms::terms_where(&self.searcher, field, is_wanted)
    }

    /// Returns the columns of each segment.
    pub(crate) fn columns(&self) -> tantivy::Result<&[Columns]> {
        if let Some(columns) = self.columns.get() {
            return Ok(columns);
        }
        let segments = self.searcher.segment_readers().iter();
        let columns = segments.map(Columns::open);
        let columns = columns.collect::<tantivy::Result<_>>()?;
        Ok(self.columns.get_or_init(|| columns))
    }

    /// Returns where a file's entry is; none if the file is not known.
    fn address(&self, path: &str) -> Result<Option<DocAddress>> {
        let term = self.fields.file_term(path);
        for (segment_ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let docs = self.checked(alive(segment, &term))?;
            if let Some(&doc) = docs.first() {
                return Ok(Some(DocAddress::new(segment_ord as u32, doc)));
            }
        }
        Ok(None)
    }

    fn count_of(&self, field: Field, text: &str) -> Result<u64> {
        let term = Term::from_field_text(field, text);
        self.checked(self.counts.of(&term, &self.searcher))
    }

    fn checked<T>(&self, result: tantivy::Result<T>) -> Result<T> {
        result.map_err(|source| generation::engine(&self.dir, source))
    }

    /// Reads a passage or a file's entry.
    fn record<T: for<'a> Deserialize<'a>>(&self, address: DocAddress) -> Result<T> {
        let record = self.checked(self.parsed(address))?;
        record.map_err(|reason| Error::Damaged {
            path: self.dir.clone(),
            reason,
        })
    }

    /// Reads the same; tells what is wrong with a record that makes no sense.
    pub(crate) fn parsed<T: for<'a> Deserialize<'a>>(
        &self,
        address: DocAddress,
    ) -> tantivy::Result<std::result::Result<T, String>> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let record = document.get_first(self.fields.record);
        let record = record.and_then(|value| value.as_bytes());
        Ok(read_record(record.unwrap_or_default()))
    }

    /// Returns the passages with a term, in the order of their file.
    fn passages_with(&self, term: &Term) -> Result<Vec<Passage>> {
        let mut numbered = Vec::new();
        for (segment_ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            for (number, doc) in self.checked(self.passages_in(segment, term))? {
                numbered.push((
                    number,
                    self.record(DocAddress::new(segment_ord as u32, doc))?,
                ));
            }
        }
        numbered.sort_unstable_by_key(|(number, _)| *number);
        Ok(numbered.into_iter().map(|(_, passage)| passage).collect())
    }

    /// Returns the passages of a segment with a term, each with its number in its file.
    pub(crate) fn passages_in(
        &self,
        segment: &SegmentReader,
        term: &Term,
    ) -> tantivy::Result<Vec<(u64, u32)>> {
        let numbers = segment.fast_fields().u64("number")?;
        let docs = alive(segment, term)?;
        // The file's entry has no number.
        Ok(docs
            .into_iter()
            .filter_map(|doc| Some((numbers.first(doc)?, doc)))
            .collect())
    }

    /// Returns the query that fits every passage.
    pub(crate) fn every_passage(&self) -> Box<dyn tantivy::query::Query> {
        let term = Term::from_field_text(self.fields.kind, PASSAGE);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }
}
