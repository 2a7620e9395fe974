//! A parsed file, or a part of one that is a document: its title, its fields, its sections with their places.

use std::ops::Range;

use crate::corpus::reading::Refusal;
use crate::corpus::transcript::Transcript;

/// Fields that name who wrote a document; of a message that is who sent it.
const AUTHOR_FIELDS: [&str; 4] = ["author", "authors", "creator", "from"];
/// A document of more sections than this is no document that people wrote; each section costs memory.
const MOST_SECTIONS: usize = 100_000;

/// A file as its format's reader understood it, or one of the documents in it.
///
/// All byte offsets count in the decoded text that was parsed, not in the file on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is called in a file that holds several documents; numbered if it does not say.
    pub name: Option<String>,
    /// The title that the file gives itself: front matter, `<title>`, `#+TITLE` and the like.
    pub title: Option<String>,
    /// The language that the file declares, as written (`en`, `pt-BR`).
    pub language: Option<String>,
    /// The date that the file declares, as written.
    pub date: Option<String>,
    /// Is it all of its file, though files of its format may hold several documents?
    pub is_whole: bool,
    /// Does it have so many headings that the further ones were taken for text?
    pub is_overfull: bool,
    /// What else the file says of itself: front matter and header lines, in order.
    pub fields: Vec<(String, String)>,
    /// Do its headings name parts of equal rank, such as sheets, none of which speaks for the whole?
    pub has_equal_parts: bool,
    /// The sections in source order; they tile the source, or the document's part of it, from first byte to last.
    pub sections: Vec<Section>,
    /// The files that come with it, such as the attachments of a message.
    pub(crate) attached: Vec<Attached>,
}

/// A file that comes with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// What it is called, by whoever sent it.
    pub(crate) name: String,
    /// What it holds, or why that is not known.
    pub(crate) bytes: Result<Vec<u8>, Refusal>,
}

/// A heading and the text under it, down to the next heading of any level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading's level, 1 for the outermost; 0 for the text before the first heading.
    pub level: u8,
    /// The heading as rendered, without markup; empty at level 0.
    pub heading: String,
    /// The anchor the author gave, such as `{#setup}` or `id="setup"`.
    pub anchor: Option<String>,
    /// Where the section stands in the source, from its heading's line on.
    pub bytes: Range<usize>,
    /// The text as rendered: blocks parted by an empty line, lines of a block by a line break.
    pub text: String,
    /// Which source offset each run of `text` comes from, in order.
    places: Vec<Place>,
}

/// From `text` on, the rendered text follows the source from `source` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    text: usize,
    source: usize,
}

impl Document {
    /// Returns who wrote it, as written; one or several in each.
    pub fn authors(&self) -> impl Iterator<Item = &str> {
        let is_author = |name: &str| AUTHOR_FIELDS.iter().any(|it| it.eq_ignore_ascii_case(name));
        let fields = self.fields.iter();
        fields.filter_map(move |(name, value)| is_author(name).then_some(value.as_str()))
    }

    /// Tells what is to be known of how it was read.
    pub(crate) fn note(&self) -> Option<String> {
        let note = || format!("has more than {MOST_SECTIONS} sections; the last one has the rest");
        self.is_overfull.then(note)
    }
}

impl Section {
    /// Returns where in the source the rendered text at `offset` comes from.
    ///
    /// At the start of a block that is the block's own start, markup included.
    pub fn source_at(&self, offset: usize) -> usize {
        let first_after = self.places.partition_point(|place| place.text < offset);
        if let Some(place) = self.places.get(first_after)
            && place.text == offset
        {
            return place.source;
        }
        let limit = self
            .places
            .get(first_after)
            .map_or(self.bytes.end, |place| place.source);
        match first_after.checked_sub(1).map(|at| self.places[at]) {
            Some(place) => (place.source + offset - place.text).min(limit),
            None => self.bytes.start,
        }
    }
}

/// A heading as a reader meets it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heading {
    /// 1 for the outermost.
    pub(crate) level: u8,
    /// The text as rendered.
    pub(crate) text: String,
    /// The author's anchor, if there is one.
    pub(crate) anchor: Option<String>,
    /// The byte at which the heading's first line starts.
    pub(crate) start: usize,
}

/// Builds a [`Document`] from what a reader meets, in source order.
///
/// A reader calls `heading` at each heading, `paragraph` or `line` where a block or a line of one
/// begins, and `text` for each run of visible text. Offsets never go backwards.
#[derive(Debug)]
pub(crate) struct Builder {
    document: Document,
    section: Section,
    source_end: usize,
    pending: Option<Pending>,
}

