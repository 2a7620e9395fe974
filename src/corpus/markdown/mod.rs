//! Markdown as GitHub shows it, with front matter and with HTML in it.

mod code;
mod html;
mod nesting;

#[cfg(test)]
mod check;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::corpus::document::Document;
use crate::corpus::html::flow::Flow;
use crate::corpus::html::page::{Kind, Page};
use crate::corpus::markdown::code::Code;
use crate::corpus::markdown::html::HtmlBlock;
use crate::corpus::markdown::nesting::is_too_deep;
use crate::corpus::{front_matter, plain};

/// Reads Markdown; text that is nested too deeply to be any is read as plain text.
pub(crate) fn parse(source: &str) -> Document {
    if is_too_deep(source) {
        return plain::parse(source);
    }
    let mut reader = Reader {
        source,
        page: Page::new(source, Kind::Markdown),
        base: 0,
        lists: 0,
        code: None,
        html: None,
    };
    reader.base = front_matter::note(source, reader.flow().builder_mut());
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let body = &source[reader.base..];
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        let range = reader.base + range.start..reader.base + range.end;
        reader.add(event, range);
    }
    reader.page.finish()
}

/// Turns the events of the parser into text.
#[derive(Debug)]
struct Reader<'a> {
    source: &'a str,
    page: Page<'a>,
    /// Where the Markdown starts, behind the front matter.
    base: usize,
    /// How many lists are open.
    lists: usize,
    /// The kind of the open code block.
    code: Option<Code>,
    html: Option<HtmlBlock>,
}

