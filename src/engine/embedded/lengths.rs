//! How many ranked terms the places of a passage have.

use crate::analyzer::{Form, grams_at};
use crate::engine::evidence::Starts;
use crate::engine::reading::{PlaceWords, Words};
use crate::passage::Passage;

/// How many ranked terms a passage has, and where its places start.
pub(crate) struct Lengths {
    pub(crate) starts: Starts,
    /// At which position its own heading starts, the last of its headings, or its text where that has no words.
    pub(crate) own_start: u32,
    pub(crate) terms: u64,
    pub(crate) head_terms: u64,
    /// How many it adds to its document: those of its own heading and its text.
    pub(crate) own_terms: u64,
    /// How many are in its title, which a document has once.
    pub(crate) title_terms: u64,
}

impl Lengths {
    /// Counts the terms of a passage.
    pub(crate) fn of(words: &Words<'_>, passage: &Passage) -> Self {
        let own_start = own_start(words, passage);
        let mut counts = [0; 3];
        let mut own_terms = 0;
        for (place, count) in words.places.iter().zip(&mut counts) {
            each_first(place, |position| {
                *count += 1;
                own_terms += u64::from(position >= own_start);
            });
        }
        Self {
            starts: words.starts,
            own_start,
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

fn own_start(words: &Words<'_>, passage: &Passage) -> u32 {
    let heading = &words.places[1];
    // The trail ends in the passage's own heading.
    let own_from = heading.text.len() - passage.headings.last().map_or(0, String::len);
    let mut tokens = heading.tokens.iter();
    let first = tokens.position(|token| token.range.start >= own_from);
    first.map_or(words.starts.body, |first| heading.position(first))
}
