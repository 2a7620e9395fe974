//! Inline markup: emphasis, literals, roles and references.

use std::ops::Range;

use crate::corpus::inline::{Finder, Inline, neighbours};

/// Renders inline markup away.
pub(super) fn render(source: &str, range: Range<usize>) -> Inline<'_> {
    let text = &source[..range.end];
    let mut scanner = Scanner {
        text,
        inline: Inline::new(source),
        finder: Finder::new(text),
    };
    let mut at = range.start;
    while let Some(&byte) = text.as_bytes().get(at) {
        at = match byte {
            b'\\' => scanner.escape(at),
            b'`' => scanner.quoted(at),
            b'*' => scanner.star(at),
            b'_' => scanner.underscore(at),
            b':' => scanner.role(at),
            _ => scanner.plain(at),
        };
    }
    scanner.inline
}

struct Scanner<'a> {
    text: &'a str,
    inline: Inline<'a>,
    finder: Finder<'a>,
}

/// Each method reads what stands at `at` and returns where to go on.
impl Scanner<'_> {
    fn plain(&mut self, at: usize) -> usize {
        let len = self.text[at..]
            .find(['\\', '`', '*', '_', ':'])
            .unwrap_or(self.text.len() - at);
        self.inline.keep(at, at + len)
    }

    /// A backslash hides; what it protects is text, unless it is white space.
    fn escape(&mut self, at: usize) -> usize {
        let Some(next) = self.text[at + 1..].chars().next() else {
            return self.inline.keep(at, at + 1);
        };
        let end = at + 1 + next.len_utf8();
        match next.is_whitespace() {
            true => end,
            false => self.inline.keep(at + 1, end),
        }
    }

    fn star(&mut self, at: usize) -> usize {
        let len = 1 + usize::from(self.text[at + 1..].starts_with('*'));
        let mark = at..at + len;
        let (opens, closes) = (opens(self.text, &mark), closes(self.text, &mark));
        self.inline.mark(mark, opens, closes);
        at + len
    }

    fn quoted(&mut self, at: usize) -> usize {
        if self.text[at..].starts_with("``") {
            return self.literal(at);
        }
        match opens(self.text, &(at..at + 1)) {
            true => self.interpreted_text(at),
            false => self.inline.keep(at, at + 1),
        }
    }

    fn interpreted_text(&mut self, at: usize) -> usize {
        let close = self.finder.next_where("`", at + 1, |text, at| {
            let is_suffixed = text[at + 1..].starts_with('_') && !text[..at].ends_with(' ');
            (is_suffixed || closes(text, &(at..at + 1))) && !text[..at].ends_with('\\')
        });
        match close {
            Some(close) if close > at + 1 => {
                self.interpreted(at + 1, close);
                self.after_quote(close + 1)
            }
            _ => self.inline.keep(at, at + 1),
        }
    }

    fn literal(&mut self, at: usize) -> usize {
        let close = self.finder.next_where("``", at + 2, |text, at| {
            closes(text, &(at..at + 2)) || text[at + 2..].starts_with('`')
        });
        match close {
            Some(close) if close > at + 2 && opens(self.text, &(at..at + 2)) => {
                self.inline.keep(at + 2, close);
                close + 2
            }
            _ => self.inline.keep(at, at + 2),
        }
    }

    /// Of `text <target>` the text is seen.
    fn interpreted(&mut self, start: usize, end: usize) {
        let content = &self.text[start..end];
        let (mut start, mut end) = (start, end);
        if let Some(target) = content.strip_suffix('>').and_then(|c| c.rfind('<')) {
            let text = content[..target].trim_end();
            match text.is_empty() {
                true => (start, end) = (start + target + 1, end - 1),
                false => end = start + text.len(),
            }
        }
        if self.text[start..end].starts_with(['~', '!']) {
            start += 1;
        }
        while let Some(len) = self.text[start..end].find('\\') {
            self.inline.keep(start, start + len);
            start += len + 1;
        }
        self.inline.keep(start, end);
    }

    /// Leaves out what may follow a closing backquote: `_`, `__`, `:role:`.
    fn after_quote(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let underscores = rest.bytes().take(2).take_while(|&b| b == b'_').count();
        match role_len(rest) {
            Some(len) if !rest[len..].starts_with('`') => at + len,
            _ => at + underscores,
        }
    }

    /// Leaves out the underscore that makes a reference of a word, or a target of quoted text.
    fn underscore(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("_`") && opens(self.text, &(at..at + 1)) {
            return self.interpreted_text(at + 1);
        }
        let len = rest.bytes().take_while(|&byte| byte == b'_').count();
        let mark = at..at + len;
        let is_reference =
            len <= 2 && closes(self.text, &mark) && is_reference_word(&self.text[..at]);
        match is_reference {
            true => at + len,
            false => self.inline.keep(at, at + len),
        }
    }

    fn role(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        match role_len(rest) {
            Some(len) if rest[len..].starts_with('`') && opens(self.text, &(at..at + 1)) => {
                self.interpreted_text(at + len)
            }
            _ => self.inline.keep(at, at + 1),
        }
    }
}

