//! The open heading, and the anchors that headings get.

use crate::corpus::document::Heading;
use crate::corpus::html::piece::Tag;

/// The heading that is open, if one is, and what may become its anchor or the next one's.
#[derive(Debug, Default)]
pub(super) struct Headings {
    open: Option<Heading>,
    anchor: Option<Anchor>,
    link: Option<Link>,
}

/// An anchor that the next heading gets if nothing is shown before it.
#[derive(Debug)]
struct Anchor {
    name: String,
    is_link: bool,
}

/// A link in a heading that may be nothing but the heading's permalink.
#[derive(Debug)]
struct Link {
    /// How long the heading was before it.
    text_len: usize,
    target: Option<String>,
}

impl Headings {
    /// Begins a heading.
    pub(super) fn begin(&mut self, heading: Heading) {
        self.open = Some(heading);
        self.link = None;
    }

    /// Ends the open heading and returns it.
    pub(super) fn end(&mut self) -> Option<Heading> {
        self.open.take()
    }

    /// Returns the open heading.
    pub(super) fn open_mut(&mut self) -> Option<&mut Heading> {
        self.open.as_mut()
    }

    /// Is a heading open that shows something already?
    pub(super) fn has_text(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|heading| !heading.text.trim().is_empty())
    }

    /// Gives a heading the anchor before it if it has none of its own.
    pub(super) fn name(&mut self, heading: &mut Heading) {
        let before = self.anchor.take().map(|anchor| anchor.name);
        heading.anchor = heading.anchor.take().or(before);
    }

    /// Notes the anchor that a tag makes.
    pub(super) fn note_anchor(&mut self, tag: &Tag<'_>, is_hidden: bool) {
        let Some(heading) = &mut self.open else {
            let is_link = tag.name == "a";
            if (is_link || ["div", "section"].contains(&&*tag.name))
                && let Some(name) = tag.anchor()
            {
                self.anchor = Some(Anchor { name, is_link });
            }
            return;
        };
        let target = tag.target();
        if heading.anchor.is_none() {
            // A control in a heading may have an `id`, too.
            let own = || tag.anchor().filter(|_| !is_hidden || tag.name == "a");
            heading.anchor = target.clone().filter(|_| is_hidden).or_else(own);
        }
        if tag.name == "a" && (target.is_some() || tag.has_class(&["anchor", "permalink"])) {
            let text_len = heading.text.len();
            self.link = Some(Link { text_len, target });
        }
    }

    /// Ends a link; one in a heading that shows no word but a sign is the heading's permalink.
    pub(super) fn close_link(&mut self) {
        let (Some(link), Some(heading)) = (self.link.take(), &mut self.open) else {
            return;
        };
        let shown = &heading.text[link.text_len..];
        if !shown.contains(char::is_alphanumeric) {
            heading.text.truncate(link.text_len);
            heading.anchor = heading.anchor.take().or(link.target);
        }
    }

    /// Forgets the anchor, for something is shown after it.
    pub(super) fn forget_anchor(&mut self) {
        self.anchor = None;
    }

    /// Forgets the anchor of a block that ended without a heading.
    pub(super) fn forget_block_anchor(&mut self) {
        self.anchor = self.anchor.take().filter(|anchor| anchor.is_link);
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::html::check::{check, check_heading};

    #[test]
    fn headings_begin_sections() {
        check(
            "<!DOCTYPE html><html><head><title>T</title></head>\n<body><p>a</p>\n  <h1>B <b>c</b></h1>\n\
             <p>d</p><H3 CLASS=x>E\n f</H3 >g",
            &[(0, "", "", "a"), (1, "B c", "", "d"), (3, "E f", "", "g")],
        );
    }

    #[test]
    fn anchors_are_found_where_generators_write_them() {
        check_heading("<h1 id=a>A</h1>", "A", "a");
        check_heading(
            "<section id=\"a\">\n<span id=\"b\"></span><h1>A<a class=\"headerlink\" href=\"#a\">\u{b6}</a></h1>",
            "A",
            "a",
        );
        check_heading("<div id=a><p>x</p></div><h1>A</h1>", "A", "");
        check_heading("<div id=a></div><h1>A</h1>", "A", "");
        check_heading("<div id=b><p><a name=a></a></p><h1>A</h1>", "A", "a");
        check_heading("<h2><a name=\"a\">A</a></h2>", "A", "a");
        check_heading(
            "<h2><span class=\"mw-headline\" id=\"a\">A</span><span class=\"mw-editsection\">[edit]</span></h2>",
            "A",
            "a",
        );
        check_heading("<h2>A <a href=\"#a\">#</a></h2>", "A", "a");
        check_heading(
            "<h2 id=a><a class=\"header\" href=\"#a\">A</a></h2>",
            "A",
            "a",
        );
        check_heading(
            "<h2><a id=\"u-a\" class=\"anchor\" aria-hidden=true href=\"#a\"><svg><path/></svg></a>A</h2>",
            "A",
            "a",
        );
        check_heading("<h1>A<button id=a>x</button></h1>", "A", "");
        check_heading("<a id=a></a>text<h2>A</h2>", "A", "");
        check_heading("<h2>C# <a href=\"x\">b</a></h2>", "C# b", "");
    }
}
