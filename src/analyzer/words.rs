//! Words in place: Unicode's word borders (UAX #29), compounds as parts and whole, scripts without spaces by character.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::analyzer::fold::fold;

/// A longer word is known by its first characters.
const MAX_TERM_CHARS: usize = 128;
/// A chain of more parts than this is a path or a table, not a name.
const MAX_PARTS: usize = 5;

/// A word in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// The word as it is indexed: folded, not stemmed.
    pub term: Cow<'t, str>,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// Its number among the words of the text; parts of a compound count, the whole does not.
    pub position: u32,
    /// What kind of word it is.
    pub form: Form,
}

impl Token<'_> {
    /// Returns the token with a term of its own.
    pub(crate) fn into_owned(self) -> Token<'static> {
        Token {
            term: Cow::Owned(self.term.into_owned()),
            range: self.range,
            position: self.position,
            form: self.form,
        }
    }
}

/// What kind of word a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A word, or a part of a compound.
    Word,
    /// A compound such as `al-Mourabitoun` or `foo_bar` written as one; it stands where its first part stands.
    Whole,
    /// One character of Han, Kana or Hangul.
    Ideograph,
    /// One letter of a script without spaces between words: Thai, Lao, Khmer, Burmese.
    Letter,
}

/// Returns the words of `text`, in order.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut scanner = Scanner {
        text,
        tokens: Vec::with_capacity(text.len() / 6),
        position: 0,
        chain: Chain::default(),
    };
    for (start, word) in word_indices(text) {
        scanner.word(start, word);
    }
    scanner.end_chain();
    scanner.tokens
}

/// Returns the words by UAX #29 and where they start.
///
/// Nearly all of most texts is ASCII, for which the borders are found much quicker; so it is read apart from the rest.
fn word_indices(text: &str) -> impl Iterator<Item = (usize, &str)> {
    stretches(text).flat_map(|(start, stretch)| {
        let words = stretch.unicode_word_indices();
        words.map(move |(at, word)| (start + at, word))
    })
}

/// Cuts a text at spaces into stretches of ASCII and of other text.
///
/// There are borders on both sides of spaces (WB999), whatever stands there: what joins across a border joins letters,
/// digits, marks or signs. Only marks that follow a space stay with it (WB4); they are other text, and no words.
fn stretches(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        let len = match rest.bytes().position(|byte| !byte.is_ascii()) {
            None => rest.len(),
            // The last space before other text ends the stretch of ASCII.
            Some(other) => match rest[..other].rfind(' ') {
                Some(space) => space + 1,
                None => other_len(rest, other),
            },
        };
        let stretch = (start, &rest[..len]);
        start += len;
        (len > 0).then_some(stretch)
    })
}

