//! Sheets of OpenDocument.

use crate::corpus::Refusal;
use crate::corpus::office::sheets::Rows;
use crate::corpus::office::story::Story;
use crate::corpus::office::xml::{Piece, Pieces, Tag};

/// What is no cell: comments, drawings, what tracked changes were before, earlier results of other files.
const LEFT_OUT: &[&str] = &["annotation", "tracked-changes", "shapes", "table-source"];
/// A cell is shown as often as it is repeated, but not more often than this: what is more is a format.
const MOST_REPEATED: u32 = 64;

/// The cell that is read.
#[derive(Debug, Default)]
struct Cell {
    text: String,
    is_text: bool,
    /// Is its value known, so that what it shows does not count?
    has_value: bool,
    repeated: u32,
    /// How many paragraphs are open.
    paragraphs: usize,
}

/// Adds the sheets.
///
/// # Errors
///
/// Fails if the part declares a document type.
pub(super) fn tell(xml: &str, story: &mut Story) -> Result<(), Refusal> {
    let mut pieces = Pieces::new(xml, LEFT_OUT);
    while let Some(piece) = pieces.next() {
        if let Piece::Open(tag) = piece?
            && tag.name() == "table"
        {
            let name = tag.attribute("name").unwrap_or_default().into_owned();
            tell_sheet(&name, &mut pieces, story)?;
        }
    }
    Ok(())
}

fn tell_sheet(name: &str, pieces: &mut Pieces<'_>, story: &mut Story) -> Result<(), Refusal> {
    let mut rows = Rows::new(name, story);
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut repeated = 1;
    let mut cell = Cell::default();
    for piece in pieces {
        match piece? {
            Piece::Open(tag) => match tag.name() {
                "table-row" => {
                    repeated = number(&tag, "number-rows-repeated");
                    column = 0;
                }
                "table-cell" | "covered-table-cell" => cell = Cell::new(&tag),
                name => cell.open(name),
            },
            Piece::Text(text) => cell.add(&text),
            Piece::Close(name) => match &*name {
                "table" => break,
                "table-row" => row = row.saturating_add(repeated),
                "table-cell" | "covered-table-cell" => {
                    for at in 0..cell.repeated.min(MOST_REPEATED) {
                        rows.cell([row, column.saturating_add(at)], &cell.text, cell.is_text);
                    }
                    column = column.saturating_add(cell.repeated);
                    cell = Cell::default();
                }
                "p" => cell.paragraphs = cell.paragraphs.saturating_sub(1),
                _ => {}
            },
        }
    }
    rows.finish();
    Ok(())
}

impl Cell {
    fn new(tag: &Tag<'_>) -> Self {
        let kind = tag.attribute("value-type").unwrap_or_default();
        // Dates are shown in any format; their value is ISO 8601.
        let date = tag.attribute("date-value").filter(|_| kind == "date");
        Self {
            has_value: date.is_some(),
            text: date.unwrap_or_default().replace('T', " "),
            is_text: kind == "string",
            repeated: number(tag, "number-columns-repeated"),
            paragraphs: 0,
        }
    }

    fn open(&mut self, name: &str) {
        match name {
            "p" => {
                self.paragraphs += 1;
                self.add(" ");
            }
            "s" | "tab" | "line-break" => self.add(" "),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if self.paragraphs > 0 && !self.has_value {
            self.text.push_str(text);
        }
    }
}

fn number(tag: &Tag<'_>, name: &str) -> u32 {
    tag.attribute(name)
        .and_then(|it| it.parse().ok())
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(xml: &str) -> String {
        let mut story = Story::new();
        tell(xml, &mut story).expect("sheets");
        let sections = story.finish().document.sections.into_iter();
        sections
            .map(|section| section.text)
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    #[test]
    fn cells_show_their_text_and_dates_their_value() {
        let xml = "<table:table table:name='t'><table:table-row><table:table-cell office:value-type='float'><text:p>1,5</text:p>\
            </table:table-cell><table:table-cell table:number-columns-repeated='2'/>\
            <table:table-cell office:value-type='date' office:date-value='2015-11-20T10:00:00'><text:p>20.11.15</text:p></table:table-cell>\
            <table:table-cell table:number-columns-repeated='2' office:value-type='string'><text:p>a<text:s/>b</text:p><text:p>c</text:p>\
            <office:annotation><text:p>x</text:p></office:annotation></table:table-cell></table:table-row></table:table>";
        assert_eq!(shown(xml), "1,5 | 2015-11-20 10:00:00 | a b c | a b c");
    }

    proptest! {
        #[test]
        fn any_sheet_is_read(xml in "(<table:table table:name='a'>|</table:table>|<table:table-row>|<table:table-row table:number-rows-repeated='4294967295'>|</table:table-row>|<table:table-cell>|<table:table-cell table:number-columns-repeated='4294967295'>|</table:table-cell>|<text:p>|</text:p>|x |&|<){0,60}") {
            shown(&xml);
        }
    }
}
