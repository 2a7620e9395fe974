//! Sheets of Excel.

use std::io::Cursor;

use calamine::{Cell, Data, DataRef, ExcelDateTime, Reader, Xls, Xlsb, Xlsx};

use crate::corpus::Refusal;
use crate::corpus::office::sheets::Rows;
use crate::corpus::office::story::Story;
use crate::corpus::packed::encrypted;

/// Adds the sheets of a container, as far as they can be read.
///
/// # Errors
///
/// Fails if it is too damaged.
pub(super) fn tell(bytes: &[u8], story: &mut Story) -> Result<(), Refusal> {
    let error = match Xlsx::new(Cursor::new(bytes)) {
        Ok(mut book) => {
            for sheet in book.sheet_names() {
                if let Ok(mut cells) = book.worksheet_cells_reader(&sheet) {
                    tell_sheet(&sheet, || cells.next_cell().ok().flatten(), story);
                }
            }
            return Ok(());
        }
        Err(error) => error,
    };
    let Ok(mut book) = Xlsb::new(Cursor::new(bytes)) else {
        return Err(damaged(&error));
    };
    for sheet in book.sheet_names() {
        if let Ok(mut cells) = book.worksheet_cells_reader(&sheet) {
            tell_sheet(&sheet, || cells.next_cell().ok().flatten(), story);
        }
    }
    Ok(())
}

fn tell_sheet<'a>(
    sheet: &str,
    mut next: impl FnMut() -> Option<Cell<DataRef<'a>>>,
    story: &mut Story,
) {
    let mut rows = Rows::new(sheet, story);
    while let Some(cell) = next() {
        let (row, column) = cell.get_position();
        let (text, is_text) = shown_ref(cell.get_value());
        rows.cell([row, column], &text, is_text);
    }
    rows.finish();
}

/// Adds the sheets of a file of Excel 97-2003.
///
/// # Errors
///
/// Fails if it is encrypted or too damaged.
pub(super) fn tell_old(bytes: &[u8], story: &mut Story) -> Result<(), Refusal> {
    let mut book = match Xls::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(calamine::XlsError::Password) => return Err(encrypted()),
        Err(error) => return Err(damaged(&error)),
    };
    for sheet in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&sheet) else {
            continue;
        };
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::new(&sheet, story);
        for (row, column, value) in range.used_cells() {
            let (text, is_text) = shown(value);
            rows.cell([top + row as u32, left + column as u32], &text, is_text);
        }
        rows.finish();
    }
    Ok(())
}

fn damaged(error: &dyn std::error::Error) -> Refusal {
    Refusal::failed(format!(
        "damaged sheets: {}",
        error.to_string().to_lowercase()
    ))
}

fn shown_ref(value: &DataRef<'_>) -> (String, bool) {
    match value {
        DataRef::SharedString(text) => ((*text).to_owned(), true),
        value => shown(&Data::from(value.clone())),
    }
}

/// Returns what a cell shows, and whether that is a text.
fn shown(value: &Data) -> (String, bool) {
    match value {
        Data::String(text) => (text.clone(), true),
        Data::Int(number) => (number.to_string(), false),
        Data::Float(number) => (number.to_string(), false),
        Data::Bool(is) => (is.to_string().to_uppercase(), false),
        Data::DateTime(date) => (iso(date), false),
        Data::DateTimeIso(text) | Data::DurationIso(text) => (text.clone(), false),
        _ => (String::new(), false),
    }
}

/// Returns a date as ISO 8601 writes it; a duration and a time without a day as hours, minutes and seconds.
fn iso(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    if date.is_duration() {
        let seconds = (date.as_f64() * 86_400.0).round() as i64;
        return format!(
            "{}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
    }
    if date.as_f64() < 0.0 {
        // There are no days before the first one.
        return date.as_f64().to_string();
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if date.as_f64() < 1.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => day,
        _ => format!("{day} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    #[test]
    fn dates_are_written_as_iso() {
        // 42328 is 20 November 2015, as the documentation of Excel counts days.
        for (number, kind, expected) in [
            (42_328.0, DateTime, "2015-11-20"),
            (42_328.5, DateTime, "2015-11-20 12:00:00"),
            (0.25, DateTime, "06:00:00"),
            (-3.5, DateTime, "-3.5"),
            (1.5, TimeDelta, "36:00:00"),
        ] {
            assert_eq!(iso(&ExcelDateTime::new(number, kind, false)), expected);
        }
    }
}
