//! Feedback: what the best passages say is looked for, too, with little weight, and finds what they are about in other
//! words.
//!
//! The terms are those of Rocchio, "Relevance Feedback in Information Retrieval", 1971, over BM25 vectors, with the
//! best passages taken for relevant.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::analyzer::{is_soft, ranked_terms};
use crate::engine::reading::Words;
use crate::engine::{Candidate, Clause, Evidence, Search, Wanted};
use crate::error::Result;
use crate::hit::Share;
use crate::passage::Passage;
use crate::ranking::weights::{
    FEEDBACK_PASSAGES, FEEDBACK_TERMS, FEEDBACK_WEIGHT, FEEDBACK_WINDOW, WINDOW,
};
use crate::ranking::{Ranked, Ranker};

/// The terms that the best passages add to a query.
#[derive(Debug, Default)]
pub(super) struct Feedback {
    /// The terms, as what is wanted of passages.
    wanted: Wanted,
    /// How much each weighs, without its inverse document frequency.
    weights: Vec<f64>,
    /// That frequency of each.
    idf: Vec<f64>,
}

impl Ranker<'_> {
    /// Ranks again, with what the best passages say.
    pub(super) fn deepened(&self, mut ranked: Vec<Ranked>) -> Result<Vec<Ranked>> {
        let best = self.shown(&ranked, FEEDBACK_PASSAGES)?;
        let best: Vec<_> = best
            .iter()
            .map(|shown| (shown.passage.as_ref(), shown.score()))
            .collect();
        let Some(feedback) = self.weighted(self.terms_of(&best)?, &ranked)? else {
            return Ok(ranked);
        };
        let found = self.found_by(&feedback, &ranked)?;
        for window in found.chunks(WINDOW) {
            ranked.extend(self.weighed(window)?);
        }
        for window in ranked.chunks_mut(WINDOW) {
            let candidates: Vec<_> = window.iter().map(|ranked| ranked.candidate).collect();
            let said = self.snapshot.evidence(&candidates, &feedback.wanted)?;
            for (ranked, said) in window.iter_mut().zip(&said) {
                ranked.score += self.feedback_score(&feedback, said);
            }
        }
        ranked.sort_by(|a, b| self.order(a, b));
        // What was worked out for one answer is what it explains.
        let _ = self.feedback.set(feedback);
        Ok(ranked)
    }

    /// Returns the terms that say most of the passages, given their scores.
    fn terms_of(&self, best: &[(&Passage, f64)]) -> Result<Feedback> {
        let mut weights: HashMap<String, f64> = HashMap::new();
        for (passage, score) in best {
            for (term, count) in self.counts(passage) {
                *weights.entry(term).or_default() += score * count;
            }
        }
        let mut terms = Vec::new();
        for (term, weight) in weights {
            let count = self.snapshot.ranked_count(&term)?;
            // What stands in one passage finds no other.
            if count > 1 {
                let idf = self.scorer.idf_of(count);
                terms.push((weight * idf, term, weight, idf));
            }
        }
        terms.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        terms.truncate(FEEDBACK_TERMS);
        let mut feedback = Feedback::default();
        for (_, term, weight, idf) in terms {
            feedback.wanted.ranked.push(term);
            feedback.weights.push(weight);
            feedback.idf.push(idf);
        }
        Ok(feedback)
    }

    /// Returns how much each ranked term with a topic says in a passage, from 0 to 1.
    fn counts(&self, passage: &Passage) -> Vec<(String, f64)> {
        let words = Words::of(passage);
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut terms = 0;
        for place in &words.places {
            for ranked in ranked_terms(&place.tokens, words.language) {
                terms += 1;
                let word = &place.tokens[ranked.tokens[0]].term;
                if !is_soft(word, words.language) {
                    *counts.entry(ranked.term).or_default() += 1;
                }
            }
        }
        let weigh = |(term, count)| (term, self.scorer.saturated(count, terms));
        counts.into_iter().map(weigh).collect()
    }

    /// Lets the feedback add at most its share of the best score; none if it says nothing.
    fn weighted(&self, mut feedback: Feedback, ranked: &[Ranked]) -> Result<Option<Feedback>> {
        let first = &ranked[..ranked.len().min(WINDOW)];
        let candidates: Vec<_> = first.iter().map(|ranked| ranked.candidate).collect();
        let said = self.snapshot.evidence(&candidates, &feedback.wanted)?;
        let said = said.iter().map(|said| self.feedback_score(&feedback, said));
        let most = said.fold(0.0, f64::max);
        let best = first.iter().map(|ranked| ranked.score).fold(0.0, f64::max);
        if most <= 0.0 {
            return Ok(None);
        }
        let factor = FEEDBACK_WEIGHT * best / most;
        feedback
            .weights
            .iter_mut()
            .for_each(|weight| *weight *= factor);
        Ok(Some(feedback))
    }

    /// Returns the candidates that the feedback finds, and that were not found before.
    fn found_by(&self, feedback: &Feedback, ranked: &[Ranked]) -> Result<Vec<Candidate>> {
        let mut search: Search = self.plan.loose();
        let terms = feedback.wanted.ranked.iter().zip(&feedback.weights);
        let added =
            terms.map(|(term, &weight)| (weight as f32, Clause::Ranked(vec![term.clone()])));
        search.optional.extend(added);
        let limit = FEEDBACK_WINDOW.max(ranked.len());
        let known = ranked.iter().map(|ranked| ranked.candidate.address);
        let known: HashSet<u64> = known.collect();
        let mut found = self.snapshot.find(&search, limit)?;
        found.retain(|candidate| !known.contains(&candidate.address));
        Ok(found)
    }

    fn feedback_score(&self, feedback: &Feedback, said: &Evidence) -> f64 {
        self.feedback_shares(feedback, said)
            .map(|(_, share)| share)
            .sum()
    }

    fn feedback_shares<'f>(
        &self,
        feedback: &'f Feedback,
        said: &'f Evidence,
    ) -> impl Iterator<Item = (&'f str, f64)> {
        let terms = feedback.wanted.ranked.iter().enumerate();
        terms.map(|(at, term)| {
            let count = said.positions[at].len() as u32;
            let saturated = self.scorer.saturated(count, said.terms);
            (
                term.as_str(),
                feedback.weights[at] * feedback.idf[at] * saturated,
            )
        })
    }

    /// Explains what the feedback adds to a candidate's score.
    pub(super) fn explained(&self, candidate: &Candidate) -> Result<Vec<Share>> {
        let Some(feedback) = self.feedback.get() else {
            return Ok(Vec::new());
        };
        let candidates = std::slice::from_ref(candidate);
        let said = self.snapshot.evidence(candidates, &feedback.wanted)?;
        let said = said.into_iter().next().unwrap_or_default();
        let shares = self.feedback_shares(feedback, &said);
        Ok(shares
            .filter(|(_, share)| *share != 0.0)
            .map(|(term, score)| Share {
                evidence: "feedback".to_owned(),
                term: term.to_owned(),
                score,
            })
            .collect())
    }
}
