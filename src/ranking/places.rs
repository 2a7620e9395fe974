//! Where in a passage's text the terms stand whose positions are known.

use std::ops::Range;

use crate::analyzer::{Form, Language, Token, tokens};
use crate::passage::Passage;

/// The words of a passage's text by their positions.
pub(crate) struct Places<'a> {
    tokens: Vec<Token<'a>>,
    /// The position of the first word.
    start: u32,
    language: Language,
}

impl<'a> Places<'a> {
    /// Reads the text of a passage, whose words have positions from `start` on.
    pub(crate) fn of(passage: &'a Passage, start: u32) -> Self {
        let language = passage.language.as_deref().and_then(Language::from_code);
        Self {
            tokens: tokens(&passage.text),
            start,
            language: language.unwrap_or(Language::ENGLISH),
        }
    }

    /// Returns the bytes of a ranked or surface term at a position; none if it is not there.
    pub(crate) fn range(&self, term: &str, position: u32) -> Option<Range<usize>> {
        let position = position.checked_sub(self.start)?;
        let at = self
            .tokens
            .partition_point(|token| token.position < position);
        let first = self
            .tokens
            .get(at)
            .filter(|token| token.position == position)?;
        if matches!(first.form, Form::Ideograph | Form::Letter) {
            return Some(first.range.start..self.end_of_run(term, at));
        }
        // A compound stands where its first part stands.
        let here = self.tokens[at..].iter();
        let mut here = here.take_while(|token| token.position == position);
        let is_it =
            |token: &&Token<'_>| token.term == term || self.language.stem(&token.term) == term;
        here.find(is_it).map(|token| token.range.clone())
    }

    /// Returns where the characters end that make a term.
    fn end_of_run(&self, term: &str, first: usize) -> usize {
        let mut missing = term.len();
        let mut end = self.tokens[first].range.end;
        for token in &self.tokens[first..] {
            if missing == 0 {
                break;
            }
            missing = missing.saturating_sub(token.term.len());
            end = token.range.end;
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_where_they_were_written() {
        let text = "Attacks of al-Mourabitoun, 中国铁建 and ภาษาไทย";
        let passage = Passage {
            text: text.to_owned(),
            ..Passage::default()
        };
        let places = Places::of(&passage, 40);
        for (term, position, expected) in [
            ("attack", 40, Some("Attacks")),
            ("attacks", 40, Some("Attacks")),
            ("al", 42, Some("al")),
            ("almourabitoun", 42, Some("al-Mourabitoun")),
            ("mourabitoun", 43, Some("Mourabitoun")),
            ("中", 44, Some("中")),
            ("国铁", 45, Some("国铁")),
            ("ภาษา", 49, Some("ภาษา")),
            ("of", 40, None),
            ("of", 3, None),
            ("of", 90, None),
        ] {
            let found = places.range(term, position).map(|range| &text[range]);
            assert_eq!(found, expected, "{term}");
        }
    }
}
