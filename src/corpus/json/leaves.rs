//! The scalars of JSON in order, each with the keys above it.

use std::ops::Range;

use crate::corpus::json::token::{Token, Tokens};

/// Deeper values count as if they stood at this depth.
const DEEPEST: usize = 64;

/// A step on the way from the outermost value to a scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member of an object: its key as the source spells it, once it is known.
    Key(Option<Range<usize>>),
    /// An element of an array, counted from 0.
    Element(usize),
}

/// A scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// A string: the bytes between its quotes.
    Text(Range<usize>),
    /// A number, `true`, `false` or `null`.
    Bare(Range<usize>),
}

/// Walks through JSON without recursion, from scalar to scalar.
#[derive(Debug, Clone)]
pub(crate) struct Leaves<'a> {
    source: &'a str,
    tokens: Tokens<'a>,
    path: Vec<Step>,
    /// How many values are open below the deepest that are told apart.
    buried: usize,
}

impl<'a> Leaves<'a> {
    /// Starts at the start of `range`.
    pub(crate) fn new(source: &'a str, range: Range<usize>) -> Self {
        Self {
            source,
            tokens: Tokens::new(source, range),
            path: Vec::new(),
            buried: 0,
        }
    }

    /// Returns the steps to the last scalar, outermost first.
    pub(crate) fn path(&self) -> &[Step] {
        &self.path
    }

    /// Returns the key at a depth, counted from 0; none in an array.
    pub(crate) fn key(&self, depth: usize) -> Option<&'a str> {
        match self.path.get(depth)? {
            Step::Key(range) => Some(&self.source[range.clone()?]),
            Step::Element(_) => None,
        }
    }

    /// Returns the element at a depth, counted from 0; none in an object.
    pub(crate) fn element(&self, depth: usize) -> Option<usize> {
        match self.path.get(depth)? {
            Step::Element(number) => Some(*number),
            Step::Key(_) => None,
        }
    }

    /// Returns the innermost key above the last scalar.
    pub(crate) fn innermost_key(&self) -> Option<Range<usize>> {
        self.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Element(_) => None,
        })
    }

    /// Returns the numbers of the elements of arrays that the innermost key stands in.
    pub(crate) fn elements_above_key(&self) -> Vec<usize> {
        let is_key = |step: &Step| matches!(step, Step::Key(_));
        let end = self.path.iter().rposition(is_key).unwrap_or(0);
        let steps = self.path[..end].iter();
        let numbers = steps.filter_map(|step| match step {
            Step::Element(number) => Some(*number),
            Step::Key(_) => None,
        });
        numbers.collect()
    }

    fn open(&mut self, step: Step) {
        if self.path.len() < DEEPEST {
            self.path.push(step);
        } else {
            self.buried += 1;
        }
    }

    fn close(&mut self) {
        if self.buried > 0 {
            self.buried -= 1;
        } else {
            self.path.pop();
        }
    }

    fn comma(&mut self) {
        if self.buried > 0 {
            return;
        }
        match self.path.last_mut() {
            Some(Step::Key(key)) => *key = None,
            Some(Step::Element(number)) => *number += 1,
            None => {}
        }
    }

    /// Takes a string as the key of the open object, if that is what it is.
    fn take_key(&mut self, text: &Range<usize>) -> bool {
        match self.path.last_mut() {
            Some(Step::Key(key @ None)) if self.buried == 0 => *key = Some(text.clone()),
            Some(_) if self.buried > 0 => return self.tokens.clone().next() == Some(Token::Colon),
            _ => return false,
        }
        true
    }
}

impl Iterator for Leaves<'_> {
    type Item = Leaf;

    fn next(&mut self) -> Option<Leaf> {
        loop {
            match self.tokens.next()? {
                Token::OpenObject => self.open(Step::Key(None)),
                Token::OpenArray => self.open(Step::Element(0)),
                Token::Close => self.close(),
                Token::Colon => {}
                Token::Comma => self.comma(),
                Token::Text(range) => {
                    if !self.take_key(&range) {
                        return Some(Leaf::Text(range));
                    }
                }
                Token::Bare(range) => {
                    // JSON5 has keys without quotes.
                    let is_key = self.tokens.clone().next() == Some(Token::Colon);
                    if !is_key || !self.take_key(&range) {
                        return Some(Leaf::Bare(range));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> Vec<String> {
        let mut leaves = Leaves::new(source, 0..source.len());
        let mut shown = Vec::new();
        while let Some(Leaf::Text(range) | Leaf::Bare(range)) = leaves.next() {
            let path = (0..leaves.path().len()).map(|depth| match leaves.element(depth) {
                Some(number) => number.to_string(),
                None => leaves.key(depth).unwrap_or("?").to_owned(),
            });
            let path: Vec<_> = path.collect();
            shown.push(format!("{}={}", path.join("."), &source[range]));
        }
        shown
    }

    #[test]
    fn scalars_have_the_keys_above_them() {
        let source = r#"{"a": 1, "b": {"c": ["x", "y", {"d": null}], "e": "z"}, "f": [[], [2]]}"#;
        let expected = [
            "a=1",
            "b.c.0=x",
            "b.c.1=y",
            "b.c.2.d=null",
            "b.e=z",
            "f.1.0=2",
        ];
        assert_eq!(shown(source), expected);
    }

    #[test]
    fn keys_may_lack_quotes() {
        assert_eq!(shown("{a: 1, 'b': {c: \"x\"}} d"), ["a=1", "'b'.c=x", "=d"]);
    }

    #[test]
    fn broken_and_deep_sources_end() {
        assert_eq!(shown(r#"]}{"a" "b" : c"#), ["a=b", "a=c"]);
        let deep = format!(
            "{}1{}, {{\"k\": \"v\"}}",
            "[".repeat(9_000),
            "]".repeat(9_000)
        );
        assert_eq!(shown(&deep).last().map(String::as_str), Some("k=v"));
    }
}
