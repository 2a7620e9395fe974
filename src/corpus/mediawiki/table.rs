//! Tables, a line of text for each row.

use crate::corpus::mediawiki::Reader;
use crate::corpus::mediawiki::inline::Scanner;

impl Reader<'_> {
    /// Reads the start of a table's line.
    pub(super) fn table(&mut self, at: usize, end: usize) -> Option<usize> {
        let source = self.scanner.source;
        let text = source[at..end].trim_start_matches([' ', '\t', ':']);
        let mark = end - text.len();
        if text.starts_with("{|") {
            self.tables += 1;
            self.scanner.begin_row();
            self.scanner.inline.paragraph(at);
            return Some(end);
        }
        if self.tables == 0 {
            return None;
        }
        if text.starts_with("|}") {
            self.tables -= 1;
            self.scanner.begin_row();
            self.scanner.inline.paragraph(mark + 2);
            return Some(mark + 2);
        }
        if text.starts_with("|-") {
            self.scanner.begin_row();
            return Some(end);
        }
        if text.starts_with("|+") {
            let caption = self.scanner.cell(mark, mark + 2);
            self.scanner.begin_row();
            self.scanner.inline.line(mark);
            return Some(caption);
        }
        let cells = text.bytes().next().filter(|b| matches!(b, b'|' | b'!'))?;
        self.scanner.cells = Some(cells);
        Some(self.scanner.cell(mark, mark + 1))
    }
}

impl Scanner<'_> {
    /// Begins a row: its first cell with text begins a line.
    pub(super) fn begin_row(&mut self) {
        self.separator = None;
        self.row_has_text = false;
    }

    /// Begins a cell at `mark` whose attributes or text begin at `at`.
    fn cell(&mut self, mark: usize, at: usize) -> usize {
        self.separator = Some(mark);
        let line_end = self.line_end(at);
        let Some(bar) = self.finder.next("|", at).filter(|&bar| bar < line_end) else {
            return at;
        };
        let is_double = self.source[bar + 1..].starts_with('|');
        let before = &self.source[at..bar];
        let is_text = is_double || before.contains("[[") || before.contains("{{");
        if is_text { at } else { bar + 1 }
    }

    /// Writes what parts the open cell from the one before.
    pub(super) fn begin_cell(&mut self) {
        let Some(mark) = self.separator.take() else {
            return;
        };
        match self.row_has_text {
            true => self.inline.put(" | ", mark),
            false => self.inline.line(mark),
        }
        self.row_has_text = true;
    }

    /// Reads the `|` or `!` at `at`, which ends a template's argument, parts two cells or is text.
    pub(super) fn bar(&mut self, at: usize) -> usize {
        if let Some(frame) = self.frames.last() {
            return match frame.is_template && self.source[at..].starts_with('|') {
                true => frame.end,
                false => self.keep(at, at + 1),
            };
        }
        let is_cell = match self.cells {
            Some(b'!') => ["!!", "||"].contains(&self.source.get(at..at + 2).unwrap_or("")),
            Some(_) => self.source[at..].starts_with("||"),
            None => false,
        };
        match is_cell {
            true => self.cell(at, at + 2),
            false => self.keep(at, at + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::mediawiki::check::check;

    #[test]
    fn tables_have_a_line_per_row() {
        check(
            "a\n{| class=\"x\"\n|+ style=\"y\" | Cap\n! A !! B\n|- style=\"y\"\n| 1 || style=\"z\" | 2\n|-\n| [[c|d]]\n| rowspan=2 | {{nowrap|e}}\n|\n|}\nb",
            "a\n\nCap\nA | B\n1 | 2\nd | e\n\nb",
        );
        check("{|\n| a\nmore\n* item\n|\n| b\n|}", "a\nmore\nitem | b");
        check("{|\n|-\n| ||x\n== H ==\n| y", "x\n## H\ny");
        check("{|\n| a\n{|\n| b\n|}\n| c\n|}", "a\n\nb\n\nc");
    }
}
