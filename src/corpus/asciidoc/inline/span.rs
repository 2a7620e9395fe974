//! Spans between two equal marks: emphasis, code, passthroughs, scripts and curved quotes.

use std::ops::Range;

use crate::corpus::asciidoc::inline::Scanner;
use crate::corpus::inline::neighbours;

/// Each method reads what stands at `at` and returns where to go on; `span` finds where a span ends.
impl Scanner<'_> {
    /// Reads code, or the closing half of curved quotes.
    pub(super) fn code(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let is_quote = rest.starts_with("`\"") || rest.starts_with("`'");
        if is_quote && closes(self.text, &(at..at + 2)) {
            let closing = if rest[1..].starts_with('"') {
                "”"
            } else {
                "’"
            };
            self.inline.put(closing, at);
            return at + 2;
        }
        let span = match rest.starts_with("``") {
            true => self.span("``", at, |_, _| true),
            false => self.span("`", at, |text, at| closes(text, &(at..at + 1))),
        };
        let Some((start, end, next)) = span else {
            let run = rest.bytes().take_while(|&byte| byte == b'`').count();
            return self.inline.keep(at, at + run);
        };
        let inner = &self.text[start..end];
        let is_pass = inner.len() > 2 && inner.starts_with('+') && inner.ends_with('+');
        let pass = usize::from(is_pass);
        self.inline.keep(start + pass, end - pass);
        next
    }

    /// Reads `+text+`, and leaves out the plus that forces a line break.
    pub(super) fn passthrough(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let is_break = rest.len() == 1 || rest[1..].starts_with(['\r', '\n']);
        if is_break && self.text[..at].ends_with(' ') {
            return at + 1;
        }
        let run = rest.bytes().take_while(|&byte| byte == b'+').count();
        let span = match run {
            1 => self.span("+", at, |text, at| closes(text, &(at..at + 1))),
            2 => self.span("++", at, |_, _| true),
            _ => self.span("+++", at, |_, _| true),
        };
        let Some((start, end, next)) = span else {
            return self.inline.keep(at, at + run);
        };
        self.inline.keep(start, end);
        next
    }

    /// Reads a mark of emphasis, which may be doubled.
    pub(super) fn mark(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let is_double = bytes.get(at + 1) == Some(&bytes[at]);
        let mark = at..at + 1 + usize::from(is_double);
        let end = mark.end;
        let (opens, closes) = match is_double {
            true => (true, true),
            false => (opens(self.text, &mark), closes(self.text, &mark)),
        };
        self.inline.mark(mark, opens, closes);
        end
    }

    /// Superscript and subscript hold no white space.
    pub(super) fn script(&mut self, at: usize) -> usize {
        let mark = char::from(self.text.as_bytes()[at]);
        let rest = &self.text[at + 1..];
        match rest.find(|c: char| c == mark || c.is_whitespace()) {
            Some(len) if len > 0 && rest[len..].starts_with(mark) => {
                self.inline.keep(at + 1, at + 1 + len);
                at + len + 2
            }
            _ => self.inline.keep(at, at + 1),
        }
    }

    /// Reads the opening half of curved quotes.
    pub(super) fn quote(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let opening = if rest.starts_with('"') { "“" } else { "‘" };
        match rest[1..].starts_with('`') && opens(self.text, &(at..at + 2)) {
            true => {
                self.inline.put(opening, at);
                at + 2
            }
            false => self.inline.keep(at, at + 1),
        }
    }

    /// Returns where the content of a span that opens here begins, where it ends, and what is next.
    fn span(
        &mut self,
        mark: &'static str,
        at: usize,
        is_close: fn(&str, usize) -> bool,
    ) -> Option<(usize, usize, usize)> {
        let start = at + mark.len();
        if mark.len() == 1 && !opens(self.text, &(at..start)) {
            return None;
        }
        let end = self.finder.next_where(mark, start, is_close)?;
        let limit = self.ends.last().map_or(self.text.len(), |&(end, _)| end);
        let next = end + mark.len();
        (end > start && next <= limit).then_some((start, end, next))
    }
}

/// May `mark` begin a constrained span?
fn opens(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let is_apart = before.is_none_or(|c| !c.is_alphanumeric() && !";:}_\\".contains(c));
    is_apart && after.is_some_and(|c| !c.is_whitespace())
}

/// May `mark` end a constrained span?
fn closes(text: &str, mark: &Range<usize>) -> bool {
    let (before, after) = neighbours(text, mark);
    let is_apart = after.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    is_apart && before.is_some_and(|c| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

    #[test]
    fn marks_are_rendered_away() {
        for (source, expected) in [
            ("*b* _i_ `c` #h# [.big]#x#", "b i c h x"),
            ("**b**old __i__t ``c``d", "bold it cd"),
            ("a*b*c 2 * 3 snake_case_name", "a*b*c 2 * 3 snake_case_name"),
            ("`*a*` +_b_+ `+__c__+` +++<d>+++", "*a* _b_ __c__ <d>"),
            ("x^2^ H~2~O a^b c^", "x2 H2O a^b c^"),
            ("line +\nbreak C++ and a+b", "line\nbreak C++ and a+b"),
            ("*two\nlines*", "two\nlines"),
        ] {
            check(source, expected);
        }
    }
}
