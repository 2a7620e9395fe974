//! The words of a query: a run of Han is its pairs, `C++` is one word, a compound its parts.

use std::ops::Range;

use crate::analyzer::{Form, Language, Token, ranked_terms};

/// A word as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The word, folded.
    pub(crate) term: String,
    /// Where it stands in the text, in bytes.
    pub(crate) range: Range<usize>,
    /// Does it have forms, so that its stem is looked for?
    pub(crate) has_forms: bool,
}

/// Returns the words that `tokens` make.
pub(crate) fn words(tokens: &[Token<'_>]) -> Vec<Word> {
    let whole = tokens.iter().find(|token| token.form == Form::Whole);
    if let (Some(whole), 2) = (whole, tokens.len()) {
        return vec![Word {
            term: whole.term.to_string(),
            range: whole.range.clone(),
            has_forms: false,
        }];
    }
    let mut words = Vec::new();
    for ranked in ranked_terms(tokens, Language::ENGLISH) {
        let [first, last] = ranked.tokens;
        let token = &tokens[first];
        let term = match token.form {
            Form::Whole => continue,
            Form::Word => token.term.to_string(),
            Form::Ideograph if first == last && !is_alone(tokens, first) => continue,
            Form::Ideograph | Form::Letter => ranked.term,
        };
        words.push(Word {
            term,
            range: token.range.start..tokens[last].range.end,
            has_forms: token.form == Form::Word,
        });
    }
    words
}

/// Has the character at `at` no neighbour of its kind?
pub(crate) fn is_alone(tokens: &[Token<'_>], at: usize) -> bool {
    let touches = |left: &Token<'_>, right: &Token<'_>| {
        left.form == right.form && left.range.end == right.range.start
    };
    let before = at
        .checked_sub(1)
        .is_some_and(|before| touches(&tokens[before], &tokens[at]));
    let after = tokens
        .get(at + 1)
        .is_some_and(|after| touches(&tokens[at], after));
    !before && !after
}
