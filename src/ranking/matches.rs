//! Where a passage matches a plan, by the places of its terms.

use std::ops::Range;

use crate::engine::{Evidence, Wanted};
use crate::passage::Passage;
use crate::query::Place;
use crate::ranking::asked::{Asked, AskedForm, AskedLeaf, AskedRow};
use crate::ranking::places::Places;
use crate::ranking::plan::Part;
use crate::ranking::rows::{Spot, in_a_row, within};
use crate::ranking::weights::OTHER_ACCENTS;

/// A leaf found in a passage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    /// In which place.
    pub(crate) place: Place,
    /// Its first word: the position, and the number of the term.
    pub(crate) first: Spot,
    /// Its last word.
    pub(crate) last: Spot,
    /// How much it counts: 1 as typed, less for what means the same.
    pub(crate) weight: f64,
}

/// What a passage has of a plan, leaf by leaf.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// The marks of each leaf, by position.
    marks: Vec<Vec<Mark>>,
    /// How often each leaf stands there as it was typed; half as often for other accents.
    exact: Vec<f64>,
}

impl Matches {
    /// Finds what `asked` wants in the evidence of a passage.
    pub(crate) fn find(asked: &Asked, evidence: &Evidence) -> Self {
        let leaves = asked.leaves.iter();
        let marks: Vec<_> = leaves.clone().map(|leaf| marks(leaf, evidence)).collect();
        let exact = leaves
            .zip(&marks)
            .map(|(leaf, marks)| match marks.is_empty() {
                true => 0.0,
                false => exact(leaf, evidence),
            });
        Self {
            exact: exact.collect(),
            marks,
        }
    }

    /// Returns the marks of a leaf, by position.
    pub(crate) fn of(&self, leaf: usize) -> &[Mark] {
        &self.marks[leaf]
    }

    /// Returns how often a leaf stands there as it was typed.
    pub(crate) fn exact(&self, leaf: usize) -> f64 {
        self.exact[leaf]
    }

    /// Is the leaf there?
    pub(crate) fn has(&self, leaf: usize) -> bool {
        !self.marks[leaf].is_empty()
    }

    /// Does the passage fit a condition? Filters were the engine's to decide.
    pub(crate) fn fit(&self, part: &Part) -> bool {
        match part {
            Part::Leaf(at) => self.has(*at),
            Part::Filter(_) => true,
            Part::Any(parts) => parts.iter().any(|part| self.fit(part)),
            Part::All(parts) => parts.iter().all(|part| self.fit(part)),
            Part::Not(part) => !self.fit(part),
        }
    }

    /// Returns the ranges of a passage's text that match, each with its leaf, for showing.
    pub(crate) fn highlights(
        &self,
        wanted: &Wanted,
        evidence: &Evidence,
        passage: &Passage,
    ) -> Vec<(usize, Range<usize>)> {
        let places = Places::of(passage, evidence.starts.body);
        let range = |(position, term): Spot| places.range(wanted.placed(term), position);
        let mut found = Vec::new();
        for (leaf, marks) in self.marks.iter().enumerate() {
            for mark in marks.iter().filter(|mark| mark.place == Place::Body) {
                if let (Some(first), Some(last)) = (range(mark.first), range(mark.last)) {
                    found.push((leaf, first.start..last.end));
                }
            }
        }
        found.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
        found
    }
}

fn marks(leaf: &AskedLeaf, evidence: &Evidence) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |first: Spot, last: Spot, weight: f64| {
        let place = evidence.starts.place(first.0);
        if leaf.place.is_none_or(|wanted| wanted == place) {
            marks.push(Mark {
                place,
                first,
                last,
                weight,
            });
        }
    };
    for &(term, weight) in &leaf.terms {
        for &position in &evidence.positions[term] {
            mark((position, term), (position, term), weight);
        }
    }
    for row in &leaf.rows {
        for [first, last] in rows(row, evidence) {
            mark(first, last, row.weight);
        }
    }
    if leaf.terms.len() + leaf.rows.len() > 1 {
        // A word that is several terms of a leaf counts once, as the one that counts most.
        marks.sort_by(|a, b| {
            let by_weight = b.weight.total_cmp(&a.weight);
            a.first.0.cmp(&b.first.0).then(by_weight)
        });
        marks.dedup_by_key(|mark| mark.first.0);
    }
    marks
}

fn rows(row: &AskedRow, evidence: &Evidence) -> Vec<[Spot; 2]> {
    let Some(slop) = row.slop else {
        return in_a_row(&row.words, |term| &evidence.positions[term]);
    };
    let places = [Place::Title, Place::Heading, Place::Body].into_iter();
    places
        .flat_map(|place| {
            within(&row.words, slop, |term| {
                evidence.starts.inside(place, &evidence.positions[term])
            })
        })
        .collect()
}

fn exact(leaf: &AskedLeaf, evidence: &Evidence) -> f64 {
    let Some(form) = &leaf.exact else {
        return 0.0;
    };
    let AskedForm {
        folded,
        accented,
        typed,
    } = form;
    let count = f64::from(evidence.counted[*folded]);
    let exact = match typed {
        None => count - f64::from(evidence.written[*accented]),
        Some(typed) => f64::from(evidence.written[*typed]),
    };
    exact + OTHER_ACCENTS * (count - exact)
}
