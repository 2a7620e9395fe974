//! The words of a passage as they are indexed.

use crate::analyzer::{Form, each_ranked, letter_grams};
use crate::engine::embedded::packed::{self, Packed};
use crate::engine::evidence::Starts;
use crate::engine::reading::{PlaceWords, Words as Analyzed};
use crate::passage::Passage;

/// The words of a passage, packed.
pub(crate) struct Words {
    /// The surface terms with their positions in the passage.
    pub(crate) surface: String,
    /// The ranked terms with theirs.
    pub(crate) ranked: String,
    pub(crate) grams: String,
    /// The words whose writing differs from their term, and these terms.
    pub(crate) written: String,
    pub(crate) starts: Starts,
    pub(crate) terms: u64,
    pub(crate) head_terms: u64,
    /// How many ranked terms it adds to its document: those of its own heading and its text.
    pub(crate) own_terms: u64,
    /// How many are in its title, which a document has once.
    pub(crate) title_terms: u64,
}

impl Words {
    /// Analyzes a passage.
    pub(crate) fn of(passage: &Passage) -> Self {
        let words = Analyzed::of(passage);
        let language = words.language;
        let mut ranked = Packed::with_capacity(words.len());
        let mut counts = [0; 3];
        let mut own_terms = 0;
        for (place, count) in words.places.iter().zip(&mut counts) {
            each_ranked(&place.tokens, language, |term, [first, _]| {
                let position = place.position(first);
                ranked.push(term, position);
                *count += 1;
                own_terms += u64::from(position >= words.starts.own);
            });
        }
        Self {
            surface: surface(&words),
            grams: match language.has_grams() {
                true => grams(&words.places),
                false => String::new(),
            },
            written: written(&words.places),
            starts: words.starts,
            terms: counts.iter().sum(),
            head_terms: counts[0] + counts[1],
            ranked: ranked.finish(),
            own_terms,
            title_terms: counts[0],
        }
    }
}

fn surface(words: &Analyzed<'_>) -> String {
    let places = &words.places;
    let mut packed = Packed::with_capacity(words.len());
    for place in places {
        for (at, token) in place.tokens.iter().enumerate() {
            packed.push(&token.term, place.position(at));
        }
    }
    packed.finish()
}

fn written(places: &[PlaceWords<'_>; 3]) -> String {
    let mut packed = Packed::default();
    for place in places {
        for token in &place.tokens {
            if let Some(written) = place.written(token) {
                packed.push(&written, 0);
                packed.push(&token.term, 0);
            }
        }
    }
    packed.finish()
}

fn grams(places: &[PlaceWords<'_>; 3]) -> String {
    let words = places.iter().flat_map(|place| &place.tokens);
    let words = words.filter(|token| token.form == Form::Word);
    packed::terms(words.flat_map(|token| letter_grams(&token.term)))
}
