//! Inline markup: emphasis, code, links, targets and macros.

use std::ops::Range;

use crate::corpus::inline::{Finder, Inline, neighbours, plain_end};

/// Renders inline markup away.
pub(super) fn render(source: &str, range: Range<usize>) -> Inline<'_> {
    let text = &source[..range.end];
    let mut scanner = Scanner {
        text,
        inline: Inline::new(source),
        finder: Finder::new(text),
        link_end: None,
    };
    let mut at = range.start;
    while let Some(&byte) = text.as_bytes().get(at) {
        at = match scanner.link_end {
            Some(end) if at >= end => {
                scanner.link_end = None;
                at.max(end + 2)
            }
            _ => scanner.step(byte, at),
        };
    }
    scanner.inline
}

struct Scanner<'a> {
    text: &'a str,
    inline: Inline<'a>,
    finder: Finder<'a>,
    /// Where the description of the open link ends.
    link_end: Option<usize>,
}

/// Each method reads what stands at `at` and returns where to go on.
impl Scanner<'_> {
    fn step(&mut self, byte: u8, at: usize) -> usize {
        match byte {
            b'*' | b'/' | b'_' | b'+' => self.mark(at),
            b'=' => self.verbatim("=", at),
            b'~' => self.verbatim("~", at),
            b'[' => self.link(at),
            b'<' => self.target(at),
            b'@' => self.snippet(at),
            b'\\' => self.line_break(at),
            b':' => self.address(at),
            b'{' => self.call(at),
            b'-' => self.dash(at),
            b'.' if self.text[at..].starts_with("...") => {
                self.inline.put("…", at);
                at + 3
            }
            _ => self.plain(at),
        }
    }

    fn plain(&mut self, at: usize) -> usize {
        let end = plain_end(self.text, at, SPECIAL);
        self.inline
            .keep(at, self.link_end.map_or(end, |stop| end.min(stop)))
    }

    /// Two hyphens are a dash, three a long one; before a word, as in `--all`, they are what they are.
    fn dash(&mut self, at: usize) -> usize {
        let len = self.text[at..]
            .bytes()
            .take_while(|&byte| byte == b'-')
            .count();
        let mark = at..at + len;
        let (before, after) = neighbours(self.text, &mark);
        let is_apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
        match len {
            2 if !is_apart(before) || is_apart(after) => self.inline.put("–", at),
            3 if !is_apart(before) || is_apart(after) => self.inline.put("—", at),
            _ => return self.inline.keep(at, at + len),
        }
        at + len
    }

    fn mark(&mut self, at: usize) -> usize {
        let mark = at..at + 1;
        let (opens, closes) = (opens(self.text, &mark), closes(self.text, &mark));
        self.inline.mark(mark, opens, closes);
        at + 1
    }

    /// Reads `=code=`, in which nothing else is markup.
    fn verbatim(&mut self, mark: &'static str, at: usize) -> usize {
        let close = match opens(self.text, &(at..at + 1)) {
            true => self
                .finder
                .next_where(mark, at + 1, |text, at| closes(text, &(at..at + 1))),
            false => None,
        };
        match close {
            Some(close) if close > at + 1 => {
                self.inline.keep(at + 1, close);
                close + 1
            }
            _ => self.inline.keep(at, at + 1),
        }
    }

    /// Of `[[target][text]]` the text is seen, of `[[target]]` the target.
    fn link(&mut self, at: usize) -> usize {
        if !self.text[at..].starts_with("[[") || self.link_end.is_some() {
            return self.inline.keep(at, at + 1);
        }
        let Some(end) = self.finder.next("]]", at + 2) else {
            return self.inline.keep(at, at + 2);
        };
        let inner = &self.text[at + 2..end];
        match inner.split_once("][") {
            Some((target, _)) => {
                self.link_end = Some(end);
                at + 2 + target.len() + 2
            }
            None => {
                self.inline.keep(at + 2, end);
                end + 2
            }
        }
    }

    /// Leaves out `<<target>>`, and the brackets of `<<<target>>>`, which is seen.
    fn target(&mut self, at: usize) -> usize {
        const TARGET_BYTES: usize = 200;
        let rest = &self.text[at..];
        let run = rest.bytes().take(3).take_while(|&b| b == b'<').count();
        let close = match run {
            2 | 3 => self.finder.next(">>", at + run),
            _ => None,
        };
        let Some(close) = close.filter(|close| close - at < TARGET_BYTES) else {
            return self.inline.keep(at, at + run);
        };
        if run == 3 {
            self.inline.keep(at + 3, close);
        }
        let run = self.text[close..].bytes().take_while(|&b| b == b'>');
        close + run.take(3).count()
    }

    /// Leaves out `@@html:<b>@@`, which is for one exporter only.
    fn snippet(&mut self, at: usize) -> usize {
        let close = match self.text[at..].starts_with("@@") {
            true => self.finder.next("@@", at + 2),
            false => None,
        };
        match close {
            Some(close) => close + 2,
            None => self.inline.keep(at, at + 1),
        }
    }

    fn line_break(&mut self, at: usize) -> usize {
        let rest = self.text[at..].strip_prefix("\\\\");
        let is_break = rest.is_some_and(|r| r.is_empty() || r.starts_with(['\r', '\n']));
        match is_break {
            true => at + 2,
            false => self.inline.keep(at, at + 1),
        }
    }

    /// Of `{{{name(text)}}}` the text is seen.
    fn call(&mut self, at: usize) -> usize {
        const NAME_BYTES: usize = 30;
        let rest = &self.text[at..];
        let close = match rest.starts_with("{{{") {
            true => self.finder.next(")}}}", at),
            false => None,
        };
        let open = rest.bytes().take(NAME_BYTES).position(|byte| byte == b'(');
        match (open, close) {
            (Some(open), Some(close)) if at + open < close => {
                self.inline.keep(at + open + 1, close);
                close + 4
            }
            _ => self.inline.keep(at, at + 1),
        }
    }

    /// Keeps the rest of an address, in which nothing is markup.
    fn address(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if !rest.starts_with("://") {
            return self.inline.keep(at, at + 1);
        }
        let len = rest.find(|c: char| c.is_whitespace() || "]<>\"".contains(c));
        let end = at + len.unwrap_or(rest.len());
        self.inline
            .keep(at, self.link_end.map_or(end, |stop| end.min(stop)))
    }
}

