//! Where long sections are cut: at paragraphs, else sentences, else lines, else words.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::corpus::Section;

/// A section of more words than this is split.
const LONGEST_WORDS: usize = 400;
/// How many words the pieces of a split section have at most, give or take a paragraph.
const PIECE_WORDS: usize = 360;
/// A sentence or line of more words than this is cut between words.
const UNIT_WORDS: usize = 120;
/// A text counts for at least a word in so many bytes, so that no passage is longer than 64 KiB or so.
const LONGEST_WORD_BYTES: usize = 160;
/// A sentence, line or word of more bytes than this is cut, too.
const LONGEST_RUN_BYTES: usize = 8 * 1024;

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its range in the section's rendered text.
    pub(super) text: Range<usize>,
    /// Its range in the source.
    pub(super) source: Range<usize>,
}

/// Returns the pieces of `section`: one, or several near `PIECE_WORDS` words.
pub(super) fn pieces(section: &Section, source: &str) -> Vec<Piece> {
    let cuts = cuts(&section.text);
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let mut from = 0;
    let mut start = section.bytes.start;
    for cut in cuts {
        let end = source
            .floor_char_boundary(section.source_at(cut))
            .max(start);
        // A cut that the source cannot show (inside a decoded entity, say) is no cut.
        if end == start {
            continue;
        }
        pieces.push(Piece {
            text: from..cut,
            source: start..end,
        });
        (from, start) = (cut, end);
    }
    pieces.push(Piece {
        text: from..section.text.len(),
        source: start..section.bytes.end,
    });
    pieces
}

/// Returns where the text of a long section is cut, in order.
fn cuts(text: &str) -> Vec<usize> {
    if most_words(text) <= LONGEST_WORDS {
        return Vec::new();
    }
    let borders = borders(text);
    let total = borders.last().map_or(0, |border| border.words_before);
    if total <= LONGEST_WORDS {
        return Vec::new();
    }
    let count = total.div_ceil(PIECE_WORDS);
    let goal = total as f64 / count as f64;
    let mut cuts: Vec<usize> = Vec::with_capacity(count);
    let mut from = 0;
    for number in 1..count {
        let Some(best) = nearest(&borders[from..], goal * number as f64, goal) else {
            break;
        };
        from += best + 1;
        cuts.push(borders[from - 1].at);
    }
    cuts.retain(|&cut| cut > 0 && cut < text.len());
    cuts.dedup();
    cuts
}

/// A place where a text may be cut.
#[derive(Debug, Clone, Copy)]
struct Border {
    at: usize,
    words_before: usize,
    is_paragraph: bool,
}

/// Returns the border nearest to `ideal` words; one between sentences only if it is much nearer.
fn nearest(borders: &[Border], ideal: f64, goal: f64) -> Option<usize> {
    let cost = |border: &Border| {
        let detour = if border.is_paragraph { 0.0 } else { 0.2 * goal };
        (border.words_before as f64 - ideal).abs() + detour
    };
    let mut best: Option<(usize, f64)> = None;
    for (at, border) in borders.iter().enumerate() {
        let cost = cost(border);
        if best.is_none_or(|(_, least)| cost < least) {
            best = Some((at, cost));
        }
        // Further borders only lie further away.
        if border.words_before as f64 > ideal + goal {
            break;
        }
    }
    best.map(|(at, _)| at)
}

/// Returns the places where `text` may be cut, and its end.
fn borders(text: &str) -> Vec<Border> {
    let mut borders = Vec::new();
    let mut words_before = 0;
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        for (at, words, starts_paragraph) in units(paragraph) {
            borders.push(Border {
                at: start + at,
                words_before,
                is_paragraph: starts_paragraph,
            });
            words_before += words;
        }
        start += paragraph.len();
    }
    borders.push(Border {
        at: text.len(),
        words_before,
        is_paragraph: true,
    });
    borders
}

/// Returns the sentences of a paragraph, long ones by line, long lines between words: start, words, is it the first.
fn units(paragraph: &str) -> Vec<(usize, usize, bool)> {
    // In a paragraph a line break is a space; it has the same length.
    let flat = paragraph.replace('\n', " ");
    let mut units = Vec::new();
    for (start, sentence) in flat.split_sentence_bound_indices() {
        let words = word_count(sentence);
        if words <= UNIT_WORDS && sentence.len() <= LONGEST_RUN_BYTES {
            units.push((start, words));
            continue;
        }
        let mut at = start;
        for line in paragraph[start..start + sentence.len()].split_inclusive('\n') {
            units.extend(runs(line).map(|(from, words)| (at + from, words)));
            at += line.len();
        }
    }
    units
        .into_iter()
        .map(|(start, words)| (start, words, start == 0))
        .collect()
}

/// Returns runs of at most `UNIT_WORDS` words: start, words.
fn runs(line: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut starts = vec![0];
    let mut start = 0;
    let mut words = 0;
    for (at, piece) in line.split_word_bound_indices() {
        let end = at + piece.len();
        let is_word = piece.contains(char::is_alphanumeric);
        let is_full = (is_word && words == UNIT_WORDS) || end - start > LONGEST_RUN_BYTES;
        if is_full && at > start {
            (start, words) = (at, 0);
            starts.push(start);
        }
        words += usize::from(is_word);
        // What has no borders at all is cut anywhere between characters.
        while end - start > LONGEST_RUN_BYTES {
            start = line.floor_char_boundary(start + LONGEST_RUN_BYTES);
            starts.push(start);
        }
    }
    let ends: Vec<_> = starts.iter().skip(1).copied().chain([line.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|(from, to)| (from, word_count(&line[from..to])))
}

/// Returns at least as many words as the pieces of `text` count for: a cheap look that spares most texts the costly one.
fn most_words(text: &str) -> usize {
    let mut words = 0;
    let mut is_inside = false;
    for byte in text.bytes() {
        let is_letter = byte.is_ascii_alphanumeric();
        // Any character that is not ASCII may be a word.
        let is_other = byte >= 0xc0;
        words += usize::from((is_letter && !is_inside) || is_other);
        is_inside = is_letter;
    }
    words + text.len() / LONGEST_WORD_BYTES
}

/// Returns how many words `text` counts for: its words, or more where it is long without many.
pub(super) fn word_count(text: &str) -> usize {
    text.unicode_words()
        .count()
        .max(text.len() / LONGEST_WORD_BYTES)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_cheap_look_never_counts_too_few(
            text in "([a-z]{1,9}|[A-Z0-9.,_'-]{1,6}|[ \n\t]|\n\n|\\. |é|中|カ|ก|\u{301}|x{300}|\\PC){0,60}",
        ) {
            let counted = borders(&text).last().map_or(0, |border| border.words_before);
            prop_assert!(most_words(&text) >= counted);
        }
    }
}
