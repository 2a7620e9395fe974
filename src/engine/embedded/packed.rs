//! The way of analyzed words into tantivy: packed into one string, and unpacked by a tokenizer that does nothing else.
//!
//! tantivy's own form for analyzed text, `PreTokenizedString`, takes a detour over JSON and several copies.

use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

/// The name under which the index knows the tokenizer.
pub(crate) const NAME: &str = "packed";
/// Ends a term; no term has white space in it.
const END: char = '\n';
/// Begins a term that stands where the one before it stands.
const SAME_PLACE: char = '\t';
/// Begins a term that does not stand right after the one before it; its position follows, up to a space.
const ELSEWHERE: char = '\r';

/// Terms with their positions, packed one after the other.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    packed: String,
    /// The position after the last term.
    next: u32,
}

impl Packed {
    /// Begins with room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            packed: String::with_capacity(bytes),
            next: 0,
        }
    }

    /// Adds a term.
    pub(crate) fn push(&mut self, term: &str, position: u32) {
        if position + 1 == self.next {
            self.packed.push(SAME_PLACE);
        } else if position != self.next {
            self.packed.push(ELSEWHERE);
            self.packed += &position.to_string();
            self.packed.push(' ');
        }
        self.packed += term;
        self.packed.push(END);
        self.next = position + 1;
    }

    /// Returns the terms, packed.
    pub(crate) fn finish(self) -> String {
        self.packed
    }
}

/// Packs terms whose positions do not matter.
pub(crate) fn terms(terms: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut packed = String::new();
    terms.for_each(|term| {
        packed.push_str(term.as_ref());
        packed.push(END);
    });
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
        // Terms are short: a plain loop finds their end sooner than a search.
        let Some(end) = self.rest.bytes().position(|byte| byte == END as u8) else {
            return false;
        };
        let term = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        let (position, term) = match term.as_bytes().first() {
            Some(&first) if first == SAME_PLACE as u8 => (self.token.position, &term[1..]),
            Some(&first) if first == ELSEWHERE as u8 => elsewhere(&term[1..]),
            _ => (self.next_position, term),
        };
        self.token.position = position;
        self.next_position = position + 1;
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &IndexToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        &mut self.token
    }
}

/// Takes apart a position and a term.
fn elsewhere(packed: &str) -> (usize, &str) {
    let (position, term) = packed.split_once(' ').unwrap_or(("0", packed));
    (position.parse().unwrap_or_default(), term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyzer::tokens;

    fn unpack(packed: &str) -> Vec<(String, u32)> {
        let mut tokenizer = PackedTokenizer;
        let mut stream = tokenizer.token_stream(packed);
        let mut unpacked = Vec::new();
        while stream.advance() {
            unpacked.push((stream.token().text.clone(), stream.token().position as u32));
        }
        unpacked
    }

    #[test]
    fn positions_may_leap_forward_and_back() {
        let terms = [("a", 3), ("b", 3), ("c", 4), ("d", 40), ("e", 2), ("f", 0)];
        let mut packed = Packed::default();
        for (term, position) in terms {
            packed.push(term, position);
        }
        let expected = terms.map(|(term, position)| (term.to_owned(), position));
        assert_eq!(unpack(&packed.finish()), expected);
    }

    #[test]
    fn what_is_packed_is_unpacked_with_its_positions() {
        let words = tokens("the al-Mourabitoun 中国 v1.2 group");
        let mut packed = Packed::default();
        for token in &words {
            packed.push(&token.term, token.position);
        }
        let unpacked = unpack(&packed.finish());
        let expected: Vec<_> = words
            .into_iter()
            .map(|token| (token.term.into_owned(), token.position))
            .collect();
        assert_eq!(unpacked, expected);
    }
}
