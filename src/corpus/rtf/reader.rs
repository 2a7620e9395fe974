//! The reader of RTF: puts paragraphs together from the pieces of a source.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::corpus::office::story::Story;
use crate::corpus::rendering::Rendered;
use crate::corpus::rtf::destination::{self, Destination};
use crate::corpus::rtf::state::{State, charset, code_page};
use crate::corpus::rtf::token::Token;

/// Groups stand in groups; those deeper than this are read as if they were this deep.
const DEEPEST: usize = 1_000;

/// A document as far as it is read.
pub(super) struct Reader {
    story: Story,
    state: State,
    /// The states of the groups around the open one.
    outer: Vec<State>,
    /// How many more groups are open than are kept.
    buried: usize,
    /// Bytes that wait to be decoded together, for a character may have several.
    bytes: Vec<u8>,
    /// How many characters stand for the one before, for programs that do not know it.
    skip: u32,
    /// The text of the open paragraph, note or field.
    text: String,
    anchor: Option<String>,
    /// The encodings of fonts, and the outline levels of styles.
    fonts: HashMap<i32, &'static Encoding>,
    styles: HashMap<i32, Option<u8>>,
    code_page: &'static Encoding,
    date: [Option<i32>; 3],
    high_surrogate: Option<u16>,
    in_table: bool,
}

impl Reader {
    /// Starts a document.
    pub(super) fn new() -> Self {
        Self {
            story: Story::new(),
            state: State::default(),
            outer: Vec::new(),
            buried: 0,
            bytes: Vec::new(),
            skip: 0,
            text: String::new(),
            anchor: None,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            code_page: WINDOWS_1252,
            date: [None; 3],
            high_surrogate: None,
            in_table: false,
        }
    }

    /// Adds the next piece.
    pub(super) fn add(&mut self, token: Token<'_>) {
        match token {
            Token::Text(text) => self.write(text),
            Token::Byte(byte) => self.write(&[byte]),
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Word(word, number) => {
                self.decode();
                if !self.begins_destination(word) {
                    self.word(word, number);
                }
            }
        }
    }

    fn open(&mut self) {
        self.decode();
        self.skip = 0;
        if self.outer.len() < DEEPEST {
            let inner = self.state.inner();
            self.outer.push(std::mem::replace(&mut self.state, inner));
        } else {
            self.buried += 1;
        }
    }

    fn close(&mut self) {
        self.decode();
        self.skip = 0;
        if self.buried > 0 {
            self.buried -= 1;
            return;
        }
        let Some(outer) = self.outer.pop() else {
            return;
        };
        let inner = std::mem::replace(&mut self.state, outer);
        if inner.destination != self.state.destination {
            self.end_destination(inner);
        }
    }

    /// Begins what the group is, if the word says so.
    fn begins_destination(&mut self, word: &str) -> bool {
        if word == "*" {
            self.state.is_optional = true;
            return true;
        }
        let is_optional = std::mem::take(&mut self.state.is_optional);
        let Some(destination) = Destination::of(word, is_optional) else {
            return false;
        };
        if self.state.destination == Destination::Hidden && word != "ud" {
            return true;
        }
        if destination.has_own_text() {
            self.state.before = std::mem::take(&mut self.text);
        }
        self.state.destination = destination;
        self.state.is_item |= word == "listtext" || word == "pntext";
        if self.state.is_item
            && let Some(outer) = self.outer.last_mut()
        {
            outer.is_item = true;
        }
        true
    }

