//! Org: headlines, keywords, drawers, blocks, lists and tables.

mod code;
mod drawer;
mod headline;
mod list;

mod inline;

#[cfg(test)]
mod check;

use std::collections::HashSet;

use crate::corpus::document::Document;
use crate::corpus::inline::{Blocks, indent_of};
use crate::corpus::lines::{Line, lines};
use crate::corpus::org::code::fixed_width;
use crate::corpus::org::drawer::{DrawerEnd, drawer};
use crate::corpus::org::headline::{headline, todo_keywords};
use crate::corpus::org::inline::render;
use crate::corpus::org::list::item;

/// Reads Org.
pub(crate) fn parse(source: &str) -> Document {
    let lines = lines(source);
    let mut reader = Reader {
        keywords: todo_keywords(&lines),
        drawer_end: DrawerEnd::default(),
        lines,
        at: 0,
        blocks: Blocks::new(source, render),
    };
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.line(&line);
    }
    reader.blocks.finish()
}

struct Reader<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
    blocks: Blocks<'a>,
    /// The words that say how a task stands.
    keywords: HashSet<&'a str>,
    drawer_end: DrawerEnd,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &Line<'a>) {
        let text = line.text.trim();
        if text.is_empty() {
            self.blocks.end();
            self.at += 1;
            return;
        }
        if let Some(level) = headline(line.text) {
            return self.headline(line, level);
        }
        if let Some(keyword) = text.strip_prefix("#+") {
            return self.keyword(line, keyword);
        }
        self.at += 1;
        if text == "#" || text.starts_with("# ") || is_rule(text) || text.starts_with("CLOCK: ") {
            return;
        }
        if let Some(name) = drawer(text) {
            return self.drawer(name);
        }
        if let Some(code) = fixed_width(line) {
            return self.blocks.code(&code, 0);
        }
        if text.starts_with('|') {
            return self.table_row(line);
        }
        let indent = indent_of(line.text);
        match item(&line.text[indent..], indent) {
            Some(len) => self.blocks.item(line, line.start + indent + len),
            None => self.blocks.text(line, line.start + indent),
        }
    }

    /// Reads a line such as `#+TITLE: x` or `#+BEGIN_SRC rust`.
    fn keyword(&mut self, line: &Line<'a>, keyword: &'a str) {
        self.at += 1;
        let word = keyword.split_whitespace().next().unwrap_or_default();
        let upper = word.to_ascii_uppercase();
        if let Some(name) = upper.strip_prefix("BEGIN_") {
            self.blocks.end();
            return self.block(name);
        }
        if upper.starts_with("END_") {
            return self.blocks.end();
        }
        let Some((name, value)) = keyword.split_once(':') else {
            return self.blocks.text(line, line.text_start());
        };
        let name = name.split('[').next().unwrap_or_default();
        match name.to_ascii_uppercase().as_str() {
            "CAPTION" => {
                let from = line.start + line.text.trim_end().len() - value.trim().len();
                self.blocks.item(line, from);
            }
            "TEXINFO" | "ASCII" | "ODT" | "MD" | "MAN" | "CINDEX" | "FINDEX" | "KINDEX"
            | "PINDEX" | "TINDEX" | "VINDEX" | "NAME" | "HEADER" | "HEADERS" | "RESULTS"
            | "RESULT" | "TBLFM" | "PLOT" | "CALL" | "TOC" | "INDEX" | "INCLUDE" | "MACRO"
            | "LATEX" | "HTML" | "BEAMER" | "TODO" | "SEQ_TODO" | "TYP_TODO" => {}
            upper if upper.starts_with("ATTR_") => {}
            _ if name.contains(char::is_whitespace) => {
                self.blocks.text(line, line.text_start());
            }
            _ => self.blocks.builder.field(name, value),
        }
    }

    fn table_row(&mut self, line: &Line<'a>) {
        let text = line.text.trim();
        if text.starts_with("|-") {
            return;
        }
        let inner = text[1..].strip_suffix('|').unwrap_or(&text[1..]);
        let mut at = line.text_start() + 1;
        let cells = inner.split('|').map(|cell| {
            let start = at;
            at += cell.len() + 1;
            start..start + cell.len()
        });
        self.blocks.row(line, cells);
    }
}

fn is_rule(text: &str) -> bool {
    text.len() >= 5 && text.bytes().all(|byte| byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::inline::shown;
    use crate::corpus::org::check::check;

    #[test]
    fn keywords_are_fields() {
        let source = "#+TITLE: My doc\n#+author: Ann\n#+DATE: 2020\n#+LANGUAGE: fr\n#+ATTR_HTML: :a b\n\
                      #+CAPTION: A *table*\n| a |\n";
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("My doc"));
        assert_eq!(document.language.as_deref(), Some("fr"));
        assert_eq!(document.date.as_deref(), Some("2020"));
        assert_eq!(document.fields.len(), 4);
        assert_eq!(shown(source, &document), "A table\na");
    }

    #[test]
    fn comments_are_left_out() {
        check(
            "# a\nb\n #\n#+BEGIN_COMMENT\n*c*\n#+END_COMMENT\n-----\nd #e",
            "b\n\nd #e",
        );
        check("#+BEGIN_EXPORT html\n<b>\n#+END_EXPORT\n#hash", "#hash");
    }

    #[test]
    fn other_blocks_lose_their_delimiters() {
        check("#+BEGIN_QUOTE\n/a/\n\nb\n#+END_QUOTE\nc", "a\n\nb\n\nc");
    }

    #[test]
    fn tables_have_a_line_per_row() {
        check(
            "| A | *B* |\n|---+---|\n| 1 | |\n| 2 | x |\n",
            "A | B\n1\n2 | x",
        );
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check("* A :t:\r\ntext\r\n\r\nmore", "# A\ntext\n\nmore");
        check("", "");
    }
}
