//! A document of HTML: its open elements, what they hide and how they shape the text.

use crate::corpus::document::Document;
use crate::corpus::html::elements::Elements;
use crate::corpus::html::flow::Flow;
use crate::corpus::html::hiding::Hiding;
use crate::corpus::html::piece::{Piece, Tag, Text};
use crate::corpus::html::shape::{Shape, is_empty};

/// What kind of document the HTML stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A page with navigation and controls around its content.
    Page,
    /// A page of which the navigation is content, too.
    WholePage,
    /// Markdown, where tags only shape the text.
    Markdown,
}

/// The open elements of a document: what they hide and how they shape the text.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// Where the text goes.
    pub(crate) flow: Flow<'a>,
    kind: Kind,
    elements: Elements,
    /// How many elements are open within the open heading, counted from the outermost.
    heading_depth: Option<usize>,
}

impl<'a> Page<'a> {
    /// Starts a document.
    pub(crate) fn new(source: &'a str, kind: Kind) -> Self {
        Self {
            flow: Flow::new(source),
            kind,
            elements: Elements::default(),
            heading_depth: None,
        }
    }

    /// Adds the next piece.
    pub(crate) fn add(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Open(tag) => self.open(tag),
            Piece::Close(name) => self.close(name),
            Piece::Text(text) => self.text(text),
        }
    }

    /// Is what follows left out?
    pub(crate) fn is_hidden(&self) -> bool {
        self.elements.hiding().is_some()
    }

    /// Shows what follows, whatever is open.
    pub(crate) fn reveal(&mut self) {
        self.elements.reveal();
    }

    /// Forgets all open elements.
    pub(crate) fn close_all(&mut self) {
        self.elements.truncate(0);
        self.end_heading();
    }

    /// Ends an open heading that has its text, for a block begins.
    pub(crate) fn end_unclosed_heading(&mut self) {
        if self.flow.headings.has_text() {
            self.end_heading();
        }
    }

    /// Ends an open heading of Markdown, which begins a section even without text.
    pub(crate) fn end_markdown_heading(&mut self) {
        match self.heading_depth {
            None => self.flow.keep_heading(),
            Some(_) => self.flow.close_heading(),
        }
    }

    /// Returns the finished document.
    pub(crate) fn finish(self) -> Document {
        self.flow.finish()
    }

    fn end_heading(&mut self) {
        self.heading_depth = None;
        self.flow.close_heading();
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        self.end_before(name);
        let was_hidden = self.is_hidden();
        let hiding = if was_hidden { None } else { self.show(tag) };
        if tag.is_closed || is_empty(name) {
            return;
        }
        self.elements.push(name, hiding);
        if !was_hidden && hiding.is_none() && Shape::of(name).is_heading() {
            self.heading_depth = Some(self.elements.depth());
        }
    }

    /// Ends what the start of an element ends without saying so.
    fn end_before(&mut self, name: &str) {
        let is_main = match name {
            "h1" | "main" => true,
            "article" => !self.elements.is_open("aside") && !self.elements.is_open("footer"),
            _ => false,
        };
        // Whoever forgot to close the navigation did not mean to hide the page.
        if is_main && self.elements.hiding() == Some(Hiding::Around) {
            self.reveal();
        }
        if Shape::of(name).is_heading() {
            self.close_heading_element();
        }
        self.elements.end_implied(name);
        self.end_heading_if_closed();
    }

    fn close_heading_element(&mut self) -> bool {
        let Some(depth) = self.heading_depth else {
            return false;
        };
        self.elements.truncate(depth - 1);
        self.end_heading();
        true
    }

    fn end_heading_if_closed(&mut self) {
        if self
            .heading_depth
            .is_some_and(|depth| self.elements.depth() < depth)
        {
            self.end_heading();
        }
    }

    /// Lets the start of an element shape the text; returns how it hides what is in it.
    fn show(&mut self, tag: &Tag<'_>) -> Option<Hiding> {
        let hiding = Hiding::of(tag, self.kind, &self.elements);
        self.flow.headings.note_anchor(tag, hiding.is_some());
        match Shape::of(&tag.name) {
            shape if hiding.is_none() => self.begin(tag, shape),
            Shape::Block => self.flow.block(tag.start),
            Shape::Space => self.flow.space(tag.start),
            _ => {}
        }
        hiding
    }

    fn begin(&mut self, tag: &Tag<'_>, shape: Shape) {
        match shape {
            Shape::Inline if tag.name == "img" => self.show_image(tag),
            Shape::Inline => {}
            Shape::Space => self.flow.space(tag.start),
            Shape::Line => self.flow.line(tag.start),
            Shape::Block => {
                self.end_heading_before(&tag.name);
                self.flow.block(tag.start);
            }
            Shape::List => {
                self.end_heading_before(&tag.name);
                let is_nested = tag.name != "table" && self.elements.in_list();
                self.flow.begin_list(tag.start, is_nested);
            }
            Shape::Item => self.flow.item(tag.start),
            Shape::Row => self.flow.row(tag.start),
            Shape::Cell => self.flow.cell(tag.start),
            Shape::Heading(level) => self.flow.open_heading(level, tag.anchor(), tag.start),
        }
    }

    fn show_image(&mut self, tag: &Tag<'_>) {
        let Some(text) = tag.value("alt").filter(|text| !text.is_empty()) else {
            return;
        };
        self.flow.space(tag.start);
        text.each_run(|run, start| self.flow.text(run, start));
        self.flow.space(tag.end());
    }

    /// Ends an open heading before a block, but not before one that only arranges it.
    fn end_heading_before(&mut self, name: &str) {
        if !["center", "div"].contains(&name) {
            self.end_unclosed_heading();
        }
    }

    fn close(&mut self, name: &str) {
        let shape = Shape::of(name);
        if shape.is_heading() && self.close_heading_element() {
            return;
        }
        let was_hidden = self.is_hidden();
        self.elements.close(name);
        self.end_heading_if_closed();
        if was_hidden {
            return;
        }
        match shape {
            Shape::Block | Shape::Heading(_) => self.flow.end_block(),
            Shape::List => self.flow.end_list(self.elements.in_list()),
            Shape::Line => self.flow.line(None),
            _ => {}
        }
        match name {
            "a" => self.flow.headings.close_link(),
            "div" | "section" => self.flow.headings.forget_block_anchor(),
            _ => {}
        }
    }

    fn text(&mut self, text: &Text<'_>) {
        if self.is_hidden() {
            return;
        }
        let flow = &mut self.flow;
        if self.elements.is_preformatted() {
            text.each_run(|run, start| flow.preformatted(run, start));
        } else {
            text.each_run(|run, start| flow.text(run, start));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::html::check::{check, check_heading, check_text};

    #[test]
    fn broken_headings_end_at_the_next_block() {
        check(
            "<h1>A<p>b<h2>C<ul><li>d",
            &[(1, "A", "", "b"), (2, "C", "", "d")],
        );
        check("<h1>A</h2>b", &[(1, "A", "", "b")]);
        check("<h1>A<h2>B</h2>", &[(1, "A", "", ""), (2, "B", "", "")]);
        check("<h1><p>A</p></h1>b", &[(1, "A", "", "b")]);
        check("<h1>A<div>b</h1></div>c", &[(1, "A b", "", "c")]);
        check("<div>\n<h1>A</div>b", &[(0, "", "", ""), (1, "A", "", "b")]);
        check("<h1></h1>a<h2> </h2>b", &[(0, "", "", "a\n\nb")]);
        check("<h1>A", &[(1, "A", "", "")]);
        check_text("<!-- <h1>a</h1> -->b<textarea><h1>c</h1></textarea>", "b");
        check_text("<pre>&lt;h1>a&lt;/h1></pre>", "<h1>a</h1>");
    }

    #[test]
    fn images_show_their_text() {
        check_text(
            "a <img src=x alt=\"b &amp; c\"> d <img alt=alt> <img alt='e f'/> <img>",
            "a b & c d alt e f",
        );
        check_text("a<img alt=b><img alt=''><img alt=c>d", "a b c d");
        check_heading("<h1><img alt=\"A\"></h1>", "A", "");
    }

    #[test]
    fn an_unclosed_navigation_does_not_swallow_the_page() {
        check_text("<nav><ul><li>x</ul><article>a</article>", "a");
        check_text("<nav><ul><li>x</ul><main>a</main>", "a");
        check(
            "<nav><a>x<h1>A</h1>b",
            &[(0, "", "", ""), (1, "A", "", "b")],
        );
        check_text("<div><nav><a>x</div><p>a", "a");
        check_text("<div><svg><g></div>a", "a");
        check_text("<aside><article>x</article></aside>a", "a");
    }
}
