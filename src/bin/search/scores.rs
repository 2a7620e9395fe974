//! Measures as people and programs read them.

use std::io::Write;

use anyhow::Result;
use section_search::eval::{Comparison, Measures};
use serde::Serialize;

use crate::args::Form;
use crate::{render, terminal};

/// How good a run is; the fields are those of the JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Scores {
    version: u32,
    /// How many queries were scored.
    queries: usize,
    #[serde(flatten)]
    mean: Measures,
    /// How many judged documents the corpus does not have.
    missing: usize,
    /// What an earlier run was like.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Measures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<Comparison>,
    #[serde(skip)]
    each: Vec<(String, Measures)>,
}

/// The scores with those of each query.
#[derive(Debug, Serialize)]
struct Detailed<'a> {
    #[serde(flatten)]
    scores: &'a Scores,
    per_query: Vec<One<'a>>,
}

/// The measures of a query.
#[derive(Debug, Serialize)]
struct One<'a> {
    query: &'a str,
    #[serde(flatten)]
    measures: &'a Measures,
}

impl Scores {
    /// Takes the measures of each query.
    pub(crate) fn new(each: Vec<(String, Measures)>, missing: usize) -> Self {
        Self {
            version: 1,
            queries: each.len(),
            mean: mean(&each),
            missing,
            before: None,
            comparison: None,
            each,
        }
    }

    /// Compares with the measures of an earlier run.
    pub(crate) fn compare(&mut self, before: &[(String, Measures)]) {
        self.before = Some(mean(before));
        self.comparison = Some(Comparison::new(before, &self.each));
    }

    /// Returns the mean nDCG@10.
    pub(crate) fn ndcg(&self) -> f64 {
        self.mean.ndcg_10
    }

    /// Prints the measures in the form that is wanted.
    pub(crate) fn print(&self, shows_each: bool, form: Form, out: &mut dyn Write) -> Result<()> {
        match (form, shows_each) {
            (Form::Json | Form::Jsonl, false) => render::json(self, out),
            (Form::Json | Form::Jsonl, true) => render::json(&self.detailed(), out),
            (_, true) => self.lines(out),
            (_, false) => self.table(out),
        }
    }

    fn detailed(&self) -> Detailed<'_> {
        let each = self.each.iter();
        Detailed {
            scores: self,
            per_query: each
                .map(|(query, measures)| One { query, measures })
                .collect(),
        }
    }

    /// Prints a line for each measure, then what has changed.
    fn table(&self, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "{:10}  {:6}", "queries", self.queries)?;
        if self.before.is_some() {
            writeln!(out, "{:10}  {:>6}  {:>6}", "", "now", "before")?;
        }
        let before = self.before.map(|before| before.values());
        for (at, name) in Measures::NAMES.iter().enumerate() {
            write!(out, "{name:10}  {:6.4}", self.mean.values()[at])?;
            if let Some(before) = before {
                write!(out, "  {:6.4}", before[at])?;
            }
            writeln!(out)?;
        }
        self.change(out)
    }

    /// Prints the measures of each query, parted by tabs, and their means in a last line, as `trec_eval` does.
    fn lines(&self, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "query\t{}", Measures::NAMES.join("\t"))?;
        let all = ("all".to_owned(), self.mean);
        for (query, measures) in self.each.iter().chain([&all]) {
            let values = measures.values().map(|value| format!("{value:.4}"));
            let query = terminal::clean(query, false);
            writeln!(out, "{query}\t{}", values.join("\t"))?;
        }
        self.change(out)
    }

    fn change(&self, out: &mut dyn Write) -> Result<()> {
        let Some(found) = self.comparison else {
            return Ok(());
        };
        writeln!(
            out,
            "\nnDCG@10 has changed by {:+.4}: {} better, {} equal, {} worse",
            found.difference, found.better, found.equal, found.worse
        )?;
        writeln!(
            out,
            "p = {:.4} by the paired t-test, {:.4} by the randomization test",
            found.t_test_p, found.randomization_p
        )?;
        Ok(())
    }
}

fn mean(each: &[(String, Measures)]) -> Measures {
    Measures::mean(each.iter().map(|(_, measures)| measures))
}
