//! The tokens of JSON with their places; whatever the source, there is a next token or the end.

use std::ops::Range;

/// A token of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// `{`
    OpenObject,
    /// `[`
    OpenArray,
    /// `}` or `]`
    Close,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// A string: the bytes between its quotes.
    Text(Range<usize>),
    /// A number, `true`, `false`, `null`, or what is none of JSON.
    Bare(Range<usize>),
}

/// Cuts a source into tokens; comments, as some write them in JSON, are left out.
#[derive(Debug, Clone)]
pub(crate) struct Tokens<'a> {
    source: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Tokens<'a> {
    /// Starts at the start of `range`, and ends at its end.
    pub(crate) fn new(source: &'a str, range: Range<usize>) -> Self {
        Self {
            source,
            at: range.start,
            end: range.end,
        }
    }

    /// Returns where the last token ends.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..self.end]
    }

    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(is_space).len();
            let rest = self.rest();
            self.at += match rest.as_bytes() {
                [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
                [b'/', b'*', ..] => rest.find("*/").map_or(rest.len(), |end| end + 2),
                _ => return,
            };
        }
    }

    /// Reads a string from its opening quote on; one without an end goes on to the end.
    fn text(&mut self) -> Token {
        let start = self.at + 1;
        self.at = start;
        while let Some(gap) = self.rest().find(['"', '\\']) {
            let at = self.at + gap;
            if self.source.as_bytes()[at] == b'"' {
                self.at = at + 1;
                return Token::Text(start..at);
            }
            let escaped = self.source[at + 1..self.end].chars().next();
            self.at = at + 1 + escaped.map_or(0, char::len_utf8);
        }
        self.at = self.end;
        Token::Text(start..self.end)
    }

    fn bare(&mut self) -> Token {
        let rest = self.rest();
        let ends = |c: char| is_space(c) || "{}[]:,\"".contains(c);
        let len = rest.find(ends).unwrap_or(rest.len());
        let start = self.at;
        self.at += len;
        Token::Bare(start..self.at)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_space();
        let token = match self.rest().as_bytes().first()? {
            b'{' => Token::OpenObject,
            b'[' => Token::OpenArray,
            b'}' | b']' => Token::Close,
            b':' => Token::Colon,
            b',' => Token::Comma,
            b'"' => return Some(self.text()),
            _ => return Some(self.bare()),
        };
        self.at += 1;
        Some(token)
    }
}

fn is_space(c: char) -> bool {
    // The mark is left where texts in UTF-8 were joined.
    c.is_whitespace() || c == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(source: &str) -> Vec<String> {
        Tokens::new(source, 0..source.len())
            .map(|token| match token {
                Token::Text(range) => format!("\"{}\"", &source[range]),
                Token::Bare(range) => source[range].to_owned(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn tokens_are_found_between_spaces_and_comments() {
        let expected = [
            "OpenObject",
            "\"a\"",
            "Colon",
            "OpenArray",
            "1.5e3",
            "Comma",
            "null",
            "Close",
            "Close",
        ];
        assert_eq!(shown("{\"a\" : [1.5e3,null]}"), expected);
        assert_eq!(
            shown("// x\n{ \"a\":/* [ */[1.5e3,\r\nnull // ]\n]}"),
            expected
        );
    }

    #[test]
    fn strings_end_at_a_quote_that_is_not_escaped() {
        assert_eq!(shown(r#""a\"b\\" "c""#), [r#""a\"b\\""#, "\"c\""]);
        assert_eq!(shown("\"open\\"), ["\"open\\\""]);
    }

    proptest! {
        #[test]
        fn any_source_ends(source in "([\"\\\\{}:,é/*\\[\\] \n]|a|//|/\\*){0,60}") {
            prop_assert!(shown(&source).len() <= source.len());
        }
    }
}
