//! HTML: the headings and the text that a page shows, without its navigation.
//!
//! What is read: [`piece`] cuts the source into tags and text, [`page`] knows the open elements and
//! what they hide, [`flow`] turns what is left into blocks, lines and words. Markdown shares them.

pub(super) mod piece;

mod elements;
mod hiding;
pub(super) mod page;
mod shape;

pub(super) mod flow;
mod headings;

#[cfg(test)]
pub(super) mod check;

use crate::corpus::document::{Builder, Document, squeeze};
use crate::corpus::html::hiding::TITLE_BLOCK;
use crate::corpus::html::page::{Kind, Page};
use crate::corpus::html::piece::{Piece, Tag, pieces};

/// Reads an HTML page.
///
/// A page's `<header>`, `<footer>` and `<aside>` are left out, unless they stand in an article, a
/// section or the main part; from an `<h1>` on they are shown, for it is often the page's title.
pub(crate) fn parse(source: &str) -> Document {
    parse_page(source, false)
}

/// Reads an HTML page: its content, or the whole of it.
pub(crate) fn parse_page(source: &str, is_whole: bool) -> Document {
    let kind = match is_whole {
        true => Kind::WholePage,
        false => Kind::Page,
    };
    let mut page = Page::new(source, kind);
    let mut head = Head::default();
    for piece in pieces(source, 0) {
        if !page.is_hidden() || head.in_title {
            head.note(&piece, page.flow.builder_mut());
        }
        page.add(&piece);
    }
    page.flow.close_heading();
    if head.has_block || !page.flow.has_h1() {
        page.flow.builder_mut().title(&head.title);
    }
    let mut document = page.finish();
    if document.title.is_none() && has_chapters_only(&document) {
        document.title = Some(squeeze(&head.title)).filter(|title| !title.is_empty());
    }
    document
}

/// Is there text before several `<h1>`, so that none of them speaks for the whole page?
fn has_chapters_only(document: &Document) -> bool {
    let mut sections = document.sections.iter();
    let opening = sections.next().filter(|section| section.level == 0);
    let has_opening = opening.is_some_and(|opening| !opening.text.trim().is_empty());
    has_opening && sections.filter(|section| section.level == 1).count() > 1
}

/// What a page says of itself.
#[derive(Debug, Default)]
struct Head {
    title: String,
    in_title: bool,
    /// Is the title shown apart from the text, so that no heading is the title?
    has_block: bool,
}

impl Head {
    fn note(&mut self, piece: &Piece<'_>, builder: &mut Builder) {
        match piece {
            Piece::Open(tag) => self.open(tag, builder),
            Piece::Close(name) if name == "title" => self.in_title = false,
            Piece::Text(text) if self.in_title => {
                text.each_run(|run, _| self.title.push_str(run));
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>, builder: &mut Builder) {
        match tag.name.as_str() {
            "html" => {
                let lang = tag.attribute("lang").or_else(|| tag.attribute("xml:lang"));
                builder.field("lang", &lang.unwrap_or_default());
            }
            "meta" => note_meta(tag, builder),
            "header" if tag.anchor().as_deref() == Some(TITLE_BLOCK) => self.has_block = true,
            "title" => self.in_title = self.title.is_empty() && !tag.is_closed,
            _ => {}
        }
    }
}

fn note_meta(tag: &Tag<'_>, builder: &mut Builder) {
    let name = tag.attribute("name").or_else(|| tag.attribute("property"));
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let field = match name.as_str() {
        "author" | "date" | "description" | "keywords" => name.as_str(),
        "article:published_time" | "dc.date" | "dcterms.date" => "date",
        _ => return,
    };
    let content = tag.attribute("content").unwrap_or_default();
    builder.field(field, &squeeze(&content));
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_page};

    #[test]
    fn the_title_is_used_where_no_h1_speaks_for_the_page() {
        let source = "<title> A &amp;\n b </title><h2>x</h2><svg><title>y</title></svg>";
        assert_eq!(parse(source).title.as_deref(), Some("A & b"));
        assert_eq!(parse("<title>A</title><h1>B</h1>").title, None);
        assert_eq!(
            parse("<title>A</title><h1></h1>").title.as_deref(),
            Some("A")
        );
        assert_eq!(parse("<title>A</title><h1>B").title, None);
        let chapters = "<h1>B</h1>b<h1>C</h1>c";
        assert_eq!(parse(&format!("<title>A</title>{chapters}")).title, None);
        let document = parse(&format!("<title>A</title><p>x</p>{chapters}"));
        assert_eq!(document.title.as_deref(), Some("A"));
        let block =
            "<header id=title-block-header><h1 class=title>A</h1><p>Author</header>b<h1>C</h1>d";
        let document = parse(&format!("<title>A</title>{block}"));
        assert_eq!(document.title.as_deref(), Some("A"));
        assert_eq!(document.sections[0].text, "b");
        assert_eq!(document.sections[1].heading, "C");
    }

    #[test]
    fn metadata_becomes_fields() {
        let source = "<html lang=de><head><meta charset=utf-8><META NAME=Author CONTENT='A &amp; B'>\
                      <meta name=description content=\"c\n d\"><meta name=keywords content='e, f'>\
                      <meta property='article:published_time' content=2024-01-02><meta name=viewport content=x>";
        let document = parse(source);
        let expected = [
            ("lang", "de"),
            ("author", "A & B"),
            ("description", "c d"),
            ("keywords", "e, f"),
            ("date", "2024-01-02"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(document.fields, expected);
        assert_eq!(document.language.as_deref(), Some("de"));
        assert_eq!(document.date.as_deref(), Some("2024-01-02"));
    }

    #[test]
    fn a_whole_page_has_what_stands_around_its_content() {
        let source = "<nav>Home</nav><main><h1>Niger</h1><p>river<script>x</script></main><footer>by Awa</footer>";
        let texts = |is_whole| {
            let sections = parse_page(source, is_whole).sections;
            let texts = sections.into_iter().map(|it| (it.heading, it.text));
            texts.collect::<Vec<_>>()
        };
        let text = |heading: &str, text: &str| (heading.to_owned(), text.to_owned());
        assert_eq!(texts(false), [text("", ""), text("Niger", "river")]);
        let whole = [text("", "Home"), text("Niger", "river\n\nby Awa")];
        assert_eq!(texts(true), whole);
    }

    #[test]
    fn deep_and_broken_nesting_takes_linear_time() {
        for unit in [
            "<ul><li>",
            "<div>",
            "<p></span>",
            "<table><tr><td>",
            "<nav><h1>",
            "<b></div>",
        ] {
            assert!(parse(&unit.repeat(20_000)).sections.len() <= 1);
        }
    }
}
