//! Titles, underlined or framed by two lines.

use std::ops::Range;

use crate::corpus::lines::Line;
use crate::corpus::restructured::Reader;
use crate::corpus::restructured::field::field;
use crate::corpus::restructured::list::bullet;
use crate::corpus::restructured::width::columns;

impl Reader<'_> {
    /// Reads a title, whose level follows the order in which the styles appear.
    pub(super) fn title(&mut self) -> bool {
        let Some(title) = title(&self.lines[self.at..]) else {
            return false;
        };
        let known = self.styles.iter().position(|&style| style == title.style);
        let level = known.unwrap_or(self.styles.len()) + 1;
        if known.is_none() {
            self.styles.push(title.style);
        }
        let start = self.lines[self.at].start;
        self.is_docinfo &= self.styles.len() == 1 && known.is_none();
        let anchor = self.anchor.take();
        self.end_block();
        self.blocks.heading(level, title.text, anchor, start);
        self.at += title.lines;
        true
    }
}

struct Title {
    /// As in [`Reader::styles`].
    style: (char, bool),
    text: Range<usize>,
    /// How many lines it takes, its frame among them.
    lines: usize,
}

/// Returns the title that `lines` begin with.
fn title(lines: &[Line<'_>]) -> Option<Title> {
    let (first, second) = (lines.first()?, lines.get(1)?);
    if let Some(mark) = mark_line(first.text) {
        let third = lines.get(2)?;
        let is_framed = first.text.trim_end() == third.text.trim_end();
        let is_title = is_framed && mark_line(second.text).is_none() && fits(second, first);
        return is_title.then(|| Title {
            style: (mark, true),
            text: text_range(second),
            lines: 3,
        });
    }
    let mark = mark_line(second.text)?;
    let is_indented = first.text.starts_with([' ', '\t']);
    let text = first.text.trim_end();
    let is_other = field(text).is_some()
        || is_explicit(text)
        || bullet(text).is_some()
        || [">>> ", "| ", "__ "].iter().any(|m| text.starts_with(m));
    (!is_indented && !is_other && fits(first, second)).then(|| Title {
        style: (mark, false),
        text: text_range(first),
        lines: 2,
    })
}

fn text_range(line: &Line<'_>) -> Range<usize> {
    line.text_start()..line.start + line.text.trim_end().len()
}

/// Is `mark` long enough for the title? A little too short is a warning to docutils, no more.
fn fits(title: &Line<'_>, mark: &Line<'_>) -> bool {
    let width: usize = title.text.trim().chars().map(columns).sum();
    let len = mark.text.trim_end().len();
    width > 0 && (len >= width || len >= 4 && width - len <= 2)
}

/// Returns the character of a line that is one punctuation character over and over.
pub(super) fn mark_line(text: &str) -> Option<char> {
    let text = text.trim_end();
    let mark = text.chars().next().filter(char::is_ascii_punctuation)?;
    text.chars().all(|c| c == mark).then_some(mark)
}

fn is_explicit(text: &str) -> bool {
    text == ".." || text.starts_with(".. ")
}

#[cfg(test)]
mod tests {
    use crate::corpus::restructured::check::check;

    #[test]
    fn levels_follow_the_order_of_styles() {
        check(
            "====\nBook\n====\n\nOne\n====\n\nTwo\n~~~~\n\nThree\n====\n\n====\nFour\n====\n",
            "# Book\n## One\n### Two\n## Three\n# Four",
        );
    }

    #[test]
    fn any_punctuation_underlines() {
        for mark in "=-`:.'\"~^_*+#<>!$%&(),/;?@[]{}|\\".chars() {
            let source = format!("Title\n{}\ntext", mark.to_string().repeat(5));
            check(&source, "# Title\ntext");
        }
    }

    #[test]
    fn an_underline_may_be_a_little_short() {
        check("Titles\n====\n", "# Titles");
        check("Title!!\n====\n", "Title!!\n====");
        check("abcd\n===\n", "abcd\n===");
        check("日本\n====\n", "# 日本");
        check("abc\n=== \ntext", "# abc\ntext");
    }

    #[test]
    fn an_overline_must_equal_the_underline() {
        check("=====\n Abc\n=====\n", "# Abc");
        check("======\nAbc\n=====\n", "# Abc");
    }

    #[test]
    fn titles_start_blocks_only() {
        check("one\ntwo\n---\nthree", "one\ntwo\n---\nthree");
        check("- item\nTitle\n=====\n", "item\n# Title");
        check("  Title\n=====\n", "Title");
        check("- item\n------\n", "item");
    }

    #[test]
    fn numbered_titles_are_titles() {
        check(
            "1. Intro\n========\n\n1. one\n2. two\n",
            "# 1. Intro\none\ntwo",
        );
    }

    #[test]
    fn titles_are_rendered_too() {
        check(
            "The ``x`` of :mod:`y`\n=====================\n",
            "# The x of y",
        );
    }
}
