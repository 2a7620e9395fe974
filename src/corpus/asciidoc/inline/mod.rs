//! Inline markup: marked text, references, index terms and macros.

mod macros;
mod span;

use std::ops::Range;

use crate::corpus::inline::{Finder, Inline, Pairs, entity, plain_end};

/// The characters at which plain text may end.
const SPECIAL: &[char] = &[
    '\\', '`', '*', '_', '#', '+', '^', '~', '"', '\'', '[', '<', '(', '&', ':',
];

/// Renders inline markup away.
pub(super) fn render(source: &str, range: Range<usize>) -> Inline<'_> {
    let text = &source[..range.end];
    let mut scanner = Scanner {
        text,
        inline: Inline::new(source),
        finder: Finder::new(text),
        brackets: brackets(text, range.start),
        ends: Vec::new(),
        target_end: 0,
    };
    let mut at = range.start;
    while let Some(&byte) = text.as_bytes().get(at) {
        at = match scanner.ends.last() {
            Some(&(end, next)) if at >= end => {
                scanner.ends.pop();
                next.max(at)
            }
            _ => scanner.step(byte, at),
        };
    }
    scanner.inline
}

/// Returns which `[` is closed by which `]`.
fn brackets(text: &str, start: usize) -> Pairs {
    let mut brackets = Pairs::default();
    for (at, bracket) in text[start..].match_indices(['[', ']']) {
        let at = start + at;
        match bracket {
            _ if text[..at].ends_with('\\') => {}
            "[" => brackets.open(at),
            _ => brackets.close(at),
        }
    }
    brackets
}

struct Scanner<'a> {
    text: &'a str,
    inline: Inline<'a>,
    finder: Finder<'a>,
    brackets: Pairs,
    /// Where the text of an open macro ends, and where to go on after it.
    ends: Vec<(usize, usize)>,
    /// Where the last target that was looked for ends.
    target_end: usize,
}

/// Each method reads what stands at `at` and returns where to go on.
impl Scanner<'_> {
    fn step(&mut self, byte: u8, at: usize) -> usize {
        match byte {
            b'\\' => self.escape(at),
            b'`' => self.code(at),
            b'+' => self.passthrough(at),
            b'*' | b'_' | b'#' => self.mark(at),
            b'^' | b'~' => self.script(at),
            b'"' | b'\'' => self.quote(at),
            b'[' => self.bracket(at),
            b'<' => self.reference(at),
            b'(' => self.index_term(at),
            b'&' => self.entity(at),
            _ => self.plain(at),
        }
    }

    /// Reads up to the next special character, or a macro if the text ends in its name.
    fn plain(&mut self, at: usize) -> usize {
        let end = plain_end(self.text, at, SPECIAL);
        let end = self.ends.last().map_or(end, |&(stop, _)| end.min(stop));
        if self.text[end..].starts_with(':') {
            let before = &self.text[at..end];
            let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            let name = at + name.len();
            let name = self.inline.keep(at, name);
            let next = self.named_macro(name, end);
            return next.unwrap_or_else(|| self.inline.keep(name, end));
        }
        self.inline.keep(at, end)
    }

    fn escape(&mut self, at: usize) -> usize {
        match self.text[at + 1..].starts_with(SPECIAL) {
            true => self.inline.keep(at + 1, at + 2),
            false => self.inline.keep(at, at + 1),
        }
    }

    /// Leaves out `[[id]]`, and the `[.role]` of a marked text.
    fn bracket(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some(close) = self.brackets.partner(at) else {
            return self.inline.keep(at, at + 1);
        };
        let after = &self.text[close + 1..];
        let is_anchor = rest.starts_with("[[") && !rest.starts_with("[[[");
        let is_role = rest.starts_with("[.") || rest.starts_with("[#");
        let is_left_out = is_anchor && self.brackets.partner(at + 1) == Some(close - 1)
            || is_role && after.starts_with(['#', '*', '_', '`']);
        match is_left_out {
            true => close + 1,
            false => self.inline.keep(at, at + 1),
        }
    }

    /// Of `<<id,text>>` the text is seen.
    fn reference(&mut self, at: usize) -> usize {
        const REFERENCE_BYTES: usize = 500;
        if !self.text[at..].starts_with("<<") {
            return self.inline.keep(at, at + 1);
        }
        let close = self.finder.next(">>", at + 2);
        let Some(close) = close.filter(|close| close - at < REFERENCE_BYTES) else {
            return self.inline.keep(at, at + 2);
        };
        let id = self.text[at + 2..close].find(',');
        self.ends.push((close, close + 2));
        at + 2 + id.map_or(0, |comma| comma + 1)
    }

    /// `((term))` is seen, `(((term)))` is not.
    fn index_term(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("(((") {
            return match self.finder.next(")))", at + 3) {
                Some(close) => close + 3,
                None => self.inline.keep(at, at + 3),
            };
        }
        let close = match rest.starts_with("((") {
            true => self.finder.next("))", at + 2),
            false => None,
        };
        match close {
            Some(close) if close > at + 2 => {
                self.ends.push((close, close + 2));
                at + 2
            }
            _ => self.inline.keep(at, at + 1),
        }
    }

    fn entity(&mut self, at: usize) -> usize {
        match entity(&self.text[at..]) {
            Some((text, len)) => {
                self.inline.put(text, at);
                at + len
            }
            None => self.inline.keep(at, at + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

    #[test]
    fn inline_markup_is_rendered_away() {
        for (source, expected) in [
            ("xref:a#b[text] <<id>> <<id,the text>>", "text id the text"),
            ("((term)) (((hidden, too))) f((x", "term f((x"),
            (
                "\"`quoted`\" it`'s {attr} \\*x* a &amp; b",
                "“quoted” it`'s {attr} *x* a & b",
            ),
            (
                "*open `open [[open <<open link:open[",
                "*open `open [[open <<open link:open[",
            ),
        ] {
            check(source, expected);
        }
    }
}
