//! Tables: grids, and simple ones between rulers.

use std::ops::Range;

use crate::corpus::lines::Line;
use crate::corpus::restructured::Reader;
use crate::corpus::restructured::width::columns;

/// A row of a table, which may take several lines.
#[derive(Debug, Default)]
struct Row {
    /// Where it starts in the source.
    start: usize,
    /// The columns of the screen at which the borders stand.
    columns: Vec<usize>,
    /// The parts of each cell, line by line.
    cells: Vec<Vec<Range<usize>>>,
}

impl Row {
    fn add(&mut self, start: usize, cells: Vec<Range<usize>>) {
        if self.cells.is_empty() {
            self.start = start;
        }
        let count = self.cells.len().max(cells.len());
        self.cells.resize_with(count, Vec::new);
        for (cell, part) in self.cells.iter_mut().zip(cells) {
            cell.push(part);
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads a table drawn with `+---+` and `|`.
    pub(super) fn grid_table(&mut self) -> bool {
        if !is_grid_border(self.lines[self.at].text) {
            return false;
        }
        self.note_prose(0);
        let mut row = Row::default();
        while let Some(line) = self.lines.get(self.at).copied() {
            let text = line.text.trim();
            if !text.starts_with(['+', '|']) {
                break;
            }
            if is_grid_border(text) {
                self.end_row(&mut row);
                row.columns = border_columns(line.text);
            } else {
                let cells = grid_cells(&line, &row.columns);
                row.add(line.start, cells);
            }
            self.at += 1;
        }
        self.end_row(&mut row);
        self.blocks.end();
        true
    }

    /// Reads a table whose columns are ruled by `====  ====`.
    pub(super) fn simple_table(&mut self, line: &Line<'a>) -> bool {
        if !is_ruler(line.text) || self.ruler_from(self.at + 1).is_none() {
            return false;
        }
        self.note_prose(0);
        let columns = column_starts(line.text);
        let mut row = Row::default();
        let mut rulers = 0;
        self.at += 1;
        while let Some(line) = self.lines.get(self.at).copied() {
            self.at += 1;
            if is_ruler(line.text) {
                rulers += 1;
                let is_end = self.lines.get(self.at).is_none_or(Line::is_blank);
                if is_end || rulers == 2 || self.ruler_from(self.at).is_none() {
                    break;
                }
            } else if !line.text.trim().trim_matches(['-', ' ']).is_empty() {
                let cells = column_cells(&line, &columns);
                // A line without a first cell goes on with the row before it.
                if !line.text.starts_with(' ') {
                    self.end_row(&mut row);
                }
                row.add(line.start, cells);
            } else {
                self.end_row(&mut row);
            }
        }
        self.end_row(&mut row);
        self.blocks.end();
        true
    }

    fn end_row(&mut self, row: &mut Row) {
        let mut cells = std::mem::take(&mut row.cells);
        for cell in &mut cells {
            cell.retain(|part| !part.is_empty());
        }
        self.blocks.wrapped_row(row.start, &cells);
    }

    /// Returns the next ruler at or after line `from`, each line being looked at once.
    fn ruler_from(&mut self, from: usize) -> Option<usize> {
        let (known_from, known) = self.next_ruler;
        if known_from <= from && known.is_none_or(|at| at >= from) {
            return known;
        }
        let later = self.lines.iter().skip(from);
        let found = later.enumerate().find(|(_, line)| is_ruler(line.text));
        self.next_ruler = (from, found.map(|(at, _)| from + at));
        self.next_ruler.1
    }
}

/// Is this a border of a grid table, such as `+---+---+`?
fn is_grid_border(text: &str) -> bool {
    let text = text.trim();
    let is_framed = text.len() >= 3 && text.starts_with('+') && text.ends_with('+');
    is_framed && text.chars().all(|c| "+-=".contains(c))
}

/// Is this a border of a simple table, such as `====  ====`?
fn is_ruler(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('=') && text.contains(' ') && text.chars().all(|c| c == '=' || c == ' ')
}

/// Returns the columns of the screen at which the borders between columns stand.
fn border_columns(border: &str) -> Vec<usize> {
    let signs = border.bytes().enumerate().filter(|(_, byte)| *byte == b'+');
    signs.map(|(at, _)| at).collect()
}

/// Returns the cells of a line of a grid table, by their columns; where a border is missing, a cell goes on.
fn grid_cells(line: &Line<'_>, borders: &[usize]) -> Vec<Range<usize>> {
    let mut cells = vec![0..0; borders.len()];
    let mut open: Option<(usize, usize)> = None;
    let mut column = 0;
    for (at, c) in line.text.char_indices() {
        if let Some(number) = borders.iter().position(|&border| border == column)
            && "|+".contains(c)
            && let Some((cell, start)) = open.replace((number, line.start + at + 1))
        {
            cells[cell] = start..line.start + at;
        }
        column += columns(c);
    }
    // A line whose borders do not fit is still text.
    let end = line.start + line.text.trim_end().trim_end_matches('|').len();
    match open {
        Some((cell, start)) if start < end => cells[cell] = start..end,
        Some(_) => {}
        None => cells.push(line.text_start() + 1..end.max(line.text_start() + 1)),
    }
    cells
}

/// Returns the columns of the screen at which the columns of the table begin.
fn column_starts(ruler: &str) -> Vec<usize> {
    let bytes = ruler.as_bytes();
    (0..bytes.len())
        .filter(|&at| bytes[at] == b'=' && (at == 0 || bytes[at - 1] != b'='))
        .collect()
}

/// Returns the cells of a simple table's row, cut at the columns.
fn column_cells(row: &Line<'_>, starts: &[usize]) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut column = 0;
    for (at, c) in row.text.char_indices() {
        if starts.get(cuts.len()).is_some_and(|&start| column >= start) {
            cuts.push(row.start + at);
        }
        column += columns(c);
    }
    let ends = cuts.iter().skip(1).copied();
    let ends = ends.chain([row.start + row.text.len()]);
    cuts.iter().copied().zip(ends).map(|(s, e)| s..e).collect()
}

#[cfg(test)]
mod tests {
    use crate::corpus::restructured::check::check;

    #[test]
    fn simple_tables_lose_their_rulers() {
        check(
            "=====  ======\nA      B\n=====  ======\n1      two x\n-------------\n日本   b\n=====  ======\n\nEnd\n===\n",
            "A | B\n1 | two x\n日本 | b\n# End",
        );
        check(
            "====  ====\ntext\n\nTitle\n=====\n",
            "====  ====\ntext\n# Title",
        );
        check("== ==\na  b\n\nc  d\n== ==\n", "a | b\nc | d");
    }

    #[test]
    fn grid_tables_lose_their_borders() {
        check(
            "+---+----+\n| A | *B*|\n+===+====+\n| 1 |    |\n+---+----+\n\nEnd",
            "A | B\n1\n\nEnd",
        );
        check(
            "  +----+----+\n  | 日 | a|b|\n  +----+----+\n  | over both |\n",
            "日 | a|b\nover both",
        );
    }

    #[test]
    fn cells_may_take_several_lines() {
        check(
            "+-----+------+\n| One | ``a`` |\n| two | *b   |\n|     | c*   |\n+-----+------+\n| x   | y    |\n+-----+------+\n",
            "One two | a b c\nx | y",
        );
        check(
            "====  =====\nA     one\n      `two <x\n      y>`_\nB     three\n====  =====\n",
            "A | one two\nB | three",
        );
    }
}
