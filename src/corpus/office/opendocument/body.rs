//! The text of an OpenDocument file, paragraph by paragraph.

use crate::corpus::Refusal;
use crate::corpus::office::opendocument::styles::{Role, Styles};
use crate::corpus::office::story::Story;
use crate::corpus::office::xml::{Piece, Pieces, Tag};

/// What is not shown: deleted text, comments, tables of contents, the number of a note, how ruby text is read.
const LEFT_OUT: &[&str] = &[
    "tracked-changes",
    "annotation",
    "table-of-content",
    "illustration-index",
    "table-index",
    "note-citation",
    "ruby-text",
    "desc",
    "forms",
];
/// More spaces than this are never meant.
const MOST_SPACES: usize = 100;

/// Reads the text of a document.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    /// The open paragraphs; notes and text boxes have paragraphs within one.
    paragraphs: Vec<Paragraph>,
    /// What the open notes say.
    notes: Vec<String>,
    in_body: bool,
    /// How many items of lists are open.
    items: usize,
    slides: Slides,
}

/// A paragraph that is read.
#[derive(Debug)]
struct Paragraph {
    role: Role,
    text: String,
    anchor: Option<String>,
}

/// Where in the slides the reader is.
#[derive(Debug, Default)]
struct Slides {
    /// The titles, which stand anywhere on their slides.
    titles: Vec<String>,
    /// The number of the open slide.
    number: usize,
    in_title: bool,
    in_notes: bool,
}

impl<'a> Body<'a> {
    /// Starts before the text.
    pub(super) fn new(styles: &'a Styles) -> Self {
        Self {
            styles,
            paragraphs: Vec::new(),
            notes: Vec::new(),
            in_body: false,
            items: 0,
            slides: Slides::default(),
        }
    }

    /// Reads the part that has the text.
    ///
    /// # Errors
    ///
    /// Fails if it declares a document type.
    pub(super) fn tell(&mut self, xml: &str, story: &mut Story) -> Result<(), Refusal> {
        self.slides.titles = titles(xml)?;
        for piece in Pieces::new(xml, LEFT_OUT) {
            match piece? {
                Piece::Open(tag) if tag.name() == "body" => self.in_body = true,
                Piece::Open(tag) if self.in_body => self.open(&tag, story),
                Piece::Close(name) if self.in_body => self.close(&name, story),
                Piece::Text(text) => self.text(&text),
                _ => {}
            }
        }
        while !self.paragraphs.is_empty() {
            self.end_paragraph(story);
        }
        Ok(())
    }

    fn open(&mut self, tag: &Tag<'_>, story: &mut Story) {
        match tag.name() {
            "p" | "h" => self.begin_paragraph(tag),
            "s" => {
                let count = tag.attribute("c").and_then(|it| it.parse().ok());
                self.show(&" ".repeat(count.unwrap_or(1).min(MOST_SPACES)));
            }
            "tab" => self.show("\t"),
            "line-break" => self.show("\n"),
            "bookmark" | "bookmark-start" => self.mark(tag),
            "note" => self.notes.push(String::new()),
            "list-item" | "list-header" => self.items += 1,
            "table" => story.begin_table(),
            "table-row" => story.row(),
            "table-cell" => story.cell(),
            "page" => self.begin_slide(story),
            "frame" => {
                self.slides.in_title = tag.has("class", "title");
                if self.slides.number > 0 {
                    story.end_list();
                }
            }
            "notes" => self.slides.in_notes = true,
            _ => {}
        }
    }

    fn close(&mut self, name: &str, story: &mut Story) {
        match name {
            "p" | "h" => self.end_paragraph(story),
            "note" => {
                if let Some(text) = self.notes.pop() {
                    story.note(text.trim().to_owned());
                }
            }
            "list-item" | "list-header" => self.items = self.items.saturating_sub(1),
            "list" if self.items == 0 && self.slides.number == 0 => story.end_list(),
            "table" => story.end_table(),
            "frame" => self.slides.in_title = false,
            "notes" => self.slides.in_notes = false,
            _ => {}
        }
    }

