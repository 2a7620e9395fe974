//! The text of a Word document, paragraph by paragraph.

use std::collections::HashMap;
use std::mem;

use crate::corpus::Refusal;
use crate::corpus::office::docx::chunks::Chunks;
use crate::corpus::office::docx::styles::{Role, Styles, role_at};
use crate::corpus::office::story::Story;
use crate::corpus::office::xml::{Piece, Pieces, Tag};

/// What is not shown: earlier formats, what was deleted or moved away, second forms of the same drawing, comments.
const LEFT_OUT: &[&str] = &[
    "pPrChange",
    "rPrChange",
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "rt",
    "fldData",
];

/// Reads the text of a document, with the notes that it refers to.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    /// The notes, by their kind and id.
    notes: HashMap<(&'static str, String), String>,
    /// The documents within this one.
    pub(super) chunks: Chunks,
    /// The open paragraphs; text boxes have paragraphs within one.
    paragraphs: Vec<Paragraph>,
    /// The name of the place where the next paragraph begins.
    bookmark: Option<String>,
    run: Run,
    /// How many content controls are open within the table of contents, that one included.
    contents: usize,
    /// How many content controls are open.
    controls: usize,
}

/// A paragraph that is read.
#[derive(Debug)]
struct Paragraph {
    role: Role,
    text: String,
    anchor: Option<String>,
}

/// Where in a run of text the reader is.
#[derive(Debug, Default)]
struct Run {
    is_open: bool,
    is_hidden: bool,
    in_text: bool,
}

impl<'a> Body<'a> {
    /// Starts without notes and without documents within this one.
    pub(super) fn new(styles: &'a Styles) -> Self {
        Self {
            styles,
            notes: HashMap::new(),
            chunks: Chunks::new(),
            paragraphs: Vec::new(),
            bookmark: None,
            run: Run::default(),
            contents: 0,
            controls: 0,
        }
    }

