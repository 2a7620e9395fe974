//! The words of a passage as they are indexed.

use crate::analyzer::{Form, RankedTerm, letter_grams, ranked_terms};
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
    /// What the passage adds to its document: the ranked terms of its own heading and its text.
    pub(crate) own: String,
    pub(crate) own_terms: u64,
    /// The ranked terms of its title, which a document has once.
    pub(crate) title_ranked: String,
    pub(crate) title_terms: u64,
}

impl Words {
    /// Analyzes a passage.
    pub(crate) fn of(passage: &Passage) -> Self {
        let words = Analyzed::of(passage);
        let language = words.language;
        let [title, heading, body] = &words.places;
        let ranked = [title, heading, body].map(|place| ranked_terms(&place.tokens, language));
        let head_terms = ranked[0].len() + ranked[1].len();
        // The trail ends in the passage's own heading.
        let own_from = heading.text.len() - passage.headings.last().map_or(0, String::len);
        let is_above = |term: &RankedTerm| heading.tokens[term.tokens[0]].range.start < own_from;
        let own = &ranked[1][ranked[1].partition_point(is_above)..];
        Self {
            surface: surface(&words.places),
            grams: match language.has_grams() {
                true => grams(&words.places),
                false => String::new(),
            },
            written: written(&words.places),
            starts: words.starts,
            terms: (head_terms + ranked[2].len()) as u64,
            head_terms: head_terms as u64,
            ranked: placed(&words.places, &ranked),
            own: packed::ranked(&[own, &ranked[2]]),
            own_terms: (own.len() + ranked[2].len()) as u64,
            title_ranked: packed::ranked(&[&ranked[0]]),
            title_terms: ranked[0].len() as u64,
        }
    }
}

fn surface(places: &[PlaceWords<'_>; 3]) -> String {
    let mut packed = Packed::default();
    for place in places {
        for (at, token) in place.tokens.iter().enumerate() {
            packed.push(&token.term, place.position(at));
        }
    }
    packed.finish()
}

fn placed(places: &[PlaceWords<'_>; 3], ranked: &[Vec<RankedTerm>; 3]) -> String {
    let mut packed = Packed::default();
    for (place, terms) in places.iter().zip(ranked) {
        for term in terms {
            packed.push(&term.term, place.position(term.tokens[0]));
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
