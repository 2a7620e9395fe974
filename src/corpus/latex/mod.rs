//! LaTeX: sectioning commands, text commands, accents, verbatim text and tables.
//!
//! What is read: [`preamble`] finds where the text begins, [`Reader`] parts it at its headings, and
//! [`scanner`] renders what stands between them, one [`command`] or [`environment`] at a time.

mod preamble;
mod scanner;

mod command;
mod environment;
mod symbol;
mod verbatim;

mod arguments;
mod comment;

#[cfg(test)]
mod check;

use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::inline::{Inline, Pairs};
use crate::corpus::latex::arguments::{braces, group};
use crate::corpus::latex::command::command_name;
use crate::corpus::latex::preamble::{body_start, is_field, preamble_fields};
use crate::corpus::latex::scanner::{Scanner, rendered};

/// Reads LaTeX.
///
/// Of the preamble only title, author and date are seen.
pub(crate) fn parse(source: &str) -> Document {
    let body = body_start(source);
    let braces = braces(source);
    let mut builder = Builder::new(source.len());
    preamble_fields(source, body, &braces, &mut builder);
    let mut reader = Reader {
        scanner: Scanner::new(source, &braces, source.len()),
        builder,
        outermost: u8::MAX,
        heading_end: 0,
        line_start: 0,
    };
    let mut at = body;
    while at < source.len() {
        at = reader.step(at);
    }
    reader.scanner.inline.write(&mut reader.builder);
    let mut document = reader.builder.finish();
    for section in &mut document.sections {
        section.level = section.level.saturating_sub(reader.outermost - 1);
    }
    document
}

/// Reads the whole text and parts it at its headings.
struct Reader<'a> {
    scanner: Scanner<'a>,
    builder: Builder,
    /// The outermost level used, which becomes level 1.
    outermost: u8,
    /// Where the last heading ends, and where its line begins.
    heading_end: usize,
    line_start: usize,
}

impl Reader<'_> {
    fn step(&mut self, at: usize) -> usize {
        let (source, braces) = (self.scanner.source, self.scanner.braces);
        if source.as_bytes()[at] != b'\\' {
            return self.scanner.step(at);
        }
        let name = command_name(&source[at + 1..]);
        let after = at + 1 + name.len();
        if name == "end" && source[after..].starts_with("{document}") {
            return source.len();
        }
        let level = level(name);
        if level.is_none() && !is_field(name) {
            return self.scanner.step(at);
        }
        let Some(group) = group(source, braces, after) else {
            return self.scanner.step(at);
        };
        if let Some(level) = level {
            return self.heading(at, group, level);
        }
        let text = rendered(source, braces, group.clone());
        self.builder.field(name, &text);
        group.end + 1
    }

    fn heading(&mut self, at: usize, title: Range<usize>, level: u8) -> usize {
        let (source, braces) = (self.scanner.source, self.scanner.braces);
        let label = label_after(source, braces, title.end + 1);
        let end = label.as_ref().map_or(title.end, |label| label.end) + 1;
        let inner = label_in(&source[title.clone()]);
        let anchor = label.map(|label| &source[label]).or(inner);
        let line = source[self.heading_end..at].rfind('\n');
        if let Some(line) = line {
            self.line_start = self.heading_end + line + 1;
        }
        let is_alone =
            self.line_start >= self.heading_end && source[self.line_start..at].trim().is_empty();
        let inline = std::mem::replace(&mut self.scanner.inline, Inline::new(source));
        inline.write(&mut self.builder);
        self.builder.heading(Heading {
            level,
            text: rendered(source, braces, title),
            anchor: anchor.map(str::to_owned),
            start: if is_alone { self.line_start } else { at },
        });
        self.outermost = self.outermost.min(level);
        self.heading_end = end;
        end
    }
}

/// Returns the level of a sectioning command before the outermost becomes 1.
fn level(command: &str) -> Option<u8> {
    Some(match command {
        "part" => 1,
        "chapter" => 2,
        "section" => 3,
        "subsection" => 4,
        "subsubsection" => 5,
        "paragraph" => 6,
        "subparagraph" => 7,
        _ => return None,
    })
}

/// Returns where the label stands that follows a title.
fn label_after(source: &str, braces: &Pairs, at: usize) -> Option<Range<usize>> {
    let rest = source[at..].trim_start_matches([' ', '\t', '\r', '%']);
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    let rest = rest
        .trim_start_matches([' ', '\t'])
        .strip_prefix("\\label")?;
    group(source, braces, source.len() - rest.len())
}

/// Returns the label that a title holds.
fn label_in(title: &str) -> Option<&str> {
    let (_, rest) = title.split_once("\\label{")?;
    rest.split_once('}').map(|(label, _)| label)
}

#[cfg(test)]
mod tests {
    use crate::corpus::latex::check::check;

    #[test]
    fn the_outermost_command_is_level_one() {
        check(
            "\\section{A}\n\\subsection*{B}\ntext\n\\paragraph{C} more",
            "# A\n## B\ntext\n#### C\nmore",
        );
        check("\\part{A}\\chapter{B}\n\\section{C}", "# A\n## B\n### C");
        check("\\subsubsection{A}\n\\subsection{B}", "## A\n# B");
    }

    #[test]
    fn titles_are_rendered() {
        check(
            "\\section[Short]{A \\emph{long} {nested}\n  title}",
            "# A long nested title",
        );
        check(
            "\\section{$x^2$ -- \\texttt{a\\_b}\\footnote{F}} t",
            "# x^2 – a_b F\nt",
        );
        check("\\section {A}\n\\section\n{B}", "# A\n# B");
        check("text \\section{A}more", "text\n# A\nmore");
        check("\\section{open\n\n\\section{B}", "open\n# B");
        check("\\sectionmark{A} \\section", "A");
    }

    #[test]
    fn labels_are_anchors() {
        check("\\section{A}\\label{sec:a}\ntext", "# A {#sec:a}\ntext");
        check(
            "\\section{A}%\n  \\label{a}\n\\section{B\\label{b}}",
            "# A {#a}\n# B {#b}",
        );
        check("\\section{A}\n\n\\label{a}", "# A");
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(
            "\\section{A}\r\ntext\r\n% c\r\nmore\r\n\r\nend",
            "# A\ntext\nmore\n\nend",
        );
        check("", "");
        check("\\", "");
    }
}
