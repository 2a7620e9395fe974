//! Code: blocks whose lines are not parsed, and lines that begin with a colon.

use crate::corpus::inline::indent_of;
use crate::corpus::lines::Line;
use crate::corpus::org::Reader;
use crate::corpus::org::headline::headline;

impl Reader<'_> {
    /// Reads the lines of a block that is not parsed; others lose only their first and last line.
    pub(super) fn block(&mut self, name: &str) {
        let is_shown = matches!(name, "SRC" | "EXAMPLE");
        if !is_shown && !matches!(name, "COMMENT" | "EXPORT") {
            return;
        }
        let indent = self.lines.get(self.at).map_or(0, |l| indent_of(l.text));
        while let Some(line) = self.lines.get(self.at)
            && headline(line.text).is_none()
        {
            self.at += 1;
            if ends_block(line.text, name) {
                break;
            }
            if is_shown {
                self.blocks.code(&unescaped(line), indent);
            }
        }
        self.blocks.end();
    }
}

/// Returns what follows the colon of a line such as `: code`.
pub(super) fn fixed_width<'a>(line: &Line<'a>) -> Option<Line<'a>> {
    let rest = line.text.trim_start().strip_prefix(':')?;
    let is_code = rest.is_empty() || rest.starts_with(' ');
    let text = rest.strip_prefix(' ').unwrap_or(rest);
    let start = line.start + line.text.len() - text.len();
    is_code.then_some(Line { text, start })
}

/// Is it the last line of a block called `name`, such as `#+END_SRC`?
fn ends_block(text: &str, name: &str) -> bool {
    let text = text.trim();
    let end = text.get(..6).filter(|t| t.eq_ignore_ascii_case("#+end_"));
    end.is_some() && text[6..].eq_ignore_ascii_case(name)
}

/// Returns a line of code without the comma that protects `*` and `#+` from being read.
fn unescaped<'a>(line: &Line<'a>) -> Line<'a> {
    let rest = line.text.trim_start();
    let bare = rest.trim_start_matches(',');
    let is_escaped = rest.len() > bare.len() && (bare.starts_with('*') || bare.starts_with("#+"));
    match is_escaped {
        true => Line {
            text: &rest[1..],
            start: line.text_start() + 1,
        },
        false => *line,
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::org::check::check;

    #[test]
    fn code_holds_no_headlines() {
        check(
            "#+begin_src org\n,* a\n  # b\n,#+END_SRC\n#+END_SRC\n* c",
            "* a\n  # b\n#+END_SRC\n# c",
        );
        check("#+BEGIN_EXAMPLE\n** x\ny", "## x\ny");
        check(
            "  #+BEGIN_SRC c\n    *p = 1;\n  #+end_src\nend",
            "*p = 1;\n\nend",
        );
        check(": *a*\n:  b\n", "*a*\n b");
        check("#+BEGIN_SRC\nno end", "no end");
    }
}
