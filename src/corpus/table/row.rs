//! The rows of a table, each cell with its place.

use std::ops::Range;

use csv::{ByteRecord, ReaderBuilder};

use crate::corpus::transcript::Transcript;

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it stands, with its line break.
    pub(super) range: Range<usize>,
    pub(super) cells: Vec<Transcript>,
}

/// Reads the rows of `source`.
pub(super) fn rows(source: &str, delimiter: u8) -> impl Iterator<Item = Row> {
    let mut reader = ReaderBuilder::new();
    let reader = reader
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter);
    let mut reader = reader.from_reader(source.as_bytes());
    let mut record = ByteRecord::new();
    let mut at = 0;
    std::iter::from_fn(move || {
        if !reader.read_byte_record(&mut record).ok()? {
            return None;
        }
        let end = usize::try_from(reader.position().byte()).ok()?;
        let start = at + breaks_len(&source[at..]);
        let end = end.clamp(start, source.len());
        // The second half of a line break may be left for the next record.
        at = end + breaks_len(&source[end..]).min(1);
        let cells = cells(source, start..at, &record);
        Some(Row {
            range: start..at,
            cells,
        })
    })
}

/// Returns where the last row ends that is complete; a row goes on behind a line break within quotes.
pub(super) fn rows_end(bytes: &[u8]) -> Option<usize> {
    let (mut end, mut is_quoted, mut is_start) = (None, false, true);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if is_quoted || is_start => is_quoted = !is_quoted,
            b'\n' if !is_quoted => end = Some(at + 1),
            _ => {}
        }
        // A quote that is doubled begins again at once what it ended.
        is_start = matches!(byte, b'\n' | b',' | b';' | b'\t' | b'|' | b'"');
    }
    end
}

fn breaks_len(text: &str) -> usize {
    text.len() - text.trim_start_matches(['\r', '\n']).len()
}

/// Returns the cells of a row that stands at `range`.
fn cells(source: &str, range: Range<usize>, record: &ByteRecord) -> Vec<Transcript> {
    let row = &source[..range.end];
    let mut at = range.start;
    let mut cells = Vec::with_capacity(record.len());
    for cell in record {
        let mut transcript = Transcript::default();
        at = align(&String::from_utf8_lossy(cell), row, at, &mut transcript);
        cells.push(transcript);
        // What parts two cells is one byte long.
        let quotes = row.len() - row[at..].trim_start_matches('"').len();
        at = row.floor_char_boundary(quotes + 1);
    }
    cells
}

/// Finds the text of a cell in its row from `at` on, where it has quotes more, and returns where it ends.
fn align(cell: &str, row: &str, mut at: usize, transcript: &mut Transcript) -> usize {
    let mut rest = cell;
    while !rest.is_empty() {
        let pairs = rest.bytes().zip(row[at..].bytes());
        let same = pairs.take_while(|(left, right)| left == right).count();
        let same = rest.floor_char_boundary(same);
        transcript.keep(&rest[..same], at);
        rest = &rest[same..];
        at += same;
        if !row[at..].starts_with('"') {
            break;
        }
        at += 1;
    }
    transcript.keep(rest, at);
    at
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn rows_and_cells_have_their_places() {
        let source = "a,\"b \"\"c\"\"\r\nd\",\r\n\r\n\"é\",f\n";
        let rows: Vec<_> = rows(source, b',').collect();
        let ranges: Vec<_> = rows.iter().map(|row| row.range.clone()).collect();
        assert_eq!(ranges, [0..17, 19..26]);
        let texts: Vec<_> = rows[0].cells.iter().map(|cell| cell.as_str()).collect();
        assert_eq!(texts, ["a", "b \"c\"\r\nd", ""]);
        let c = &rows[0].cells[1];
        assert_eq!(c.source_at(3), source.find('c').expect("it is there"));
        assert_eq!(c.source_at(7), source.find('d').expect("it is there"));
        assert_eq!(
            rows[1].cells[1].source_at(0),
            source.find('f').expect("it is there")
        );
    }
}
