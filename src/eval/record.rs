//! A line of a collection: a document, or a section of one.

use serde::Deserialize;

use crate::corpus::{Builder, Document, Heading};

/// A document, or a section of one.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    /// Its name in judgements.
    #[serde(alias = "_id")]
    pub(super) id: String,
    /// The document that it is a section of.
    pub(super) doc: Option<String>,
    /// Where it stands among the sections.
    pub(super) order: Option<i64>,
    /// The title of the document.
    title: Option<String>,
    /// The headings above the text, outermost first, its own last.
    #[serde(default)]
    headings: Vec<String>,
    text: Option<String>,
}

/// Returns the document that records make, and a text that its places count in.
///
/// Title, headings and text are taken as they are, not as markup. The anchor of each record is its number, counted
/// from `first`; the first one may have none. Headings that have no record of their own have other anchors.
pub(super) fn document(records: &[Record], first: usize) -> (Document, String) {
    let mut source = String::new();
    let mut builder = Builder::new(records.iter().map(Record::source_bytes).sum());
    let mut open: &[String] = &[];
    for (record, number) in records.iter().zip(first..) {
        if number > first || !record.is_opening(records) {
            record.begin(number, open, source.len(), &mut builder);
        }
        open = &record.headings;
        source.push_str(record.headings.last().map_or("", String::as_str));
        source.push('\n');
        builder.paragraph(source.len());
        builder.text(record.text(), source.len());
        source.push_str(record.text());
        source.push('\n');
    }
    let mut document = builder.finish();
    // Without a title it is empty: the name of the file would be one of our own making.
    document.title = Some(records[0].title.clone().unwrap_or_default());
    (document, source)
}

impl Record {
    /// Is it, as the first of `records`, a text before the first heading? Such a text makes no heading.
    fn is_opening(&self, records: &[Self]) -> bool {
        records.len() > 1 && self.headings.is_empty() && !self.text().trim().is_empty()
    }

    /// Begins the section at byte `start`, and those above it that are not `open` yet.
    fn begin(&self, number: usize, open: &[String], start: usize, builder: &mut Builder) {
        let empty = (&String::new(), &[][..]);
        let (own, above) = self.headings.split_last().unwrap_or(empty);
        let known = above.iter().zip(open).take_while(|(a, b)| a == b).count();
        for (depth, heading) in above.iter().enumerate().skip(known) {
            builder.heading(at(depth, heading, "parent".to_owned(), start));
        }
        builder.heading(at(above.len(), own, number.to_string(), start));
    }

    fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// Returns how much of the source the record takes: its heading, its text, and the ends of both lines.
    fn source_bytes(&self) -> usize {
        self.headings.last().map_or(0, String::len) + self.text().len() + 2
    }
}

fn at(depth: usize, heading: &str, anchor: String, start: usize) -> Heading {
    Heading {
        level: u8::try_from(depth + 1).unwrap_or(u8::MAX),
        text: heading.to_owned(),
        anchor: Some(anchor),
        start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyzer::Language;
    use crate::corpus::Text;
    use crate::passage::{self, Origin};

    /// Returns the anchor and the headings of each passage of a document.
    fn trails(lines: &str) -> Vec<(String, Vec<String>)> {
        let records: Vec<Record> = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("a record"))
            .collect();
        let (document, source) = document(&records, 0);
        let origin = Origin {
            path: "0",
            archive: None,
            path_bytes: None,
            language: Language::ENGLISH,
        };
        let passages = passage::split(&document, &Text::from_utf8(source, 0), &origin);
        let trails = passages.into_iter();
        trails
            .map(|passage| (passage.anchor, passage.headings))
            .collect()
    }

    #[test]
    fn each_section_has_its_trail() {
        let found = trails(concat!(
            "{\"id\": \"0\", \"doc\": \"d\", \"title\": \"T\", \"headings\": [], \"text\": \"lead\"}\n",
            "{\"id\": \"1\", \"doc\": \"d\", \"title\": \"T\", \"headings\": [\"T\"], \"text\": \"x\"}\n",
            "{\"id\": \"2\", \"doc\": \"d\", \"title\": \"T\", \"headings\": [\"T\", \"A\", \"B\"], \"text\": \"x\"}\n",
            "{\"id\": \"3\", \"doc\": \"d\", \"title\": \"T\", \"headings\": [\"T\", \"A\", \"B\"], \"text\": \"x\"}\n",
            "{\"id\": \"4\", \"doc\": \"d\", \"title\": \"T\", \"headings\": [\"T\", \"C\"], \"text\": \"# x\"}\n",
        ));
        let found: Vec<_> = found
            .iter()
            .map(|(anchor, headings)| format!("{anchor}: {}", headings.join(" > ")))
            .collect();
        // The title is not repeated; the heading A has no record, and so a passage that is not counted.
        assert_eq!(
            found,
            [": ", "1: ", "parent: A", "2: A > B", "3: A > B", "4: C"]
        );
    }

    #[test]
    fn a_document_without_headings_has_its_number() {
        assert_eq!(
            trails("{\"id\": \"x\", \"title\": \"T\"}\n"),
            [("0".to_owned(), Vec::new())]
        );
    }
}
