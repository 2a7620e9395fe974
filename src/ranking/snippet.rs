//! The part of a passage that shows best why it was found.

use std::ops::Range;

use crate::hit::Snippet;

/// How long a snippet is, in bytes, more or less.
const LENGTH_BYTES: usize = 240;
/// How far its ends may move to a better place to cut.
const SLACK_BYTES: usize = 40;
/// What stands where text is left out.
const ELLIPSIS: &str = "…";

/// Returns the best window of `text`, given the leaves found in it and how much each is worth.
pub(crate) fn window(
    text: &str,
    found: &[(usize, Range<usize>)],
    worth: impl Fn(usize) -> f64,
) -> Snippet {
    let range = best(text, found, worth);
    let range = widen(text, range);
    cut(text, range, found)
}

/// Returns the whole of `text`.
pub(crate) fn whole(text: &str, found: &[(usize, Range<usize>)]) -> Snippet {
    Snippet {
        text: text.to_owned(),
        highlights: highlights(found, &(0..text.len()), 0),
    }
}

/// Returns the first window of the usual length whose different matches are worth most.
fn best(text: &str, found: &[(usize, Range<usize>)], worth: impl Fn(usize) -> f64) -> Range<usize> {
    let mut best = (0.0, 0..0);
    let mut seen = Vec::new();
    for (at, (_, first)) in found.iter().enumerate() {
        let inside = found[at..]
            .iter()
            .take_while(|(_, range)| range.end <= first.start + LENGTH_BYTES);
        seen.clear();
        let mut value = 0.0;
        let mut end = first.end;
        for (leaf, range) in inside {
            // A word found again says little more.
            value += worth(*leaf) * if seen.contains(leaf) { 0.1 } else { 1.0 };
            seen.push(*leaf);
            end = end.max(range.end);
        }
        if value > best.0 {
            best = (value, first.start..end);
        }
    }
    let range = best.1;
    range.start.min(text.len())..range.end.min(text.len())
}

/// Adds text on both sides up to the usual length, and moves the ends to where sentences or words end.
fn widen(text: &str, range: Range<usize>) -> Range<usize> {
    if text.len() <= LENGTH_BYTES + SLACK_BYTES {
        return 0..text.len();
    }
    let spare = LENGTH_BYTES.saturating_sub(range.len());
    let before = (spare / 3).min(range.start);
    let after = (spare - before).min(text.len() - range.end);
    // What the end cannot use, the start may.
    let before = (spare - after).min(range.start);
    let start = start_near(text, range.start - before, range.start);
    let end = end_near(text, range.end + after, range.end);
    start..end
}

/// Returns the start of a sentence or of a word near `at`, not after `limit`.
fn start_near(text: &str, at: usize, limit: usize) -> usize {
    let from = text.floor_char_boundary(at.saturating_sub(SLACK_BYTES));
    let to = text
        .floor_char_boundary((at + SLACK_BYTES).min(limit))
        .max(from);
    if from == 0 {
        return 0;
    }
    let near = &text[from..to];
    let sentence = near
        .rfind(". ")
        .map(|found| from + found + 2)
        .or(near.rfind('\n').map(|found| from + found + 1));
    // White space may be several bytes wide.
    let space = || near.char_indices().find(|(_, c)| c.is_whitespace());
    let word = || space().map(|(found, c)| from + found + c.len_utf8());
    sentence
        .or_else(word)
        .unwrap_or(text.floor_char_boundary(at.min(limit)))
}

/// Returns the end of a sentence or of a word near `at`, not before `limit`.
fn end_near(text: &str, at: usize, limit: usize) -> usize {
    let to = text.floor_char_boundary((at + SLACK_BYTES).min(text.len()));
    let from = text
        .floor_char_boundary(at.saturating_sub(SLACK_BYTES).max(limit))
        .max(limit)
        .min(to);
    if to == text.len() {
        return to;
    }
    let near = &text[from..to];
    let sentence = near
        .find(". ")
        .map(|found| from + found + 1)
        .or(near.find('\n').map(|found| from + found));
    let word = || near.rfind(char::is_whitespace).map(|found| from + found);
    sentence.or_else(word).unwrap_or(to)
}

fn cut(text: &str, range: Range<usize>, found: &[(usize, Range<usize>)]) -> Snippet {
    let shown = &text[range.clone()];
    let skipped = shown.len() - shown.trim_start().len();
    let shown = shown.trim();
    let range = range.start + skipped..range.start + skipped + shown.len();
    let mut snippet = String::new();
    if range.start > 0 {
        snippet += ELLIPSIS;
        snippet.push(' ');
    }
    let offset = snippet.len();
    snippet += shown;
    if range.end < text.trim_end().len() {
        snippet.push(' ');
        snippet += ELLIPSIS;
    }
    Snippet {
        highlights: highlights(found, &range, offset),
        text: snippet,
    }
}

/// Returns the ranges found inside `shown`, merged where they meet, moved to where `shown` begins at `offset`.
fn highlights(
    found: &[(usize, Range<usize>)],
    shown: &Range<usize>,
    offset: usize,
) -> Vec<[usize; 2]> {
    let mut highlights: Vec<[usize; 2]> = Vec::new();
    for (_, range) in found {
        if range.start < shown.start || range.end > shown.end {
            continue;
        }
        let [start, end] = [range.start, range.end].map(|at| at - shown.start + offset);
        match highlights.last_mut() {
            Some(last) if start < last[1] => last[1] = last[1].max(end),
            _ => highlights.push([start, end]),
        }
    }
    highlights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, word: &str, leaf: usize) -> Vec<(usize, Range<usize>)> {
        text.match_indices(word)
            .map(|(at, _)| (leaf, at..at + word.len()))
            .collect()
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        let text = "The hotel in Bamako.";
        let snippet = window(text, &find(text, "hotel", 0), |_| 1.0);
        assert_eq!(snippet.text, text);
        assert_eq!(snippet.highlights, [[4, 9]]);
    }

    #[test]
    fn the_window_has_most_of_the_different_words() {
        let filler = "Nothing to see here, move along. ".repeat(20);
        let text = format!("alpha. {filler}alpha beta. {filler}alpha.");
        let mut found = find(&text, "alpha", 0);
        found.extend(find(&text, "beta", 1));
        found.sort_by_key(|(_, range)| range.start);
        let snippet = window(&text, &found, |_| 1.0);
        assert!(snippet.text.contains("alpha beta"));
        assert!(snippet.text.starts_with("… ") && snippet.text.ends_with(" …"));
        let words: Vec<_> = snippet
            .highlights
            .iter()
            .map(|&[from, to]| &snippet.text[from..to])
            .collect();
        assert_eq!(words, ["alpha", "beta"]);
    }

    #[test]
    fn cuts_fall_between_characters() {
        let text = "é中".repeat(500);
        let found = [(0, 1000..1003)];
        let range =
            text.floor_char_boundary(found[0].1.start)..text.floor_char_boundary(found[0].1.end);
        let snippet = window(&text, &[(0, range)], |_| 1.0);
        assert!(snippet.text.len() < 400);
        // A wide space, as Chinese and Japanese have it.
        let text = "é中\u{3000}".repeat(500);
        let found = find(&text, "中", 0).swap_remove(200);
        let snippet = window(&text, &[found], |_| 1.0);
        assert!(snippet.text.starts_with("… é中"));
    }

    #[test]
    fn overlapping_matches_are_one_highlight() {
        let found = vec![(0, 0..5), (1, 3..8), (2, 9..10)];
        assert_eq!(highlights(&found, &(0..20), 0), [[0, 8], [9, 10]]);
    }
}
