//! Titles of documents, and the headings above a section.

use crate::analyzer::{Form, tokens};
use crate::corpus::{Document, Section, uncompressed};

/// Returns the title: the document's own, its first heading, its name in the file, or the file's name.
pub(crate) fn title(document: &Document, path: &str) -> String {
    let first_heading = title_heading(document).map(|section| &section.heading);
    let own = document.title.as_ref().or(first_heading);
    match own.or(document.name.as_ref()) {
        Some(title) => title.clone(),
        None => file_title(document, path),
    }
}

/// Returns the heading that speaks for the whole document: alone at the outermost level, or the first thing in it.
fn title_heading(document: &Document) -> Option<&Section> {
    if document.has_equal_parts {
        return None;
    }
    let headings = || {
        document
            .sections
            .iter()
            .filter(|section| section.level > 0 && !section.heading.is_empty())
    };
    let outermost = headings().map(|section| section.level).min()?;
    let mut at_top = headings().filter(|section| section.level == outermost);
    let first_at_top = at_top.next()?;
    if at_top.next().is_none() {
        return Some(first_at_top);
    }
    let opens = document.sections[0].level > 0 || document.sections[0].text.trim().is_empty();
    headings()
        .next()
        .filter(|first| opens && first.level == outermost)
}

/// Returns the file's name without its extension, as words; spelled as the opening text spells them, if it does.
fn file_title(document: &Document, path: &str) -> String {
    let path = uncompressed(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    };
    let words = stem.replace(['_', '-'], " ");
    let opening = document
        .sections
        .first()
        .map_or("", |section| section.text.as_str());
    if let Some(spelled) = spelled_in(opening, &words) {
        return spelled.to_owned();
    }
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}

/// Returns the place in the first paragraph of `text` that has the same words in a row.
fn spelled_in<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let paragraph = text.split("\n\n").next()?;
    let wanted: Vec<_> = tokens(words).into_iter().map(|token| token.term).collect();
    let found: Vec<_> = tokens(paragraph)
        .into_iter()
        .filter(|token| token.form != Form::Whole)
        .collect();
    if wanted.len() < 2 {
        return None;
    }
    let row = found
        .windows(wanted.len())
        .find(|row| row.iter().map(|token| &token.term).eq(&wanted))?;
    Some(&paragraph[row[0].range.start..row[row.len() - 1].range.end])
}

/// The headings above the section at hand.
pub(super) struct Trail {
    open: Vec<(u8, String)>,
    /// The heading that only repeats the title.
    skipped: Option<(u8, String)>,
}

impl Trail {
    /// Starts above the first section of `document`.
    pub(super) fn new(document: &Document, title: &str) -> Self {
        let skipped = title_heading(document)
            .filter(|heading| {
                let mut same = document
                    .sections
                    .iter()
                    .filter(|s| s.level > 0 && s.level <= heading.level);
                heading.heading == title && same.nth(1).is_none()
            })
            .map(|heading| (heading.level, heading.heading.clone()));
        Self {
            open: Vec::new(),
            skipped,
        }
    }

    /// Returns the headings of `section`, outermost first.
    pub(super) fn enter(&mut self, section: &Section) -> Vec<String> {
        while self
            .open
            .last()
            .is_some_and(|(level, _)| *level >= section.level)
        {
            self.open.pop();
        }
        let is_title = self
            .skipped
            .as_ref()
            .is_some_and(|(level, heading)| (*level, heading) == (section.level, &section.heading));
        if section.level > 0 && !is_title {
            self.open.push((section.level, section.heading.clone()));
        }
        self.open
            .iter()
            .map(|(_, heading)| heading.clone())
            .filter(|heading| !heading.is_empty())
            .collect()
    }
}
