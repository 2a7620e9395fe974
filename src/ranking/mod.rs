//! Candidates into hits: one ranking for every engine.
//!
//! The query is planned against a snapshot's terms. The engine finds the candidates by its own BM25, first those
//! with all the words, then, where these do not fill the page, those with some. They are read again word by word and
//! scored with all the evidence of `weights.rs`; so the answer does not depend on where passages are kept.

mod edits;
mod matches;
mod plan;
mod score;
mod snippet;
mod spelling;
mod spread;
mod suggest;
mod synonyms;
mod weights;
mod why;
mod words;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

pub use suggest::{Suggester, Suggestion, SuggestionKind, Suggestions};
pub use synonyms::Synonyms;
pub use why::{BestPassage, ConditionWhy, QueryWhy, WordWhy};

pub(crate) use why::why;

use crate::engine::{Candidate, Search, Snapshot};
use crate::error::{Error, Result};
use crate::hit::{Correction, Hit, Matched, Share, Snippet};
use crate::passage::Passage;
use crate::query::{MAX_HITS, Page, Place, Query};
use crate::ranking::matches::{Matcher, Matches};
use crate::ranking::plan::Plan;
use crate::ranking::score::{Scorer, Surroundings};
use crate::ranking::weights::WINDOW;

/// What is asked, and what its words mean besides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) query: &'a Query,
    pub(crate) synonyms: &'a Synonyms,
}

/// A page of hits, and what is said of it.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) hits: Vec<Hit>,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) total: Option<u64>,
}

/// Answers a query from `snapshot`, leaving out files that are not `there` any more.
pub(crate) fn answer(
    snapshot: &dyn Snapshot,
    question: Question<'_>,
    there: &dyn Fn(&Passage) -> bool,
) -> Result<Answer> {
    let page = question.query.page();
    let deepest = page.offset.saturating_add(page.limit);
    if deepest > MAX_HITS {
        return Err(Error::TooDeep {
            offset: page.offset,
            limit: page.limit,
            deepest: MAX_HITS,
        });
    }
    if question.query.items().is_empty() {
        return Ok(Answer {
            total: Some(0),
            ..Answer::default()
        });
    }
    let plan = Plan::new(question, snapshot)?;
    let plan = plan.corrected(snapshot)?.unwrap_or(plan);
    Ranker::new(&plan, snapshot, page, there)?.answer(deepest)
}

struct Ranker<'a> {
    snapshot: &'a dyn Snapshot,
    plan: &'a Plan,
    matcher: Matcher<'a>,
    scorer: Scorer<'a>,
    page: Page,
    there: &'a dyn Fn(&Passage) -> bool,
}

/// A candidate that was read and scored.
struct Ranked {
    passage: Passage,
    matches: Matches,
    score: f64,
    shares: Vec<Share>,
    /// The words it lacks, as leaves.
    missing: Vec<usize>,
}

/// The passages of one kind: all words, or some.
#[derive(Default)]
struct Tier {
    ranked: Vec<Ranked>,
    total: Option<u64>,
}

impl<'a> Ranker<'a> {
    fn new(
        plan: &'a Plan,
        snapshot: &'a dyn Snapshot,
        page: Page,
        there: &'a dyn Fn(&Passage) -> bool,
    ) -> Result<Self> {
        Ok(Self {
            snapshot,
            matcher: Matcher::new(plan),
            scorer: Scorer::new(plan, snapshot)?,
            plan,
            page,
            there,
        })
    }

    fn answer(&self, deepest: usize) -> Result<Answer> {
        let (ranked, total) = self.ranked(deepest)?;
        let page = self.thin(&ranked, deepest);
        let hits = page.into_iter().skip(self.page.offset);
        Ok(Answer {
            total,
            hits: hits.map(|ranked| self.hit(ranked)).collect(),
            corrections: self.plan.corrections.clone(),
        })
    }

    /// Returns passages, at least the first `deepest`, and how many there are of the first one's kind.
    fn ranked(&self, deepest: usize) -> Result<(Vec<Ranked>, Option<u64>)> {
        let mut all = Tier::default();
        let is_tiered = !self.plan.is_long();
        if is_tiered {
            all = self.tier(&self.plan.strict(), deepest, |missing| missing.is_empty())?;
        }
        let mut total = all.total;
        let mut ranked = all.ranked;
        let has_all = !ranked.is_empty();
        if self.thin(&ranked, deepest).len() < deepest
            && (!is_tiered || self.plan.topics().nth(1).is_some())
        {
            let accepts = |missing: &[usize]| !is_tiered || !missing.is_empty();
            let some = self.tier(&self.plan.loose(), deepest, accepts)?;
            if !has_all {
                total = some.total;
            }
            ranked.extend(some.ranked);
        }
        Ok((ranked, total))
    }

