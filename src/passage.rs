//! A document into passages: the section-sized pieces that are indexed, ranked and shown.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::analyzer::{Form, Language, tokens};
use crate::corpus::{Document, Section, Text};

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

/// A section of a document, or a piece of a long one: what a search finds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// `path#anchor`, with `~2`, `~3` for the further pieces of a long section.
    pub id: String,
    /// The file, relative to its corpus, with `/`.
    pub path: String,
    /// The file's name as bytes in base64, where it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_bytes: Option<String>,
    /// The document's title.
    pub title: String,
    /// The headings above the text, outermost first; a sole first heading that is the title is left out.
    pub headings: Vec<String>,
    /// The section's anchor, as GitHub makes it or as the author gave it.
    pub anchor: String,
    /// The first and the last line in the file, counted from 1.
    pub lines: [u64; 2],
    /// The bytes in the file, half open.
    pub bytes: [u64; 2],
    /// The page, in formats that have pages.
    pub page: Option<u32>,
    /// The language of the text (ISO 639-1).
    pub language: Option<String>,
    /// The text as rendered, without markup; empty in a hit, which has a snippet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// The file that a document was read from, as its passages show it.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// The file, relative to its corpus, with `/`.
    pub path: &'a str,
    /// The file's name as bytes in base64, where it is not UTF-8.
    pub path_bytes: Option<&'a str>,
    /// The language of passages whose own cannot be told.
    pub language: Language,
}

/// Splits `document`, which was parsed from `text`, into passages in source order.
///
/// Passages never overlap, and together they cover every byte but an opening without visible text.
/// Runs in time linear in the text.
pub fn split(document: &Document, text: &Text, origin: &Origin<'_>) -> Vec<Passage> {
    let title = title(document, origin.path);
    let default_language = language(document, origin.language);
    let mut anchors = Anchors::default();
    let mut trail = Trail::new(document, &title);
    let mut passages = Vec::new();
    for section in &document.sections {
        let headings = trail.enter(section);
        if section.level == 0 && section.text.trim().is_empty() {
            continue;
        }
        let anchor = anchors.name(section);
        for (number, piece) in pieces(section, text.as_str()).into_iter().enumerate() {
            let body = section.text[piece.text].trim_matches('\n');
            passages.push(Passage {
                id: id(origin.path, &anchor, number),
                path: origin.path.to_owned(),
                path_bytes: origin.path_bytes.map(str::to_owned),
                title: title.clone(),
                headings: headings.clone(),
                anchor: anchor.clone(),
                lines: text.lines(&piece.source),
                bytes: text.file_bytes(&piece.source),
                page: None,
                language: Some(passage_language(body, default_language).code().to_owned()),
                text: body.to_owned(),
            });
        }
    }
    passages
}

/// Returns the title: the document's own, its first heading, or the file's name.
pub(crate) fn title(document: &Document, path: &str) -> String {
    let first_heading = title_heading(document).map(|section| &section.heading);
    match document.title.as_ref().or(first_heading) {
        Some(title) => title.clone(),
        None => file_title(document, path),
    }
}

