//! Asking the judged queries, as deep as the measures look.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::error::Result;
use crate::eval::judgements::{Judged, Judgements};
use crate::eval::run::Run;
use crate::index::{Index, Progress};
use crate::query::{MAX_HITS, Query};

/// How many names of each query a run has.
pub const DEPTH: usize = 100;

/// What is ranked: each is found once, by its best passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Documents.
    Document,
    /// Sections; the pieces of a long one count as one.
    Section,
}

/// Who answers the queries: an index, or a collection that comes with its queries.
pub trait Answers: Sync {
    /// Returns the passages that answer a query, best first.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    fn find(&self, query: &Query) -> Result<Vec<Found>>;
}

/// A passage that was found, by its names in judgements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The document.
    pub document: String,
    /// The section, without the number of the piece.
    pub section: String,
}

impl Answers for Index {
    fn find(&self, query: &Query) -> Result<Vec<Found>> {
        let hits = self.search(query)?.hits.into_iter();
        let found = hits.map(|hit| Found {
            section: format!("{}#{}", hit.passage.path, hit.passage.anchor),
            document: hit.passage.path,
        });
        Ok(found.collect())
    }
}

impl Run {
    /// Asks the queries that count and keeps the first `DEPTH` names of each, without the excluded ones.
    ///
    /// Tells how many queries are done. An index is asked as it is: with [`crate::Fresh::Never`] it does not look for
    /// changes before each query.
    ///
    /// # Errors
    ///
    /// Fails if a query cannot be answered.
    pub fn ask(
        judgements: &Judgements,
        unit: Unit,
        answers: &dyn Answers,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Self> {
        let asked: Vec<_> = judgements.judged().collect();
        let total = asked.len() as u64;
        let count = AtomicU64::new(0);
        let ranked = asked.par_iter().map(|judged| {
            let names = ranked(judged, unit, answers)?;
            let done = 1 + count.fetch_add(1, Ordering::Relaxed);
            progress(Progress {
                done,
                total,
                ..Progress::default()
            });
            Ok((judged.id.clone(), names))
        });
        Ok(Self::new(ranked.collect::<Result<Vec<_>>>()?))
    }
}

/// Returns the first names that a query finds, best first.
fn ranked(judged: &Judged, unit: Unit, answers: &dyn Answers) -> Result<Vec<String>> {
    // What is excluded is so because it would be found.
    let mut limit = DEPTH + judged.excluded.len();
    loop {
        limit = limit.min(MAX_HITS);
        // What says the same may still be judged on its own.
        let query = Query::parse(&judged.text).limit(limit).fold(false);
        let found = answers.find(&match unit {
            Unit::Document => query.per_document(1),
            Unit::Section => query,
        })?;
        let is_all = found.len() < limit || limit == MAX_HITS;
        let names = names(found, judged, unit);
        if is_all || names.len() >= DEPTH {
            return Ok(names);
        }
        // Some fell away: the further pieces of sections, above all.
        limit *= 2;
    }
}

/// Returns the names of what was found, each once, without the excluded ones.
fn names(found: Vec<Found>, judged: &Judged, unit: Unit) -> Vec<String> {
    let mut seen = HashSet::new();
    let shown = found.into_iter().filter(|found| {
        !judged.excluded.contains(&found.document) && !judged.excluded.contains(&found.section)
    });
    let names = shown.map(|found| match unit {
        Unit::Document => found.document,
        // Where a document was judged as a whole, any of its sections stands for it.
        Unit::Section if judged.grades.contains_key(&found.section) => found.section,
        Unit::Section if judged.grades.contains_key(&found.document) => found.document,
        Unit::Section => found.section,
    });
    names
        .filter(|name| seen.insert(name.clone()))
        .take(DEPTH)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Answers with sections of two pieces each, two to a document.
    struct Pieces(usize);

    impl Answers for Pieces {
        fn find(&self, query: &Query) -> Result<Vec<Found>> {
            let found = (0..self.0).map(|piece| Found {
                document: format!("{}", piece / 4),
                section: format!("{}#{}", piece / 4, piece / 2),
            });
            Ok(found.take(query.page().limit).collect())
        }
    }

    fn judged(grades: &[&str], excluded: &[&str]) -> Judged {
        Judged {
            id: "q".to_owned(),
            text: "word".to_owned(),
            grades: grades
                .iter()
                .map(|&name| (name.to_owned(), 1))
                .collect::<BTreeMap<_, _>>(),
            excluded: excluded
                .iter()
                .map(|&name| name.to_owned())
                .collect::<BTreeSet<_>>(),
        }
    }

    #[test]
    fn the_pieces_of_a_section_are_found_once() {
        let names = ranked(&judged(&["9"], &[]), Unit::Section, &Pieces(1_000)).expect("names");
        assert_eq!(names.len(), DEPTH);
        assert_eq!(names[..3], ["0#0", "0#1", "1#2"]);
        assert_eq!(names[17..20], ["8#17", "9", "10#20"]);
        let names = ranked(&judged(&["9"], &[]), Unit::Section, &Pieces(7)).expect("names");
        assert_eq!(names, ["0#0", "0#1", "1#2", "1#3"]);
    }

    #[test]
    fn what_is_excluded_leaves_its_place_to_the_next() {
        let judged = judged(&["0#0"], &["0#1", "1"]);
        let names = ranked(&judged, Unit::Section, &Pieces(1_000)).expect("names");
        assert_eq!(names[..3], ["0#0", "2#4", "2#5"]);
        assert_eq!(names.len(), DEPTH);
    }
}