    /// Finds passages, at least `needed` if there are as many, and ranks them.
    fn tier(
        &self,
        search: &Search,
        needed: usize,
        accepts: impl Fn(&[usize]) -> bool,
    ) -> Result<Tier> {
        let mut limit = WINDOW;
        let mut ranked = Vec::new();
        let mut done = 0;
        loop {
            let mut candidates = self.snapshot.find(search, limit)?;
            let is_all = candidates.len() < limit;
            // A longer list begins with the candidates that were ranked before.
            let new = candidates.split_off(done.min(candidates.len()));
            done += new.len();
            ranked.extend(self.rank(new, &accepts)?);
            let counts_by_hand = self.page.counts && self.plan.needs_text();
            let is_enough = !counts_by_hand && self.thin(&ranked, needed).len() >= needed;
            if is_all || is_enough || limit >= MAX_HITS {
                let total = match is_all {
                    true => Some(ranked.len() as u64),
                    false if self.page.counts && !self.plan.needs_text() => {
                        Some(self.snapshot.count(search)?)
                    }
                    false => None,
                };
                return Ok(Tier { ranked, total });
            }
            limit = (limit * 4).min(MAX_HITS);
        }
    }

    /// Ranks candidates window by window, so that a longer list begins as a shorter one does.
    fn rank(
        &self,
        candidates: Vec<Candidate>,
        accepts: &impl Fn(&[usize]) -> bool,
    ) -> Result<Vec<Ranked>> {
        let surroundings = self.scorer.surroundings(&candidates, self.snapshot)?;
        let mut all = Vec::with_capacity(candidates.len());
        let mut candidates = candidates.into_iter().zip(surroundings).peekable();
        while candidates.peek().is_some() {
            let window = candidates
                .by_ref()
                .take(WINDOW)
                .map(|(candidate, surroundings)| self.read(candidate.passage, &surroundings));
            let mut window: Vec<_> = window
                .flatten()
                .filter(|ranked| accepts(&ranked.missing))
                .collect();
            window.sort_by(|a, b| self.order(a, b));
            if self.is_spread() {
                window = spread::spread(window, |ranked| ranked.passage.path.clone());
            }
            all.append(&mut window);
        }
        Ok(all)
    }

    /// Are the hits spread over documents? Who types one word wants to see what there is; more words mean one place.
    fn is_spread(&self) -> bool {
        self.page.per_document.is_none() && self.plan.topics().nth(1).is_none()
    }

    /// Reads a candidate; none if it does not fit after all.
    fn read(&self, passage: Passage, surroundings: &Surroundings) -> Option<Ranked> {
        let matches = self.matcher.matches(&passage);
        if self.plan.needs_text() {
            let fits = self.plan.required.iter().all(|part| matches.fit(part));
            if !fits || self.plan.excluded.iter().any(|part| matches.fit(part)) {
                return None;
            }
        }
        let score = self
            .scorer
            .score(&matches, surroundings, self.page.explains);
        let missing = self.plan.topics().filter(|&at| !matches.has(at)).collect();
        Some(Ranked {
            passage,
            score: score.sum,
            shares: score.shares,
            missing,
            matches,
        })
    }

    /// Few keywords: the more of them the better. A question: the score decides. Ties go by id.
    fn order(&self, a: &Ranked, b: &Ranked) -> Ordering {
        let by_words = match self.plan.is_long() {
            true => Ordering::Equal,
            false => a.missing.len().cmp(&b.missing.len()),
        };
        by_words
            .then(b.score.total_cmp(&a.score))
            .then_with(|| a.passage.id.cmp(&b.passage.id))
    }

    /// Returns the first `needed` without files that are gone, and without what is more than enough of one document.
    fn thin<'r>(&self, ranked: &'r [Ranked], needed: usize) -> Vec<&'r Ranked> {
        let mut per_document: HashMap<&str, usize> = HashMap::new();
        let mut seen = HashSet::new();
        let most = self.page.per_document.unwrap_or(usize::MAX);
        ranked
            .iter()
            .filter(|ranked| {
                let passage = &ranked.passage;
                let count = per_document.entry(&passage.path).or_default();
                let is_wanted =
                    *count < most && seen.insert(passage.id.as_str()) && (self.there)(passage);
                *count += usize::from(is_wanted);
                is_wanted
            })
            .take(needed)
            .collect()
    }

    fn hit(&self, ranked: &Ranked) -> Hit {
        let snippet = self.snippet(ranked);
        let is_corrected =
            |leaf: &usize| self.plan.leaves[*leaf].is_corrected && ranked.matches.has(*leaf);
        let matched = if self.plan.topics().any(|leaf| is_corrected(&leaf)) {
            Matched::Corrected
        } else if ranked.missing.is_empty() {
            Matched::All
        } else {
            Matched::Some
        };
        let mut missing: Vec<String> = Vec::new();
        for &leaf in &ranked.missing {
            let typed = &self.plan.leaves[leaf].typed;
            if !missing.contains(typed) {
                missing.push(typed.clone());
            }
        }
        Hit {
            passage: Passage {
                text: String::new(),
                ..ranked.passage.clone()
            },
            score: ranked.score,
            matched,
            missing,
            snippet,
            explanation: ranked.shares.clone(),
            before: Vec::new(),
            after: Vec::new(),
        }
    }

    fn snippet(&self, ranked: &Ranked) -> Snippet {
        let mut found = self.matcher.highlights(&ranked.matches, Place::Body);
        // Small words would light up everywhere.
        found.retain(|(leaf, _)| {
            !self.plan.leaves[*leaf].is_soft && !self.plan.leaves[*leaf].is_extra
        });
        if self.page.is_full {
            return snippet::whole(&ranked.passage.text, &found);
        }
        snippet::window(&ranked.passage.text, &found, |leaf| self.scorer.worth(leaf))
    }
}
