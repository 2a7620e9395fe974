//! Tables: grids, and simple ones between rulers.

use std::ops::Range;

use crate::corpus::lines::Line;
use crate::corpus::restructured::Reader;
use crate::corpus::restructured::width::columns;

impl<'a> Reader<'a> {
    /// Reads a table drawn with `+---+` and `|`.
    pub(super) fn grid_table(&mut self) -> bool {
        if !is_grid_border(self.lines[self.at].text) {
            return false;
        }
        self.note_prose(0);
        while let Some(line) = self.lines.get(self.at) {
            let text = line.text.trim();
            if !text.starts_with(['+', '|']) {
                break;
            }
            if !is_grid_border(text) {
                let inner = text.trim_matches(['|', '+']);
                let start = line.text_start() + text.len() - text[1..].len();
                self.blocks.row(line, cells(inner, start));
            }
            self.at += 1;
        }
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
        let mut rulers = 0;
        self.at += 1;
        while let Some(row) = self.lines.get(self.at).copied() {
            self.at += 1;
            if is_ruler(row.text) {
                rulers += 1;
                let is_end = self.lines.get(self.at).is_none_or(Line::is_blank);
                if is_end || rulers == 2 || self.ruler_from(self.at).is_none() {
                    break;
                }
            } else if !row.text.trim().trim_matches(['-', ' ']).is_empty() {
                self.blocks.row(&row, column_cells(&row, &columns));
            }
        }
        self.blocks.end();
        true
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

/// Returns the cells of a grid table's row, which begins at `start` in the source.
fn cells(row: &str, start: usize) -> Vec<Range<usize>> {
    let mut at = start;
    row.split('|')
        .map(|cell| {
            let cell_start = at;
            at += cell.len() + 1;
            cell_start..cell_start + cell.len()
        })
        .collect()
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
    }
}
