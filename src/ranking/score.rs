//! The score of a passage: the sum of what each piece of evidence says for it.

use crate::engine::{Evidence, Snapshot, Totals};
use crate::error::Result;
use crate::hit::Share;
use crate::query::Place;
use crate::ranking::asked::Asked;
use crate::ranking::matches::{Mark, Matches};
use crate::ranking::plan::{Leaf, Plan};
use crate::ranking::weights::{
    BODY, BODY_WEIGHT, Bm25, DOCUMENT, DOCUMENT_WEIGHT, EXACT, EXACT_WEIGHT, GRAM_WEIGHT, HEAD,
    HEAD_WEIGHT, HEADING_ALONE, HEADING_WEIGHT, NEAR_WEIGHT, NEAR_WORDS, ORDERED_WEIGHT, PAIR,
};

/// What the ranking must know of an index to score a passage of it.
pub(crate) struct Scorer<'a> {
    plan: &'a Plan,
    asked: &'a Asked,
    /// Each leaf's inverse document frequency.
    idf: Vec<f64>,
    /// That of its exact form.
    exact_idf: Vec<f64>,
    /// Neighbouring words of the query, and the inverse document frequency of the pair.
    pairs: Vec<(usize, usize, f64)>,
    passages: u64,
    average_terms: f64,
    average_head_terms: f64,
    average_document_terms: f64,
    /// The inverse document frequency of each run of letters.
    gram_idf: Vec<f64>,
}

/// A score under way: the sum, and its parts where they are asked for.
#[derive(Debug, Default)]
pub(crate) struct Score {
    pub(crate) sum: f64,
    pub(crate) shares: Vec<Share>,
    /// Has the passage's heading, or its title, the words of the query and no others, and something under it?
    pub(crate) is_named: bool,
    factor: f64,
    explains: bool,
}

impl<'a> Scorer<'a> {
    /// Reads what is needed from `snapshot`.
    pub(crate) fn new(plan: &'a Plan, asked: &'a Asked, snapshot: &dyn Snapshot) -> Result<Self> {
        let totals = snapshot.totals()?;
        let mut counts = Vec::with_capacity(plan.leaves.len());
        let mut exact_idf = Vec::with_capacity(plan.leaves.len());
        for leaf in &plan.leaves {
            counts.push(count(leaf, snapshot, totals)?);
            let exact = match leaf.folded.as_str() {
                "" => 0,
                folded => snapshot.surface_count(folded)?,
            };
            exact_idf.push(idf(totals.passages, exact));
        }
        let passages = totals.passages.max(1) as f64;
        let gram_idf = asked.wanted.grams.iter().map(|gram| {
            let count = snapshot.gram_count(gram)?;
            Ok(idf(totals.passages, count))
        });
        Ok(Self {
            plan,
            asked,
            gram_idf: gram_idf.collect::<Result<_>>()?,
            idf: counts
                .iter()
                .map(|&count| idf(totals.passages, count))
                .collect(),
            exact_idf,
            pairs: pairs(plan, &counts, totals),
            passages: totals.passages,
            average_terms: totals.terms as f64 / passages,
            average_head_terms: totals.head_terms as f64 / passages,
            average_document_terms: totals.document_terms as f64 / totals.documents.max(1) as f64,
        })
    }

    /// Returns how much it says that a passage has the leaf.
    pub(crate) fn worth(&self, leaf: usize) -> f64 {
        self.idf[leaf]
    }

    /// Returns the inverse document frequency of what so many passages have.
    pub(crate) fn idf_of(&self, count: u64) -> f64 {
        idf(self.passages, count)
    }

    /// Returns how much so many occurrences say in a passage of so many terms, from 0 to 1.
    pub(crate) fn saturated(&self, count: u32, terms: u32) -> f64 {
        let length = f64::from(terms) / self.average_terms.max(1.0);
        BODY.saturate(f64::from(count), length)
    }

