//! A page as it is drawn: runs of text with their places, in the order in which they come.

use std::rc::Rc;

use lopdf::content::Operation;
use lopdf::{Object, decode_text_string};

use crate::corpus::pdf::font::Font;
use crate::corpus::pdf::matrix::Matrix;

/// More saved states than this are a broken page.
const MOST_STATES: usize = 1000;
/// No part of a page is in more marked parts than this.
const MOST_MARKS: usize = 32;
/// More space than this after each letter, in parts of its size, parts words,
const SPACED: f64 = 0.2;
/// if the text has no more letters than this; a longer one is a title s p a c e d  o u t.
const MOST_SPACED: usize = 4;

/// A run of text on a page.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: String,
    /// Where it starts and ends.
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    /// The direction in which it runs.
    pub(super) direction: (f64, f64),
    /// The size of its letters.
    pub(super) size: f64,
    /// Is its width no more than a guess?
    pub(super) is_guessed: bool,
}

/// A page as far as it is drawn.
pub(super) struct Drawing<'a> {
    pub(super) runs: Vec<Run>,
    pub(super) state: State<'a>,
    pub(super) saved: Vec<State<'a>>,
    /// Where the next text stands, and where its line starts.
    text: Matrix,
    line: Matrix,
    marks: Vec<Mark>,
}

/// What `q` saves and `Q` brings back.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) place: Matrix,
    pub(super) font: Option<Rc<Font<'a>>>,
    pub(super) size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// What is said of a part of the page.
enum Mark {
    Other,
    /// It is no part of the text: the head and foot of a page, and the like.
    Artifact,
    /// What it says, whatever it shows; none once that is said.
    Says(Option<String>),
}

impl Default for Drawing<'_> {
    fn default() -> Self {
        Self {
            runs: Vec::new(),
            state: State {
                place: Matrix::IDENTITY,
                font: None,
                size: 0.0,
                letter_space: 0.0,
                word_space: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
            },
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            marks: Vec::new(),
        }
    }
}

impl Drawing<'_> {
    /// Carries an operation out, but for those that name fonts and drawings.
    pub(super) fn apply(&mut self, operation: &Operation) {
        let operands = &*operation.operands;
        match (&*operation.operator, operands) {
            ("q", _) if self.saved.len() < MOST_STATES => self.saved.push(self.state.clone()),
            ("Q", _) => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            ("cm", _) => {
                if let Some(matrix) = Matrix::of(operands) {
                    self.state.place = matrix.then(&self.state.place);
                }
            }
            ("BMC" | "BDC", _) => self.marks.push(mark(operands)),
            ("EMC", _) => {
                self.marks.pop();
            }
            ("Tj" | "'" | "\"" | "TJ", _) => self.show_operation(operation),
            _ => self.move_text(operation),
        }
    }

    fn move_text(&mut self, operation: &Operation) {
        let operands = &*operation.operands;
        match (&*operation.operator, operands) {
            ("BT", _) => self.begin_line(Matrix::IDENTITY),
            ("Td", [x, y]) => self.next_line(number(x), number(y)),
            ("TD", [x, y]) => {
                self.state.leading = -number(y);
                self.next_line(number(x), number(y));
            }
            ("T*", _) => self.next_line(0.0, -self.state.leading),
            ("Tm", _) => self.begin_line(Matrix::of(operands).unwrap_or(Matrix::IDENTITY)),
            ("Tc", [space]) => self.state.letter_space = number(space),
            ("Tw", [space]) => self.state.word_space = number(space),
            ("Tz", [percent]) => self.state.stretch = number(percent) / 100.0,
            ("TL", [leading]) => self.state.leading = number(leading),
            ("Ts", [rise]) => self.state.rise = number(rise),
            _ => {}
        }
    }

    fn show_operation(&mut self, operation: &Operation) {
        match (&*operation.operator, &*operation.operands) {
            ("Tj", [Object::String(bytes, _)]) => self.show(bytes),
            ("'", [Object::String(bytes, _)]) => {
                self.next_line(0.0, -self.state.leading);
                self.show(bytes);
            }
            ("\"", [words, letters, Object::String(bytes, _)]) => {
                self.state.word_space = number(words);
                self.state.letter_space = number(letters);
                self.next_line(0.0, -self.state.leading);
                self.show(bytes);
            }
            ("TJ", [Object::Array(items)]) => {
                for item in items {
                    match item {
                        Object::String(bytes, _) => self.show(bytes),
                        item => {
                            let back = number(item) / 1000.0 * self.state.size;
                            self.advance(-back * self.state.stretch);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn begin_line(&mut self, matrix: Matrix) {
        self.text = matrix;
        self.line = matrix;
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.begin_line(Matrix::moved(x, y).then(&self.line));
    }

    fn advance(&mut self, x: f64) {
        self.text = Matrix::moved(x, 0.0).then(&self.text);
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else {
            return;
        };
        // Ghostscript writes a space between two words as a space after each letter of a short text.
        let is_spaced = self.state.letter_space > SPACED * self.state.size.abs();
        if is_spaced && bytes.len() <= MOST_SPACED * font.code_len() {
            for code in bytes.chunks(font.code_len()) {
                self.show_run(&font, code);
            }
        } else {
            self.show_run(&font, bytes);
        }
    }

    fn show_run(&mut self, font: &Font<'_>, bytes: &[u8]) {
        let state = &self.state;
        let shown = font.show(bytes);
        let spaces = shown.glyphs * state.letter_space + shown.spaces * state.word_space;
        let width = (shown.width * state.size + spaces) * state.stretch;
        let rise = Matrix::moved(0.0, state.rise);
        let place = rise.then(&self.text).then(&state.place);
        let size = place.height() * state.size.abs();
        // The space after the last letter is no part of the text.
        let after = state.letter_space * state.stretch;
        let end = Matrix::moved(width - after, 0.0).then(&place).origin();
        self.advance(width);
        let mut marks = self.marks.iter().rev().take(MOST_MARKS);
        let is_left_out = marks.any(|it| matches!(it, Mark::Artifact));
        let Some(text) = self.said(shown.text) else {
            // What was said already takes all of its place.
            if let Some(last) = self.runs.last_mut() {
                last.end = end;
            }
            return;
        };
        let is_placed =
            size.is_finite() && place.origin().0.is_finite() && place.origin().1.is_finite();
        if is_left_out || text.is_empty() || !is_placed {
            return;
        }
        self.runs.push(Run {
            text,
            start: place.origin(),
            end,
            direction: place.direction(),
            size,
            is_guessed: font.is_guessed,
        });
    }

    /// Returns what shown text says; none if that has been said before.
    fn said(&mut self, shown: String) -> Option<String> {
        let mut marks = self.marks.iter_mut().rev().take(MOST_MARKS);
        let says = marks.find_map(|mark| match mark {
            Mark::Says(text) => Some(text),
            _ => None,
        });
        match says {
            Some(text) => text.take(),
            None => Some(shown),
        }
    }
}

fn mark(operands: &[Object]) -> Mark {
    match operands {
        [Object::Name(name), ..] if name == b"Artifact" => Mark::Artifact,
        [_, Object::Dictionary(properties)] => {
            let text = properties.get(b"ActualText").and_then(decode_text_string);
            text.map_or(Mark::Other, |text| Mark::Says(Some(text)))
        }
        _ => Mark::Other,
    }
}

/// Returns the number that an operand is; 0 if it is none.
pub(super) fn number(object: &Object) -> f64 {
    object.as_float().map_or(0.0, f64::from)
}
