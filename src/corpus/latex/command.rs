//! Commands: what each does with its arguments.

use crate::corpus::latex::arguments::{option_end, skip_options};
use crate::corpus::latex::scanner::Scanner;
use crate::corpus::latex::symbol::SYMBOLS;

/// Each method reads a command at `at`, or what stands after its name, and returns where to go on.
impl Scanner<'_> {
    pub(super) fn command(&mut self, at: usize) -> usize {
        let name = command_name(&self.source[at + 1..self.end]);
        let after = at + 1 + name.len();
        match name {
            "" => self.control_symbol(at),
            "begin" => self.begin(at, after),
            "end" => {
                let next = self.skip_groups(after, 1);
                self.inline.paragraph(next);
                next
            }
            "par" => {
                self.inline.paragraph(after);
                after
            }
            "newline" | "linebreak" | "tabularnewline" => self.line_break(after),
            "item" => self.item(at, after),
            "verb" | "lstinline" => self.verb(after),
            "url" | "path" | "nolinkurl" => self.address(after),
            "def" | "gdef" | "edef" => self.definition(after),
            "footnote" | "footnotetext" | "thanks" => {
                self.inline.put(" ", at);
                self.skip_options(after)
            }
            "c" | "v" | "u" | "H" | "k" | "r" | "d" => self.accent(at, after),
            _ => self.named(name, at, after),
        }
    }

    /// Reads a command that is known by a table, or not at all.
    fn named(&mut self, name: &str, at: usize, after: usize) -> usize {
        if let Some((_, text)) = SYMBOLS.iter().find(|(known, _)| *known == name) {
            let rest = &self.source[after..self.end];
            // After a letter or a sign of plain text people know that the space is swallowed.
            let is_letter = text.chars().all(char::is_alphabetic) && text.chars().count() == 1;
            let next = match is_letter || text.is_ascii() && text.len() == 1 {
                true => self.end - rest.trim_start_matches(' ').len(),
                false => after,
            };
            return self.put(text, at, next);
        }
        if let Some((_, groups)) = HIDING.iter().find(|(known, _)| *known == name) {
            return self.skip_groups(after, *groups);
        }
        let is_reference = name.ends_with("ref") && !matches!(name, "href" | "hyperref");
        if is_reference || name.starts_with("index") || name.to_ascii_lowercase().contains("cite") {
            return self.skip_groups(after, 1);
        }
        self.skip_options(after)
    }

    fn skip_options(&self, at: usize) -> usize {
        let end = skip_options(self.source, self.braces, at);
        if end <= self.end { end } else { at }
    }

    /// Returns where to go on after so many arguments, each in braces or a single command.
    pub(super) fn skip_groups(&self, at: usize, groups: usize) -> usize {
        let mut at = at;
        for _ in 0..groups {
            let open = self.skip_options(at);
            let rest = &self.source[open..self.end];
            at = match self.braces.partner(open) {
                Some(close) if close < self.end => close + 1,
                _ if rest.starts_with('\\') => open + 1 + command_name(&rest[1..]).len(),
                _ => return open,
            };
        }
        at
    }

    /// Reads a backslash and the one character after it.
    fn control_symbol(&mut self, at: usize) -> usize {
        let Some(symbol) = self.source[at + 1..self.end].chars().next() else {
            return at + 1;
        };
        let next = at + 1 + symbol.len_utf8();
        match symbol {
            '\\' => self.line_break(next),
            '(' => self.math("\\)", at, 2),
            '[' => self.math("\\]", at, 2),
            ')' | ']' | '-' | '/' | '!' | '@' | '+' => next,
            ',' | ';' | ':' | '>' | ' ' => self.put(" ", at, next),
            '\n' | '\r' => at + 1,
            '\'' | '`' | '^' | '"' | '~' | '=' | '.' => self.accent(at, next),
            _ => self.inline.keep(at + 1, next),
        }
    }

    fn line_break(&mut self, after: usize) -> usize {
        let rest = &self.source[after..self.end];
        let star = rest.len() - rest.strip_prefix('*').unwrap_or(rest).len();
        let next = option_end(self.source, self.braces, after + star);
        let next = next
            .filter(|&next| next <= self.end)
            .unwrap_or(after + star);
        self.inline.line(next);
        next
    }

    fn item(&mut self, at: usize, after: usize) -> usize {
        self.inline.line(at);
        let rest = &self.source[after..self.end];
        let open = self.end - rest.trim_start_matches([' ', '\t']).len();
        match option_end(self.source, self.braces, open) {
            Some(end) if end <= self.end => {
                self.label_end = Some(end - 1);
                open + 1
            }
            _ => after,
        }
    }

    /// Leaves out a macro definition.
    fn definition(&mut self, after: usize) -> usize {
        const PARAMETER_BYTES: usize = 100;
        let bytes = self.source[after..self.end].bytes().take(PARAMETER_BYTES);
        let open = bytes
            .take_while(|&byte| byte != b'\n')
            .position(|b| b == b'{');
        match open {
            Some(open) => self.skip_groups(after + open, 1),
            None => after,
        }
    }
}

