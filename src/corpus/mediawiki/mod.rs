//! MediaWiki's wikitext: `== headings ==`, links, templates, tables and lists.
//!
//! A template is left out from its `{{` to the `}}` that matches, over empty lines too; a few that only
//! wrap text show it. A `{{` that nothing matches before the next heading is left out alone.

pub(super) mod dump;

mod spans;

mod heading;
mod table;

mod inline;
mod link;
mod template;

#[cfg(test)]
mod check;

use crate::corpus::document::{Builder, Document};
use crate::corpus::mediawiki::inline::Scanner;
use crate::corpus::mediawiki::spans::spans;

/// Reads wikitext.
pub(crate) fn parse(source: &str) -> Document {
    let spans = spans(source);
    let mut reader = Reader {
        scanner: Scanner::new(source, &spans, source.len()),
        builder: Builder::new(source.len()),
        tables: 0,
        is_gallery: false,
    };
    let mut at = 0;
    let mut is_line_start = true;
    while at < source.len() {
        if is_line_start {
            at = reader.line_start(at);
            is_line_start = false;
        } else if source.as_bytes()[at] == b'\n' {
            at += 1;
            is_line_start = true;
        } else {
            at = reader.scanner.step(at);
        }
    }
    reader.finish()
}

/// Reads the whole page line by line.
struct Reader<'a> {
    scanner: Scanner<'a>,
    builder: Builder,
    /// How many tables are open.
    tables: usize,
    is_gallery: bool,
}

impl Reader<'_> {
    fn finish(mut self) -> Document {
        self.scanner.inline.write(&mut self.builder);
        for category in self.scanner.categories {
            self.builder.field("category", &category);
        }
        self.builder.finish()
    }

    /// Reads what only means something at the start of a line.
    fn line_start(&mut self, start: usize) -> usize {
        let source = self.scanner.source;
        let at = self.scanner.after_comments(start);
        let end = self.scanner.line_end(at);
        let text = source[at..end].trim_end();
        self.scanner.cells = None;
        if text.is_empty() {
            // A line with nothing but a comment is no line at all.
            if at == start {
                self.scanner.inline.paragraph(at);
            }
            return at;
        }
        if let Some(next) = self.heading(start, at, text) {
            return next;
        }
        if let Some(next) = self.table(at, end) {
            return next;
        }
        if self.scanner.separator.is_none() {
            self.scanner.inline.line(start);
        }
        self.gallery_line(at, end)
            .unwrap_or_else(|| at + lead_len(text, start))
    }

    /// Of a line in a gallery only the caption is seen.
    fn gallery_line(&mut self, at: usize, end: usize) -> Option<usize> {
        let text = &self.scanner.source[at..end];
        let tag = text.trim_start().get(..9).map(str::to_ascii_lowercase);
        match tag.as_deref() {
            Some("<gallery>" | "<gallery ") => self.is_gallery = true,
            Some("</gallery") => self.is_gallery = false,
            _ if self.is_gallery => {
                return Some(text.find('|').map_or(end, |bar| at + bar + 1));
            }
            _ => {}
        }
        None
    }
}

/// Returns the length of a list's marks or a rule at the start of a line.
fn lead_len(text: &str, start: usize) -> usize {
    // `#REDIRECT [[x]]` is not a list.
    let after_mark = text.strip_prefix('#').filter(|_| start == 0);
    if after_mark.is_some_and(|rest| rest.starts_with(char::is_alphabetic)) {
        return 0;
    }
    if text.starts_with("----") {
        return text.bytes().take_while(|&byte| byte == b'-').count();
    }
    let marks = text.bytes().take_while(|byte| b"*#:;".contains(byte));
    marks.count()
}

/// Is `word` one of a list parted by bars?
fn is_in(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::mediawiki::check::check;

    #[test]
    fn categories_are_fields() {
        let document = parse("a\n[[Category:Towns|x]]\n[[Kategorie: Orte ]]\n");
        let expected = [("category", "Towns"), ("category", "Orte")];
        assert_eq!(
            document.fields,
            expected.map(|(n, v)| (n.to_owned(), v.to_owned()))
        );
        assert_eq!(document.sections[0].text, "a");
    }

    #[test]
    fn lists_and_rules_lose_their_marks() {
        check("* a\n** b\n# c\n:; d\n----\ne\n----f", "a\nb\nc\nd\ne\nf");
        check("#REDIRECT [[Target]]", "#REDIRECT Target");
        check(
            "<gallery mode=x>\nFile:a.jpg|Cap ''a''\nFile:b.jpg\n</gallery>\nc",
            "Cap a\nc",
        );
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(
            "== A ==\r\na\r\n\r\n* b\r\n{|\r\n| c\r\n|}",
            "## A\na\n\nb\n\nc",
        );
        check("", "");
    }
}
