//! The elements of a document on their way to headings, blocks and lines.

use std::borrow::Cow;

use crate::corpus::document::Document;
use crate::corpus::html::flow::Flow;
use crate::corpus::inline::entity;
use crate::corpus::xml::element::{Element, Elements};
use crate::corpus::xml::metadata::{Field, Metadata};
use crate::corpus::xml::role::{Role, is_known, role};
use crate::corpus::xml::tag::Tag;

/// Knows the open elements and what they show.
pub(super) struct Reader<'a> {
    flow: Flow<'a>,
    elements: Elements<'a>,
    metadata: Metadata,
    /// Is it a format whose elements are known?
    is_known: bool,
    /// How many runs of text have been shown.
    shown: usize,
    /// The depth of the element that is the open heading.
    heading: Option<usize>,
}

impl<'a> Reader<'a> {
    /// Starts a document.
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            flow: Flow::new(source),
            elements: Elements::default(),
            metadata: Metadata::default(),
            is_known: false,
            shown: 0,
            heading: None,
        }
    }

    /// Returns the finished document.
    pub(super) fn finish(mut self) -> Document {
        self.end_above(0);
        self.flow.finish()
    }

    /// Opens an element.
    pub(super) fn open(&mut self, tag: &Tag<'a, '_>) {
        let depth = self.elements.depth();
        if depth == 0 {
            self.is_known = is_known(tag.name);
            let language = tag.attribute(&["xml:lang", "lang"]);
            let builder = self.flow.builder_mut();
            builder.field("lang", &language.unwrap_or_default());
        }
        let role = self.role(tag.name);
        let is_hidden = self.is_hidden(role);
        self.metadata.space();
        if is_hidden {
            self.note_field(tag);
        } else {
            self.begin(tag, role);
        }
        let parent = self.elements.last_mut();
        let is_in_code = parent.as_ref().is_some_and(|parent| parent.is_preformatted);
        if let Some(parent) = parent {
            parent.has_elements = true;
        }
        self.elements.push(Element {
            name: tag.name,
            role,
            start: tag.start,
            anchor: tag.attribute(&["xml:id", "id"]),
            has_title: false,
            has_heading: false,
            has_text: false,
            has_elements: false,
            shown_before: self.shown,
            is_hidden,
            is_preformatted: is_in_code || role == Role::Preformatted,
        });
        if !self.is_known && !is_hidden {
            self.show_attributes(tag);
        }
    }

    /// Shows what stands in attributes where other formats have text.
    fn show_attributes(&mut self, tag: &Tag<'a, '_>) {
        if self.elements.all()[0].name == "svg" {
            return;
        }
        for (value, start) in tag.texts() {
            self.flow.space(start);
            self.flow.text(&value, start);
            self.flow.space(start);
            self.shown += 1;
        }
    }

    /// Returns what an element means where it stands.
    fn role(&self, name: &str) -> Role {
        let Some(parent) = self.elements.last() else {
            return Role::Section;
        };
        if !self.is_known {
            return match name {
                "script" | "style" => Role::Hidden,
                "title" | "head" | "heading" if !parent.has_title => Role::Title,
                _ if parent.has_text => Role::Inline,
                _ => Role::Line,
            };
        }
        let is_article = self.elements.all()[0].name == "article";
        match (name, role(name)) {
            ("front", _) if !is_article => Role::Inline,
            ("label", _) if parent.role == Role::Section => Role::Hidden,
            ("refentrytitle", _) if parent.name != "refmeta" => Role::Inline,
            (_, Role::Title) => match parent.role {
                Role::Section | Role::Abstract if !parent.has_title => Role::Title,
                Role::Info if parent.name != "front" => Role::Title,
                _ => Role::Block,
            },
            (_, Role::Info) if parent.role != Role::Section && parent.name != "front" => {
                Role::Block
            }
            (_, role) => role,
        }
    }

    fn is_hidden(&self, role: Role) -> bool {
        match role {
            Role::Hidden | Role::Info => true,
            Role::Abstract => false,
            Role::Title => self
                .elements
                .last()
                .is_some_and(|it| it.is_hidden && it.role != Role::Info),
            _ => self.elements.last().is_some_and(|it| it.is_hidden),
        }
    }

    fn note_field(&mut self, tag: &Tag<'a, '_>) {
        let Some(field) = Field::of(tag.name, self.elements.all()) else {
            return;
        };
        let attribute = match field {
            Field::Date => tag.attribute(&["when", "value", "iso-8601-date"]),
            Field::Language => tag.attribute(&["ident"]),
            Field::Title | Field::Author => None,
        };
        let depth = self.elements.depth();
        self.metadata
            .begin(field, depth, attribute.as_deref(), self.flow.builder_mut());
    }

    /// Lets the start of an element shape the text.
    fn begin(&mut self, tag: &Tag<'a, '_>, role: Role) {
        let start = tag.start;
        match role {
            Role::Section | Role::Abstract | Role::Block | Role::Preformatted => {
                self.flow.block(start)
            }
            Role::Title => self.begin_title(tag),
            Role::List => {
                let is_nested = self.is_in_list();
                self.flow.begin_list(start, is_nested);
            }
            Role::Item => self.flow.item(start),
            Role::Row => self.flow.row(start),
            Role::Cell => self.flow.cell(start),
            Role::Line => self.flow.line(start),
            Role::Space => self.flow.space(start),
            Role::Info | Role::Hidden | Role::Inline => {}
        }
    }

    /// Begins the title of the document, or the heading of a section.
    fn begin_title(&mut self, tag: &Tag<'a, '_>) {
        let depth = self.elements.depth();
        let mut owner = depth.saturating_sub(1);
        while owner > 0 && self.elements.all()[owner].role == Role::Info {
            owner -= 1;
        }
        let outer = self.elements.all()[..owner].iter();
        let level = 1 + outer.filter(|it| it.has_heading).count();
        let shown = self.shown;
        let Some(section) = self.elements.at_mut(owner) else {
            return;
        };
        section.has_title = true;
        // A feed has its title in its channel.
        let is_document = owner == 0 || owner == 1 && section.name == "channel";
        if is_document {
            return self
                .metadata
                .begin(Field::Title, depth, None, self.flow.builder_mut());
        }
        section.has_heading = true;
        let has_shown = section.shown_before < shown;
        let start = if has_shown { tag.start } else { section.start };
        let anchor = section
            .anchor
            .clone()
            .or_else(|| tag.attribute(&["xml:id", "id"]));
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        self.flow.open_heading(level, anchor, start);
        self.heading = Some(depth);
    }

    fn is_in_list(&self) -> bool {
        let mut open = self.elements.all().iter().rev();
        open.find_map(|it| match it.role {
            Role::Item => Some(true),
            Role::Cell | Role::Section => Some(false),
            _ => None,
        })
        .unwrap_or(false)
    }

    /// Ends the innermost element of a name, and those that are open in it.
    pub(super) fn close(&mut self, name: &str) {
        let depth = self.elements.depth_after(name);
        self.end_above(depth);
    }

    fn end_above(&mut self, depth: usize) {
        while self.elements.depth() > depth
            && let Some(element) = self.elements.pop()
        {
            self.end(&element);
        }
    }

    fn end(&mut self, element: &Element<'a>) {
        let depth = self.elements.depth();
        self.metadata.space();
        self.metadata.end(depth, self.flow.builder_mut());
        if self.heading == Some(depth) {
            self.heading = None;
            self.flow.close_heading();
        }
        if element.is_hidden {
            return;
        }
        match element.role {
            Role::Section | Role::Abstract | Role::Block | Role::Preformatted => {
                self.flow.end_block()
            }
            Role::List => {
                let is_nested = self.is_in_list();
                self.flow.end_list(is_nested);
            }
            Role::Space => self.flow.space(element.start),
            // An element that holds others is a block of its own.
            Role::Line if !self.is_known && element.has_elements && !element.has_text => {
                self.flow.end_block()
            }
            Role::Line if !self.is_known => self.flow.line(None),
            _ => {}
        }
    }

    /// Adds what stands between two tags, from byte `start` on.
    pub(super) fn text(&mut self, text: &str, start: usize) {
        if self.metadata.is_open() {
            return self.metadata.text(text, self.elements.all());
        }
        let has_text = !text.trim().is_empty();
        let element = self.elements.last_mut();
        if let Some(element) = element {
            element.has_text |= has_text;
            if element.is_hidden {
                return;
            }
            if element.is_preformatted {
                self.flow.preformatted(text, start);
                self.shown += usize::from(has_text);
                return;
            }
        }
        self.flow.text(text, start);
        self.shown += usize::from(has_text);
    }

    /// Adds what an entity stands for, if it is known, else the entity as it is written.
    pub(super) fn reference(&mut self, written: &str, start: usize) {
        let meant = entity(written).map_or(Cow::Borrowed(written), |(meant, _)| meant);
        self.text(&meant, start);
    }
}