impl<'a> Reader<'a> {
    fn flow(&mut self) -> &mut Flow<'a> {
        &mut self.page.flow
    }

    fn add(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range.start),
            Event::End(tag) => self.end(tag, range.end),
            Event::Html(html) => {
                if let Some(block) = &mut self.html {
                    block.push(&html, range.start);
                }
            }
            Event::InlineHtml(html) => self.add_html(&html, range.start),
            Event::Rule => self.flow().end_block(),
            _ if self.page.is_hidden() => {}
            Event::Text(text) => self.add_text(&text, range.start),
            Event::Code(code) => self.add_code(&code, range),
            Event::SoftBreak | Event::HardBreak => self.flow().line(range.end),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, start: usize) {
        if let Tag::Heading { level, id, .. } = tag {
            self.page.close_all();
            let anchor = id.map(|id| id.into_string());
            return self.flow().open_heading(level as u8, anchor, start);
        }
        self.end_unclosed_heading(&tag);
        match tag {
            Tag::Paragraph => self.flow().block(start),
            Tag::CodeBlock(kind) => {
                self.code = Some(match kind {
                    CodeBlockKind::Fenced(_) => Code::Fenced,
                    CodeBlockKind::Indented => Code::Indented,
                });
                self.flow().block(start);
            }
            Tag::HtmlBlock => {
                self.flow().block(start);
                self.html = Some(HtmlBlock::new(start));
            }
            Tag::BlockQuote(_) | Tag::Table(_) => self.flow().begin_list(start, false),
            Tag::List(_) => {
                let is_nested = self.lists > 0;
                self.lists += 1;
                self.flow().begin_list(start, is_nested);
            }
            Tag::Item => self.flow().item(start),
            Tag::TableHead | Tag::TableRow => self.flow().row(start),
            Tag::TableCell => self.flow().cell(start),
            Tag::Image { .. } => self.flow().space(start),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, end: usize) {
        match tag {
            TagEnd::Heading(_) => {
                self.page.reveal();
                self.page.end_markdown_heading();
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::CodeBlock => {
                self.code = None;
                self.flow().end_block();
            }
            TagEnd::Paragraph => {
                self.page.reveal();
                self.flow().end_block();
            }
            TagEnd::Item | TagEnd::TableCell => self.page.reveal(),
            TagEnd::List(_) => {
                self.lists -= 1;
                let is_nested = self.lists > 0;
                self.flow().end_list(is_nested);
            }
            TagEnd::Image => self.flow().space(end),
            TagEnd::BlockQuote(_) | TagEnd::Table => self.flow().end_list(false),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::html::check::check_places;
    use crate::corpus::markdown::check::{check, check_text};

    #[test]
    fn atx_and_setext_headings_begin_sections() {
        check(
            "Opening\n\n# One #\nText\n\nTwo *long*\nlines\n---\n\n###### Six",
            &[
                (0, "", "", "Opening"),
                (1, "One", "", "Text"),
                (2, "Two long lines", "", ""),
                (6, "Six", "", ""),
            ],
        );
    }

    #[test]

    fn what_only_looks_like_a_heading_is_text() {
        check_text("#hash\n\n####### seven", "#hash\n\n####### seven");
        check_text("\\# no", "# no");
        check_text("a\n    # b", "a\n# b");
        check_text("Text\n\n---\n\nMore", "Text\n\nMore");
        check_text("<!-- # no -->\n\nx", "x");
        check_text("```\n# no\n```\n", "# no");
        check_text(
            "~~~~ md\n# a\n~~~\nb\n===\n~~~~\nc",
            "# a\n~~~\nb\n===\n\nc",
        );
        check_text("    # code\n      more\n", "# code\n  more");
        check_text("- ```\n  # a\n    b\n  ```\n- c", "# a\n  b\nc");
        check_text("> ```\n> # a\n\nb", "# a\n\nb");
        check_text(
            "```\n# to the end\n\n# of the file",
            "# to the end\n\n# of the file",
        );
    }

    #[test]
    fn empty_headings_begin_sections() {
        check("a\n\n#\n\nb", &[(0, "", "", "a"), (1, "", "", "b")]);
        check("# #\n", &[(1, "", "", "")]);
        check(
            "# A\n##\nb\n## {#c}\n##",
            &[
                (1, "A", "", ""),
                (2, "", "", "b"),
                (2, "", "c", ""),
                (2, "", "", ""),
            ],
        );
        check("# ![](x)\na", &[(1, "", "", "a")]);
        check("# A <h2>\n\nb", &[(1, "A", "", "b")]);
    }

    #[test]
    fn headings_in_quotes_and_items_start_with_their_line() {
        check(
            "> a\n> # B {#b}\n> c\n\n- # D\n  e\n1. x\n\n   F\n   ===\n",
            &[
                (0, "", "", "a"),
                (1, "B", "b", "c"),
                (1, "D", "", "e\n\nx"),
                (1, "F", "", ""),
            ],
        );
    }

    #[test]
    fn anchors_are_written_after_or_before_the_heading() {
        check("# A b {#x .c k=v}", &[(1, "A b", "x", "")]);
        check("# A {b}\n", &[(1, "A", "", "")]);
        check(
            "<a name=\"x\"></a>\n\n## A",
            &[(0, "", "", ""), (2, "A", "x", "")],
        );
        check(
            "<a id=x></a>\nno\n\n# A",
            &[(0, "", "", "no"), (1, "A", "", "")],
        );
        check(
            "# <a id=\"x\"></a>A <a href=\"#x\">#</a>",
            &[(1, "A", "x", "")],
        );
        check("# A\n", &[(1, "A", "", "")]);
    }

    #[test]
    fn heading_text_is_rendered() {
        let source = "# `a` **b** [c](d) ![e](f) &amp; \\* ~~g~~ <kbd>h</kbd><br>i";
        check(source, &[(1, "a b c e & * g h i", "", "")]);
    }

    #[test]
    fn inline_markup_is_rendered_away() {
        check_text(
            "a *b* __c__ ~~d~~ `e` [f](g \"h\") ![i *j*](k)",
            "a b c d e f i j",
        );
        check_text("[a][b] [b] [c][]\n\n[b]: http://x\n[c]: <y> 't'", "a b c");
        check_text(
            "<http://a.b> <a@b.c> http://d.e",
            "http://a.b a@b.c http://d.e",
        );
        check_text(
            "a &lt; b &copy; &#xe9; &bogus; \\[c\\]",
            "a < b \u{a9} \u{e9} &bogus; [c]",
        );
        check_text("a  b\t c&nbsp;d", "a b c d");
        check_text("x[^1]\n\n[^1]: A note.", "x[^1]\n\n[^1]: A note.");
    }

    #[test]
    fn words_broken_by_markup_are_whole() {
        assert_eq!(parse("un**believ**able").sections[0].text, "unbelievable");
        assert_eq!(parse("ex&shy;am\u{ad}ple").sections[0].text, "example");
        assert_eq!(parse("caf&eacute;s").sections[0].text, "caf\u{e9}s");
    }

    #[test]
    fn rendered_lines_follow_source_lines() {
        check_text("one\r\ntwo  \r\nthree\\\r\nfour", "one\ntwo\nthree\nfour");
        check_text("> a\n> b\nc\n>\n> d", "a\nb\nc\n\nd");
        check_text("a <br> b<br/>\nc", "a\nb\nc");
        let source = "a\n\n> b\n> c *d*\n";
        let section = &parse(source).sections[0];
        assert_eq!(section.text, "a\n\nb\nc d");
        assert_eq!(section.source_at(3), 3);
        assert_eq!(section.source_at(5), 7);
        assert_eq!(section.source_at(7), 12);
    }

    #[test]
    fn items_are_lines_without_marker() {
        check_text(
            "a\n- b\n- [x] c\n  1. d\n\n  e\n- f\n\ng",
            "a\n\nb\nc\nd\n\ne\nf\n\ng",
        );
        check_text("* a\n\n* b\n\n  c\n\n* d", "a\nb\n\nc\nd");
        check_text("- - a\n-\n- > b\n", "a\nb");
        let section = &parse("- a\n- b\n").sections[0];
        assert_eq!([section.source_at(0), section.source_at(2)], [0, 4]);
    }

    #[test]
    fn cells_of_a_row_share_its_line() {
        let source = "x\n\n| a | *b* |\n|---|:-:|\n| `c\\|d` | e \\| f |\n| | g |\n\ny";
        check_text(source, "x\n\na | b\nc|d | e | f\ng\n\ny");
        check_text("> | a | b |\n> |-|-|\n> | c |\n", "a | b\nc");
        check_text("| a |\n| b |", "| a |\n| b |");
    }

    #[test]
    fn front_matter_becomes_fields() {
        let source = "---\ntitle: \"A: b\"\ndate: 2024-01-02\nlang: no\nversion: 1.10\ntags: [a, 2]\n\
                      list:\n- b\n- c\nmap:\n  x: y\nnone:\nlong: |\n  d\n  e\n---\n# A\n";
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("A: b"));
        assert_eq!(document.date.as_deref(), Some("2024-01-02"));
        assert_eq!(document.language.as_deref(), Some("no"));
        let names: Vec<_> = document.fields.iter().map(|(name, _)| &**name).collect();
        assert_eq!(
            names,
            ["title", "date", "lang", "version", "tags", "list", "long"]
        );
        let values: Vec<_> = document.fields.iter().map(|(_, value)| &**value).collect();
        assert_eq!(values[3..], ["1.10", "a, 2", "b, c", "d\ne"]);
        assert_eq!(document.sections[0].text, "");
        assert_eq!(document.sections[1].heading, "A");
        check_places(source, &document);
    }

    #[test]
    fn front_matter_is_no_text() {
        check_text("+++\r\na = 1\r\n+++\r\nb\r\n", "b");
        check_text("---\ntitle: a: b\n---\nc", "c");
    }

    #[test]
    fn front_matter_stands_at_the_start_of_the_file_only() {
        check(
            "a\n\n---\nb: c\n---\n",
            &[(0, "", "", "a"), (2, "b: c", "", "")],
        );
        check("---\n\na: b\n\n---\n", &[(0, "", "", "a: b")]);
        check(
            "---\nJust text\n---\n",
            &[(0, "", "", ""), (2, "Just text", "", "")],
        );
        check("---\na: b\n", &[(0, "", "", "a: b")]);
        check(
            "\n---\na: b\n---\n",
            &[(0, "", "", ""), (2, "a: b", "", "")],
        );
        check("---\n- a\n- b\n---\n", &[(0, "", "", "a\nb")]);
    }

    #[test]
    fn files_of_little_text_are_fine() {
        check("", &[]);
        check_text("\n \n", "");
        check("# A", &[(1, "A", "", "")]);
        check("---", &[(0, "", "", "")]);
        check_text("a", "a");
    }
}