/// Returns the length of the `:role:` that `text` begins with.
fn role_len(text: &str) -> Option<usize> {
    const ROLE_BYTES: usize = 40;
    let rest = text.strip_prefix(':')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+:".contains(&byte);
    let len = rest.bytes().take(ROLE_BYTES).take_while(|&b| is_name(b));
    let len = len.count();
    (len >= 2 && rest[..len].ends_with(':')).then_some(len + 1)
}

/// Does `text` end with a word that an underscore makes a reference of?
fn is_reference_word(text: &str) -> bool {
    const WORD_CHARS: usize = 80;
    if text.ends_with([']', '|']) {
        return true;
    }
    let is_part = |c: char| c.is_alphanumeric() || "-_.+:".contains(c);
    // Between two marks such as `.` stands a letter, and the word begins with one.
    let mut is_after_mark = true;
    for c in text.chars().rev().take(WORD_CHARS) {
        if !is_part(c) {
            return !is_after_mark && (c.is_whitespace() || "'\"([{</|«“‘".contains(c));
        }
        if is_after_mark && !c.is_alphanumeric() {
            return false;
        }
        is_after_mark = !c.is_alphanumeric();
    }
    !is_after_mark
}

/// May `mark` begin inline markup?
fn opens(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let Some(after) = after.filter(|c| !c.is_whitespace()) else {
        return false;
    };
    match before {
        None => true,
        // A mark that is itself in quotes or brackets is spoken of, not used.
        Some('"') => after != '"',
        Some('\'') => after != '\'',
        Some('(') => after != ')',
        Some('[') => after != ']',
        Some('<') => after != '>',
        Some(c) => c.is_whitespace() || "{-/:|«“‘„–—".contains(c),
    }
}

/// May `mark` end inline markup?
fn closes(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let ends = |c: char| c.is_whitespace() || "'\")]}>-/\\:.,;!?|»”’…–—。，、）".contains(c);
    before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(ends)
}

#[cfg(test)]
mod tests {
    use crate::corpus::restructured::check::check;

    #[test]
    fn inline_markup_is_rendered_away() {
        for (source, expected) in [
            ("``a *b* c`` and `d`", "a *b* c and d"),
            ("*em* **strong** (*x*)", "em strong (x)"),
            ("2 * 3 * 4, *args, **kw", "2 * 3 * 4, *args, **kw"),
            (":ref:`the text <target>`!", "the text!"),
            (":py:class:`~a.B` `x`:sub:", "a.B x"),
            ("`Python <http://p.org>`_ `a b`__", "Python a b"),
            ("`two\nlines <http://p.org>`_.", "two\nlines."),
            ("`<http://p.org>`_", "http://p.org"),
            ("a word_ [1]_ [#x]_ |sub|_", "a word [1] [#x] |sub|"),
            (
                "my_var __init__ a__b f(x)y__ x_",
                "my_var __init__ a__b f(x)y__ x",
            ),
            ("\\*not\\* re\\ *mark*\\ able", "*not* remarkable"),
            ("_`target` here", "target here"),
            ("`open and ``open", "`open and ``open"),
            ("12:30:45 a::b", "12:30:45 a::b"),
        ] {
            check(source, expected);
        }
    }
}
