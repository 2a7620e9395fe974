//! The way of analyzed words into tantivy: packed into one string, and unpacked by a tokenizer that does nothing else.
//!
//! tantivy's own form for analyzed text, `PreTokenizedString`, takes a detour over JSON and several copies.

use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

use crate::analyzer::{Form, RankedTerm, Token};

/// The name under which the index knows the tokenizer.
pub(crate) const NAME: &str = "packed";
/// Ends a term; no term has white space in it.
const END: char = '\n';
/// Begins a term that stands where the one before it stands.
const SAME_PLACE: char = '\t';

/// Packs surface terms with their positions.
pub(crate) fn surface(tokens: &[Token]) -> String {
    let mut packed = String::new();
    for token in tokens {
        if token.form == Form::Whole {
            packed.push(SAME_PLACE);
        }
        packed.push_str(&token.term);
        packed.push(END);
    }
    packed
}

/// Packs ranked terms, whose positions do not matter.
pub(crate) fn ranked(lists: &[&[RankedTerm]]) -> String {
    terms(lists.iter().copied().flatten().map(|term| &term.term))
}

/// Packs terms whose positions do not matter.
pub(crate) fn terms(terms: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut packed = String::new();
    for term in terms {
        packed.push_str(term.as_ref());
        packed.push(END);
    }
    packed
}

/// Unpacks terms.
#[derive(Debug, Clone, Default)]
pub(crate) struct PackedTokenizer;

/// The terms still packed.
pub(crate) struct PackedStream<'a> {
    rest: &'a str,
    token: IndexToken,
    next_position: usize,
}

impl Tokenizer for PackedTokenizer {
    type TokenStream<'a> = PackedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PackedStream<'a> {
        PackedStream {
            rest: text,
            token: IndexToken::default(),
            next_position: 0,
        }
    }
}

impl TokenStream for PackedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((term, rest)) = self.rest.split_once(END) else {
            return false;
        };
        self.rest = rest;
        self.token.text.clear();
        match term.strip_prefix(SAME_PLACE) {
            Some(term) => self.token.text.push_str(term),
            None => {
                self.token.position = self.next_position;
                self.next_position += 1;
                self.token.text.push_str(term);
            }
        }
        true
    }

    fn token(&self) -> &IndexToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyzer::tokens;

    #[test]
    fn what_is_packed_is_unpacked_with_its_positions() {
        let words = tokens("the al-Mourabitoun 中国 v1.2 group");
        let packed = surface(&words);
        let mut tokenizer = PackedTokenizer;
        let mut stream = tokenizer.token_stream(&packed);
        let mut unpacked = Vec::new();
        while stream.advance() {
            unpacked.push((stream.token().text.clone(), stream.token().position as u32));
        }
        let expected: Vec<_> = words
            .into_iter()
            .map(|token| (token.term, token.position))
            .collect();
        assert_eq!(unpacked, expected);
    }
}
