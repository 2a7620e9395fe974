//! `word~` into a plan: the spellings that the index has, and which of them are told.

use crate::analyzer::{Form, fold, tokens};
use crate::error::Result;
use crate::hit::Correction;
use crate::query::Place;
use crate::ranking::plan::planner::{MAX_EXPANSIONS, Planner};
use crate::ranking::spelling;

/// How many of the spellings that `word~` means are told.
const MAX_TOLD: usize = 10;

impl Planner<'_> {
    /// Adds the leaves of `word~`: each part of a compound is spelled nearly so.
    pub(super) fn near(&mut self, word: &str, place: Option<Place>) -> Result<Vec<usize>> {
        let mut parts = tokens(word);
        parts.retain(|token| token.form != Form::Whole);
        if parts.len() < 2 || parts.iter().any(|part| part.form != Form::Word) {
            return self.near_part(word, place);
        }
        let mut leaves = Vec::new();
        for part in parts {
            leaves.extend(self.near_part(&word[part.range], place)?);
        }
        for &at in leaves.iter().skip(1) {
            self.plan.leaves[at].follows = true;
        }
        Ok(leaves)
    }

    fn near_part(&mut self, word: &str, place: Option<Place>) -> Result<Vec<usize>> {
        let folded = fold(word);
        if spelling::distance(&folded).is_none() {
            return self.word(word, place);
        }
        let found = spelling::candidates(&folded, place, self.snapshot, MAX_EXPANSIONS)?;
        let mut surfaces = spelling::by_nearness(found, self.snapshot)?;
        surfaces.truncate(MAX_EXPANSIONS);
        let from = format!("{word}~");
        let told = surfaces.iter().filter(|term| **term != folded);
        let told = told.take(MAX_TOLD).map(|to| Correction {
            from: from.clone(),
            to: to.clone(),
        });
        self.plan.corrections.extend(told);
        Ok(vec![self.expansion(&from, surfaces, place)])
    }
}