    /// Reads the part that has the notes of a kind.
    ///
    /// # Errors
    ///
    /// Fails if it declares a document type.
    pub(super) fn note(&mut self, xml: &str, kind: &'static str) -> Result<(), Refusal> {
        let mut id = None;
        let mut text = String::new();
        for piece in Pieces::new(xml, LEFT_OUT) {
            match piece? {
                Piece::Open(tag) if tag.name() == kind => {
                    // Lines between the text and its notes are notes, too, and have a type.
                    let is_text = tag.attribute("type").is_none() || tag.has("type", "normal");
                    id = tag.attribute("id").filter(|_| is_text).map(String::from);
                }
                Piece::Close(name) if name == kind => {
                    let text = mem::take(&mut text);
                    if let Some(id) = id.take() {
                        self.notes.insert((kind, id), text.trim().to_owned());
                    }
                }
                piece => {
                    if let Some(paragraph) = self.add(&piece) {
                        text.push('\n');
                        text.push_str(&paragraph.text);
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads the part that has the text.
    ///
    /// # Errors
    ///
    /// Fails if it declares a document type.
    pub(super) fn tell(&mut self, xml: &str, story: &mut Story) -> Result<(), Refusal> {
        for piece in Pieces::new(xml, LEFT_OUT) {
            let piece = piece?;
            self.arrange(&piece, story);
            if let Some(paragraph) = self.add(&piece)
                && self.contents == 0
            {
                show(paragraph, story);
            }
        }
        while let Some(paragraph) = self.paragraphs.pop() {
            show(paragraph, story);
        }
        Ok(())
    }

    /// Shows documents within this one; notes tables, notes and content controls.
    fn arrange(&mut self, piece: &Piece<'_>, story: &mut Story) {
        match piece {
            Piece::Open(tag) => match tag.name() {
                "tbl" => story.begin_table(),
                "tr" => story.row(),
                "tc" => story.cell(),
                "footnoteReference" => self.refer("footnote", tag, story),
                "endnoteReference" => self.refer("endnote", tag, story),
                "altChunk" => self.chunk(tag, story),
                "sdt" => self.controls += 1,
                "docPartGallery" if self.contents == 0 && tag.has("val", "Table of Contents") => {
                    self.contents = self.controls;
                }
                _ => {}
            },
            Piece::Close(name) => match &**name {
                "tbl" => story.end_table(),
                "sdt" => {
                    if self.controls == self.contents {
                        self.contents = 0;
                    }
                    self.controls = self.controls.saturating_sub(1);
                }
                _ => {}
            },
            Piece::Text(_) => {}
        }
    }

    fn refer(&mut self, kind: &'static str, tag: &Tag<'_>, story: &mut Story) {
        let id = tag.attribute("id").unwrap_or_default().into_owned();
        if let Some(text) = self.notes.remove(&(kind, id)) {
            story.note(text);
        }
    }

    fn chunk(&mut self, tag: &Tag<'_>, story: &mut Story) {
        let id = tag.attribute("id").unwrap_or_default();
        let Some(chunk) = self.chunks.remove(&*id) else {
            return;
        };
        if story.is_empty()
            && let Some(title) = &chunk.title
        {
            story.title(title);
        }
        story.part(&chunk);
    }

    /// Adds a piece to the open paragraph; returns one that ends.
    fn add(&mut self, piece: &Piece<'_>) -> Option<Paragraph> {
        match piece {
            Piece::Open(tag) => self.open(tag),
            Piece::Close(name) => match &**name {
                "p" => return self.end_paragraph(),
                "r" => self.run = Run::default(),
                "t" => self.run.in_text = false,
                _ => {}
            },
            Piece::Text(text) if self.run.in_text => self.show(text),
            Piece::Text(_) => {}
        }
        None
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "p" => self.paragraphs.push(Paragraph {
                role: Role::Text,
                text: String::new(),
                anchor: self.bookmark.take(),
            }),
            "r" => {
                self.run = Run {
                    is_open: true,
                    ..Run::default()
                };
            }
            "t" => self.run.in_text = true,
            "vanish" => self.run.is_hidden = !tag.has("val", "0") && !tag.has("val", "false"),
            "tab" | "ptab" if self.run.is_open => self.show("\t"),
            "br" | "cr" if self.run.is_open => self.show("\n"),
            "noBreakHyphen" => self.show("-"),
            "bookmarkStart" => self.mark(tag),
            "pStyle" | "outlineLvl" | "numPr" => self.style(tag),
            _ => {}
        }
    }

    /// Notes a named place; names that begin with `_` are made by programs.
    fn mark(&mut self, tag: &Tag<'_>) {
        let name = tag.attribute("name").unwrap_or_default();
        if name.is_empty() || name.starts_with('_') {
            return;
        }
        match self.paragraphs.last_mut() {
            Some(paragraph) => {
                paragraph.anchor.get_or_insert(name.into_owned());
            }
            None => self.bookmark = Some(name.into_owned()),
        }
    }

    /// Notes how the open paragraph is formatted.
    fn style(&mut self, tag: &Tag<'_>) {
        let styles = self.styles;
        let Some(paragraph) = self.paragraphs.last_mut().filter(|_| !self.run.is_open) else {
            return;
        };
        let value = tag.attribute("val").unwrap_or_default();
        match (tag.name(), paragraph.role) {
            ("pStyle", role) => match styles.role(&value) {
                Role::Text => {}
                Role::Item if role != Role::Text => {}
                role => paragraph.role = role,
            },
            ("outlineLvl", _) => paragraph.role = value.parse().map_or(Role::Text, role_at),
            ("numPr", Role::Text) => paragraph.role = Role::Item,
            _ => {}
        }
    }

    fn show(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut()
            && !self.run.is_hidden
        {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) -> Option<Paragraph> {
        self.run = Run::default();
        self.paragraphs.pop()
    }
}

fn show(paragraph: Paragraph, story: &mut Story) {
    let text = &paragraph.text;
    match paragraph.role {
        Role::Title if story.is_empty() => story.title(text),
        Role::Author if story.is_empty() => story.field("author", text),
        Role::Date if story.is_empty() => story.field("date", text),
        Role::Title => story.heading(1, text, paragraph.anchor.as_deref()),
        Role::Heading(level) => story.heading(level, text, paragraph.anchor.as_deref()),
        Role::Item => story.line(text),
        Role::Contents => {}
        Role::Text | Role::Author | Role::Date => story.paragraph(text),
    }
}