    fn end_destination(&mut self, mut inner: State) {
        if !inner.destination.has_own_text() {
            return;
        }
        let before = std::mem::take(&mut inner.before);
        let text = std::mem::replace(&mut self.text, before);
        let text = text.trim();
        match inner.destination {
            Destination::Title => self.story.title(text),
            Destination::Author => self.story.field("author", text),
            Destination::Keywords => self.story.field("keywords", text),
            Destination::Bookmark if !text.is_empty() && !text.starts_with('_') => {
                self.anchor = Some(text.to_owned());
            }
            Destination::Note => self.story.note(text.to_owned()),
            Destination::Style => {
                self.styles.insert(inner.style, inner.style_level(text));
            }
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "sect" | "page" => self.end_paragraph(),
            "row" => {
                self.end_cell();
                self.story.row();
            }
            "cell" => self.end_cell(),
            "line" => self.show("\n"),
            "tab" => self.show("\t"),
            "u" => self.unicode(number.unwrap_or(0)),
            "ansicpg" => self.code_page = code_page(number.unwrap_or(0)).unwrap_or(WINDOWS_1252),
            "fcharset" => self.font(number.unwrap_or(0)),
            "yr" | "mo" | "dy" if self.state.destination == Destination::Date => {
                let at = ["yr", "mo", "dy"].iter().position(|it| *it == word);
                self.date[at.unwrap_or(0)] = number;
            }
            _ => match destination::sign(word) {
                Some(text) => self.show(text),
                None => self.state.apply(word, number, &self.styles),
            },
        }
    }

    fn font(&mut self, number: i32) {
        if self.state.destination == Destination::Fonts
            && let Some(encoding) = charset(number)
        {
            self.fonts.insert(self.state.font, encoding);
        }
    }

    /// Adds bytes of text, but those that stand for a character before them.
    fn write(&mut self, bytes: &[u8]) {
        let skipped = bytes.len().min(self.skip as usize);
        self.skip -= skipped as u32;
        self.bytes.extend_from_slice(&bytes[skipped..]);
    }

    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.fonts.get(&self.state.font);
        let encoding = font.copied().unwrap_or(self.code_page);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.show(&text);
    }

    /// Adds a character by its number in UTF-16, which is signed.
    fn unicode(&mut self, number: i32) {
        self.skip = self.state.skip;
        let unit = number as u16;
        let high = self.high_surrogate.take();
        if (0xd800..0xdc00).contains(&unit) {
            self.high_surrogate = Some(unit);
            return;
        }
        let units = high.into_iter().chain([unit]);
        let text: String = char::decode_utf16(units).map_while(Result::ok).collect();
        self.show(&text);
    }

    fn show(&mut self, text: &str) {
        if self.state.destination.is_shown() && !self.state.is_hidden {
            self.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        if self.state.destination.has_own_text() {
            self.text.push('\n');
        }
        if self.state.destination != Destination::Body {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let anchor = self.anchor.take();
        if self.state.is_in_table {
            self.begin_table();
            self.text = text;
            self.text.push('\n');
            return;
        }
        self.end_table();
        let item = labeled(&text).filter(|_| self.state.is_hanging);
        match self.state.level {
            Some(level) => self.story.heading(level, text.trim(), anchor.as_deref()),
            None if self.state.is_item || item.is_some() => self.story.line(item.unwrap_or(&text)),
            None => self.story.paragraph(&text),
        }
        self.state.is_item = false;
    }

    fn end_cell(&mut self) {
        if self.state.destination != Destination::Body {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() && !self.in_table {
            return;
        }
        self.begin_table();
        self.story.cell();
        self.story.paragraph(text.trim());
        self.anchor = None;
    }

    fn begin_table(&mut self) {
        if !self.in_table {
            self.in_table = true;
            self.story.begin_table();
        }
    }

    fn end_table(&mut self) {
        if self.in_table {
            self.in_table = false;
            self.story.end_table();
        }
    }

    /// Returns the finished document.
    pub(super) fn finish(mut self) -> Rendered {
        self.decode();
        self.state = State::default();
        self.end_paragraph();
        self.end_table();
        if let [Some(year), Some(month), Some(day)] = self.date {
            let date = format!("{year:04}-{month:02}-{day:02}");
            self.story.field("date", &date);
        }
        self.story.finish()
    }
}

/// Returns the text of an item after its label: a bullet, a number or a letter, and a tab.
fn labeled(text: &str) -> Option<&str> {
    let (label, text) = text.trim_start().split_once('\t')?;
    let label = label.trim();
    let is_bullet = label.chars().count() == 1 && !label.contains(char::is_alphanumeric);
    let number = label.strip_suffix(['.', ')']);
    let is_number = number.is_some_and(|it| it.len() < 5 && it.chars().all(char::is_alphanumeric));
    (is_bullet || is_number).then_some(text)
}