    /// Scores a passage.
    pub(crate) fn score(&self, matches: &Matches, evidence: &Evidence, explains: bool) -> Score {
        let is_heading_alone = evidence.terms == evidence.head_terms;
        let mut score = Score {
            factor: if is_heading_alone { HEADING_ALONE } else { 1.0 },
            explains,
            ..Score::default()
        };
        let lengths = Lengths {
            body: f64::from(evidence.terms) / self.average_terms.max(1.0),
            head: f64::from(evidence.head_terms) / self.average_head_terms.max(1.0),
            document: f64::from(evidence.document_terms) / self.average_document_terms.max(1.0),
        };
        for at in 0..self.plan.leaves.len() {
            self.add_word(&mut score, at, matches, &lengths);
        }
        for &(left, right, idf) in &self.pairs {
            let (ordered, near) = meetings(matches.of(left), matches.of(right));
            let term = [left, right].map(|at| self.plan.leaves[at].typed.as_str());
            let share = |weight, count| weight * idf * PAIR.saturate(count, lengths.body);
            score.add("ordered", &term, share(ORDERED_WEIGHT, ordered));
            score.add("near", &term, share(NEAR_WEIGHT, near));
        }
        self.add_heading(&mut score, matches, evidence);
        score.is_named &= !is_heading_alone;
        self.add_document(&mut score, evidence, &lengths);
        self.add_grams(&mut score, evidence, &lengths);
        score
    }

    /// Adds what it says that the passage's own heading and the query have words in common.
    ///
    /// Of what the query's words are worth, the part that is in the heading counts; times its share of the query, times
    /// the share of the heading's words that are in the query.
    fn add_heading(&self, score: &mut Score, matches: &Matches, evidence: &Evidence) {
        let heading = evidence.starts.own_heading();
        let (mut asked, mut met) = (0.0, 0.0);
        let mut positions = Vec::new();
        for at in self.plan.typed() {
            let worth = self.plan.leaves[at].weight() * self.idf[at];
            let marks = matches.of(at).iter().map(|mark| mark.first.0);
            let before = positions.len();
            positions.extend(marks.filter(|at| heading.contains(at)));
            asked += worth;
            if positions.len() > before {
                met += worth;
            }
        }
        if met == 0.0 {
            return;
        }
        positions.sort_unstable();
        positions.dedup();
        let covered = positions.len() as f64 / heading.len() as f64;
        score.add(
            "heading",
            &[],
            HEADING_WEIGHT * met * (met / asked) * covered,
        );
        score.is_named = met == asked && positions.len() == heading.len();
    }

    /// Adds what the document says that holds the passage.
    fn add_document(&self, score: &mut Score, evidence: &Evidence, lengths: &Lengths) {
        for (at, leaf) in self.plan.leaves.iter().enumerate() {
            let terms = self.asked.leaves[at].document.iter();
            let count: u32 = terms.map(|&term| evidence.document[term]).sum();
            let weight = leaf.weight() * DOCUMENT_WEIGHT * self.idf[at];
            let share = weight * DOCUMENT.saturate(f64::from(count), lengths.document);
            score.add("document", &[&leaf.typed], share);
        }
    }

    /// Adds what the parts of joined words say.
    fn add_grams(&self, score: &mut Score, evidence: &Evidence, lengths: &Lengths) {
        for (at, leaf) in self.plan.leaves.iter().enumerate() {
            for &gram in &self.asked.leaves[at].grams {
                let weight = leaf.weight() * f64::from(GRAM_WEIGHT) * self.gram_idf[gram];
                let count = f64::from(evidence.grams[gram]);
                let share = weight * BODY.saturate(count, lengths.body);
                score.add("part", &[&self.asked.wanted.grams[gram]], share);
            }
        }
    }

    /// Adds what the occurrences of a leaf say.
    fn add_word(&self, score: &mut Score, at: usize, matches: &Matches, lengths: &Lengths) {
        let leaf = &self.plan.leaves[at];
        let (mut all, mut in_head) = (0.0, 0.0);
        for mark in matches.of(at) {
            all += mark.weight;
            if mark.place != Place::Body {
                in_head += mark.weight;
            }
        }
        let exact = EXACT.saturate(matches.exact(at), lengths.body);
        let body = BODY_WEIGHT * self.idf[at] * BODY.saturate(all, lengths.body);
        let head = HEAD_WEIGHT * self.idf[at] * HEAD.saturate(in_head, lengths.head);
        let exact = EXACT_WEIGHT * self.exact_idf[at] * exact;
        let weight = leaf.weight();
        score.add("body", &[&leaf.typed], weight * body);
        score.add("head", &[&leaf.typed], weight * head);
        score.add("exact", &[&leaf.typed], weight * exact);
    }
}

