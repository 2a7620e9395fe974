//! A query that stops looking when its time is up.
//!
//! It looks at the clock before each segment, and as often as it has met so many passages that are better than those it
//! has; what it skips as too weak costs little.

use std::time::Instant;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, Term};

/// After so many passages the clock is looked at.
const PASSAGES: u32 = 4096;

/// A query, and when it ends.
#[derive(Debug, Clone)]
pub(crate) struct Timed<Q> {
    query: Q,
    until: Instant,
}

struct TimedWeight {
    weight: Box<dyn Weight>,
    until: Instant,
}

impl<Q: Query + Clone> Timed<Q> {
    pub(crate) fn new(query: Q, until: Instant) -> Self {
        Self { query, until }
    }
}

impl<Q: Query + Clone> Query for Timed<Q> {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(TimedWeight {
            weight: self.query.weight(scoring)?,
            until: self.until,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

impl TimedWeight {
    fn is_late(&self) -> bool {
        Instant::now() >= self.until
    }
}

impl Weight for TimedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.weight.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        if self.is_late() {
            return Ok(());
        }
        let mut met = 0_u32;
        let mut is_late = false;
        let mut look = |doc, score| {
            met += 1;
            is_late |= met.is_multiple_of(PASSAGES) && self.is_late();
            match is_late {
                // Nothing is better, so that the rest is skipped.
                true => Score::INFINITY,
                false => callback(doc, score),
            }
        };
        self.weight.for_each_pruning(threshold, reader, &mut look)
    }
}
