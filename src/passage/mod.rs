//! A document into passages: the section-sized pieces that are indexed, ranked and shown.

mod anchor;
mod cut;
mod splitter;
mod title;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::analyzer::Language;
use crate::corpus::{Document, Landmark, Text};
use crate::passage::anchor::Anchors;
use crate::passage::cut::pieces;
use crate::passage::title::Trail;

pub(crate) use crate::passage::splitter::{Split, Splitter};
pub(crate) use crate::passage::title::title;

/// Of more authors than this the further ones are left out.
const MOST_AUTHORS: usize = 50;
/// What names an author is cut after so many bytes; some documents name all of them in one.
const AUTHOR_BYTES: usize = 500;

/// A section of a document, or a piece of a long one: what a search finds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Passage {
    /// `path#anchor`, in a record `path#record/anchor`, with `~2`, `~3` for the further pieces of a long section.
    pub id: String,
    /// The file, relative to its corpus, with `/`; inside of an archive `archive.zip!/path`.
    pub path: String,
    /// The archive or the message that the file is inside of, relative to the corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    /// Which document of the file it is of, where the file holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The name of the file, or of its archive, as bytes in base64, where it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_bytes: Option<String>,
    /// Is it in no file, but of a document that an application put?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_own: bool,
    /// The document's title.
    pub title: String,
    /// The headings above the text, outermost first; a sole first heading that is the title is left out.
    pub headings: Vec<String>,
    /// The section's anchor, as GitHub makes it or as the author gave it.
    pub anchor: String,
    /// The first and the last line in the file, counted from 1; none in formats that have no lines.
    pub lines: Option<[u64; 2]>,
    /// The bytes in the file, half open; none in formats that are no text.
    pub bytes: Option<[u64; 2]>,
    /// The page on which it begins, counted from 1, in formats that have pages.
    pub page: Option<u32>,
    /// Where it begins in formats that have neither lines nor pages: `slide 4`, `Sheet1!A1:D20`, `00:01:20`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The language of the text (ISO 639-1).
    pub language: Option<String>,
    /// Who wrote the document, as it says itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The text as rendered, without markup; empty in a hit, which has a snippet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// The file that a document was read from, as its passages show it.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// The file, relative to its corpus, with `/`; inside of an archive `archive.zip!/path`.
    pub path: &'a str,
    /// The archive that the file is inside of.
    pub archive: Option<&'a str>,
    /// The name of the file, or of its archive, as bytes in base64, where it is not UTF-8.
    pub path_bytes: Option<&'a str>,
    /// The language of passages whose own cannot be told.
    pub language: Language,
}

impl Passage {
    /// Returns the file of the corpus that it is in: an archive, where it is inside of one.
    pub fn file(&self) -> &str {
        self.archive.as_deref().unwrap_or(&self.path)
    }

    /// Returns what tells its document from all others: `path`, or `path#record`.
    pub fn document(&self) -> Cow<'_, str> {
        match &self.record {
            Some(record) => Cow::Owned(format!("{}#{record}", self.path)),
            None => Cow::Borrowed(&self.path),
        }
    }

    /// Returns its section: `path#anchor`, or `path#record/anchor`.
    pub fn section(&self) -> String {
        section(&self.path, self.record.as_deref(), &self.anchor)
    }

    /// Is it what `name` means: a document, a file or archive, a section, or the passage's own id?
    pub fn is_of(&self, name: &str) -> bool {
        let is_inside = |rest: &str| rest.is_empty() || rest.starts_with("!/");
        let is_file = || self.path.strip_prefix(name).is_some_and(is_inside);
        self.id == name || self.document() == name || self.section() == name || is_file()
    }
}

/// Splits `document`, which was parsed from `text`, into passages in source order.
///
/// Passages never overlap, and together they cover every byte but an opening without visible text.
/// Runs in time linear in the text.
pub fn split(document: &Document, text: &Text, origin: &Origin<'_>) -> Vec<Passage> {
    split_record(document, text, origin, None)
}

