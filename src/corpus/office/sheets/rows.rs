//! The rows of a sheet, put into groups that can be found by themselves.

use crate::corpus::Landmark;
use crate::corpus::office::story::Story;

/// A group has at most so many rows,
const MOST_ROWS: usize = 50;
/// and so many words.
const MOST_WORDS: usize = 250;

/// A sheet that is written, row by row.
pub(super) struct Rows<'a> {
    story: &'a mut Story,
    sheet: String,
    /// The names of the columns, if the first row looks like it.
    header: Option<String>,
    is_first: bool,
    row: Row,
    group: Group,
}

/// The row that cells are added to.
#[derive(Debug, Default)]
struct Row {
    number: u32,
    cells: Vec<(u32, String)>,
    /// Is each cell a text?
    is_all_text: bool,
}

/// Rows that are shown together.
#[derive(Debug, Default)]
struct Group {
    rows: Vec<String>,
    words: usize,
    /// The first and the last row, the first and the last column, counted from 0.
    range: Option<[u32; 4]>,
}

impl<'a> Rows<'a> {
    /// Begins a sheet.
    pub(super) fn new(sheet: &str, story: &'a mut Story) -> Self {
        Self {
            story,
            sheet: sheet.to_owned(),
            header: None,
            is_first: true,
            row: Row::default(),
            group: Group::default(),
        }
    }

    /// Adds a cell; rows come in order, and the cells of a row.
    pub(super) fn cell(&mut self, [row, column]: [u32; 2], text: &str, is_text: bool) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        if row != self.row.number {
            self.end_row();
        }
        self.row.is_all_text = is_text && (self.row.cells.is_empty() || self.row.is_all_text);
        self.row.number = row;
        self.row.cells.push((column, text));
    }

    /// Ends the sheet.
    pub(super) fn finish(mut self) {
        self.end_row();
        // A sheet of one row has no columns to name.
        if let Some(header) = self.header.take_if(|_| self.group.rows.is_empty()) {
            self.group.rows.push(header);
        }
        self.end_group();
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        let (Some(first), Some(last)) = (row.cells.first(), row.cells.last()) else {
            return;
        };
        let [from, to] = [first.0, last.0];
        let cells: Vec<_> = row.cells.into_iter().map(|(_, text)| text).collect();
        let is_header = self.is_first && row.is_all_text && cells.len() > 1;
        let words = cells.iter().map(|cell| cell.split(' ').count()).sum();
        let text = cells.join(" | ");
        self.is_first = false;
        if self.group.words + words > MOST_WORDS || self.group.rows.len() == MOST_ROWS {
            self.end_group();
        }
        self.group.add([row.number, row.number, from, to], words);
        if is_header {
            self.header = Some(text);
        } else {
            self.group.rows.push(text);
        }
    }

    fn end_group(&mut self) {
        let group = std::mem::take(&mut self.group);
        let Some(range) = group.range.filter(|_| !group.rows.is_empty()) else {
            return;
        };
        let place = format!("{}!{}", quoted(&self.sheet), cells(range));
        self.story.landmark(Landmark::Place(place));
        self.story
            .heading(1, &self.sheet, Some(&anchor(&self.sheet, range)));
        for row in self.header.iter().chain(&group.rows) {
            self.story.line(row);
        }
    }
}

impl Group {
    fn add(&mut self, [row, to_row, column, to_column]: [u32; 4], words: usize) {
        self.words += words;
        self.range = Some(match self.range {
            Some([first, last, left, right]) => [
                first.min(row),
                last.max(to_row),
                left.min(column),
                right.max(to_column),
            ],
            None => [row, to_row, column, to_column],
        });
    }
}

/// Returns the anchor of a group: where it begins, so that it stays when rows are added at its end.
fn anchor(sheet: &str, [first, _, left, _]: [u32; 4]) -> String {
    format!("{sheet}!{}", cell(first, left))
}

/// Returns the name of a sheet as formulas write it.
fn quoted(sheet: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || c == '_';
    if sheet.chars().all(is_plain) {
        sheet.to_owned()
    } else {
        format!("'{}'", sheet.replace('\'', "''"))
    }
}

/// Returns a range of cells as formulas write it: `A1:D20`.
fn cells([first, last, left, right]: [u32; 4]) -> String {
    format!("{}:{}", cell(first, left), cell(last, right))
}

fn cell(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// Returns the letters of a column, counted from 0.
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::rendering::Rendered;

    fn rendered(rows: &[&[&str]]) -> Rendered {
        let mut story = Story::new();
        let mut sheet = Rows::new("My sheet", &mut story);
        for (row, cells) in (2..).zip(rows) {
            for (column, text) in (1..).zip(*cells) {
                let is_text = text.parse::<f64>().is_err();
                sheet.cell([row, column], text, is_text);
            }
        }
        sheet.finish();
        story.finish()
    }

    #[test]
    fn each_group_has_its_place_and_the_names_of_the_columns() {
        let mut rows: Vec<&[&str]> = vec![&["Year", "Event"]];
        rows.extend([&["2012", "Coup"][..]; 60]);
        let Rendered { document, text } = rendered(&rows);
        let sections = document.sections.iter().map(|section| {
            assert_eq!(section.heading, "My sheet");
            assert!(section.text.starts_with("Year | Event\n2012 | Coup\n"));
            let anchor = section.anchor.as_deref().unwrap_or_default();
            (anchor, text.landmark(&section.bytes).cloned())
        });
        let place = |place: &str| Some(Landmark::Place(place.to_owned()));
        let expected = [
            ("My sheet!B3", place("'My sheet'!B3:C53")),
            ("My sheet!B54", place("'My sheet'!B54:C63")),
        ];
        assert_eq!(sections.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn rows_without_names_are_shown_as_they_are() {
        let text = |rows: &[&[&str]]| rendered(rows).document.sections[0].text.clone();
        assert_eq!(text(&[&["1", "2"], &["3", "", "5"]]), "1 | 2\n3 | 5");
        assert_eq!(text(&[&["only", "this"]]), "only | this");
        assert_eq!(text(&[&["one"], &["two\nlines"]]), "one\ntwo lines");
    }

    #[test]
    fn columns_have_letters() {
        let found = [0, 25, 26, 701, 702, 16_383].map(letters);
        assert_eq!(found, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
