//! The headings of a PDF: by its outline, else by the size of letters.

use std::collections::HashMap;

use lopdf::Document;

use crate::corpus::pdf::line::Line;

/// A heading has at most so many lines,
const MOST_LINES: usize = 4;
/// and so many bytes.
const MOST_BYTES: usize = 250;
/// The title of an entry is looked for in so many lines of its page.
const MOST_PAGE_LINES: usize = 500;
/// Letters of a heading are larger than those of the text by this factor.
const SIZE_RATIO: f64 = 1.15;
/// Sizes beyond these are not told apart.
const MOST_LEVELS: usize = 6;
/// If more than one line of so many is a heading, none is: letters of any size make a poster.
const LINES_PER_HEADING: usize = 4;

/// A heading, and where it stands among the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) level: u8,
    pub(super) text: String,
    /// The line where it begins.
    pub(super) line: usize,
    /// How many lines are its own text; none where it stands in front of a text.
    pub(super) lines: usize,
}

/// An entry of the outline.
#[derive(Debug)]
struct Entry {
    level: u8,
    title: String,
    page: u32,
}

/// Returns the headings that the outline names.
pub(super) fn by_outline(document: &Document, lines: &[Line]) -> Vec<Found> {
    let Ok(outline) = document.get_toc() else {
        return Vec::new();
    };
    let entries = outline.toc.into_iter().filter_map(|entry| {
        Some(Entry {
            level: u8::try_from(entry.level).unwrap_or(u8::MAX),
            title: entry.title.split_whitespace().collect::<Vec<_>>().join(" "),
            page: u32::try_from(entry.page).ok()?,
        })
    });
    let mut found = Vec::new();
    let mut next = 0;
    for entry in entries.filter(|entry| !entry.title.is_empty()) {
        // Outlines that go backwards are those of another order; their entries are left out.
        let Some(heading) = place(&entry, lines, next) else {
            continue;
        };
        next = heading.line + heading.lines;
        found.push(heading);
    }
    found
}

/// Returns where the title of an entry stands at or after line `from`: on its page, else at its start.
fn place(entry: &Entry, lines: &[Line], from: usize) -> Option<Found> {
    let start = lines.partition_point(|line| line.page < entry.page);
    let end = lines.partition_point(|line| line.page <= entry.page);
    let found = |line, lines| Found {
        level: entry.level,
        text: entry.title.clone(),
        line,
        lines,
    };
    let from = start.max(from);
    if from > end {
        return None;
    }
    let end = end.min(from + MOST_PAGE_LINES);
    let own =
        (from..end).find_map(|at| Some(found(at, title_lines(&entry.title, &lines[at..end])?)));
    own.or_else(|| {
        let wanted = letters(&entry.title);
        let is_start = |at: &usize| letters(&lines[*at].text).starts_with(&wanted);
        let at = (from..end).find(|at| wanted.len() > 3 && is_start(at));
        Some(found(at.unwrap_or(from), 0))
    })
}

/// Returns how many of the lines are just the title, its number in front or not.
fn title_lines(title: &str, lines: &[Line]) -> Option<usize> {
    let titles = [letters(title), letters(unnumbered(title))];
    let mut shown = String::new();
    for (count, line) in lines.iter().take(MOST_LINES).enumerate() {
        if count > 0 {
            shown.push(' ');
        }
        shown.push_str(&line.text);
        let shown = [letters(&shown), letters(unnumbered(&shown))];
        let is_same = |a: &String| !a.is_empty() && titles.contains(a);
        if shown.iter().any(is_same) {
            return Some(count + 1);
        }
        if !titles
            .iter()
            .any(|title| shown.iter().any(|it| title.starts_with(&**it)))
        {
            return None;
        }
    }
    None
}

/// Returns the letters and digits of a text.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns a title without `1.2`, `A.` or `Chapter 3:` in front.
fn unnumbered(title: &str) -> &str {
    let mut rest = title;
    for word in ["chapter ", "appendix ", "part ", "section "] {
        if let Some(start) = rest.get(..word.len())
            && start.eq_ignore_ascii_case(word)
        {
            rest = &rest[word.len()..];
        }
    }
    let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let number = first.trim_end_matches(['.', ':', ')']);
    let is_part = |part: &str| part.len() == 1 || part.bytes().all(|it| it.is_ascii_digit());
    let is_number = !number.is_empty() && number.split('.').all(is_part) && first != "A";
    if is_number { after } else { rest }
}

/// Returns the headings that larger letters make.
pub(super) fn by_size(lines: &[Line], text_size: f64) -> Vec<Found> {
    let mut found: Vec<(Found, i64)> = Vec::new();
    let mut last: Option<&Line> = None;
    for (at, line) in lines.iter().enumerate() {
        let has_letters = line.text.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let size = (line.size * 2.0).round() as i64;
        let is_heading = line.size >= text_size * SIZE_RATIO && line.text.len() <= MOST_BYTES;
        match found.last_mut() {
            Some((heading, its))
                if is_heading && *its == size && is_next(heading, at, line, last) =>
            {
                heading.lines += 1;
                heading.text.push(' ');
                heading.text.push_str(&line.text);
            }
            _ if is_heading && has_letters => found.push((
                Found {
                    level: 1,
                    text: line.text.clone(),
                    line: at,
                    lines: 1,
                },
                size,
            )),
            _ => {}
        }
        last = Some(line);
    }
    if found.len() * LINES_PER_HEADING > lines.len() {
        return Vec::new();
    }
    level(found)
}

/// Does line `at` go on with the heading?
fn is_next(heading: &Found, at: usize, line: &Line, last: Option<&Line>) -> bool {
    let is_near = last.is_some_and(|last| {
        let drop = last.height - line.height;
        last.page == line.page && drop > 0.0 && drop < line.size * 1.6
    });
    heading.line + heading.lines == at && heading.lines < MOST_LINES && is_near
}

/// Gives the headings their levels, the largest letters the first.
fn level(found: Vec<(Found, i64)>) -> Vec<Found> {
    let mut sizes: Vec<i64> = found.iter().map(|(_, size)| *size).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    let levels: HashMap<i64, usize> = sizes.into_iter().zip(1..).collect();
    let leveled = found.into_iter().map(|(heading, size)| Found {
        level: levels[&size].min(MOST_LEVELS) as u8,
        ..heading
    });
    leveled.collect()
}
