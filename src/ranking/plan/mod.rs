//! A query with its words resolved against an index: what the engine looks for and what the ranking weighs.

mod correction;
mod equivalents;
mod leaf;
mod near;
mod planner;

use std::collections::HashMap;

use crate::analyzer::plain_terms;
use crate::engine::{Clause, Search, Snapshot};
use crate::error::Result;
use crate::hit::Correction;
use crate::query::{Item, Node};
use crate::ranking::Question;
use crate::ranking::plan::planner::Planner;
use crate::ranking::weights::{FEW_WORDS, GRAM_WEIGHT, HEADING_FOUND, SOFT_WEIGHT};

pub(crate) use crate::ranking::plan::leaf::Leaf;

/// A query, resolved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// The words, phrases and expansions.
    pub(crate) leaves: Vec<Leaf>,
    /// What every passage must have.
    pub(crate) required: Vec<Part>,
    /// What no passage may have.
    pub(crate) excluded: Vec<Part>,
    /// The plain words: passages with all of them come first.
    pub(crate) words: Vec<usize>,
    /// The query as one line, where it is nothing but words and phrases: a heading may be the same.
    pub(crate) line: Option<String>,
    /// The near spellings taken for words that the index does not have, and for `word~`.
    pub(crate) corrections: Vec<Correction>,
}

/// A condition over leaves.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// The leaf is there.
    Leaf(usize),
    /// A filter that the engine decides.
    Filter(Clause),
    /// One of these.
    Any(Vec<Self>),
    /// Each of these.
    All(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
}

/// Returns what was typed where that is nothing but words and phrases.
fn plain_text(items: &[Item]) -> Option<String> {
    let mut text = String::new();
    for item in items.iter() {
        let part = match &item.node {
            _ if item.is_excluded => return None,
            Node::Word(word) => word.clone(),
            Node::Phrase { text, slop: None } => text.clone(),
            Node::All(items) => plain_text(items)?,
            _ => return None,
        };
        text.push(' ');
        text.push_str(&part);
    }
    Some(text)
}

impl Plan {
    /// Resolves the query against `snapshot`.
    pub(crate) fn new(question: Question<'_>, snapshot: &dyn Snapshot) -> Result<Self> {
        let mut planner = Planner::new(question.query.text(), snapshot)?;
        for item in question.query.items() {
            planner.item(item)?;
        }
        planner.join_neighbours()?;
        planner.add_equivalents(question.synonyms);
        let mut plan = planner.end();
        plan.line = plain_text(question.query.items()).map(|text| plain_terms(&text).join(" "));
        plan.merge_repeats();
        plan.harden();
        Ok(plan)
    }

    /// Is the query a question rather than a few keywords? Then no word is required.
    pub(crate) fn is_long(&self) -> bool {
        self.words.len() > FEW_WORDS
    }

    /// Returns the plain words that count in full: those with a topic, or all of a few.
    pub(crate) fn topics(&self) -> impl Iterator<Item = usize> {
        self.words
            .iter()
            .copied()
            .filter(|&at| self.leaves[at].counts())
    }

    /// Returns the typed words, one by one, also those of phrases.
    pub(crate) fn typed(&self) -> impl Iterator<Item = usize> {
        let is_typed = |at: &usize| self.words.contains(at) || self.leaves[*at].is_extra;
        (0..self.leaves.len()).filter(is_typed)
    }

    /// Does a condition need the passage's text to be decided?
    pub(crate) fn needs_text(&self) -> bool {
        self.leaves.iter().any(|leaf| leaf.slop.is_some())
    }

    /// Returns the search for passages with all the words that carry a topic.
    pub(crate) fn strict(&self) -> Search {
        let mut search = self.search();
        for &at in &self.words {
            let clause = self.leaves[at].clause();
            if self.leaves[at].counts() {
                search.required.push(clause);
            } else {
                search.optional.push((SOFT_WEIGHT as f32, clause));
            }
        }
        search
    }

    /// Returns the search for passages with any of the words; in a question, with any that carries a topic.
    ///
    /// The small words of a question decide little, and nearly all passages have them.
    pub(crate) fn loose(&self) -> Search {
        let mut search = self.search();
        for &at in &self.words {
            let leaf = &self.leaves[at];
            if leaf.counts() || !self.is_long() {
                search.optional.push((leaf.weight() as f32, leaf.clause()));
            }
        }
        search.needs_optional = !self.words.is_empty()
            && self
                .required
                .iter()
                .all(|part| matches!(part, Part::Filter(_)));
        search
    }

    fn search(&self) -> Search {
        let mut search = Search {
            required: self
                .required
                .iter()
                .filter_map(|part| self.clause(part, false))
                .collect(),
            excluded: self
                .excluded
                .iter()
                .filter_map(|part| self.clause(part, true))
                .collect(),
            ..Search::default()
        };
        if let Some(line) = &self.line {
            let weight = HEADING_FOUND * self.typed().count() as f32;
            search
                .optional
                .push((weight, Clause::Heading(line.clone())));
        }
        let extra = self.leaves.iter().filter(|leaf| leaf.is_extra);
        let grams = self.leaves.iter().flat_map(|leaf| &leaf.grams);
        let grams = grams.map(|gram| (GRAM_WEIGHT, Clause::Gram(gram.clone())));
        search.optional.extend(
            extra
                .map(|leaf| (leaf.weight() as f32, leaf.clause()))
                .chain(grams),
        );
        search
    }

    /// Returns what the engine can decide of `part`; where it is negated, nothing that would leave out too much.
    fn clause(&self, part: &Part, is_negated: bool) -> Option<Clause> {
        let all = |parts: &[Part]| {
            parts
                .iter()
                .map(|part| self.clause(part, is_negated))
                .collect::<Vec<_>>()
        };
        match part {
            Part::Leaf(at) if self.leaves[*at].slop.is_some() && is_negated => None,
            Part::Leaf(at) => Some(self.leaves[*at].clause()),
            Part::Filter(clause) => Some(clause.clone()),
            Part::Any(parts) if is_negated => {
                Some(Clause::Any(all(parts).into_iter().flatten().collect()))
            }
            Part::Any(parts) => all(parts)
                .into_iter()
                .collect::<Option<_>>()
                .map(Clause::Any),
            Part::All(parts) if is_negated => all(parts)
                .into_iter()
                .collect::<Option<_>>()
                .map(Clause::All),
            Part::All(parts) => Some(Clause::All(all(parts).into_iter().flatten().collect())),
            Part::Not(part) => self
                .clause(part, !is_negated)
                .map(|clause| Clause::Not(Box::new(clause))),
        }
    }

    /// Lets a repeated word stand once and weigh as often.
    fn merge_repeats(&mut self) {
        let mut first: HashMap<String, usize> = HashMap::new();
        for at in std::mem::take(&mut self.words) {
            let word = self.leaves[at].folded.clone();
            match first.get(&word).copied().filter(|_| !word.is_empty()) {
                Some(earlier) => {
                    self.leaves[earlier].count += 1;
                    self.leaves[at].silence();
                }
                None => {
                    first.insert(word, at);
                    self.words.push(at);
                }
            }
        }
    }

    /// Where every word is soft, every word counts: "the who". So does each of a few.
    fn harden(&mut self) {
        let is_all_soft = self.topics().next().is_none();
        let are_few = !self.is_long();
        for &at in &self.words {
            let leaf = &mut self.leaves[at];
            leaf.is_soft &= !is_all_soft;
            leaf.is_meant = are_few;
        }
    }
}
