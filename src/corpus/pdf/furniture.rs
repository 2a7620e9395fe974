//! The heads and feet of pages, which are no part of the text.

use std::collections::HashMap;

use crate::corpus::pdf::line::Line;

/// What stands at the same place on so many pages is a head or a foot.
const FEWEST_PAGES: usize = 3;
/// A head or a foot has at most so many lines.
const MOST_LINES: usize = 2;
/// Letters that are larger than those of the text by this factor are a title, however often it is repeated.
const TITLE_RATIO: f64 = 1.1;

/// Leaves out heads and feet of pages.
pub(super) fn leave_out(lines: &mut Vec<Line>, text_size: f64) {
    let mut counts: HashMap<(i64, String), usize> = HashMap::new();
    let mut at_edges = vec![false; lines.len()];
    let mut start = 0;
    for page in lines.chunk_by(|a, b| a.page == b.page) {
        for at in edges(page, text_size) {
            at_edges[start + at] = true;
            *counts.entry(key(&page[at])).or_default() += 1;
        }
        start += page.len();
    }
    let mut at_edges = at_edges.into_iter();
    lines.retain(|line| {
        let is_at_edge = at_edges.next().unwrap_or(false);
        !is_at_edge
            || counts
                .get(&key(line))
                .is_none_or(|&count| count < FEWEST_PAGES)
    });
}

/// Returns the size that most letters have.
pub(super) fn text_size(lines: &[Line]) -> f64 {
    let mut letters: HashMap<i64, usize> = HashMap::new();
    for line in lines {
        *letters.entry((line.size * 2.0).round() as i64).or_default() += line.text.len();
    }
    let most = letters
        .into_iter()
        .max_by_key(|&(size, count)| (count, size));
    most.map_or(0.0, |(size, _)| size as f64 / 2.0)
}

/// Returns the outermost lines of a page.
fn edges(page: &[Line], text_size: f64) -> Vec<usize> {
    let mut by_height: Vec<usize> = (0..page.len())
        .filter(|&at| page[at].size <= text_size * TITLE_RATIO)
        .collect();
    by_height.sort_by(|&a, &b| page[a].height.total_cmp(&page[b].height));
    if by_height.len() > MOST_LINES * 2 {
        by_height.drain(MOST_LINES..by_height.len() - MOST_LINES);
    }
    by_height
}

/// Returns what a head or foot has in common with that of other pages: its height, and its text but for numbers.
fn key(line: &Line) -> (i64, String) {
    let height = (line.height / 2.0).round() as i64;
    let is_number = |word: &str| {
        let is_roman = |c: char| "ivxlc".contains(c.to_ascii_lowercase());
        word.chars().all(|c| c.is_ascii_digit() || c == '.') || word.chars().all(is_roman)
    };
    let words = line
        .text
        .split(' ')
        .map(|word| if is_number(word) { "#" } else { word });
    (height, words.collect::<Vec<_>>().join(" "))
}
