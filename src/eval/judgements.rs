//! Queries and what was judged for them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::Result;
use crate::eval::layout;
use crate::eval::measures::Measures;
use crate::eval::run::Run;

/// Queries, each with the documents or sections that were judged for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgements {
    /// The queries, in the order of their file.
    pub queries: Vec<Judged>,
}

/// A query with what was judged for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// Its name in a run.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// The names of the judged documents or sections, each with its grade: 1 or more is relevant.
    pub grades: BTreeMap<String, i32>,
    /// The names that are left out of every run.
    pub excluded: BTreeSet<String>,
}

impl Judgements {
    /// Reads judged queries: a table of query, document, section and grade; a folder in the layout of BEIR; or a
    /// folder with `queries.tsv`, `qrels.tsv` and perhaps `exclude.tsv`.
    ///
    /// In the layout of BEIR `qrels/SPLIT.tsv` is read, or the only file of `qrels`.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing or a line makes no sense; the error names the line.
    pub fn read(path: &Path, split: &str) -> Result<Self> {
        layout::read(path, split)
    }

    /// Returns the queries that count: those with a relevant document.
    pub fn judged(&self) -> impl Iterator<Item = &Judged> {
        self.queries.iter().filter(|judged| judged.is_answerable())
    }

    /// Measures a run: each query that counts with its id; one that the run lacks scores 0.
    pub fn measure(&self, run: &Run) -> Vec<(String, Measures)> {
        self.judged()
            .map(|judged| {
                let measures = judged.measure(run.ranked(&judged.id));
                (judged.id.clone(), measures)
            })
            .collect()
    }
}

impl Judged {
    /// Is any of the judged ones relevant?
    fn is_answerable(&self) -> bool {
        self.grades.values().any(|&grade| grade > 0)
    }

    /// Measures the ranked names, best first.
    fn measure(&self, ranked: &[String]) -> Measures {
        let shown = ranked.iter().filter(|name| !self.excluded.contains(*name));
        let grades: Vec<_> = shown
            .map(|name| self.grades.get(name).copied().unwrap_or(0))
            .collect();
        let all: Vec<_> = self.grades.values().copied().collect();
        Measures::of(&grades, &all)
    }
}
