//! Environments: what their names and arguments do to the text in them.

use crate::corpus::latex::arguments::{group, option_end};
use crate::corpus::latex::scanner::Scanner;
use crate::corpus::latex::verbatim::VERBATIM;

impl Scanner<'_> {
    /// Reads the beginning of an environment, and all of it when nothing in it is a command.
    pub(super) fn begin(&mut self, at: usize, after: usize) -> usize {
        let Some(group) = group(self.source, self.braces, after) else {
            return after;
        };
        if group.end >= self.end {
            return after;
        }
        let name = self.source[group.clone()].trim();
        let next = group.end + 1;
        self.inline.paragraph(at);
        if name == "comment" {
            let end = self.finder.next("\\end{comment}", next);
            return end.map_or(self.end, |end| end + "\\end{comment}".len());
        }
        if let Some((_, close, groups)) = VERBATIM.iter().find(|(known, ..)| *known == name) {
            let start = self.content_start(next, *groups);
            let end = self.finder.next(close, start).unwrap_or(self.end);
            self.inline.keep(start, end);
            self.inline.paragraph(end);
            return (end + close.len()).min(self.end);
        }
        let arguments = ARGUMENTS.iter().find(|(known, _)| *known == name);
        if let Some((_, groups)) = arguments {
            return self.skip_groups(next, *groups);
        }
        let option = option_end(self.source, self.braces, next).filter(|&end| end <= self.end);
        let Some(end) = option else {
            return next;
        };
        match is_name(&self.source[next + 1..end - 1]) {
            true => {
                self.label_end = Some(end - 1);
                next + 1
            }
            false => end,
        }
    }
}

/// Is an environment's option the name of a theorem rather than a setting such as `[ht]`?
fn is_name(option: &str) -> bool {
    let is_words = option.contains(' ') || option.starts_with(char::is_uppercase);
    is_words && option.len() > 2 && !option.contains(['=', '\\'])
}

/// Environments whose arguments show nothing, and how many they have.
const ARGUMENTS: &[(&str, usize)] = &[
    ("tabular", 1),
    ("tabular*", 2),
    ("tabularx", 2),
    ("tabulary", 2),
    ("longtable", 1),
    ("array", 1),
    ("minipage", 1),
    ("multicols", 1),
    ("thebibliography", 1),
    ("wrapfigure", 2),
    ("subfigure", 1),
    ("list", 2),
    ("otherlanguage", 1),
    ("column", 1),
];

#[cfg(test)]
mod tests {
    use crate::corpus::latex::check::check;

    #[test]
    fn environments_lose_their_names() {
        check(
            "\\begin{itemize}[nosep]\n\\item a\n\\item[B] c\n\\end{itemize}\nd",
            "a\nB c\n\nd",
        );
        check(
            "\\begin{lem}[Main result] a\n\\end{lem}\\begin{x}[H]b",
            "Main result a\n\nb",
        );
        check(
            "\\begin{tabular}{|l|r|}\n\\hline\na & b \\\\ \\hline\nc & \\textbf{d} \\\\[2pt]\n\\end{tabular}",
            "a | b\nc | d",
        );
        check(
            "\\begin{figure}[ht]\n\\includegraphics[width=3cm]{x}\n\\caption{Cap}\n\\end{figure}",
            "Cap",
        );
    }
}
