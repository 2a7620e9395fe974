//! Candidates into hits: one ranking for every engine.
//!
//! The query is planned against a snapshot's terms. The engine finds the candidates by its own BM25, first those
//! with all the words, then, where these do not fill the page, those with some. They are scored with all the evidence
//! of `weights.rs`, which any engine can find in a passage's text; so the answer does not depend on where passages are
//! kept. Only the passages of the page are read.

mod asked;
mod dates;
mod edits;
mod feedback;
mod matches;
mod page;
mod places;
mod plan;
mod rows;
mod score;
mod snippet;
mod spelling;
mod spread;
mod suggest;
mod synonyms;
mod weights;
mod why;
mod words;

use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;
use std::time::Instant;

pub use suggest::{Suggester, Suggestion, SuggestionKind, Suggestions};
pub use synonyms::Synonyms;
pub use why::{BestPassage, ConditionWhy, QueryWhy, WordWhy};

pub(crate) use why::why;

use crate::engine::{Candidate, Evidence, Search, Snapshot};
use crate::error::{Error, Result};
use crate::hit::{Correction, Hit};
use crate::passage::Passage;
use crate::query::{MAX_HITS, Page, Query};
use crate::ranking::asked::Asked;
use crate::ranking::feedback::Feedback;
use crate::ranking::matches::Matches;
use crate::ranking::page::Passages;
use crate::ranking::plan::Plan;
use crate::ranking::score::Scorer;
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
    pub(crate) timed_out: bool,
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
    let until = page.time.map(|time| Instant::now() + time);
    let plan = Plan::new(question, snapshot)?;
    let plan = plan.corrected(snapshot)?.unwrap_or(plan);
    let asked = Asked::new(&plan);
    let ranker = Ranker::new(&plan, &asked, snapshot, page, there)?;
    Ranker { until, ..ranker }.answer(deepest)
}

struct Ranker<'a> {
    snapshot: &'a dyn Snapshot,
    plan: &'a Plan,
    asked: &'a Asked,
    scorer: Scorer<'a>,
    page: Page,
    passages: Passages<'a>,
    /// What the best passages added to the query, where that was wanted.
    feedback: OnceCell<Feedback>,
    /// When what was found has to do.
    until: Option<Instant>,
    /// Was the time up before all was looked at?
    timed_out: Cell<bool>,
}

