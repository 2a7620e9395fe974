//! Conditions: `.if`, `.ie` and `.el`.

use crate::corpus::lines::Line;
use crate::corpus::man::Reader;

impl<'a> Reader<'a> {
    /// Reads `.if` or `.ie`, and returns the line after a condition that holds.
    pub(super) fn condition(
        &mut self,
        line: &Line<'a>,
        rest: &'a str,
        has_else: bool,
    ) -> Option<Line<'a>> {
        let (holds, rest) = condition(rest.trim_start());
        if has_else {
            self.branches.push(holds);
        }
        self.branch(line, rest, holds)
    }

    /// Returns the line after a condition that holds; leaves out what stands under one that does not.
    pub(super) fn branch(
        &mut self,
        line: &Line<'a>,
        rest: &'a str,
        holds: bool,
    ) -> Option<Line<'a>> {
        let rest = rest.trim_start();
        if holds {
            let rest = rest.strip_prefix("\\{").unwrap_or(rest).trim_start();
            let is_empty = rest.is_empty() || rest == "\\";
            return (!is_empty).then(|| Line {
                text: rest,
                start: line.start + line.text.len() - rest.len(),
            });
        }
        let mut depth = depth_change(rest);
        while depth > 0
            && let Some(line) = self.lines.get(self.at)
            && !line.text.starts_with(".SH")
            && !line.text.starts_with(".Sh")
        {
            depth += depth_change(line.text);
            self.at += 1;
        }
        None
    }
}

/// Returns whether the condition at the start of `text` holds on a terminal, and what follows it.
fn condition(text: &str) -> (bool, &str) {
    let (wanted, text) = match text.strip_prefix('!') {
        Some(text) => (false, text.trim_start()),
        None => (true, text),
    };
    let first = text.chars().next().unwrap_or(' ');
    let (holds, len) = match first {
        'n' | 'o' => (true, 1),
        't' | 'e' | 'v' => (false, 1),
        '\'' | '"' => {
            let mut parts = text[1..].splitn(3, first);
            let (left, right) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            (
                left == right,
                (left.len() + right.len() + 3).min(text.len()),
            )
        }
        _ => {
            let len = text.find(' ').unwrap_or(text.len());
            let number = text[..len].trim_matches(['(', ')']).parse::<i64>();
            (
                ["\\n(.g", "\\n[.g]"]
                    .iter()
                    .any(|g| text[..len].contains(g))
                    || number.is_ok_and(|n| n > 0),
                len,
            )
        }
    };
    (holds == wanted, &text[len..])
}

/// Returns how many more blocks `\{` opens in `text` than `\}` closes.
fn depth_change(text: &str) -> isize {
    let opened = text.matches("\\{").count();
    let closed = text.matches("\\}").count();
    opened.cast_signed() - closed.cast_signed()
}

#[cfg(test)]
mod tests {
    use crate::corpus::man::check::check;

    #[test]
    fn conditions_are_taken_as_on_a_terminal() {
        check(
            ".if t no\n.if n yes\n.ie n one\n.el no\n.ie t no\n.el two\n",
            "yes\none\ntwo",
        );
        check(".if t \\{\\\nno\n.if x \\{\n.\\}\nno\n.\\}\na\n", "a");
        check(
            ".ie \\n(.g .SH A\n.el .SH B\n.if n \\{\\\nb\n.\\}\nc",
            "# A\nb\nc",
        );
        check(
            ".if !'a'b' x\n.if '\\*(.T'ps' no\n.if \\nF>0 no\n.if 1 y\n",
            "x\ny",
        );
        check(".if t \\{\nno\n.SH A\n", "# A");
    }
}
