//! The words of a passage as they are indexed.

use crate::analyzer::{Form, Language, RankedTerm, Token, letter_grams, ranked_terms, tokens};
use crate::engine::embedded::packed;
use crate::passage::Passage;

/// The words of a passage, packed.
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) heading: String,
    pub(crate) body: String,
    pub(crate) ranked: String,
    pub(crate) grams: String,
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
        let language = passage
            .language
            .as_deref()
            .and_then(Language::from_code)
            .unwrap_or(Language::ENGLISH);
        let trail = passage.headings.join("\n");
        let [title, heading, body] =
            [&passage.title, &trail, &passage.text].map(|text| tokens(text));
        let ranked = [&title, &heading, &body].map(|tokens| ranked_terms(tokens, language));
        let head_terms = ranked[0].len() + ranked[1].len();
        // The trail ends in the passage's own heading.
        let own_from = trail.len() - passage.headings.last().map_or(0, String::len);
        let is_above = |term: &RankedTerm| heading[term.tokens[0]].range.start < own_from;
        let own = &ranked[1][ranked[1].partition_point(is_above)..];
        Self {
            title: packed::surface(&title),
            heading: packed::surface(&heading),
            body: packed::surface(&body),
            grams: match language.has_grams() {
                true => grams(&[&title, &heading, &body]),
                false => String::new(),
            },
            terms: (head_terms + ranked[2].len()) as u64,
            head_terms: head_terms as u64,
            ranked: packed::ranked(&[&ranked[0], &ranked[1], &ranked[2]]),
            own: packed::ranked(&[own, &ranked[2]]),
            own_terms: (own.len() + ranked[2].len()) as u64,
            title_ranked: packed::ranked(&[&ranked[0]]),
            title_terms: ranked[0].len() as u64,
        }
    }
}

fn grams(lists: &[&[Token]]) -> String {
    let words = lists
        .iter()
        .copied()
        .flatten()
        .filter(|token| token.form == Form::Word);
    packed::terms(words.flat_map(|token| letter_grams(&token.term)))
}
