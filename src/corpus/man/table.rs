//! Tables of `tbl`, from `.TS` to `.TE`.

use crate::corpus::inline::Inline;
use crate::corpus::lines::Line;
use crate::corpus::man::Reader;
use crate::corpus::man::escape::render;

impl<'a> Reader<'a> {
    /// Reads the lines of a table: formats, each up to a full stop, and the rows they shape.
    pub(super) fn table(&mut self) {
        self.is_open = false;
        let mut separator = '\t';
        let mut is_format = true;
        while let Some(&line) = self.lines.get(self.at)
            && !line.text.starts_with(".TE")
            && !line.text.starts_with(".SH")
        {
            self.at += 1;
            let text = line.text.trim_end();
            if is_format {
                is_format = !text.ends_with('.');
                if let Some((_, tab)) = text.split_once("tab") {
                    separator = tab.trim_start().chars().nth(1).unwrap_or('\t');
                }
            } else if text.starts_with(".T&") {
                is_format = true;
            } else if let Some(request) = text.strip_prefix('.') {
                // A table in a table is no table.
                if !request.trim_start().starts_with("TS") {
                    self.line(&line);
                }
            } else if !text.trim_matches(['_', '=', ' ']).is_empty() {
                self.table_row(&line, separator);
            }
        }
        self.is_open = false;
        self.joins_cell = false;
    }

    /// Reads a row; `T{` opens a cell of several lines, `T}` closes it.
    fn table_row(&mut self, line: &Line<'a>, separator: char) {
        let mut inline = Inline::new(self.source);
        let mut start = line.start;
        let mut is_first = true;
        for cell in line.text.split(separator) {
            let end = start + cell.len();
            match cell.trim() {
                "T{" | "" | "_" | "=" | "\\^" => {}
                "T}" => self.joins_cell = true,
                _ => {
                    if !is_first {
                        inline.put(" | ", start);
                    }
                    is_first = false;
                    render(&mut inline, self.source, start..end);
                }
            }
            start = end + separator.len_utf8();
        }
        if !is_first {
            self.show(line, &inline);
        }
        self.joins_cell = line.text.trim_end().ends_with("T{") && !is_first;
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::man::check::check;

    #[test]
    fn tables_have_a_line_per_row() {
        check(
            ".TS\nallbox tab(|);\nl l\nl l.\nA|\\fBB\\fR\n_\n1|T{\nlong\ntext\nT}\n.TE\nend\n",
            "A | B\n1 | long\ntext\n\nend",
        );
        check(".TS\nl l.\na\tb\nc\t\n.SH D\n", "a | b\nc\n# D");
    }
}
