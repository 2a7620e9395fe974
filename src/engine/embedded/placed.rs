//! A query whose words must stand in one place of a passage: its title, its headings or its text.
//!
//! All places are one field, in which each has its range of positions. So words are looked up once, wherever they may
//! stand; only who asks for a place looks at positions.

use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::engine::Starts;
use crate::engine::embedded::columns::number;
use crate::engine::embedded::reader::Reader;
use crate::query::Place;

/// Words that stand in a row, each with its distance from the first.
pub(crate) type Row = Vec<(u32, String)>;

/// A query, and the rows of words of which one must stand in the place.
#[derive(Debug)]
pub(crate) struct Placed {
    query: Box<dyn Query>,
    place: Place,
    rows: Vec<Vec<(u32, Term)>>,
}

struct PlacedWeight {
    weight: Box<dyn Weight>,
    place: Place,
    rows: Vec<Vec<(u32, Term)>>,
}

struct PlacedScorer {
    scorer: Box<dyn Scorer>,
    places: Places,
}

/// Where words stand in the documents of a segment.
struct Places {
    place: Place,
    rows: Vec<Vec<(u32, SegmentPostings)>>,
    heading_start: Column<u64>,
    body_start: Column<u64>,
}

impl Placed {
    /// Narrows `query`, which finds all documents with one of the rows, to those with one in the place.
    pub(crate) fn new(field: Field, place: Place, query: Box<dyn Query>, rows: &[Row]) -> Self {
        let term =
            |(distance, text): &(u32, String)| (*distance, Term::from_field_text(field, text));
        let rows = rows.iter().map(|row| row.iter().map(term).collect());
        Self {
            query,
            place,
            rows: rows.collect(),
        }
    }
}

/// Does a term stand in a place of any passage?
pub(crate) fn stands(reader: &Reader, term: &Term, place: Place) -> tantivy::Result<bool> {
    let rows = [vec![(0, term.clone())]];
    for segment in reader.searcher.segment_readers() {
        let index = segment.inverted_index(term.field())?;
        let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
            continue;
        };
        let mut places = Places::open(segment, place, &rows)?;
        while postings.doc() != TERMINATED {
            if !segment.is_deleted(postings.doc()) && places.has(postings.doc()) {
                return Ok(true);
            }
            postings.advance();
        }
    }
    Ok(false)
}

impl Places {
    fn open(
        segment: &SegmentReader,
        place: Place,
        rows: &[Vec<(u32, Term)>],
    ) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let mut opened = Vec::new();
        for row in rows {
            opened.extend(open(segment, row)?);
        }
        Ok(Self {
            place,
            rows: opened,
            heading_start: columns.u64("heading_start")?,
            body_start: columns.u64("body_start")?,
        })
    }

    /// Does a row stand in the place of a document, which comes after those that were asked for?
    fn has(&mut self, doc: DocId) -> bool {
        let starts = Starts {
            heading: number(&self.heading_start, doc),
            // No place begins there.
            own: 0,
            body: number(&self.body_start, doc),
        };
        let place = self.place;
        let mut rows = self.rows.iter_mut();
        rows.any(|row| stands_in(row, doc, place, starts))
    }
}

/// Opens the postings of a row; none if one of its words is not in the segment.
fn open(
    segment: &SegmentReader,
    row: &[(u32, Term)],
) -> tantivy::Result<Option<Vec<(u32, SegmentPostings)>>> {
    let mut opened = Vec::with_capacity(row.len());
    for (distance, term) in row {
        let index = segment.inverted_index(term.field())?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        match index.read_postings(term, option)? {
            Some(postings) => opened.push((*distance, postings)),
            None => return Ok(None),
        }
    }
    Ok(Some(opened))
}

/// Do the words stand in a row, in that place of a document whose places start so?
fn stands_in(row: &mut [(u32, SegmentPostings)], doc: DocId, place: Place, starts: Starts) -> bool {
    let mut found: Option<Vec<u32>> = None;
    let mut positions = Vec::new();
    for (distance, postings) in row {
        if postings.doc() < doc {
            postings.seek(doc);
        }
        if postings.doc() != doc {
            return false;
        }
        postings.positions(&mut positions);
        let found = found.get_or_insert_with(|| starts.inside(place, &positions).to_vec());
        found.retain(|first| positions.binary_search(&(first + *distance)).is_ok());
    }
    found.is_some_and(|found| !found.is_empty())
}

impl Clone for Placed {
    fn clone(&self) -> Self {
        Self {
            query: self.query.box_clone(),
            place: self.place,
            rows: self.rows.clone(),
        }
    }
}

impl Query for Placed {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(PlacedWeight {
            weight: self.query.weight(scoring)?,
            place: self.place,
            rows: self.rows.clone(),
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

impl Weight for PlacedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let places = Places::open(reader, self.place, &self.rows)?;
        if places.rows.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let scorer = self.weight.scorer(reader, boost)?;
        let mut placed = PlacedScorer { scorer, places };
        placed.skip();
        Ok(Box::new(placed))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            let reason = format!("document #{doc} does not have the words in that place");
            return Err(TantivyError::InvalidArgument(reason));
        }
        self.weight.explain(reader, doc)
    }
}

impl PlacedScorer {
    /// Goes on to a document that has the words in the place, if this one has not.
    fn skip(&mut self) -> DocId {
        while self.scorer.doc() != TERMINATED && !self.places.has(self.scorer.doc()) {
            self.scorer.advance();
        }
        self.scorer.doc()
    }
}

impl DocSet for PlacedScorer {
    fn advance(&mut self) -> DocId {
        self.scorer.advance();
        self.skip()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.scorer.seek(target);
        self.skip()
    }

    fn doc(&self) -> DocId {
        self.scorer.doc()
    }

    fn size_hint(&self) -> u32 {
        self.scorer.size_hint()
    }
}

impl Scorer for PlacedScorer {
    fn score(&mut self) -> Score {
        self.scorer.score()
    }
}