/// A break that is written only when more text follows.
#[derive(Debug, Clone, Copy)]
struct Pending {
    mark: &'static str,
    source: usize,
}

impl Builder {
    /// Starts a document whose source has `source_len` bytes.
    pub(crate) fn new(source_len: usize) -> Self {
        Self::within(0..source_len)
    }

    /// Starts a document that is a part of its source.
    pub(crate) fn within(part: Range<usize>) -> Self {
        Self {
            document: Document::default(),
            section: Section {
                bytes: part.start..part.start,
                ..Section::default()
            },
            source_end: part.end,
            pending: None,
        }
    }

    /// Notes what the document is called in a file that holds several; the first name counts.
    pub(crate) fn name(&mut self, name: &str) {
        set_once(&mut self.document.name, name);
    }

    /// Notes the title that the file gives itself; the first one counts.
    pub(crate) fn title(&mut self, title: &str) {
        set_once(&mut self.document.title, title);
    }

    /// Notes that the document is all of its file.
    pub(crate) fn whole(&mut self) {
        self.document.is_whole = true;
    }

    /// Notes that no heading speaks for the whole document.
    pub(crate) fn has_equal_parts(&mut self) {
        self.document.has_equal_parts = true;
    }

    /// Notes a field of the file, and what `title`, `lang` and `date` mean to us.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match name.to_ascii_lowercase().as_str() {
            "title" => set_once(&mut self.document.title, value),
            "lang" | "language" => set_once(&mut self.document.language, value),
            "date" => set_once(&mut self.document.date, value),
            _ => {}
        }
        self.document
            .fields
            .push((name.to_owned(), value.to_owned()));
    }

    /// Ends the section before `heading` and begins the one under it.
    pub(crate) fn heading(&mut self, heading: Heading) {
        if self.document.sections.len() >= MOST_SECTIONS {
            self.document.is_overfull = true;
            self.paragraph(heading.start);
            self.text(&heading.text, heading.start);
            return self.paragraph(heading.start);
        }
        self.end_section(heading.start);
        self.section = Section {
            level: heading.level.max(1),
            heading: squeeze(&heading.text),
            anchor: heading.anchor.filter(|anchor| !anchor.is_empty()),
            bytes: heading.start..heading.start,
            ..Section::default()
        };
    }

    /// Begins a block (paragraph, code block, table, list) that starts at byte `start`.
    pub(crate) fn paragraph(&mut self, start: usize) {
        self.break_with("\n\n", start);
    }

    /// Begins a line of a block (list item, table row, line of code) at byte `start`.
    pub(crate) fn line(&mut self, start: usize) {
        self.break_with("\n", start);
    }

    /// Adds visible text that stands in the source from byte `start` on.
    pub(crate) fn text(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        self.settle();
        self.place(self.section.text.len(), start);
        self.section.text.push_str(text);
    }

    /// Adds the sections of a document whose source was decoded from this one.
    pub(crate) fn include(&mut self, document: Document, transcript: &Transcript) {
        for section in document.sections {
            let start = transcript.source_at(section.bytes.start);
            if section.level > 0 {
                self.heading(Heading {
                    level: section.level,
                    text: section.heading.clone(),
                    anchor: section.anchor.clone(),
                    start,
                });
            } else {
                self.paragraph(start);
            }
            self.include_text(&section, transcript);
        }
    }

    /// Adds decoded text as it stands, on the line at hand and further ones; its empty lines part blocks.
    pub(crate) fn quote(&mut self, transcript: &Transcript) {
        let mut at = 0;
        for (number, line) in transcript.as_str().split('\n').enumerate() {
            let shown = line.trim_end();
            if number > 0 {
                match shown.is_empty() {
                    true => self.paragraph(transcript.source_at(at)),
                    false => self.line(transcript.source_at(at)),
                }
            }
            let mut from = at;
            let end = at + shown.len();
            for &(offset, _) in transcript.breaks(at, end).iter().chain([&(end, 0)]) {
                let run = &transcript.as_str()[from..offset];
                self.text(run, transcript.source_at(from));
                from = offset;
            }
            at += line.len() + 1;
        }
    }

    fn include_text(&mut self, section: &Section, transcript: &Transcript) {
        if section.text.is_empty() {
            return;
        }
        self.settle();
        let base = self.section.text.len();
        let next_places = section.places.iter().skip(1).map(Some).chain([None]);
        for (place, next) in section.places.iter().zip(next_places) {
            self.place(base + place.text, transcript.source_at(place.source));
            let end = next.map_or(section.bytes.end, |next| next.source);
            let text_end = next.map_or(section.text.len(), |next| next.text);
            for &(offset, source) in transcript.breaks(place.source, end) {
                let text = place.text + offset - place.source;
                if text < text_end {
                    self.place(base + text, source);
                }
            }
        }
        self.section.text.push_str(&section.text);
    }

    /// Writes the break that waits for text.
    fn settle(&mut self) {
        if let Some(pending) = self.pending.take() {
            if !self.section.text.is_empty() {
                self.section.text.push_str(pending.mark);
            }
            self.place(self.section.text.len(), pending.source);
        }
    }

    /// Returns the finished document.
    pub(crate) fn finish(self) -> Document {
        let end = self.source_end;
        self.finish_at(end)
    }

    /// Returns the finished document, whose source turned out to end at `end`.
    pub(crate) fn finish_at(mut self, end: usize) -> Document {
        self.end_section(end);
        self.document
    }

    fn break_with(&mut self, mark: &'static str, source: usize) {
        self.pending = match self.pending {
            // The stronger break wins, the later place counts.
            Some(Pending { mark: "\n\n", .. }) => Some(Pending {
                mark: "\n\n",
                source,
            }),
            _ => Some(Pending { mark, source }),
        };
    }

    fn place(&mut self, text: usize, source: usize) {
        let floor = self
            .section
            .places
            .last()
            .map_or(self.section.bytes.start, |place| place.source);
        self.section.places.push(Place {
            text,
            source: source.max(floor),
        });
    }

    fn end_section(&mut self, end: usize) {
        self.pending = None;
        let mut section = std::mem::take(&mut self.section);
        section.bytes.end = end;
        let is_empty_opening = section.level == 0 && section.bytes.is_empty();
        if !is_empty_opening {
            self.document.sections.push(section);
        }
    }
}