/// A candidate that was scored.
#[derive(Debug)]
struct Ranked {
    candidate: Candidate,
    evidence: Evidence,
    score: f64,
    /// Is the query its heading, with something under it?
    is_named: bool,
    /// The words it lacks, as leaves.
    missing: Vec<usize>,
    /// Has it a near spelling of a word?
    is_corrected: bool,
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
        asked: &'a Asked,
        snapshot: &'a dyn Snapshot,
        page: Page,
        there: &'a dyn Fn(&Passage) -> bool,
    ) -> Result<Self> {
        Ok(Self {
            snapshot,
            plan,
            asked,
            scorer: Scorer::new(plan, asked, snapshot)?,
            page,
            passages: Passages::new(snapshot, there),
            feedback: OnceCell::new(),
            until: None,
            timed_out: Cell::new(false),
        })
    }

    fn answer(&self, deepest: usize) -> Result<Answer> {
        let (mut ranked, total) = self.ranked(deepest)?;
        if self.page.is_deep && !self.is_late() {
            ranked = self.deepened(ranked)?;
        }
        let shown = self.shown(&ranked, deepest)?;
        Ok(Answer {
            total,
            hits: self.hits(&shown[self.page.offset.min(shown.len())..])?,
            corrections: self.plan.corrections.clone(),
            timed_out: self.timed_out.get(),
        })
    }

    /// Is the time up? If so, the answer says it.
    fn is_late(&self) -> bool {
        let is_late = self.until.is_some_and(|until| Instant::now() >= until);
        self.timed_out.set(self.timed_out.get() || is_late);
        is_late
    }

    /// Returns passages, at least the first `deepest`, and how many there are of the first one's kind.
    fn ranked(&self, deepest: usize) -> Result<(Vec<Ranked>, Option<u64>)> {
        if self.plan.is_long() {
            let tier = self.tier(self.plan.loose(), deepest, |_| true)?;
            let total = self.total_of_kind(&tier)?;
            return Ok((tier.ranked, total));
        }
        let all = self.tier(self.plan.strict(), deepest, |missing| missing.is_empty())?;
        let (mut ranked, mut total) = (all.ranked, all.total);
        if self.is_late() {
            return Ok((ranked, None));
        }
        if self.plan.topics().nth(1).is_some() && !self.is_enough(&ranked, deepest)? {
            let some = self.tier(self.plan.loose(), deepest, |missing| !missing.is_empty())?;
            if ranked.is_empty() {
                total = some.total;
            }
            ranked.extend(some.ranked);
        }
        Ok((ranked, total))
    }

    /// Returns how many passages have all the words, if the first one has, and else how many have only some.
    fn total_of_kind(&self, tier: &Tier) -> Result<Option<u64>> {
        let (Some(total), Some(first)) = (tier.total, tier.ranked.first()) else {
            return Ok(tier.total);
        };
        let has_all = |ranked: &&Ranked| ranked.missing.is_empty();
        let with_all = match total == tier.ranked.len() as u64 {
            true => tier.ranked.iter().filter(has_all).count() as u64,
            false => self.snapshot.count(&self.plan.strict())?,
        };
        Ok(Some(match has_all(&first) {
            true => with_all,
            false => total.saturating_sub(with_all),
        }))
    }

    /// Finds passages, at least `needed` if there are as many, and ranks them.
    fn tier(
        &self,
        search: Search,
        needed: usize,
        accepts: impl Fn(&[usize]) -> bool,
    ) -> Result<Tier> {
        let search = Search {
            until: self.until,
            ..search
        };
        let mut limit = WINDOW;
        let mut ranked = Vec::new();
        let mut done = 0;
        loop {
            let mut candidates = self.snapshot.find(&search, limit)?;
            let is_all = candidates.len() < limit;
            // A longer list begins with the candidates that were ranked before.
            let new = candidates.split_off(done.min(candidates.len()));
            done += new.len();
            ranked.extend(self.rank(&new, &accepts)?);
            let counts_by_hand = self.page.counts && self.plan.needs_text();
            if self.is_late() {
                let total = None;
                return Ok(Tier { ranked, total });
            }
            let is_done = is_all || limit >= MAX_HITS;
            if is_done || (!counts_by_hand && self.is_enough(&ranked, needed)?) {
                let total = match is_all {
                    true => Some(ranked.len() as u64),
                    false if self.page.counts && !self.plan.needs_text() => {
                        Some(self.snapshot.count(&search)?)
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
        candidates: &[Candidate],
        accepts: &impl Fn(&[usize]) -> bool,
    ) -> Result<Vec<Ranked>> {
        let mut all = Vec::with_capacity(candidates.len());
        for window in candidates.chunks(WINDOW) {
            // What was found best is ranked in any case.
            if !all.is_empty() && self.is_late() {
                break;
            }
            let mut ranked = self.weighed(window)?;
            ranked.retain(|ranked| accepts(&ranked.missing));
            ranked.sort_by(|a, b| self.order(a, b));
            if self.is_spread() {
                ranked = spread::spread(ranked, |ranked| ranked.candidate.document);
            }
            all.append(&mut ranked);
        }
        Ok(all)
    }

    /// Are the hits spread over documents? Who types one word wants to see what there is; more words mean one place.
    fn is_spread(&self) -> bool {
        self.page.per_document.is_none() && self.plan.topics().nth(1).is_none()
    }

    /// Scores candidates, but for those that do not fit after all.
    fn weighed(&self, candidates: &[Candidate]) -> Result<Vec<Ranked>> {
        let evidence = self.snapshot.evidence(candidates, &self.asked.wanted)?;
        let pairs = candidates.iter().zip(evidence);
        let ranked = pairs.filter_map(|(candidate, evidence)| self.weigh(*candidate, evidence));
        Ok(ranked.collect())
    }

    /// Scores a candidate; none if it does not fit after all.
    fn weigh(&self, candidate: Candidate, evidence: Evidence) -> Option<Ranked> {
        let matches = Matches::find(self.asked, &evidence);
        if self.plan.needs_text() {
            let fits = self.plan.required.iter().all(|part| matches.fit(part));
            if !fits || self.plan.excluded.iter().any(|part| matches.fit(part)) {
                return None;
            }
        }
        let is_corrected = |leaf: usize| self.plan.leaves[leaf].is_corrected && matches.has(leaf);
        let score = self.scorer.score(&matches, &evidence, false);
        Some(Ranked {
            candidate,
            score: score.sum,
            is_named: score.is_named,
            missing: self.plan.topics().filter(|&at| !matches.has(at)).collect(),
            is_corrected: self.plan.topics().any(is_corrected),
            evidence,
        })
    }

    /// Few keywords: the more of them the better. A question: the score decides. But a heading that is the query comes
    /// first, as often as other passages may repeat its words. Ties go by the passage's number.
    fn order(&self, a: &Ranked, b: &Ranked) -> Ordering {
        let by_words = match self.plan.is_long() {
            true => Ordering::Equal,
            false => a.missing.len().cmp(&b.missing.len()),
        };
        by_words
            .then(b.is_named.cmp(&a.is_named))
            .then(b.score.total_cmp(&a.score))
            .then(a.candidate.key.cmp(&b.candidate.key))
    }
}
