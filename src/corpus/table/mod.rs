//! Tables, CSV and TSV: each row a document where there is a column of text, else lines of `column: value`.

mod columns;
mod row;

use crate::corpus::document::{Builder, Document};
use crate::corpus::pieces::Cut;
use crate::corpus::table::columns::Columns;
use crate::corpus::table::row::{Row, rows};

/// So many rows show what the columns hold.
const SAMPLE_ROWS: usize = 100;
/// So many bytes show what parts the cells.
const SAMPLE_BYTES: usize = 16 * 1024;

/// Rows end with their line, but for lines within quotes; the first one names the columns of all.
pub(crate) const ROWS: Cut = Cut {
    end: row::rows_end,
    head,
};

/// Returns the row that names the columns, if there is one.
fn head(first: &str) -> String {
    let sample: Vec<_> = rows(first, delimiter(first)).take(SAMPLE_ROWS).collect();
    let has_names = !Columns::of(&sample).names.is_empty();
    let header = sample.first().filter(|_| has_names);
    header.map_or_else(String::new, |row| first[row.range.clone()].to_owned())
}

/// Reads a table.
pub(crate) fn parse(source: &str, take: &mut dyn FnMut(Document)) {
    let delimiter = delimiter(source);
    let sample: Vec<_> = rows(source, delimiter).take(SAMPLE_ROWS).collect();
    let columns = Columns::of(&sample);
    drop(sample);
    let header = usize::from(!columns.names.is_empty());
    let rows = rows(source, delimiter).skip(header);
    if columns.texts.is_empty() {
        return take(listed(source, rows, &columns));
    }
    for row in rows {
        take(record(&row, &columns));
    }
}

/// Returns what parts the cells: what the first line has most of, comments left out.
fn delimiter(source: &str) -> u8 {
    let head = &source[..source.floor_char_boundary(SAMPLE_BYTES)];
    let first = head
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    let delimiters = [b',', b'\t', b';', b'|'];
    let best = delimiters
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter));
    best.unwrap_or(b',')
}

/// Reads a row as a document.
fn record(row: &Row, columns: &Columns) -> Document {
    let text = |column: Option<usize>| {
        column
            .and_then(|at| row.cells.get(at))
            .map_or("", |cell| cell.as_str())
    };
    let mut builder = Builder::within(row.range.clone());
    builder.name(text(columns.name));
    builder.field("title", text(columns.title));
    builder.field("author", text(columns.author));
    builder.field("date", text(columns.date));
    builder.field("lang", text(columns.language));
    for (column, cell) in row.cells.iter().enumerate() {
        let is_told = [columns.name, columns.title].contains(&Some(column));
        let start = cell.source_at(0);
        if cell.as_str().trim().is_empty() || is_told && !columns.texts.contains(&column) {
            continue;
        }
        if columns.texts.contains(&column) {
            builder.paragraph(start);
            builder.quote(cell);
            builder.paragraph(cell.source_at(cell.as_str().len()));
        } else {
            builder.line(start);
            label(&mut builder, columns, column, start);
            builder.quote(cell);
        }
    }
    builder.finish()
}

/// Reads all rows as one document: a paragraph each, with the names of the columns.
fn listed(source: &str, rows: impl Iterator<Item = Row>, columns: &Columns) -> Document {
    let mut builder = Builder::new(source.len());
    builder.whole();
    let labels: usize = columns.names.iter().map(|name| name.len() + 3).sum();
    for row in rows {
        builder.paragraph(row.range.start);
        // Names that are much longer than what they name would only swell the text.
        let has_labels = labels <= 4 * row.range.len() + 40;
        let mut is_first = true;
        for (column, cell) in row.cells.iter().enumerate() {
            let start = cell.source_at(0);
            if cell.as_str().trim().is_empty() {
                continue;
            }
            if !is_first {
                builder.text(" | ", start);
            }
            is_first = false;
            if has_labels {
                label(&mut builder, columns, column, start);
            }
            builder.quote(cell);
        }
    }
    builder.finish()
}

fn label(builder: &mut Builder, columns: &Columns, column: usize, start: usize) {
    let name = columns.names.get(column).filter(|name| !name.is_empty());
    if let Some(name) = name {
        builder.text(&format!("{name}: "), start);
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::inline::{documents, shown_part};
    use proptest::prelude::*;

    /// Checks the text of a table that is one document.
    fn check_whole(source: &str, expected: &str) {
        let documents = documents(parse, source);
        assert!(documents.len() == 1 && documents[0].is_whole, "{source}");
        let (text, part) = shown_part(source, &documents[0]);
        assert_eq!(
            (text.as_str(), part),
            (expected, 0..source.len()),
            "{source}"
        );
    }

    #[test]
    fn rows_of_short_cells_have_the_names_of_their_columns() {
        check_whole(
            "Town,Country,\nBamako,Mali,1\n\"Timbuktu, \"\"Tombouctou\"\"\",,2\n",
            "Town: Bamako | Country: Mali | 1\n\nTown: Timbuktu, \"Tombouctou\" | 2",
        );
        check_whole("a;b\r\n1,5;2\r\n", "a: 1,5 | b: 2");
        check_whole("a\tb\nx\ty", "a: x | b: y");
        // Without names of columns the cells stand alone.
        check_whole("1,a\n2,b\n", "1 | a\n\n2 | b");
        check_whole("# a, b, c\n\nx\ty\n", "# a, b, c\n\nx | y");
        check_whole("one\ntwo\n", "one\n\ntwo");
        check_whole("", "");
    }

    #[test]
    fn long_names_of_columns_do_not_swell_numbers() {
        let names = "a long name of a column,".repeat(10);
        check_whole(&format!("{names}x\n1,2\n"), "1 | 2");
    }

    #[test]
    fn rows_with_a_text_are_documents() {
        let text = "The river rises in Guinea and flows north, through Mali, before it turns to the south again.";
        let source = format!(
            "id,title,text,lang,year\nn1,The Niger,\"{text}\n\nMore.\",en,1990\n,,\"{text}\",,\n"
        );
        let documents = documents(parse, &source);
        assert_eq!(documents.len(), 2);
        let first = &documents[0];
        assert_eq!(first.name.as_deref(), Some("n1"));
        assert_eq!(first.title.as_deref(), Some("The Niger"));
        assert_eq!(first.language.as_deref(), Some("en"));
        let (shown, part) = shown_part(&source, first);
        assert_eq!(shown, format!("{text}\n\nMore.\n\nlang: en\nyear: 1990"));
        assert!(source[part.clone()].starts_with("n1,") && source[part].ends_with("1990\n"));
        let (shown, part) = shown_part(&source, &documents[1]);
        assert_eq!(shown, text);
        assert!(source[part].starts_with(",,\"The"));
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(a,b\n|é|\"|\"\"|[,;|\t \r\n]|long words that make a text of this cell, if there are enough of them here |1){0,60}") {
            documents(parse, &source);
            // Names of columns are not where they are shown; these are no words whose places are checked.
            let source = format!("é,ö,ü\n{source}");
            let mut end = 0;
            for document in documents(parse, &source) {
                let (_, part) = shown_part(&source, &document);
                prop_assert!(part.start >= end);
                end = part.end;
            }
        }
    }
}
