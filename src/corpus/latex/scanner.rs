//! What stands between headings: text, single characters that mean something, and commands.

use std::ops::Range;

use crate::corpus::inline::{Finder, Inline, Pairs, plain_end};

/// Renders commands away.
pub(super) struct Scanner<'a> {
    pub(super) source: &'a str,
    pub(super) braces: &'a Pairs,
    /// Where the part of the source ends that is read.
    pub(super) end: usize,
    pub(super) inline: Inline<'a>,
    pub(super) finder: Finder<'a>,
    /// Where the bracket stands that ends an item's label or a theorem's name.
    pub(super) label_end: Option<usize>,
}

/// Each method reads what stands at `at` and returns where to go on.
impl<'a> Scanner<'a> {
    pub(super) fn new(source: &'a str, braces: &'a Pairs, end: usize) -> Self {
        Self {
            source,
            braces,
            end,
            inline: Inline::new(source),
            finder: Finder::new(&source[..end]),
            label_end: None,
        }
    }

    pub(super) fn step(&mut self, at: usize) -> usize {
        let rest = &self.source[at..self.end];
        if self.label_end == Some(at) {
            return self.put(" ", at, at + 1);
        }
        match rest.as_bytes()[0] {
            b'\\' => self.command(at),
            b'%' => at + rest.find('\n').unwrap_or(rest.len()),
            // Two arguments side by side are not one word.
            b'}' if rest.starts_with("}{") && !self.is_between_signs(at) => {
                self.put(" ", at, at + 2)
            }
            b'{' | b'}' => at + 1,
            b'~' => self.put(" ", at, at + 1),
            b'&' => self.put(" | ", at, at + 1),
            b'$' if rest.starts_with("$$") => self.math("$$", at, 2),
            b'$' => self.math("$", at, 1),
            b'`' if rest.starts_with("``") => self.put("“", at, at + 2),
            b'`' => self.put("‘", at, at + 1),
            b'\'' if rest.starts_with("''") => self.put("”", at, at + 2),
            b'-' if rest.starts_with("---") => self.put("—", at, at + 3),
            b'-' if rest.starts_with("--") => self.put("–", at, at + 2),
            _ => self.plain(at),
        }
    }

    /// Is the end of a group at `at` that of a single sign, or does one follow, as in `{-}{-}` and `{[}{[}`?
    fn is_between_signs(&self, at: usize) -> bool {
        let is_sign = |byte: u8| byte.is_ascii_punctuation();
        let before = &self.source.as_bytes()[..at];
        let after = &self.source.as_bytes()[at + 2..self.end];
        let is_after = matches!(before, [.., b'{', sign] if is_sign(*sign));
        is_after || matches!(after, [sign, b'}', ..] if is_sign(*sign))
    }

    fn plain(&mut self, at: usize) -> usize {
        let end = plain_end(&self.source[..self.end], at, SPECIAL);
        let stop = self.label_end.filter(|&stop| stop > at);
        self.inline.keep(at, stop.map_or(end, |stop| end.min(stop)))
    }

    pub(super) fn put(&mut self, text: &'static str, at: usize, next: usize) -> usize {
        self.inline.put(text, at);
        next
    }
}

/// Returns a part of the source as one line of text.
pub(super) fn rendered(source: &str, braces: &Pairs, range: Range<usize>) -> String {
    let mut scanner = Scanner::new(source, braces, range.end);
    let mut at = range.start;
    while at < range.end {
        at = scanner.step(at);
    }
    scanner.inline.plain()
}

/// The characters that plain text ends at.
const SPECIAL: &[char] = &['\\', '%', '{', '}', '~', '&', '$', '`', '\'', '-'];
