//! The words of a passage as they are indexed.

use crate::analyzer::{Form, Language, Token, each_ranked, letter_grams};
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
        let mut ranked = Ranked::with_capacity(words.len());
        let title_terms = ranked.add(title, language, |_| true);
        let title_ranked = ranked.plain.clone();
        ranked.plain.clear();
        // The trail ends in the passage's own heading.
        let own_from = heading.text.len() - passage.headings.last().map_or(0, String::len);
        let heading_terms = ranked.add(heading, language, |first| first.range.start >= own_from);
        let body_terms = ranked.add(body, language, |_| true);
        Self {
            surface: surface(&words),
            grams: match language.has_grams() {
                true => grams(&words.places),
                false => String::new(),
            },
            written: written(&words.places),
            starts: words.starts,
            terms: title_terms + heading_terms + body_terms,
            head_terms: title_terms + heading_terms,
            ranked: ranked.placed.finish(),
            own_terms: ranked.plain_terms - title_terms,
            own: ranked.plain,
            title_ranked,
            title_terms,
        }
    }
}

/// Ranked terms on their way into the index: those of a passage with their positions, and without them those that it
/// adds to its document.
struct Ranked {
    placed: Packed,
    plain: String,
    plain_terms: u64,
}

impl Ranked {
    /// Begins with room for so many bytes.
    fn with_capacity(bytes: usize) -> Self {
        Self {
            placed: Packed::with_capacity(bytes),
            plain: String::with_capacity(bytes),
            plain_terms: 0,
        }
    }

    /// Adds the terms of a place, and those that begin with such a token to the document; returns how many there are.
    fn add(
        &mut self,
        place: &PlaceWords<'_>,
        language: Language,
        is_own: impl Fn(&Token<'_>) -> bool,
    ) -> u64 {
        let mut count = 0;
        each_ranked(&place.tokens, language, |term, [first, _]| {
            count += 1;
            self.placed.push(term, place.position(first));
            if is_own(&place.tokens[first]) {
                packed::push(term, &mut self.plain);
                self.plain_terms += 1;
            }
        });
        count
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
