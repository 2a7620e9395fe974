//! Text that its source spells in another way, such as a string of JSON: decoded, with the way back.

/// Decoded text, and where in the source each run of it stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Transcript {
    text: String,
    /// Where each run of the text begins, in it and in the source, in order.
    runs: Vec<(usize, usize)>,
    /// Where the last run ends in the source.
    end: usize,
}

impl Transcript {
    /// Adds text as it stands in the source from byte `start` on.
    pub(crate) fn keep(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        if start != self.end || self.runs.is_empty() {
            self.runs.push((self.text.len(), start));
        }
        self.text.push_str(text);
        self.end = start + text.len();
    }

    /// Adds a character that the source spells in another way at byte `start`.
    pub(crate) fn put(&mut self, c: char, start: usize) {
        self.runs.push((self.text.len(), start));
        self.text.push(c);
        // What follows is never taken for a part of this run.
        self.end = usize::MAX;
    }

    /// Notes that nothing of the text stands behind byte `end`.
    pub(crate) fn end_at(&mut self, end: usize) {
        self.runs.push((self.text.len(), end));
        self.end = usize::MAX;
    }

    /// Returns the decoded text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns where in the source the text at `offset` stands.
    pub(crate) fn source_at(&self, offset: usize) -> usize {
        let after = self.runs.partition_point(|run| run.0 <= offset);
        match after.checked_sub(1).map(|at| self.runs[at]) {
            Some((text, source)) => {
                let limit = self.runs.get(after).map_or(usize::MAX, |run| run.1);
                (source + offset - text).min(limit)
            }
            None => self.runs.first().map_or(0, |run| run.1),
        }
    }

    /// Returns where runs begin between two offsets of the text, the offsets themselves left out: there, and in the source.
    pub(crate) fn breaks(&self, from: usize, to: usize) -> &[(usize, usize)] {
        let first = self.runs.partition_point(|run| run.0 <= from);
        let last = self.runs.partition_point(|run| run.0 < to);
        &self.runs[first..last.max(first)]
    }
}

#[cfg(test)]
mod tests {
    use super::Transcript;

    #[test]
    fn decoded_text_knows_its_place() {
        let source = r#""a\tbc" "de""#;
        let mut transcript = Transcript::default();
        transcript.keep("a", 1);
        transcript.put('\t', 2);
        transcript.keep("b", 4);
        transcript.keep("c", 5);
        transcript.keep("de", 9);
        assert_eq!(transcript.as_str(), "a\tbcde");
        let places: Vec<_> = (0..6).map(|at| transcript.source_at(at)).collect();
        assert_eq!(places, [1, 2, 4, 5, 9, 10]);
        assert_eq!(&source[9..11], "de");
        assert_eq!(transcript.breaks(0, 6), [(1, 2), (2, 4), (4, 9)]);
        assert_eq!(transcript.breaks(2, 4), []);
        assert_eq!(Transcript::default().source_at(3), 0);
    }
}