/// How long a passage is, in average lengths.
struct Lengths {
    body: f64,
    head: f64,
    document: f64,
}

impl Score {
    fn add(&mut self, evidence: &str, terms: &[&str], value: f64) {
        let value = value * self.factor;
        self.sum += value;
        if self.explains && value != 0.0 {
            self.shares.push(Share {
                evidence: evidence.to_owned(),
                term: terms.join(" "),
                score: value,
            });
        }
    }
}

impl Bm25 {
    /// Returns how much `tf` occurrences say in a text of `length` average lengths, from 0 to 1.
    fn saturate(self, tf: f64, length: f64) -> f64 {
        if tf == 0.0 {
            return 0.0;
        }
        tf / (tf + self.k1 * (1.0 - self.b + self.b * length))
    }
}

fn idf(passages: u64, count: u64) -> f64 {
    let (passages, count) = (passages.max(count) as f64, count as f64);
    (1.0 + (passages - count + 0.5) / (count + 0.5)).ln()
}

/// Returns how many passages have the leaf, or nearly so.
fn count(leaf: &Leaf, snapshot: &dyn Snapshot, totals: Totals) -> Result<u64> {
    let mut count = 0;
    for term in &leaf.ranked {
        count += snapshot.ranked_count(term)?;
    }
    for term in &leaf.surfaces {
        count += snapshot.surface_count(term)?;
    }
    // A phrase is rarer than its rarest word; that is near enough.
    let mut rarest = None;
    for (_, term) in &leaf.row {
        let count = snapshot.surface_count(term)?;
        rarest = Some(rarest.map_or(count, |rarest: u64| rarest.min(count)));
    }
    let mut count = rarest.unwrap_or(count);
    for equivalent in &leaf.equivalents {
        count += self::count(equivalent, snapshot, totals)?;
    }
    Ok(count.min(totals.passages))
}

/// Returns the neighbours among the words, those without a topic left out, and runs of characters, which have theirs in
/// them.
fn pairs(plan: &Plan, counts: &[u64], totals: Totals) -> Vec<(usize, usize, f64)> {
    let follows = |right: &usize| {
        let leaf = &plan.leaves[*right];
        let counts = |leaf: &Leaf| leaf.counts() && !leaf.overlaps;
        *right > 0 && leaf.follows && counts(leaf) && counts(&plan.leaves[right - 1])
    };
    let rights = (0..plan.leaves.len()).filter(follows);
    rights
        .map(|right| {
            let rarer = counts[right - 1].min(counts[right]);
            (right - 1, right, idf(totals.passages, rarer / 2))
        })
        .collect()
}

/// Returns how often two leaves stand next to each other in order, and how often near each other.
fn meetings(left: &[Mark], right: &[Mark]) -> (f64, f64) {
    let first_from = |position: u32| {
        let at = right.partition_point(|other| other.first.0 < position);
        right.get(at).map(|other| other.first.0)
    };
    let (mut ordered, mut near) = (0.0, 0.0);
    for mark in left {
        let position = mark.first.0;
        // What is written as one stands in one position.
        let is_next = first_from(position).is_some_and(|other| other <= position + 1);
        let is_near = first_from(position.saturating_sub(NEAR_WORDS))
            .is_some_and(|other| other <= position + NEAR_WORDS);
        ordered += f64::from(u8::from(is_next));
        near += f64::from(u8::from(is_near));
    }
    (ordered, near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bm25_is_the_formula() {
        // tf 2, average length, k1 1.2: 2 / (2 + 1.2) = 0.625.
        assert!((BODY.saturate(2.0, 1.0) - 0.625).abs() < 1e-12);
        // Twice the average length, b 0.5: 2 / (2 + 1.2 * 1.5) = 0.526315…
        assert!((BODY.saturate(2.0, 2.0) - 2.0 / 3.8).abs() < 1e-12);
        // N 9, df 1: ln(1 + 8.5 / 1.5).
        assert!((idf(9, 1) - (1.0_f64 + 8.5 / 1.5).ln()).abs() < 1e-12);
    }
}
