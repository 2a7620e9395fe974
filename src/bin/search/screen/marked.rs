//! Text with some of it marked, fit for a terminal.

use std::collections::HashSet;
use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use section_search::{Hit, Snippet};
use unicode_segmentation::UnicodeSegmentation;

use crate::terminal;

/// How many columns a tab stands for.
const TAB: &str = "    ";

/// The words that are marked in a document, in small letters.
pub(crate) type Words = HashSet<String>;

/// A line of text, and the ranges of it that are marked, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marked {
    text: String,
    marks: Vec<Range<usize>>,
}

/// Returns the words that hits have of the query, as they are written there.
pub(crate) fn words(hits: &[Hit]) -> Words {
    let snippets = hits.iter().map(|hit| &hit.snippet);
    let found = snippets.flat_map(|snippet| {
        let marks = snippet.highlights.iter();
        marks.filter_map(|&[from, to]| snippet.text.get(from..to))
    });
    found
        .flat_map(|text| text.unicode_words())
        .map(str::to_lowercase)
        .collect()
}

impl Marked {
    /// Returns a snippet as one line.
    pub(crate) fn snippet(snippet: &Snippet) -> Self {
        let mut line = Self::default();
        let mut marks = snippet.highlights.iter().peekable();
        for (at, c) in snippet.text.char_indices() {
            while marks.next_if(|mark| mark[1] <= at).is_some() {}
            let is_marked = marks.peek().is_some_and(|mark| mark[0] <= at);
            match c.is_whitespace() {
                true if line.text.is_empty() || line.text.ends_with(' ') => {}
                true => line.push(" ", false),
                false => {
                    let shown = terminal::clean(c.encode_utf8(&mut [0; 4]), false);
                    line.push(&shown, is_marked);
                }
            }
        }
        line
    }

    /// Returns a line of a document with `words` marked.
    pub(crate) fn line(text: &str, words: &Words) -> Self {
        let text = terminal::clean(&text.replace('\t', TAB), false);
        let found = text.unicode_word_indices();
        let found = found.filter(|(_, word)| words.contains(&word.to_lowercase()));
        let marks = found.map(|(at, word)| at..at + word.len()).collect();
        Self { text, marks }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns how many of `words` are marked in it.
    pub(crate) fn count(&self, words: &Words) -> usize {
        let marked = self
            .marks
            .iter()
            .map(|mark| self.text[mark.clone()].to_lowercase());
        let marked: Words = marked.filter(|word| words.contains(word)).collect();
        marked.len()
    }

    /// Returns a part of the line, styled.
    pub(crate) fn styled(&self, part: Range<usize>, plain: Style, mark: Style) -> Line<'static> {
        let mut spans = Vec::new();
        let mut at = part.start;
        let inside = self.marks.iter().filter(|it| it.end > part.start);
        for marked in inside.take_while(|it| it.start < part.end) {
            let (from, to) = (marked.start.max(part.start), marked.end.min(part.end));
            spans.push(Span::styled(self.text[at..from].to_owned(), plain));
            spans.push(Span::styled(self.text[from..to].to_owned(), mark));
            at = to;
        }
        spans.push(Span::styled(self.text[at..part.end].to_owned(), plain));
        spans.retain(|span| !span.content.is_empty());
        Line::from(spans)
    }

    fn push(&mut self, text: &str, is_marked: bool) {
        let start = self.text.len();
        self.text += text;
        let end = self.text.len();
        match self.marks.last_mut() {
            Some(last) if is_marked && last.end == start => last.end = end,
            _ if is_marked && end > start => self.marks.push(start..end),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(line: &Marked) -> Vec<&str> {
        line.marks
            .iter()
            .map(|mark| &line.text[mark.clone()])
            .collect()
    }

    #[test]
    fn a_snippet_is_one_clean_line_with_its_marks() {
        let snippet = Snippet {
            text: "… the\n\n  \u{1b}[31mNiger\u{202e} flows".to_owned(),
            highlights: vec![[16, 21]],
        };
        let line = Marked::snippet(&snippet);
        assert_eq!(line.text, "… the [31mNiger flows");
        assert_eq!(marked(&line), ["Niger"]);
    }

    #[test]
    fn words_are_marked_wherever_they_stand_whole() {
        let words = ["niger", "états"].map(str::to_owned).into();
        let line = Marked::line("Niger,\tNigeria, ÉTATS and niger", &words);
        assert_eq!(line.text, "Niger,    Nigeria, ÉTATS and niger");
        assert_eq!(marked(&line), ["Niger", "ÉTATS", "niger"]);
    }

    #[test]
    fn a_part_is_styled_by_its_marks() {
        let words = ["niger".to_owned()].into();
        let line = Marked::line("the niger flows", &words);
        let [plain, mark] = [Style::new(), Style::new().bold()];
        let part = line.styled(4..15, plain, mark);
        let expected = [Span::styled("niger", mark), Span::styled(" flows", plain)];
        assert_eq!(part.spans, expected);
        let part = line.styled(0..6, plain, mark);
        let expected = [Span::styled("the ", plain), Span::styled("ni", mark)];
        assert_eq!(part.spans, expected);
    }
}
