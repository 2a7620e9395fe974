//! How many ranked terms the places of a passage have.

use crate::analyzer::{Form, grams_at};
use crate::engine::evidence::Starts;
use crate::engine::reading::{PlaceWords, Words};

/// How many ranked terms a passage has, and where its places start.
pub(crate) struct Lengths {
    pub(crate) starts: Starts,
    pub(crate) terms: u64,
    pub(crate) head_terms: u64,
    /// How many it adds to its document: those of its own heading and its text.
    pub(crate) own_terms: u64,
    /// How many are in its title, which a document has once.
    pub(crate) title_terms: u64,
}

impl Lengths {
    /// Counts the terms of a passage.
    pub(crate) fn of(words: &Words<'_>) -> Self {
        let mut counts = [0; 3];
        let mut own_terms = 0;
        for (place, count) in words.places.iter().zip(&mut counts) {
            each_first(place, |position| {
                *count += 1;
                own_terms += u64::from(position >= words.starts.own);
            });
        }
        Self {
            starts: words.starts,
            terms: counts.iter().sum(),
            head_terms: counts[0] + counts[1],
            own_terms,
            title_terms: counts[0],
        }
    }
}

/// Tells the position of the first token of each ranked term.
fn each_first(place: &PlaceWords<'_>, mut take: impl FnMut(u32)) {
    for (at, token) in place.tokens.iter().enumerate() {
        match token.form {
            Form::Word | Form::Whole => take(place.position(at)),
            Form::Ideograph | Form::Letter => {
                grams_at(&place.tokens, at).for_each(|gram| take(place.position(gram.tokens[0])));
            }
        }
    }
}