/// Splits a document of a file that may hold several: `record` is what it is called in it, then.
pub(crate) fn split_record(
    document: &Document,
    text: &Text,
    origin: &Origin<'_>,
    record: Option<&str>,
) -> Vec<Passage> {
    let title = title(document, origin.path);
    let default_language = language(document, origin.language);
    let authors = authors(document);
    let mut anchors = Anchors::default();
    let mut trail = Trail::new(document, &title);
    let mut passages = Vec::new();
    for section in &document.sections {
        let headings = trail.enter(section);
        if section.level == 0 && section.text.trim().is_empty() {
            continue;
        }
        let anchor = anchors.name(section);
        let section_id = self::section(origin.path, record, &anchor);
        for (number, piece) in pieces(section, text.as_str()).into_iter().enumerate() {
            let body = section.text[piece.text].trim_matches('\n');
            let (page, place) = match text.landmark(&piece.source) {
                Some(Landmark::Page(page)) => (Some(*page), None),
                Some(Landmark::Place(place)) => (None, Some(place.clone())),
                None => (None, None),
            };
            passages.push(Passage {
                id: id(section_id.clone(), number),
                path: origin.path.to_owned(),
                archive: origin.archive.map(str::to_owned),
                record: record.map(str::to_owned),
                path_bytes: origin.path_bytes.map(str::to_owned),
                is_own: false,
                title: title.clone(),
                headings: headings.clone(),
                anchor: anchor.clone(),
                lines: text.lines(&piece.source),
                bytes: text.file_bytes(&piece.source),
                page,
                place,
                language: Some(default_language.of_part(body).code().to_owned()),
                authors: authors.clone(),
                text: body.to_owned(),
            });
        }
    }
    passages
}

fn section(path: &str, record: Option<&str>, anchor: &str) -> String {
    match (record, anchor) {
        (None, _) => format!("{path}#{anchor}"),
        (Some(record), "") => format!("{path}#{record}"),
        (Some(record), _) => format!("{path}#{record}/{anchor}"),
    }
}

fn id(section: String, number: usize) -> String {
    match number {
        0 => section,
        _ => format!("{section}~{}", number + 1),
    }
}

/// Returns who wrote the document; each passage has them, so that they may not be long.
fn authors(document: &Document) -> Vec<String> {
    let names = document.authors().take(MOST_AUTHORS);
    let cut = |name: &str| name[..name.floor_char_boundary(AUTHOR_BYTES)].to_owned();
    names.map(cut).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{self, Limits};
    use crate::passage::cut::word_count;
    use proptest::prelude::*;

    fn passages(path: &str, source: &str) -> Vec<Passage> {
        let text = Text::decode(source.as_bytes().to_vec()).expect("it is text");
        let origin = Origin {
            path,
            archive: None,
            path_bytes: None,
            language: Language::ENGLISH,
        };
        split(&document(path, source), &text, &origin)
    }

    fn document(path: &str, source: &str) -> Document {
        let bytes = source.as_bytes().to_vec();
        let mut document = Document::default();
        let read = corpus::read(path, bytes, &Limits::default(), &mut |it| {
            document = it.document;
        });
        read.expect("it is text");
        document
    }

    fn ids(path: &str, source: &str) -> Vec<String> {
        passages(path, source)
            .into_iter()
            .map(|passage| passage.id)
            .collect()
    }

    fn bytes(passage: &Passage) -> [u64; 2] {
        passage.bytes.expect("a text has bytes")
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
                .map(|passage| passage.lines.expect("lines"))
                .collect::<Vec<_>>(),
            [[1, 1], [2, 2]]
        );
        assert!(passages("a.md", "").is_empty());
        assert!(passages("a.md", " \n\n").is_empty());
    }

    #[test]
    fn passages_of_what_is_no_text_have_pages_or_places() {
        let source = "# A\n\none\n\n# B\n\ntwo\n\n# C\n\nthree\n";
        let landmarks = vec![
            (0, Landmark::Page(7)),
            (10, Landmark::Place("slide 2".into())),
        ];
        let text = Text::rendered(source.to_owned(), landmarks);
        let origin = Origin {
            path: "a.pdf",
            archive: None,
            path_bytes: None,
            language: Language::ENGLISH,
        };
        let found = split(&document("a.md", source), &text, &origin);
        let places: Vec<_> = found
            .iter()
            .map(|passage| (passage.page, passage.place.as_deref()))
            .collect();
        let slide = (None, Some("slide 2"));
        assert_eq!(places, [(Some(7), None), slide, slide]);
        assert!(
            found
                .iter()
                .all(|it| it.lines.is_none() && it.bytes.is_none())
        );
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
                let [before, after] = [&pair[0], &pair[1]].map(bytes);
                prop_assert_eq!(before[1], after[0]);
            }
            if let (Some(first), Some(last)) = (found.first(), found.last()) {
                prop_assert_eq!(bytes(last)[1] as usize, source.len());
                prop_assert!(!source[..bytes(first)[0] as usize].contains(char::is_alphanumeric));
            }
        }
    }
}
