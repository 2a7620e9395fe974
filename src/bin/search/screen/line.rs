//! The line that is being typed.

use unicode_segmentation::UnicodeSegmentation;

/// A text and where in it the next letter goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    text: String,
    cursor: usize,
}

/// A change of a line, or a step in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Types a text at the cursor.
    Insert(String),
    /// Removes the letter before the cursor.
    Backspace,
    /// Removes the letter after the cursor.
    Delete,
    /// Removes the word before the cursor.
    DeleteWord,
    /// Removes all before the cursor.
    DeleteToStart,
    /// Goes a letter to the left.
    Left,
    /// Goes a letter to the right.
    Right,
    /// Goes to the start of a word.
    WordLeft,
    /// Goes to the end of a word.
    WordRight,
    /// Goes to the start.
    Start,
    /// Goes to the end.
    End,
}

impl Line {
    /// Starts with a text, the cursor behind it.
    pub(crate) fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.apply(&Edit::Insert(text.to_owned()));
        line
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns what stands before the cursor.
    pub(crate) fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    fn after(&self) -> &str {
        &self.text[self.cursor..]
    }

    /// Puts another text in the place of the line, the cursor behind it.
    pub(crate) fn set(&mut self, text: String) {
        self.cursor = text.len();
        self.text = text;
    }

    /// Changes the line, or goes in it.
    pub(crate) fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Insert(text) => {
                // What is pasted may have lines; a query has one.
                let is_plain = |c: &char| !c.is_control();
                let spaced = |c: char| if c.is_whitespace() { ' ' } else { c };
                let text: String = text.chars().map(spaced).filter(is_plain).collect();
                self.text.insert_str(self.cursor, &text);
                self.cursor += text.len();
            }
            Edit::Backspace => self.remove_from(self.letter_left()),
            Edit::DeleteWord => self.remove_from(self.word_left()),
            Edit::DeleteToStart => self.remove_from(0),
            Edit::Delete => {
                let end = self.letter_right();
                self.text.replace_range(self.cursor..end, "");
            }
            Edit::Left => self.cursor = self.letter_left(),
            Edit::Right => self.cursor = self.letter_right(),
            Edit::WordLeft => self.cursor = self.word_left(),
            Edit::WordRight => self.cursor = self.word_right(),
            Edit::Start => self.cursor = 0,
            Edit::End => self.cursor = self.text.len(),
        }
    }

    fn remove_from(&mut self, start: usize) {
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    fn letter_left(&self) -> usize {
        let last = self.before().grapheme_indices(true).next_back();
        last.map_or(0, |(at, _)| at)
    }

    fn letter_right(&self) -> usize {
        let first = self.after().graphemes(true).next();
        self.cursor + first.map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let before = self.before().trim_end();
        before.rfind(' ').map_or(0, |at| at + 1)
    }

    fn word_right(&self) -> usize {
        let rest = self.after();
        let spaces = rest.len() - rest.trim_start().len();
        let end = rest[spaces..].find(' ').map(|at| spaces + at);
        self.cursor + end.unwrap_or(rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies edits to a text whose cursor is written `|`, and returns what comes of it.
    fn edited(text: &str, edits: &[Edit]) -> String {
        let (before, after) = text.split_once('|').expect("a cursor");
        let mut line = Line {
            text: format!("{before}{after}"),
            cursor: before.len(),
        };
        edits.iter().for_each(|edit| line.apply(edit));
        format!("{}|{}", line.before(), line.after())
    }

    #[test]
    fn letters_are_those_that_people_see() {
        assert_eq!(edited("e\u{301}|x", &[Edit::Backspace]), "|x");
        assert_eq!(edited("a|👩\u{200d}🚀b", &[Edit::Right]), "a👩\u{200d}🚀|b");
        assert_eq!(edited("|é", &[Edit::Delete, Edit::Delete]), "|");
        assert_eq!(edited("|", &[Edit::Backspace, Edit::Left]), "|");
    }

    #[test]
    fn words_are_passed_and_removed() {
        assert_eq!(
            edited("state of |emergency", &[Edit::DeleteWord]),
            "state |emergency"
        );
        assert_eq!(edited("state of|", &[Edit::WordLeft]), "state |of");
        assert_eq!(edited("state| of", &[Edit::WordRight]), "state of|");
        assert_eq!(edited("state of|x", &[Edit::DeleteToStart]), "|x");
    }

    #[test]
    fn what_is_pasted_becomes_one_line() {
        let pasted = Edit::Insert("a\nb\tc\u{1b}[31m".to_owned());
        assert_eq!(edited("x|y", &[pasted]), "xa b c[31m|y");
    }
}