/// Returns how long the text is that begins the rest and is not all ASCII, up to a space before ASCII.
fn other_len(rest: &str, other: usize) -> usize {
    let mut end = other;
    loop {
        let Some(space) = rest[end..].find(' ') else {
            return rest.len();
        };
        end += space + 1;
        let word = rest[end..].split(' ').next().unwrap_or_default();
        if word.is_ascii() {
            return end;
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    position: u32,
    chain: Chain,
}

/// Parts joined by single hyphens, apostrophes, dots or underscores, seen so far.
#[derive(Default)]
struct Chain {
    /// The index of the first part among the tokens.
    first: usize,
    parts: usize,
    /// The parts joined, where there are several.
    whole: String,
    end: usize,
}

impl<'a> Scanner<'a> {
    fn word(&mut self, start: usize, word: &'a str) {
        match word.chars().next().map_or(Form::Word, form) {
            Form::Word | Form::Whole => self.compound(start, word),
            form => self.characters(start, word, form),
        }
    }

    fn characters(&mut self, start: usize, word: &'a str, form: Form) {
        self.end_chain();
        for (at, cluster) in word.grapheme_indices(true) {
            let from = start + at;
            self.push(fold(cluster), from..from + cluster.len(), form);
        }
    }

    fn compound(&mut self, start: usize, word: &str) {
        if word.is_ascii() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.part(start..start + word.len());
        } else if word
            .chars()
            .all(|c| c.is_numeric() || matches!(c, '.' | ',' | '\''))
        {
            self.number(start, word);
        } else {
            for range in pieces(word) {
                self.part(start + range.start..start + range.end);
            }
        }
        self.symbol(start + word.len());
    }

    /// A number stays whole: 3.14 is neither 3 nor 14; only the comma of 1,000 goes.
    fn number(&mut self, start: usize, word: &str) {
        self.end_chain();
        let plain = fold(word).replace([',', '\''], "");
        self.push(Cow::Owned(plain), start..start + word.len(), Form::Word);
    }

    fn part(&mut self, range: Range<usize>) {
        let text = self.text;
        let term = fold(&text[range.clone()]);
        if self.joins(range.start) {
            let gap = &self.text[self.chain.end..range.start];
            if is_apostrophe(gap) && self.suffix(&term, range.end) {
                return;
            }
            if self.chain.parts == 1
                && let Some(first) = self.tokens.get(self.chain.first)
            {
                first.term.as_ref().clone_into(&mut self.chain.whole);
            }
            self.chain.whole += separator(&self.chain.whole, gap, &term);
            self.chain.whole += &term;
        } else {
            self.end_chain();
            self.chain.first = self.tokens.len();
        }
        self.chain.parts += 1;
        self.chain.end = range.end;
        self.push(term, range, Form::Word);
    }

    /// Is there nothing but one joining character between the chain and `start`?
    fn joins(&self, start: usize) -> bool {
        if self.chain.parts == 0 || start < self.chain.end {
            return false;
        }
        let mut gap = self.text[self.chain.end..start].chars();
        gap.next().is_some_and(is_joint) && gap.next().is_none()
    }

    /// Takes a possessive or contracted ending into the word before it: `Mali's`, `don't`.
    fn suffix(&mut self, term: &str, end: usize) -> bool {
        let is_ending = matches!(term, "s" | "t" | "re" | "ve" | "ll" | "d" | "m");
        let Some(last) = self.tokens.last_mut().filter(|_| is_ending) else {
            return false;
        };
        if term != "s" {
            last.term.to_mut().push_str(term);
            last.range.end = end;
            if self.chain.parts > 1 {
                self.chain.whole += term;
            }
        }
        self.chain.end = end;
        true
    }

    /// Keeps the sign of names such as `C++` and `F#`.
    fn symbol(&mut self, end: usize) {
        let rest = &self.text[end..];
        let sign = match rest.as_bytes() {
            [b'+', b'+', ..] => "++",
            [b'#', ..] => "#",
            _ => return,
        };
        let follows_word = rest[sign.len()..].starts_with(char::is_alphanumeric);
        let Some(last) = self.tokens.last().filter(|_| !follows_word) else {
            return;
        };
        if last.term.len() <= 2 && last.form == Form::Word {
            let token = Token {
                term: format!("{}{sign}", last.term).into(),
                range: last.range.start..end + sign.len(),
                position: last.position,
                form: Form::Whole,
            };
            self.chain = Chain::default();
            self.tokens.push(token);
        }
    }

    fn end_chain(&mut self) {
        let chain = std::mem::take(&mut self.chain);
        if (2..=MAX_PARTS).contains(&chain.parts) {
            let (first, last) = (
                &self.tokens[chain.first],
                &self.tokens[self.tokens.len() - 1],
            );
            let whole = Token {
                term: shorten(chain.whole.into()),
                range: first.range.start..last.range.end,
                position: first.position,
                form: Form::Whole,
            };
            self.tokens.insert(chain.first + 1, whole);
        }
    }

    fn push(&mut self, term: Cow<'a, str>, range: Range<usize>, form: Form) {
        if term.is_empty() {
            return;
        }
        self.tokens.push(Token {
            term: shorten(term),
            range,
            position: self.position,
            form,
        });
        self.position += 1;
    }
}

/// Returns the ranges of `word` between its joining characters.
fn pieces(word: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = None;
    for (at, c) in word.char_indices() {
        let is_letter = match c.is_ascii() {
            true => c.is_ascii_alphanumeric(),
            false => c.is_alphanumeric() || is_combining_mark(c) || is_joiner(c),
        };
        match start {
            None if is_letter => start = Some(at),
            Some(from) if !is_letter => {
                pieces.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    pieces.extend(start.map(|from| from..word.len()));
    pieces
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_joint(c: char) -> bool {
    matches!(
        c,
        '-' | '_'
            | '.'
            | '\''
            | '\u{2019}'
            | '\u{2018}'
            | '\u{2bc}'
            | '\u{2010}'
            | '\u{2011}'
            | '·'
            | '\u{2bb}'
    )
}

fn is_apostrophe(gap: &str) -> bool {
    matches!(gap, "'" | "\u{2019}" | "\u{2bc}")
}

/// Returns what stands in a whole between its parts: nothing, but between two digits what was written.
fn separator<'a>(before: &str, gap: &'a str, after: &str) -> &'a str {
    let digits = before.ends_with(char::is_numeric) && after.starts_with(char::is_numeric);
    if digits { gap } else { "" }
}

fn shorten(term: Cow<'_, str>) -> Cow<'_, str> {
    if term.len() > MAX_TERM_CHARS
        && let Some((end, _)) = term.char_indices().nth(MAX_TERM_CHARS)
    {
        return Cow::Owned(term[..end].to_owned());
    }
    term
}

/// Returns how words that begin with `c` are cut.
fn form(c: char) -> Form {
    match c {
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Form::Letter,
        '\u{1100}'..='\u{11ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3130}'..='\u{318f}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}' => Form::Ideograph,
        _ => Form::Word,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[(&str, u32)]) {
        let found: Vec<_> = tokens(text)
            .into_iter()
            .map(|token| (token.term.into_owned(), token.position))
            .collect();
        let expected: Vec<_> = expected.iter().map(|&(t, p)| (t.to_owned(), p)).collect();
        assert_eq!(found, expected, "{text}");
    }

    proptest! {
        #[test]
        fn a_text_in_stretches_has_the_same_words(text in "([a-z0-9_.:,'\\-]|[ \t\r\n]|é|e\u{301}|\u{301}|\u{200d}|\u{ad}|\u{a0}|\u{2028}|’|中|カ|ก|🇩|🇪|👩|א|\"|ß|\\PC){0,40}") {
            let whole: Vec<_> = text.unicode_word_indices().collect();
            prop_assert_eq!(word_indices(&text).collect::<Vec<_>>(), whole);
        }
    }

    #[test]
    fn plain_words_are_folded_and_counted() {
        check("The Café, twice!", &[("the", 0), ("cafe", 1), ("twice", 2)]);
    }

    #[test]
    fn compounds_give_their_parts_and_the_whole() {
        check(
            "Al-Mourabitoun x",
            &[
                ("al", 0),
                ("almourabitoun", 0),
                ("mourabitoun", 1),
                ("x", 2),
            ],
        );
        check("foo_bar", &[("foo", 0), ("foobar", 0), ("bar", 1)]);
        check("d’état", &[("d", 0), ("detat", 0), ("etat", 1)]);
        check("An-124", &[("an", 0), ("an124", 0), ("124", 1)]);
        check("a.b.c", &[("a", 0), ("abc", 0), ("b", 1), ("c", 2)]);
    }

    #[test]
    fn numbers_stay_what_they_are() {
        check("3.14 1,000", &[("3.14", 0), ("1000", 1)]);
        check(
            "2015-11-20",
            &[("2015", 0), ("2015-11-20", 0), ("11", 1), ("20", 2)],
        );
        check("v1.2", &[("v1", 0), ("v1.2", 0), ("2", 1)]);
        check("26/11", &[("26", 0), ("11", 1)]);
    }

    #[test]
    fn possessives_and_contractions_are_one_word() {
        check("Mali's don't", &[("mali", 0), ("dont", 1)]);
        check("Mu'adh", &[("mu", 0), ("muadh", 0), ("adh", 1)]);
    }

    #[test]
    fn signs_of_language_names_count() {
        check(
            "C++ and F#.",
            &[("c", 0), ("c++", 0), ("and", 1), ("f", 2), ("f#", 2)],
        );
        check("issue#5", &[("issue", 0), ("5", 1)]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_by_character() {
        check("中国铁", &[("中", 0), ("国", 1), ("铁", 2)]);
        check("カタ", &[("カ", 0), ("タ", 1)]);
        check("ไทย", &[("ไ", 0), ("ท", 1), ("ย", 2)]);
    }

    #[test]
    fn ranges_point_into_the_text() {
        let text = "Der Müller-Weg, e\u{301}te\u{301} 中国";
        for token in tokens(text) {
            let written = fold(&text[token.range.clone()]).replace('-', "");
            assert_eq!(written, token.term);
        }
    }

    #[test]
    fn endless_words_are_cut() {
        assert_eq!(tokens(&"x".repeat(5000))[0].term.len(), MAX_TERM_CHARS);
    }
}
