//! The outermost values of JSON, one after the other.

use std::ops::Range;

use crate::corpus::json::token::{Token, Tokens};

/// Finds where values begin and end, whatever is in them.
#[derive(Debug, Clone)]
pub(super) struct Values<'a> {
    tokens: Tokens<'a>,
}

impl<'a> Values<'a> {
    /// Starts with the first value in `range`; those of an array are its elements.
    pub(super) fn new(source: &'a str, range: Range<usize>) -> Self {
        Self {
            tokens: Tokens::new(source, range),
        }
    }
}

impl Iterator for Values<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let mut depth = 0_usize;
        let mut start = None;
        loop {
            let Some(token) = self.tokens.next() else {
                // What is open goes on to the end.
                return Some(start?..self.tokens.at());
            };
            let at = self.tokens.at();
            let token_start = match &token {
                Token::Text(range) => range.start - 1,
                Token::Bare(range) => range.start,
                _ => at - 1,
            };
            match token {
                Token::OpenObject | Token::OpenArray => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Comma | Token::Colon if depth == 0 => continue,
                _ => {}
            }
            if start.is_none() && token == Token::Close {
                continue;
            }
            let start = *start.get_or_insert(token_start);
            if depth == 0 {
                return Some(start..at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Values;

    fn check(source: &str, expected: &[&str]) {
        let values = Values::new(source, 0..source.len());
        let found: Vec<_> = values.map(|range| &source[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn values_follow_each_other_with_commas_or_without() {
        check(
            "{\"a\": [1, {}]}\n{\"b\": \"}\"}, [2] 3 \"x\"",
            &["{\"a\": [1, {}]}", "{\"b\": \"}\"}", "[2]", "3", "\"x\""],
        );
        check("]} 1 {\"a\": [", &["1", "{\"a\": ["]);
        check(" // {}\n", &[]);
    }
}