    fn begin_slide(&mut self, story: &mut Story) {
        let title = self.slides.titles.get(self.slides.number);
        self.slides.number += 1;
        story.begin_slide(self.slides.number, title.map_or("", String::as_str));
    }

    fn begin_paragraph(&mut self, tag: &Tag<'_>) {
        let style = tag.attribute("style-name").unwrap_or_default();
        let level = tag
            .attribute("outline-level")
            .and_then(|it| it.parse().ok());
        let role = match (tag.name(), level) {
            ("h", level) => Role::Heading(level.unwrap_or(1)),
            _ => self.styles.role(&style),
        };
        self.paragraphs.push(Paragraph {
            role,
            text: String::new(),
            anchor: None,
        });
    }

    /// Notes a named place; names that begin with `_` are made by programs.
    fn mark(&mut self, tag: &Tag<'_>) {
        let name = tag.attribute("name").filter(|it| !it.starts_with('_'));
        if let (Some(paragraph), Some(name)) = (self.paragraphs.last_mut(), name) {
            paragraph.anchor.get_or_insert(name.into_owned());
        }
    }

    /// Adds text as it is written, its white space as single spaces.
    fn text(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        for word in text.split_inclusive(char::is_whitespace) {
            let shown = word.trim_end_matches([' ', '\t', '\r', '\n']);
            paragraph.text.push_str(shown);
            let is_first = paragraph.text.is_empty();
            if shown.len() < word.len() && !is_first && !paragraph.text.ends_with(' ') {
                paragraph.text.push(' ');
            }
        }
    }

    fn show(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self, story: &mut Story) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        let text = &*paragraph.text;
        if let Some(note) = self.notes.last_mut() {
            note.push('\n');
            note.push_str(text);
        } else if self.slides.number > 0 {
            self.show_on_slide(text, story);
        } else {
            show(&paragraph, self.items > 0, story);
        }
    }

    fn show_on_slide(&mut self, text: &str, story: &mut Story) {
        match (self.slides.in_notes, self.slides.in_title) {
            (true, _) if !text.trim().is_empty() => story.note(text.to_owned()),
            (false, false) => story.line(text),
            _ => {}
        }
    }
}

/// Returns the titles of the slides, in order.
fn titles(xml: &str) -> Result<Vec<String>, Refusal> {
    let mut titles: Vec<String> = Vec::new();
    let (mut in_title, mut in_notes) = (false, false);
    for piece in Pieces::new(xml, LEFT_OUT) {
        match piece? {
            Piece::Open(tag) => match tag.name() {
                "page" => titles.push(String::new()),
                "notes" => in_notes = true,
                "frame" => in_title = tag.has("class", "title") && !in_notes,
                _ => {}
            },
            Piece::Close(name) => match &*name {
                "notes" => in_notes = false,
                "frame" => in_title = false,
                _ => {}
            },
            Piece::Text(text) => {
                if let Some(title) = titles.last_mut().filter(|_| in_title) {
                    title.push_str(&text);
                }
            }
        }
    }
    Ok(titles)
}

fn show(paragraph: &Paragraph, is_item: bool, story: &mut Story) {
    let text = &paragraph.text;
    match paragraph.role {
        Role::Title if story.is_empty() => story.title(text),
        Role::Author if story.is_empty() => story.field("author", text),
        Role::Date if story.is_empty() => story.field("date", text),
        Role::Title => story.heading(1, text, paragraph.anchor.as_deref()),
        Role::Heading(level) => story.heading(level, text, paragraph.anchor.as_deref()),
        Role::Line => story.line(text),
        _ if is_item => story.line(text),
        Role::Text | Role::Author | Role::Date => story.paragraph(text),
    }
}
