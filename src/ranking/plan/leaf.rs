//! A leaf of a plan: a word, a phrase or an expansion, and the terms that it stands for.

use crate::analyzer::{Language, is_soft, lower};
use crate::engine::Clause;
use crate::query::Place;
use crate::ranking::weights::{CHARACTER_WEIGHT, SOFT_WEIGHT};

/// A word, a phrase or an expansion.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// What the user typed.
    pub(crate) typed: String,
    /// The typed word folded, for matches of the exact form; empty for phrases.
    pub(crate) folded: String,
    /// The typed word in lower case, with its accents.
    pub(crate) lower: String,
    /// The ranked terms that are the word.
    pub(crate) ranked: Vec<String>,
    /// The runs of letters of the word, where the query's language joins words.
    pub(crate) grams: Vec<String>,
    /// The surface terms that are the word: other ways of writing, expansions.
    pub(crate) surfaces: Vec<String>,
    /// The words of a phrase, each with its distance from the first.
    pub(crate) row: Vec<(u32, String)>,
    /// Within how many other words, in any order; none for exactly in a row.
    pub(crate) slop: Option<u32>,
    /// Words and rows that mean the same, where the user named synonyms.
    pub(crate) equivalents: Vec<Self>,
    /// Where it is looked for; none for anywhere.
    pub(crate) place: Option<Place>,
    /// Does the word carry no topic?
    pub(crate) is_soft: bool,
    /// Does it count in full all the same, as one of so few words that each was meant?
    pub(crate) is_meant: bool,
    /// Does it count for the ranking only, as a part of a phrase?
    pub(crate) is_extra: bool,
    /// Are its surfaces near spellings?
    pub(crate) is_corrected: bool,
    /// Does the leaf before this one stand right before it in the query?
    pub(crate) follows: bool,
    /// Is it a run of characters, which shares some with the run after it?
    pub(crate) overlaps: bool,
    /// How often the user typed it.
    pub(crate) count: u32,
}

impl Leaf {
    /// Returns the leaf of a word in a query that is asked in a language.
    pub(super) fn word(token: &str, typed: &str, ranked: Vec<String>, asked: Language) -> Self {
        Self {
            typed: typed.to_owned(),
            folded: token.to_owned(),
            lower: lower(typed),
            ranked,
            is_soft: is_soft(token, asked),
            ..Self::phrase(typed, Vec::new(), None)
        }
    }

    /// Returns the leaf of a phrase; without words it is an empty leaf to be filled.
    pub(crate) fn phrase(typed: &str, row: Vec<(u32, String)>, slop: Option<u32>) -> Self {
        Self {
            typed: typed.to_owned(),
            folded: String::new(),
            lower: String::new(),
            ranked: Vec::new(),
            grams: Vec::new(),
            surfaces: Vec::new(),
            row,
            slop,
            equivalents: Vec::new(),
            place: None,
            is_soft: false,
            is_meant: false,
            is_extra: false,
            is_corrected: false,
            follows: false,
            overlaps: false,
            count: 1,
        }
    }

    /// Does the leaf count in full?
    pub(crate) fn counts(&self) -> bool {
        !self.is_soft || self.is_meant
    }

    /// Returns how much the leaf weighs: as often as it was typed, little without a topic, half as a character of a run.
    pub(crate) fn weight(&self) -> f64 {
        let soft = match self.counts() {
            true => 1.0,
            false => SOFT_WEIGHT,
        };
        let part = match self.is_extra && self.overlaps {
            true => CHARACTER_WEIGHT,
            false => 1.0,
        };
        part * soft * f64::from(self.count)
    }

    /// Leaves nothing to be found: another leaf stands for this one.
    pub(super) fn silence(&mut self) {
        self.folded.clear();
        self.ranked.clear();
        self.grams.clear();
        self.surfaces.clear();
        self.equivalents.clear();
    }

    /// Returns what the engine looks for.
    pub(crate) fn clause(&self) -> Clause {
        if self.slop.is_some() {
            let word = |(_, term): &(u32, String)| Clause::Surface(vec![term.clone()], self.place);
            return Clause::All(self.row.iter().map(word).collect());
        }
        if !self.row.is_empty() {
            return Clause::Row(self.row.clone(), self.place);
        }
        let ranked = (!self.ranked.is_empty()).then(|| Clause::Ranked(self.ranked.clone()));
        let surfaces =
            (!self.surfaces.is_empty()).then(|| Clause::Surface(self.surfaces.clone(), self.place));
        let mut clauses: Vec<_> = ranked.into_iter().chain(surfaces).collect();
        clauses.extend(self.equivalents.iter().map(Self::clause));
        match clauses.len() {
            1 => clauses.remove(0),
            _ => Clause::Any(clauses),
        }
    }
}