/// Returns the letters that `text` begins with.
pub(super) fn command_name(text: &str) -> &str {
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    &text[..len]
}

/// Commands that show nothing of their first arguments, and how many these are.
const HIDING: &[(&str, usize)] = &[
    ("label", 1),
    ("index", 1),
    ("glossary", 1),
    ("includegraphics", 1),
    ("input", 1),
    ("include", 1),
    ("bibliography", 1),
    ("bibliographystyle", 1),
    ("bibitem", 1),
    ("addbibresource", 1),
    ("usepackage", 1),
    ("RequirePackage", 1),
    ("documentclass", 1),
    ("pagestyle", 1),
    ("thispagestyle", 1),
    ("pagenumbering", 1),
    ("vspace", 1),
    ("hspace", 1),
    ("phantom", 1),
    ("hypersetup", 1),
    ("graphicspath", 1),
    ("selectlanguage", 1),
    ("foreignlanguage", 1),
    ("color", 1),
    ("textcolor", 1),
    ("colorbox", 1),
    ("href", 1),
    ("hypertarget", 1),
    ("hyperlink", 1),
    ("mintinline", 1),
    ("parbox", 1),
    ("raisebox", 1),
    ("scalebox", 1),
    ("cline", 1),
    ("setlength", 2),
    ("addtolength", 2),
    ("setcounter", 2),
    ("addtocounter", 2),
    ("fontsize", 2),
    ("rule", 2),
    ("resizebox", 2),
    ("multicolumn", 2),
    ("multirow", 2),
    ("newcommand", 2),
    ("renewcommand", 2),
    ("providecommand", 2),
    ("DeclareMathOperator", 2),
    ("newtheorem", 2),
    ("addcontentsline", 3),
    ("definecolor", 3),
    ("newenvironment", 3),
    ("renewenvironment", 3),
    ("markboth", 2),
    ("markright", 1),
    ("newacronym", 3),
    ("lstset", 1),
];

#[cfg(test)]
mod tests {
    use crate::corpus::latex::check::check;

    #[test]
    fn commands_keep_their_text() {
        for (source, expected) in [
            ("\\emph{a} \\textbf{b \\textit{c}} {\\bf d}", "a b c d"),
            (
                "\\href{http://a.b/%20}{the text} \\url{http://a.b/_c%20}",
                "the text http://a.b/_c%20",
            ),
            (
                "a\\footnote{B.} c~\\cite[p.~1]{x} d \\ref{y}\\indexdef{z}.",
                "a B. c d .",
            ),
            (
                "\\textcolor{red}{a} \\unknown[opt]{b}{c} \\noindent d",
                "a b c d",
            ),
            (
                "\\def\\x#1{hidden} \\newcommand*{\\y}[1]{hidden} \\let\\a\\b e",
                "e",
            ),
            (
                "\\texttt{{-}{-}x {[}{[}y{]}{]}} \\textquotesingle a\\textquotesingle{} \\textbar b\\textbar{} -\\/-c",
                "--x [[y]] 'a' |b| --c",
            ),
            ("\\textbf{open \\cite{open", "open open"),
            ("a\\newline b\\par c", "a\nb\n\nc"),
        ] {
            check(source, expected);
        }
    }
}
