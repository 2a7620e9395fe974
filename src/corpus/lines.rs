//! The lines of a text with their places: what the line-based readers share.

/// A line without its line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// The text, without `\n` or `\r\n`.
    pub(crate) text: &'a str,
    /// The byte at which it starts.
    pub(crate) start: usize,
}

impl Line<'_> {
    /// Is there nothing to see on the line?
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Returns the byte at which the text begins, white space before it left out.
    pub(crate) fn text_start(&self) -> usize {
        self.start + self.text.len() - self.text.trim_start().len()
    }
}

/// Returns the lines of `source`.
pub(crate) fn lines(source: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    source
        .split_inclusive('\n')
        .map(|line| {
            let text = line.strip_suffix('\n').unwrap_or(line);
            let text = text.strip_suffix('\r').unwrap_or(text);
            let line_start = start;
            start += line.len();
            Line {
                text,
                start: line_start,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_places_under_both_line_breaks() {
        let places: Vec<_> = lines("a\r\n\n  b")
            .iter()
            .map(|l| (l.text, l.start))
            .collect();
        assert_eq!(places, [("a", 0), ("", 3), ("  b", 4)]);
        assert_eq!(lines("a\r\n\n  b")[2].text_start(), 6);
    }
}
