//! Tables, whose cells may stand in a line or below each other.

use std::ops::Range;

use crate::corpus::asciidoc::{Reader, is_comment};
use crate::corpus::lines::Line;

impl<'a> Reader<'a> {
    /// Reads a table up to its delimiter or the end.
    pub(super) fn table(&mut self, delimiter: &str, columns: Option<usize>) {
        let mut row = Row {
            columns,
            cells: 0,
            is_started: false,
        };
        self.at += 1;
        while let Some(&line) = self.lines.get(self.at) {
            self.at += 1;
            let text = line.text.trim_end();
            if text == delimiter {
                break;
            }
            if text.is_empty() || is_comment(text) {
                continue;
            }
            match delimiter.as_bytes()[0] {
                b'|' | b'!' => self.cells(&line, char::from(delimiter.as_bytes()[0]), &mut row),
                separator => self.blocks.row(&line, split(&line, char::from(separator))),
            }
        }
    }

    /// Reads a line of cells, each of which ends the row before it if that is full.
    fn cells(&mut self, line: &Line<'a>, mark: char, row: &mut Row) {
        let (lead, cells) = table_cells(line, mark);
        if !lead.trim().is_empty() {
            self.blocks.text(
                &Line {
                    text: lead,
                    ..*line
                },
                line.start,
            );
        }
        if cells.is_empty() {
            return;
        }
        row.columns
            .get_or_insert(cells.iter().map(|(_, count)| count).sum());
        for (cell, count) in cells {
            if row.cells >= row.columns.unwrap_or(1) {
                (row.cells, row.is_started) = (0, false);
            }
            let start = line.start.max(cell.start.saturating_sub(1));
            row.is_started |= self.blocks.cell(start, cell, !row.is_started);
            row.cells += count;
        }
    }
}

/// The row of a table that is being read.
struct Row {
    /// How many columns the table has, once that is known.
    columns: Option<usize>,
    /// How many of them the cells so far fill.
    cells: usize,
    /// Is a cell of it shown already?
    is_started: bool,
}

/// Returns what stands before the first cell of a line, and the cells with how many columns they fill.
fn table_cells<'a>(line: &Line<'a>, mark: char) -> (&'a str, Vec<(Range<usize>, usize)>) {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in line.text.match_indices(mark) {
        if !line.text[..at].ends_with('\\') {
            parts.push((start, at));
            start = at + 1;
        }
    }
    parts.push((start, line.text.len()));
    let mut cells = Vec::new();
    let mut count = 1;
    let mut lead = "";
    for (index, &(start, end)) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let text = &line.text[start..end];
        let spec = match text.rfind([' ', '\t']) {
            _ if is_last => "",
            Some(space) => cell_spec(&text[space + 1..]),
            None if index == 0 => cell_spec(text),
            None => "",
        };
        let text = &text[..text.len() - spec.len()];
        match index {
            0 => lead = text,
            _ => cells.push((line.start + start..line.start + start + text.len(), count)),
        }
        count = columns_filled(spec);
    }
    (lead, cells)
}

/// Returns `spec` if it is a cell specifier, such as `2+` or `.3+^.>s`.
fn cell_spec(spec: &str) -> &str {
    let body = spec.trim_end_matches(|c: char| "adehlmsv".contains(c));
    let is_spec = spec.len() - body.len() <= 1
        && body
            .chars()
            .all(|c| c.is_ascii_digit() || ".+*<^>".contains(c))
        && (body.is_empty() || body.ends_with(['+', '*', '<', '^', '>']));
    if is_spec { spec } else { "" }
}

/// Returns how many columns a cell with that specifier fills.
fn columns_filled(spec: &str) -> usize {
    let digits = spec.bytes().take_while(u8::is_ascii_digit).count();
    let count = spec[..digits].parse().unwrap_or(1);
    if count <= 100 { count } else { 1 }
}

/// Returns the cells of a line that a plain separator parts.
fn split(line: &Line<'_>, separator: char) -> Vec<Range<usize>> {
    let mut at = line.start;
    line.text
        .split(separator)
        .map(|cell| {
            let start = at;
            at += cell.len() + 1;
            start..start + cell.len()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::check::check;

    #[test]
    fn tables_have_a_line_per_row() {
        check("|===\n|a |b\n\n|*c* |d\n|===\n\n== e", "a | b\nc | d\n## e");
        check(
            "[cols=\"1,3\"]\n|===\n|a |b\n\n|1\n|x\n\n|2\n|y\nz\n|===",
            "a | b\n1 | x\n2 | y\nz",
        );
        check(
            "[cols=2*]\n|===\n|a\n|b\n2+|c\n.2+^.>s|d a|e\n|===",
            "a | b\nc\nd | e",
        );
        check("|===\n|a|b\\|c|d\n|===", "a | b\\|c | d");
        check(",===\na,b\n,===", "a | b");
        check("|===\n|== a\n", "== a");
    }
}
