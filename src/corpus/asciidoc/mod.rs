//! AsciiDoc: `=` and underlined titles, the document header, delimited blocks, lists and tables.
//!
//! The [`Reader`] goes through the lines; each file here adds to it one kind of line or block, and
//! [`inline`] renders what stands within a block.

mod attributes;
mod fence;
mod header;
mod inline;
mod list;
mod table;
mod title;

#[cfg(test)]
mod check;

use std::collections::HashMap;
use std::ops::Range;

use crate::corpus::asciidoc::attributes::{Attributes, positional};
use crate::corpus::asciidoc::fence::fence;
use crate::corpus::asciidoc::header::attribute_entry;
use crate::corpus::asciidoc::inline::render;
use crate::corpus::asciidoc::list::{description, marker};
use crate::corpus::document::Document;
use crate::corpus::inline::{Blocks, indent_of};
use crate::corpus::lines::{Line, lines};

/// Reads AsciiDoc.
pub(crate) fn parse(source: &str) -> Document {
    let lines = lines(source);
    let mut last_of = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if fence(line.text).is_some() {
            last_of.insert(line.text.trim_end(), at);
        }
    }
    let mut reader = Reader {
        lines,
        at: 0,
        blocks: Blocks::new(source, render),
        last_of,
        containers: Vec::new(),
        attributes: Attributes::default(),
    };
    reader.header();
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.line(&line);
    }
    reader.blocks.finish()
}

/// The document as far as it is read.
struct Reader<'a> {
    lines: Vec<Line<'a>>,
    /// The line to read next.
    at: usize,
    blocks: Blocks<'a>,
    /// Where each delimiter stands for the last time.
    last_of: HashMap<&'a str, usize>,
    /// The delimiters of the open blocks that hold other blocks.
    containers: Vec<&'a str>,
    /// What the lines before say of the next block.
    attributes: Attributes,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &Line<'a>) {
        let text = line.text.trim_end();
        if text.is_empty() || text == "+" {
            self.blocks.end();
            self.at += 1;
            return;
        }
        if self.heading(line) || self.fenced(text) || self.block_attributes(text) {
            return;
        }
        self.at += 1;
        if is_comment(text) || self.left_out(line) {
            return;
        }
        self.prose(line);
    }

    /// Leaves out attribute entries, block macros, rules; of images and block titles the text is seen.
    fn left_out(&mut self, line: &Line<'a>) -> bool {
        let text = line.text.trim_end();
        let is_rule = matches!(text, "'''" | "<<<" | "---" | "***" | "- - -" | "* * *");
        if is_rule || attribute_entry(text).is_some() {
            self.blocks.end();
            return true;
        }
        if is_macro(text) {
            if let Some(alt) = image_alt(line) {
                let end = alt.end - line.start;
                let shown = Line {
                    text: &line.text[..end],
                    ..*line
                };
                self.blocks.item(&shown, alt.start);
            }
            return true;
        }
        let is_title = text.starts_with('.')
            && text[1..].starts_with(|c: char| !c.is_whitespace() && c != '.')
            && !self.blocks.is_open();
        if is_title {
            self.blocks.item(line, line.start + 1);
            self.blocks.end();
        }
        is_title
    }

    fn prose(&mut self, line: &Line<'a>) {
        let is_code = std::mem::take(&mut self.attributes).is_code;
        let indent = indent_of(line.text);
        let marker = marker(&line.text[indent..]);
        let is_literal = is_code || indent > 0 && marker.is_none();
        if !self.blocks.is_open() && is_literal {
            self.blocks.code(line, indent);
            while let Some(more) = self.lines.get(self.at)
                && !more.is_blank()
                && more.text.trim() != "+"
            {
                self.blocks.code(more, indent);
                self.at += 1;
            }
            return;
        }
        if let Some((term, text)) = description(line) {
            self.blocks.item(&term, term.text_start());
            if !text.is_blank() {
                self.blocks.item(&text, text.text_start());
            }
            return;
        }
        match marker {
            Some(len) => self.blocks.item(line, line.start + indent + len),
            None => self.blocks.text(line, line.start + indent),
        }
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with("//") && !text.starts_with("///")
}

/// Is the line a block macro, such as `include::x[]` or `image::x[alt]`?
fn is_macro(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "include", "image", "video", "audio", "toc", "ifdef", "ifndef", "ifeval", "endif",
    ];
    let Some((name, rest)) = text.split_once("::") else {
        return false;
    };
    NAMES.contains(&name) && rest.contains('[') && rest.trim_end().ends_with(']')
}

/// Returns where the alternative text of an image stands.
fn image_alt(line: &Line<'_>) -> Option<Range<usize>> {
    let open = line.text.find('[')? + 1;
    let inner = line.text.trim_end().strip_suffix(']')?.get(open..)?;
    if !line.text.starts_with("image::") {
        return None;
    }
    let alt = positional(inner);
    let start = line.start + open;
    (!alt.is_empty()).then(|| start + alt.start..start + alt.end)
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

    #[test]
    fn block_lines_show_what_readers_see() {
        check(".Caption\n----\ncode\n----\n", "Caption\n\ncode");
        check(
            "image::x.png[A *picture*,200]\n\ninclude::y[]\nifdef::a[]\n:b: c\n'''\nend",
            "A picture\n\nend",
        );
        check("NOTE: Mind\n\n[quote, Ann]\nwords\n", "NOTE: Mind\n\nwords");
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check(
            "= A\r\n\r\ntext\r\n\r\n----\r\n= b\r\n----",
            "# A\ntext\n\n= b",
        );
        check("", "");
    }
}
