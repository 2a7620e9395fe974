//! Words that mean the same, as a file in Solr's format says.
//!
//! `car, automobile` are equivalent; `tv => television` replaces what is left by what is right; `#` begins a comment;
//! an entry may have several words; a backslash takes a comma, or itself, for a letter.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::analyzer::tokens;
use crate::error::{Error, Result};
use crate::ranking::words::words;

/// How a file is named in errors where nobody named it.
const UNNAMED: &str = "synonyms";

/// Words and runs of words, and what else they mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// What each run of folded words stands for.
    meanings: HashMap<Vec<String>, Meanings>,
    longest: usize,
}

/// What a run of words stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Meanings {
    /// Other words or runs of words, as written.
    pub(crate) others: Vec<String>,
    /// Does it also stand for itself?
    pub(crate) is_kept: bool,
}

impl Synonyms {
    /// Parses a text in Solr's format.
    ///
    /// # Errors
    ///
    /// Fails if a line has more than one `=>`, or an entry without a word; the error names the line.
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_named(text, Path::new(UNNAMED))
    }

    /// Reads a file in Solr's format.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or as `parse` does; the error names the file and the line.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })?;
        Self::parse_named(&text, path)
    }

    fn parse_named(text: &str, path: &Path) -> Result<Self> {
        let mut synonyms = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            synonyms.line(line).map_err(|reason| Error::Line {
                path: PathBuf::from(path),
                line: at as u64 + 1,
                reason: reason.to_owned(),
            })?;
        }
        Ok(synonyms)
    }

    fn line(&mut self, line: &str) -> std::result::Result<(), &'static str> {
        let (left, right) = match split(line, "=>")[..] {
            [one] => (one, one),
            [left, right] => (left, right),
            _ => return Err("a line has one => at most"),
        };
        let right = entries(right)?;
        for from in &entries(left)? {
            for to in &right {
                self.add(from, to);
            }
        }
        Ok(())
    }

    fn add(&mut self, from: &Entry, to: &Entry) {
        self.longest = self.longest.max(from.words.len());
        let meanings = self.meanings.entry(from.words.clone()).or_default();
        if from.words == to.words {
            meanings.is_kept = true;
        } else if !meanings.others.contains(&to.text) {
            meanings.others.push(to.text.clone());
        }
    }

    /// Returns the longest run at the beginning of `words` that has other meanings: how long it is, and what they are.
    pub(crate) fn longest(&self, words: &[&str]) -> Option<(usize, &Meanings)> {
        let longest = self.longest.min(words.len());
        (1..=longest).rev().find_map(|len| {
            let run: Vec<String> = words[..len].iter().map(|&word| word.to_owned()).collect();
            Some((len, self.meanings.get(&run)?))
        })
    }
}

/// A word or a run of words, in a line.
struct Entry {
    text: String,
    words: Vec<String>,
}

/// Reads the entries of a side of a line.
fn entries(side: &str) -> std::result::Result<Vec<Entry>, &'static str> {
    let parts = split(side, ",");
    let entries: Option<Vec<_>> = parts.into_iter().map(entry).collect();
    entries.ok_or("an entry has no word; is there a comma too many?")
}

/// Reads an entry; none if it has no word.
fn entry(text: &str) -> Option<Entry> {
    let text = unescape(text.trim());
    let words: Vec<_> = words(&tokens(&text))
        .into_iter()
        .map(|word| word.term)
        .collect();
    (!words.is_empty()).then_some(Entry { text, words })
}

/// Splits at a separator before which there is no backslash; the backslashes stay.
fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        if text[at..].starts_with(separator) {
            parts.push(&text[start..at]);
            at += separator.len();
            start = at;
            continue;
        }
        at += c.len_utf8();
        if c == '\\' {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    parts.push(&text[start..]);
    parts
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meanings(text: &str, query: &str) -> Option<(usize, String)> {
        let synonyms = Synonyms::parse(text).expect("synonyms");
        let words: Vec<&str> = query.split(' ').collect();
        let (len, meanings) = synonyms.longest(&words)?;
        let kept = if meanings.is_kept { "+" } else { "=" };
        Some((len, format!("{kept}{}", meanings.others.join("|"))))
    }

    fn check(text: &str, query: &str, len: usize, expected: &str) {
        assert_eq!(
            meanings(text, query),
            Some((len, expected.to_owned())),
            "{text}"
        );
    }

    #[test]
    fn equivalents_stand_for_each_other_and_themselves() {
        check(
            "car, Automobile,motor car",
            "car park",
            1,
            "+Automobile|motor car",
        );
        check(
            "car, Automobile,motor car",
            "automobile",
            1,
            "+car|motor car",
        );
        check(
            "car, automobile, motor car",
            "motor car show",
            2,
            "+car|automobile",
        );
    }

    #[test]
    fn the_left_is_replaced_by_the_right() {
        check("tv, telly => television", "telly", 1, "=television");
        assert_eq!(meanings("tv, telly => television", "television"), None);
        check("tv => tv, television", "tv", 1, "+television");
    }

    #[test]
    fn lines_on_one_word_add_up() {
        check("a1 => b1\na1 => c1", "a1", 1, "=b1|c1");
        check("a1, b1\na1 => c1", "a1", 1, "+b1|c1");
    }

    #[test]
    fn the_longest_run_counts() {
        check("new, recent\nnew york, nyc", "new york", 2, "+nyc");
        check("new, recent\nnew york, nyc", "new yorker", 1, "+recent");
    }

    #[test]
    fn comments_empty_lines_and_escapes() {
        check("# a, b\n\n  x1 , y1  ", "x1", 1, "+y1");
        check("a\\,b => c1\\=>d", "a b", 2, "=c1=>d");
        check("\u{feff}x1, y1\r\n", "y1", 1, "+x1");
        assert_eq!(meanings("# a, b", "a"), None);
    }

    #[test]
    fn words_are_compared_folded() {
        check("Keïta, IBK", "keita", 1, "+IBK");
        check("al-Mourabitoun, AM", "al mourabitoun", 2, "+AM");
        check("C++, cpp", "c++", 1, "+cpp");
    }

    #[test]
    fn errors_name_the_line() {
        for (text, message) in [
            ("a, b\na => b => c", "synonyms:2: a line has one => at most"),
            (
                "a,,b",
                "synonyms:1: an entry has no word; is there a comma too many?",
            ),
            (
                "a => ",
                "synonyms:1: an entry has no word; is there a comma too many?",
            ),
            (
                "=> a",
                "synonyms:1: an entry has no word; is there a comma too many?",
            ),
        ] {
            let error = Synonyms::parse(text).expect_err("an error");
            assert_eq!(error.to_string(), message, "{text}");
        }
    }
}
