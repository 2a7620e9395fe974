//! A line of text into the rows of a screen, by the width that its letters take.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns the rows of a line: broken at spaces where there are some, nowhere inside of a letter; at least one.
///
/// The spaces at which a line is broken are in no row.
pub(crate) fn rows(line: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0);
    // Where the row can be broken: the end of its last word, and the start of the one after it.
    let mut space: Option<(usize, usize)> = None;
    for (at, letter) in line.grapheme_indices(true) {
        let taken = letter.width();
        if letter == " " {
            let is_first_space = space.is_none_or(|(_, next)| next != at);
            let word_end = if is_first_space {
                at
            } else {
                space.map_or(at, |it| it.0)
            };
            space = Some((word_end, at + 1));
        } else if used + taken > width && at > start {
            let (end, next) = space.filter(|(end, _)| *end > start).unwrap_or((at, at));
            rows.push(start..end);
            used = line[next..at].width();
            start = next;
            space = None;
        }
        used += taken;
    }
    rows.push(start..line.len());
    rows
}

/// Returns as many letters of a text as `width` holds.
pub(crate) fn letters(text: &str, width: usize) -> Range<usize> {
    let mut used = 0;
    let too_far = |(_, letter): &(usize, &str)| {
        used += letter.width();
        used > width
    };
    let end = text.grapheme_indices(true).find(too_far);
    0..end.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(line: &str, width: usize) -> Vec<&str> {
        rows(line, width)
            .into_iter()
            .map(|row| &line[row])
            .collect()
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrapped("the niger flows", 9), ["the niger", "flows"]);
        assert_eq!(wrapped("the niger flows", 8), ["the", "niger", "flows"]);
        assert_eq!(wrapped("a  b", 1), ["a", "b"]);
        assert_eq!(wrapped("", 5), [""]);
        assert_eq!(wrapped("    indented", 20), ["    indented"]);
    }

    #[test]
    fn long_words_break_between_letters() {
        assert_eq!(wrapped("abcdefg", 3), ["abc", "def", "g"]);
        assert_eq!(wrapped("e\u{301}e\u{301}", 1), ["e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn as_many_letters_are_taken_as_fit() {
        assert_eq!(letters("a水b", 2), 0..1);
        assert_eq!(letters("a水b", 3), 0..4);
        assert_eq!(letters("a水b", 9), 0..5);
        assert_eq!(letters("水", 0), 0..0);
    }

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(wrapped("水源地", 4), ["水源", "地"]);
        assert_eq!(wrapped("水源地", 5), ["水源", "地"]);
        // What does not fit at all has a row of its own.
        assert_eq!(wrapped("水源", 1), ["水", "源"]);
        assert_eq!(wrapped("a水", 2), ["a", "水"]);
    }
}