fn set_once(slot: &mut Option<String>, value: &str) {
    let value = squeeze(value);
    if slot.is_none() && !value.is_empty() {
        *slot = Some(value);
    }
}

/// Returns `text` with every run of white space turned into one space, and none at its ends.
pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_source_is_tiled_from_its_own_start() {
        let mut builder = Builder::within(10..30);
        builder.name("second");
        builder.text("one", 12);
        builder.heading(Heading {
            level: 1,
            text: "Two".into(),
            start: 20,
            ..Heading::default()
        });
        let document = builder.finish();
        let ranges: Vec<_> = document
            .sections
            .iter()
            .map(|it| it.bytes.clone())
            .collect();
        assert_eq!(ranges, [10..20, 20..30]);
        assert_eq!(document.name.as_deref(), Some("second"));
    }

    #[test]
    fn more_headings_than_people_write_are_text() {
        let mut builder = Builder::new(MOST_SECTIONS + 2);
        for start in 0..MOST_SECTIONS + 2 {
            builder.heading(Heading {
                level: 1,
                text: format!("h{start}"),
                start,
                ..Heading::default()
            });
        }
        let document = builder.finish();
        assert!(document.note().is_some());
        assert_eq!(document.sections.len(), MOST_SECTIONS + 1);
        let last = document.sections.last().expect("sections");
        assert_eq!(
            (last.heading.as_str(), last.text.as_str()),
            ("h100000", "h100001")
        );
    }

    #[test]
    fn text_knows_its_place_in_the_source() {
        let source = "Intro\n\n# Head\n\n* one **two** three\n* four\n";
        let mut builder = Builder::new(source.len());
        builder.paragraph(0);
        builder.text("Intro", 0);
        builder.heading(Heading {
            level: 1,
            text: "Head".into(),
            start: 7,
            ..Heading::default()
        });
        builder.paragraph(15);
        builder.text("one ", 17);
        builder.text("two", 23);
        builder.text(" three", 28);
        builder.line(35);
        builder.text("four", 37);
        let document = builder.finish();
        let section = &document.sections[1];
        assert_eq!(section.text, "one two three\nfour");
        assert_eq!(section.bytes, 7..source.len());
        assert_eq!(section.source_at(0), 15);
        assert_eq!(section.source_at(5), 24);
        assert_eq!(section.source_at(14), 35);
        assert_eq!(&source[section.source_at(16)..][..2], "ur");
    }
}
