//! What is shown as it stands: verbatim text, addresses and formulas.

use crate::corpus::latex::arguments::{group, option_end};
use crate::corpus::latex::comment::is_escaped;
use crate::corpus::latex::scanner::Scanner;

/// Each method reads what stands at `at`, or after a command, and returns where to go on.
impl Scanner<'_> {
    /// Keeps a formula as it stands; it ends within its paragraph.
    pub(super) fn math(&mut self, close: &'static str, at: usize, len: usize) -> usize {
        let start = at + len;
        let end = self
            .finder
            .next_where(close, start, |text, at| !is_escaped(text, at));
        let limit = self.finder.next_where("\n", start, |text, at| {
            text[at + 1..]
                .trim_start_matches([' ', '\t', '\r'])
                .starts_with('\n')
        });
        match end {
            Some(end) if limit.is_none_or(|limit| end < limit) => {
                self.inline.keep(start, end);
                end + close.len()
            }
            _ => self.inline.keep(at, start),
        }
    }

    /// Keeps what stands between two equal characters, or in braces.
    pub(super) fn verb(&mut self, after: usize) -> usize {
        const VERB_CHARS: usize = 300;
        let rest = &self.source[after..self.end];
        let rest = rest.strip_prefix('*').unwrap_or(rest);
        let open = self.end - rest.len();
        let open = option_end(self.source, self.braces, open).map_or(open, |end| end.min(self.end));
        let rest = &self.source[open..self.end];
        let Some(mark) = rest.chars().next().filter(|c| !c.is_alphanumeric()) else {
            return open;
        };
        let close = if mark == '{' { '}' } else { mark };
        let inner = rest.char_indices().skip(1).take(VERB_CHARS);
        let mut inner = inner.take_while(|&(_, c)| c != '\n');
        match inner.find(|&(_, c)| c == close) {
            Some((len, _)) => {
                self.inline.keep(open + mark.len_utf8(), open + len);
                open + len + close.len_utf8()
            }
            None => open,
        }
    }

    /// Keeps an address, in which nothing is a comment.
    pub(super) fn address(&mut self, after: usize) -> usize {
        match group(self.source, self.braces, after) {
            Some(group) if group.end < self.end => self.inline.keep(group.start, group.end) + 1,
            _ => after,
        }
    }

    /// Returns where verbatim text begins after its options, which stand on the same line.
    pub(super) fn content_start(&self, at: usize, groups: usize) -> usize {
        let at = option_end(self.source, self.braces, at).unwrap_or(at);
        let end = match groups {
            0 => at,
            _ => self.skip_groups(at, groups),
        };
        end.min(self.end)
    }
}

/// Environments that are shown as they stand, how they end, and how many arguments they have.
pub(super) const VERBATIM: &[(&str, &str, usize)] = &[
    ("verbatim", "\\end{verbatim}", 0),
    ("verbatim*", "\\end{verbatim*}", 0),
    ("Verbatim", "\\end{Verbatim}", 0),
    ("alltt", "\\end{alltt}", 0),
    ("lstlisting", "\\end{lstlisting}", 0),
    ("minted", "\\end{minted}", 1),
    ("equation", "\\end{equation}", 0),
    ("equation*", "\\end{equation*}", 0),
    ("align", "\\end{align}", 0),
    ("align*", "\\end{align*}", 0),
    ("gather", "\\end{gather}", 0),
    ("gather*", "\\end{gather*}", 0),
    ("multline", "\\end{multline}", 0),
    ("multline*", "\\end{multline*}", 0),
    ("eqnarray", "\\end{eqnarray}", 0),
    ("eqnarray*", "\\end{eqnarray*}", 0),
    ("displaymath", "\\end{displaymath}", 0),
    ("math", "\\end{math}", 0),
];

#[cfg(test)]
mod tests {
    use crate::corpus::latex::check::check;

    #[test]
    fn verbatim_text_holds_no_commands() {
        check(
            "\\begin{verbatim}\n\\section{a} % b\n\\end{verbatim}\n\\section{c}",
            "\\section{a} % b\n# c",
        );
        check(
            "\\begin{lstlisting}[language=C]\n{$a--b\n\\end{lstlisting}\nc",
            "{$a--b\n\nc",
        );
        check("\\begin{minted}[x]{python}\n# \\a\n\\end{minted}", "# \\a");
        check(
            "\\verb|\\section{a}| \\verb*+b+ \\lstinline{c d}",
            "\\section{a} b c d",
        );
        check("\\begin{verbatim}\n\\section{a}", "\\section{a}");
    }

    #[test]
    fn math_stays_as_it_is() {
        check(
            "$x_1$ \\(a-b\\) \\$5 and $$\\alpha$$",
            "x_1 a-b $5 and \\alpha",
        );
        check("a $5\n\nb $6\n\nc", "a $5\n\nb $6\n\nc");
        check(
            "\\begin{align}\na &= b \\\\\nc\n\\end{align}\nd",
            "a &= b \\\\\nc\n\nd",
        );
    }
}
