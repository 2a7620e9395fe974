//! The lines of a page, put together from runs of text by where they stand.

use crate::corpus::pdf::drawing::Run;

/// A gap of this many parts of the letters' size is a space between words.
const SPACE: f64 = 0.1;
/// The same where the width of letters is a guess.
const GUESSED_SPACE: f64 = 0.3;
/// Letters that stand higher or lower by this many parts of their size are on the same line: x², H₂O.
const SHIFT: f64 = 0.5;
/// Lines further apart than this many times the usual are not of one paragraph.
const GAP: f64 = 1.25;
/// Letters of one paragraph differ less in size.
const SIZE_RATIO: f64 = 1.12;

/// A line of text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) page: u32,
    pub(super) text: String,
    /// The size of its letters, on average.
    pub(super) size: f64,
    /// How high on the page it stands.
    pub(super) height: f64,
    direction: (f64, f64),
    /// Does it begin a paragraph?
    pub(super) begins_block: bool,
}

/// A line that runs are added to.
struct Open {
    text: String,
    /// The sizes of all letters, added up, and how many there are.
    sizes: f64,
    letters: f64,
    direction: (f64, f64),
    across: f64,
    /// How far along its direction it has come, and the size of the last letters.
    end: f64,
    size: f64,
}

/// Returns the lines of a page.
pub(super) fn lines(runs: &[Run], page: u32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Option<Open> = None;
    for run in runs {
        match &mut open {
            Some(line) if line.takes(run) => line.add(run),
            _ => lines.extend(open.replace(Open::new(run)).and_then(|it| it.end(page))),
        }
    }
    lines.extend(open.and_then(|it| it.end(page)));
    part_blocks(&mut lines);
    lines
}

/// Returns how far a point lies along a direction, and across it.
fn along((x, y): (f64, f64), (dx, dy): (f64, f64)) -> (f64, f64) {
    (x * dx + y * dy, y * dx - x * dy)
}

impl Open {
    fn new(run: &Run) -> Self {
        let (start, across) = along(run.start, run.direction);
        let mut line = Self {
            text: String::new(),
            sizes: 0.0,
            letters: 0.0,
            direction: run.direction,
            across,
            end: start,
            size: run.size,
        };
        line.add(run);
        line
    }

    /// Does the run go on where the line ends?
    fn takes(&self, run: &Run) -> bool {
        let (dx, dy) = self.direction;
        let turn = dx * run.direction.0 + dy * run.direction.1;
        let (start, across) = along(run.start, self.direction);
        let size = self.size.max(run.size);
        turn > 0.99 && (across - self.across).abs() < SHIFT * size && start > self.end - size
    }

    fn add(&mut self, run: &Run) {
        let (start, across) = along(run.start, self.direction);
        let size = self.size.min(run.size);
        let space = if run.is_guessed { GUESSED_SPACE } else { SPACE };
        let is_apart = start - self.end > space * size;
        if is_apart && !self.text.ends_with(' ') && !run.text.starts_with(' ') {
            self.text.push(' ');
        }
        for c in run.text.chars() {
            match ligature(c) {
                Some(letters) => self.text.push_str(letters),
                None => self.text.push(c),
            }
        }
        let letters = run.text.trim().chars().count() as f64;
        if run.size > self.size {
            self.across = across;
        }
        self.sizes += run.size * letters;
        self.letters += letters;
        self.size = run.size;
        self.end = along(run.end, self.direction).0;
    }

    fn end(self, page: u32) -> Option<Line> {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| Line {
            page,
            text,
            size: self.sizes / self.letters.max(1.0),
            height: self.across,
            direction: self.direction,
            begins_block: true,
        })
    }
}

/// Returns the letters that a ligature is made of.
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

/// Finds out which lines begin a paragraph.
fn part_blocks(lines: &mut [Line]) {
    let leading = leading(lines);
    for at in 1..lines.len() {
        let (line, next) = (&lines[at - 1], &lines[at]);
        let drop = line.height - next.height;
        let is_same_size = line.size.max(next.size) < line.size.min(next.size) * SIZE_RATIO;
        let is_near = drop > 0.0 && drop < leading * GAP * next.size;
        lines[at].begins_block = line.direction != next.direction || !is_same_size || !is_near;
    }
}

/// Returns how far lines usually are apart, in parts of the letters' size.
fn leading(lines: &[Line]) -> f64 {
    let pairs = lines.windows(2);
    let drops = pairs.map(|pair| (pair[0].height - pair[1].height) / pair[1].size);
    let mut drops: Vec<f64> = drops.filter(|drop| (0.8..2.5).contains(drop)).collect();
    drops.sort_by(f64::total_cmp);
    drops.get(drops.len() / 2).copied().unwrap_or(1.2)
}

/// Puts words together that were parted at the end of a line.
pub(super) fn join_hyphens(lines: &mut [Line]) {
    for at in 1..lines.len() {
        let (before, after) = lines.split_at_mut(at);
        let (line, next) = (&mut before[at - 1], &mut after[0]);
        if !is_parted(&line.text, &next.text) {
            continue;
        }
        let end = next.text.find(' ').unwrap_or(next.text.len());
        line.text.pop();
        line.text.push_str(&next.text[..end]);
        next.text = next.text[end..].trim_start().to_owned();
    }
}

/// Is a word parted between two lines?
fn is_parted(line: &str, next: &str) -> bool {
    if line.ends_with('\u{ad}') {
        return true;
    }
    let Some(word) = line.strip_suffix(['-', '\u{2010}']) else {
        return false;
    };
    let is_word = word.ends_with(char::is_alphabetic);
    is_word && next.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, x: f64, y: f64, width: f64) -> Run {
        Run {
            text: text.to_owned(),
            start: (x, y),
            end: (x + width, y),
            direction: (1.0, 0.0),
            size: 10.0,
            is_guessed: false,
        }
    }

    fn texts(runs: &[Run]) -> Vec<(String, bool)> {
        let lines = lines(runs, 1).into_iter();
        lines.map(|line| (line.text, line.begins_block)).collect()
    }

    #[test]
    fn gaps_between_letters_are_spaces() {
        let runs = [
            run("W", 0.0, 0.0, 9.0),
            run("ord", 8.5, 0.0, 15.0),
            run("and", 26.0, 0.0, 15.0),
            run("2", 41.0, 4.0, 4.0),
        ];
        assert_eq!(texts(&runs), [("Word and2".to_owned(), true)]);
    }

    #[test]
    fn lines_far_apart_begin_a_paragraph() {
        let heights = [100.0, 88.0, 76.0, 58.0, 46.0, 90.0];
        let runs = heights.map(|y| run("line", 0.0, y, 20.0));
        let begins: Vec<_> = texts(&runs).into_iter().map(|it| it.1).collect();
        assert_eq!(begins, [true, false, false, true, false, true]);
    }

    #[test]
    fn parted_words_are_put_together() {
        let mut lines = lines(
            &[
                run("an exam-", 0.0, 20.0, 40.0),
                run("ple of", 0.0, 8.0, 30.0),
            ],
            1,
        );
        join_hyphens(&mut lines);
        let texts: Vec<_> = lines.iter().map(|line| &*line.text).collect();
        assert_eq!(texts, ["an example", "of"]);
        assert!(!is_parted("2015-", "16"));
        assert!(!is_parted("Anglo-", "Saxon"));
        assert!(is_parted("exam\u{ad}", "Ple"));
    }
}
