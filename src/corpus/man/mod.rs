//! Manual pages in roff: the `man` macros and the `mdoc` macros.
//!
//! What is read: [`Reader`] goes from line to line and takes each for text or for a request. Requests
//! of roff itself are in [`condition`], [`definition`] and [`table`], the two packages in [`macros`]
//! and [`mdoc`]; [`escape`] renders what stands within lines.

mod condition;
mod definition;
mod table;

mod macros;
mod mdoc;

mod arguments;
mod escape;
mod special;

#[cfg(test)]
mod check;

use std::collections::HashSet;
use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::inline::Inline;
use crate::corpus::lines::{Line, lines};
use crate::corpus::man::arguments::arguments;
use crate::corpus::man::escape::render;

/// Reads a manual page.
pub(crate) fn parse(source: &str) -> Document {
    let mut reader = Reader {
        source,
        lines: lines(source),
        at: 0,
        builder: Builder::new(source.len()),
        is_open: false,
        awaits_heading: None,
        joins_cell: false,
        branches: Vec::new(),
        macros: HashSet::new(),
        name: None,
    };
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.at += 1;
        let mut rest = Some(line);
        while let Some(line) = rest {
            rest = reader.line(&line);
        }
    }
    reader.builder.finish()
}

/// A manual page that is read line by line.
struct Reader<'a> {
    source: &'a str,
    lines: Vec<Line<'a>>,
    /// The line to read next.
    at: usize,
    builder: Builder,
    /// Is the line before part of a block that could go on?
    is_open: bool,
    /// The level and start of a heading whose text is the next line.
    awaits_heading: Option<(u8, usize)>,
    /// Does the next line go on with a table row?
    joins_cell: bool,
    /// Which conditions held that wait for their `.el`.
    branches: Vec<bool>,
    /// The macros defined here that show their arguments.
    macros: HashSet<&'a str>,
    /// The name that `.Nm` repeats.
    name: Option<Range<usize>>,
}

impl<'a> Reader<'a> {
    /// Reads a line and returns what of it is a line of its own, after a condition.
    fn line(&mut self, line: &Line<'a>) -> Option<Line<'a>> {
        let Some(request) = line.text.strip_prefix(['.', '\'']) else {
            self.text_line(line);
            return None;
        };
        let request = request.trim_start();
        let len = request.find(|c: char| c.is_whitespace() || c == '\\');
        let (name, rest) = request.split_at(len.unwrap_or(request.len()));
        match name {
            "if" => return self.condition(line, rest, false),
            "ie" => return self.condition(line, rest, true),
            "el" => {
                let holds = !self.branches.pop().unwrap_or(true);
                return self.branch(line, rest, holds);
            }
            "de" | "de1" | "am" | "am1" => self.definition(rest, true),
            "ig" => self.definition(rest, false),
            "als" => self.alias(rest),
            "TS" => self.table(),
            "TH" | "Dt" | "Dd" => self.title(name, line, rest),
            _ => self.request(name, line, rest),
        }
        None
    }

    fn text_line(&mut self, line: &Line<'a>) {
        if line.is_blank() {
            self.is_open = false;
            return;
        }
        let mut inline = Inline::new(self.source);
        render(&mut inline, self.source, range_of(line));
        self.show(line, &inline);
    }

    /// Adds a line as rendered; it may be the heading that is awaited.
    fn show(&mut self, line: &Line<'a>, inline: &Inline<'a>) {
        if let Some((level, start)) = self.awaits_heading.take() {
            self.heading(level, inline, start);
            return;
        }
        if self.joins_cell {
            self.joins_cell = false;
            self.builder.text(" | ", line.start);
        } else if self.is_open {
            self.builder.line(line.start);
        } else {
            self.builder.paragraph(line.start);
        }
        self.is_open = true;
        inline.write(&mut self.builder);
    }

    fn heading(&mut self, level: u8, inline: &Inline<'a>, start: usize) {
        self.is_open = false;
        self.joins_cell = false;
        self.builder.heading(Heading {
            level,
            text: inline.plain(),
            anchor: None,
            start,
        });
    }

    /// Notes the title and date that `.TH`, `.Dt` and `.Dd` give.
    fn title(&mut self, name: &str, line: &Line<'a>, rest: &str) {
        let words: Vec<String> = arguments(line, rest)
            .into_iter()
            .map(|word| {
                let mut inline = Inline::new(self.source);
                render(&mut inline, self.source, word);
                inline.plain()
            })
            .collect();
        if name == "Dd" {
            let date = words.join(" ").replace("$Mdocdate:", "").replace('$', "");
            return self.builder.field("date", &date);
        }
        match (words.first(), words.get(1)) {
            (Some(page), Some(section)) => self.builder.title(&format!("{page}({section})")),
            (Some(page), None) => self.builder.title(page),
            _ => {}
        }
        if let Some(date) = words.get(2).filter(|_| name == "TH") {
            self.builder.field("date", date);
        }
    }
}

fn range_of(line: &Line<'_>) -> Range<usize> {
    line.start..line.start + line.text.len()
}

#[cfg(test)]
mod tests {
    use crate::corpus::man::check::check;
    use crate::corpus::man::parse;

    #[test]
    fn sections_are_headings() {
        check(
            ".SH NAME\nls \\- list\n.SS \"Exit \\fIstatus\\fR:\"\n0\n.SH SEE ALSO\n",
            "# NAME\nls - list\n## Exit status:\n0\n# SEE ALSO",
        );
        check(
            ".SH\nNext line\ntext\n.SS\n.B bold\n",
            "# Next line\ntext\n## bold",
        );
        check(
            ".Sh SYNOPSIS\n.Ss Option Fl x\n",
            "# SYNOPSIS\n## Option -x",
        );
        check("'SH A\n. SH B\n.SHY\n", "# A\n# B");
    }

    #[test]
    fn the_title_names_page_and_section() {
        let document = parse("'\\\" t\n.TH LS 1 \"May 2020\" \"GNU\"\n.SH NAME\n");
        assert_eq!(document.title.as_deref(), Some("LS(1)"));
        assert_eq!(document.date.as_deref(), Some("May 2020"));
        let document = parse(".Dd $Mdocdate: June 1 2020 $\n.Dt CAT 1\n.Os\n");
        assert_eq!(document.title.as_deref(), Some("CAT(1)"));
        assert_eq!(document.date.as_deref(), Some("June 1 2020"));
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(".SH A\r\ntext\r\n.PP\r\nmore", "# A\ntext\n\nmore");
        check("", "");
        check(".", "");
    }
}