/// Returns the heading that speaks for the whole document: alone at the outermost level, or the first thing in it.
fn title_heading(document: &Document) -> Option<&Section> {
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

fn id(path: &str, anchor: &str, number: usize) -> String {
    match number {
        0 => format!("{path}#{anchor}"),
        _ => format!("{path}#{anchor}~{}", number + 1),
    }
}

/// Returns the language that the document declares or is written in.
fn language(document: &Document, default: Language) -> Language {
    if let Some(declared) = document.language.as_deref().and_then(Language::from_code) {
        return declared;
    }
    document
        .sections
        .iter()
        .filter(|section| section.text.len() > 200)
        .take(3)
        .find_map(|section| Language::detect(&section.text))
        .unwrap_or(default)
}

/// Returns the language of a passage: its own where that is certain and it could be another.
fn passage_language(text: &str, document: Language) -> Language {
    if document.is_plausible(text) {
        return document;
    }
    Language::detect(text).unwrap_or(document)
}

/// The headings above the section at hand.
struct Trail {
    open: Vec<(u8, String)>,
    /// The heading that only repeats the title.
    skipped: Option<(u8, String)>,
}

impl Trail {
    fn new(document: &Document, title: &str) -> Self {
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
    fn enter(&mut self, section: &Section) -> Vec<String> {
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

/// The anchors given so far in a document.
struct Anchors {
    taken: HashSet<String>,
}

impl Default for Anchors {
    fn default() -> Self {
        // The empty anchor is the text before the first heading, whether there is one or not.
        Self {
            taken: HashSet::from([String::new()]),
        }
    }
}

impl Anchors {
    fn name(&mut self, section: &Section) -> String {
        if section.level == 0 {
            return String::new();
        }
        let base = match &section.anchor {
            // White space would end an id, `~` counts pieces.
            Some(anchor) => anchor.replace(|c: char| c.is_whitespace() || c == '~', "-"),
            None => slug(&section.heading),
        };
        let mut anchor = base.clone();
        let mut number = 0;
        while !self.taken.insert(anchor.clone()) {
            number += 1;
            anchor = format!("{base}-{number}");
        }
        anchor
    }
}

/// Returns the anchor GitHub makes of a heading: lower case, spaces as hyphens, punctuation left out.
fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|&c| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// Its range in the section's rendered text.
    text: Range<usize>,
    /// Its range in the source.
    source: Range<usize>,
}

/// Returns the pieces of `section`: one, or several near `PIECE_WORDS` words.
fn pieces(section: &Section, source: &str) -> Vec<Piece> {
    let cuts = cuts(&section.text);
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let mut from = 0;
    let mut start = section.bytes.start;
    for cut in cuts {
        let end = floor_boundary(source, section.source_at(cut)).max(start);
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

fn floor_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns where the text of a long section is cut, in order.
fn cuts(text: &str) -> Vec<usize> {
    // A word and the space after it take two bytes at least.
    if text.len() / 2 < LONGEST_WORDS {
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
            start = floor_boundary(line, start + LONGEST_RUN_BYTES);
            starts.push(start);
        }
    }
    let ends: Vec<_> = starts.iter().skip(1).copied().chain([line.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|(from, to)| (from, word_count(&line[from..to])))
}

/// Returns how many words `text` counts for: its words, or more where it is long without many.
fn word_count(text: &str) -> usize {
    text.unicode_words()
        .count()
        .max(text.len() / LONGEST_WORD_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Format;
    use proptest::prelude::*;

    fn passages(path: &str, source: &str) -> Vec<Passage> {
        let text = Text::decode(source.as_bytes().to_vec()).expect("it is text");
        let origin = Origin {
            path,
            path_bytes: None,
            language: Language::ENGLISH,
        };
        split(&Format::of(path, source).parse(source), &text, &origin)
    }

    fn ids(path: &str, source: &str) -> Vec<String> {
        passages(path, source)
            .into_iter()
            .map(|passage| passage.id)
            .collect()
    }

    fn words(count: usize) -> String {
        (0..count).map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn ids_are_paths_with_anchors() {
        let source = "opening\n\n# Mali War\n\n## What's new?\n\n## Timeline\n\n## Timeline\n\n## Überblick_1 & mehr\n";
        let expected = [
            "a.md#",
            "a.md#mali-war",
            "a.md#whats-new",
            "a.md#timeline",
            "a.md#timeline-1",
            "a.md#überblick_1--mehr",
        ];
        assert_eq!(ids("a.md", source), expected);
    }

    #[test]
    fn a_heading_of_signs_does_not_take_the_place_of_the_opening() {
        assert_eq!(
            ids("a.md", "opening\n\n# ???\n\n# !!!\n"),
            ["a.md#", "a.md#-1", "a.md#-2"]
        );
    }

    #[test]
    fn titles_come_from_the_document_its_heading_or_its_name() {
        let title = |path: &str, source: &str| passages(path, source)[0].title.clone();
        assert_eq!(
            title("a.md", "---\ntitle: Given\n---\n# Heading\n"),
            "Given"
        );
        assert_eq!(title("a.md", "badge\n\n# Heading\n\n## Sub\n"), "Heading");
        assert_eq!(title("a.md", "# First\n\n# Second\n"), "First");
        assert_eq!(
            title("a.html", "<title>Page</title><h2>One</h2><h2>Two</h2>"),
            "Page"
        );
        assert_eq!(title("my_long-note.txt", "text"), "My long note");
        assert_eq!(
            title(
                "2015-mali-coup.txt",
                "The 2015 Mali coup, so.\n== One ==\n== Two =="
            ),
            "2015 Mali coup"
        );
    }

    #[test]
    fn headings_leave_out_a_sole_title() {
        let trail = |source: &str| passages("a.md", source).pop().expect("a passage").headings;
        assert_eq!(trail("# Title\n\n## A\n\n### B\n"), ["A", "B"]);
        assert_eq!(trail("# One\n\n# Two\n\n## A\n"), ["Two", "A"]);
        assert_eq!(
            trail("---\ntitle: Other\n---\n# Title\n\n## A\n"),
            ["Title", "A"]
        );
        assert_eq!(trail("# Title\n\n### Deep\n\n## A\n"), ["A"]);
    }

    #[test]
    fn short_sections_stay_whole_and_long_ones_are_split_at_paragraphs() {
        let paragraph = format!("{}.\n\n", words(150));
        let source = format!(
            "# Short\n\n{}\n\n# Long\n\n{}",
            words(300),
            paragraph.repeat(4)
        );
        assert_eq!(
            ids("a.md", &source),
            ["a.md#short", "a.md#long", "a.md#long~2"]
        );
        for passage in passages("a.md", &source) {
            let count = word_count(&passage.text);
            assert!((250..=400).contains(&count), "{count}");
        }
    }

    #[test]
    fn a_long_paragraph_is_split_at_sentences() {
        let source = format!(
            "# Long\n\n{}",
            "This sentence has six words here. ".repeat(120)
        );
        let found = passages("a.md", &source);
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|passage| passage.text.trim_end().ends_with("here."))
        );
    }

    #[test]
    fn one_huge_line_is_split_between_words() {
        let found = passages("a.txt", &words(2_000));
        assert_eq!(found.len(), 6);
        assert!(found.iter().all(|passage| passage.text.starts_with("word")));
        let blob = "x".repeat(300_000);
        assert!(
            passages("a.txt", &blob)
                .iter()
                .all(|passage| passage.text.len() <= 64 * 1024)
        );
    }

    #[test]
    fn headings_alone_are_passages() {
        let found = passages("a.md", "# A\n## B\n");
        assert_eq!(
            found
                .iter()
                .map(|passage| passage.lines)
                .collect::<Vec<_>>(),
            [[1, 1], [2, 2]]
        );
        assert!(passages("a.md", "").is_empty());
        assert!(passages("a.md", " \n\n").is_empty());
    }

    #[test]
    fn each_passage_has_its_own_language() {
        let german = "Die Regierung rief nach dem Angriff auf das Hotel in der Hauptstadt den Notstand aus, und der Präsident kehrte von einer Reise zurück, um die Lage zu besprechen und die Sicherheit wiederherzustellen.";
        let english = "The government has declared a state of emergency after the attack on the hotel in the capital, and the president came back from a visit abroad to talk about what should be done in the days that follow.";
        let source = format!("# English\n\n{english}\n\n# Deutsch\n\n{german}\n");
        let languages: Vec<_> = passages("a.md", &source)
            .into_iter()
            .map(|passage| passage.language)
            .collect();
        assert_eq!(languages, [Some("en".to_owned()), Some("de".to_owned())]);
    }

    proptest! {
        #[test]
        fn passages_tile_the_source(source in "(# |## |\\* |word\\. |[a-zé中] |\n|\n\n|```\n|\\*b\\* |&amp; ){0,400}") {
            let found = passages("a.md", &source);
            let mut ids: Vec<_> = found.iter().map(|passage| passage.id.clone()).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), found.len());
            for pair in found.windows(2) {
                prop_assert_eq!(pair[0].bytes[1], pair[1].bytes[0]);
            }
            if let (Some(first), Some(last)) = (found.first(), found.last()) {
                prop_assert_eq!(last.bytes[1] as usize, source.len());
                prop_assert!(!source[..first.bytes[0] as usize].contains(char::is_alphanumeric));
            }
        }
    }
}