/// May `mark` begin markup?
fn opens(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let is_apart = before.is_none_or(|c| c.is_whitespace() || "-({'\"[*/_+—–“‘«|".contains(c));
    is_apart && after.is_some_and(|c| !c.is_whitespace())
}

/// May `mark` end markup?
fn closes(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let ends = |c: char| c.is_whitespace() || "-.,:!?;'\")}[]\\*/_+—–…”’»|".contains(c);
    before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(ends)
}

/// Where markup may begin.
const SPECIAL: &[char] = &[
    '*', '/', '_', '=', '~', '+', '[', '<', '@', '\\', ':', '{', '-', '.',
];

#[cfg(test)]
mod tests {
    use crate::corpus::org::check::check;

    #[test]
    fn inline_markup_is_rendered_away() {
        for (source, expected) in [
            ("*b* /i/ =c= ~d~ +s+ _u_", "b i c d s u"),
            (
                "a*b*c 2 * 3 usr/bin/x snake_case_x",
                "a*b*c 2 * 3 usr/bin/x snake_case_x",
            ),
            ("=*a*= ~/b/~ (*/both/*)", "*a* /b/ (both)"),
            (
                "[[https://a.b/_c_][the /text/]] [[file:x_y_z.org]]",
                "the text file:x_y_z.org",
            ),
            (
                "https://a.b/*c*/ <2020-01-01 Wed> [fn:1]",
                "https://a.b/*c*/ <2020-01-01 Wed> [fn:1]",
            ),
            ("<<t>>a <<<radio>>> b @@html:<b>@@", "a radio b"),
            ("{{{kbd(C-c *)}}} {{{x}}} {{{y(", "C-c * {{{x}}} {{{y("),
            ("line\\\\\nbreak", "line\nbreak"),
            (
                "a---b 1--2 c -- d... --all =--x...= ----",
                "a—b 1–2 c – d… --all --x... ----",
            ),
            ("[[two\nlines][x\ny]]", "x\ny"),
            (
                "*open [[open =open <<open @@open",
                "*open [[open =open <<open @@open",
            ),
        ] {
            check(source, expected);
        }
    }
}
