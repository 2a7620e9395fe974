//! The columns of a table: what they are called and what they hold.

use crate::corpus::known::{AUTHORS, DATES, LANGUAGES, NAMES, TITLES};
use crate::corpus::table::row::Row;

/// A column whose cells have so many characters on the average holds text.
const TEXT_CHARS: usize = 80;
/// The name of a column is not longer than this.
const NAME_CHARS: usize = 60;

/// What the columns of a table are called, and which of them hold what.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Their names; none if the first row has none.
    pub(super) names: Vec<String>,
    /// Which hold text; where one does, each row is a document.
    pub(super) texts: Vec<usize>,
    /// Which one names a row, and which ones tell its title, its author, its date and its language.
    pub(super) name: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) author: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) language: Option<usize>,
}

impl Columns {
    /// Returns the columns that the first rows show.
    pub(super) fn of(sample: &[Row]) -> Self {
        let names = match sample {
            [first, _, ..] if is_header(first) => names(first),
            _ => Vec::new(),
        };
        let body = &sample[usize::from(!names.is_empty()).min(sample.len())..];
        let width = body.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let is_text = |column: &usize| is_text(body, *column);
        let texts = (0..width).filter(is_text).collect();
        let named = |known: &[&str]| {
            let place = |name: &&str| names.iter().position(|it| it.eq_ignore_ascii_case(name));
            known.iter().find_map(place)
        };
        Self {
            name: named(NAMES),
            title: named(TITLES),
            author: named(AUTHORS),
            date: named(DATES),
            language: named(LANGUAGES),
            texts,
            names,
        }
    }
}

fn names(header: &Row) -> Vec<String> {
    let names = header.cells.iter().map(|cell| {
        let name = cell
            .as_str()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        name.chars().take(NAME_CHARS).collect()
    });
    names.collect()
}

/// Does the row name several columns? Then there are words in it, and neither numbers nor long texts.
fn is_header(row: &Row) -> bool {
    let is_name = |cell: &str| {
        let cell = cell.trim();
        cell.chars().count() <= NAME_CHARS && !cell.contains('\n') && cell.parse::<f64>().is_err()
    };
    let mut cells = row.cells.iter().map(|cell| cell.as_str());
    let has_words = row
        .cells
        .iter()
        .any(|cell| cell.as_str().contains(char::is_alphabetic));
    let is_comment = row
        .cells
        .first()
        .is_some_and(|cell| cell.as_str().starts_with('#'));
    row.cells.len() > 1 && has_words && !is_comment && cells.all(is_name)
}

fn is_text(rows: &[Row], column: usize) -> bool {
    let cells = rows.iter().filter_map(|row| row.cells.get(column));
    let texts: Vec<_> = cells
        .map(|cell| cell.as_str())
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    let chars: usize = texts.iter().map(|text| text.chars().count()).sum();
    let words: usize = texts
        .iter()
        .map(|text| text.split_whitespace().count())
        .sum();
    // Addresses and hashes are long, but have no words.
    !texts.is_empty() && chars >= TEXT_CHARS * texts.len() && words >= 8 * texts.len()
}
