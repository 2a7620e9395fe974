//! A document that is in no file: an application gives it, and it is read as a file would be.

use serde::{Deserialize, Serialize};

use crate::corpus::document::Document;
use crate::corpus::markdown;
use crate::corpus::rendering::Rendering;
use crate::corpus::text::Text;

/// A document of an application's own, which is in no file: sections with their texts, or Markdown.
///
/// ```
/// use section_search::OwnDocument;
///
/// let invoice = OwnDocument::new()
///     .title("Invoice 17")
///     .date("2026-11-22")
///     .field("customer", "4711")
///     .text("For the repair of a roof.")
///     .section(1, "Terms", "To be paid within 30 days.");
/// let note = OwnDocument::markdown("# Mali\n\n## Rivers\n\nThe Niger flows north.\n").language("en");
/// # let _ = (invoice, note);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnDocument {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sections: Vec<OwnSection>,
}

/// A heading and the text under it; the opening text has the level 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct OwnSection {
    level: u8,
    heading: String,
    text: String,
}

impl OwnDocument {
    /// Begins an empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins with a text in Markdown, whose front matter counts as in a file.
    pub fn markdown(text: impl Into<String>) -> Self {
        Self {
            markdown: Some(text.into()),
            ..Self::default()
        }
    }

    /// Gives it a title. Default: what the text says, else what its name says.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Says in which language it is (`en`, `pt-BR`). Default: what it looks like.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Says its day, which `date:` finds: `2026-11-22`, `2026-11`, `2026`. Default: the day on which it is put.
    pub fn date(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    /// Keeps a value with it, such as a key of a database; it is not searched, but there when it is asked for.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Adds text under the last heading, or before the first one; empty lines part paragraphs.
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        if self.sections.is_empty() {
            self.sections.push(OwnSection::default());
        }
        if let Some(section) = self.sections.last_mut() {
            if !section.text.is_empty() {
                section.text.push_str("\n\n");
            }
            section.text.push_str(text.as_ref());
        }
        self
    }

    /// Adds a heading, of level 1 for the outermost, and the text under it.
    pub fn section(mut self, level: u8, heading: impl Into<String>, text: impl AsRef<str>) -> Self {
        self.sections.push(OwnSection {
            level: level.max(1),
            heading: heading.into(),
            text: String::new(),
        });
        self.text(text)
    }

    /// Returns the values that are kept with it.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Returns its day as it was given.
    pub(crate) fn declared_date(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// Returns how many bytes its texts have.
    pub(crate) fn size_bytes(&self) -> u64 {
        let sections = self.sections.iter();
        let sections = sections.map(|section| section.heading.len() + section.text.len());
        let markdown = self.markdown.as_ref().map_or(0, String::len);
        (sections.sum::<usize>() + markdown) as u64
    }

    /// Returns the name of its format.
    pub(crate) fn format(&self) -> &'static str {
        match self.markdown {
            Some(_) => "markdown",
            None => "own",
        }
    }

    /// Reads it: what it says, and the text that its places count in.
    pub(crate) fn read(&self) -> (Document, Text) {
        let (mut document, text) = match &self.markdown {
            Some(markdown) => self.read_markdown(markdown),
            None => self.read_sections(),
        };
        let given = [
            (&self.title, &mut document.title),
            (&self.language, &mut document.language),
            (&self.date, &mut document.date),
        ];
        for (given, declared) in given {
            if given.is_some() {
                declared.clone_from(given);
            }
        }
        (document, text)
    }

    /// Reads Markdown, and sections that were added to it as a file's would be.
    fn read_markdown(&self, markdown: &str) -> (Document, Text) {
        let mut source = markdown.to_owned();
        for section in &self.sections {
            source.push_str("\n\n");
            if section.level > 0 {
                source.push_str(&"#".repeat(section.level.min(6).into()));
                source.push(' ');
                source.push_str(&section.heading);
                source.push_str("\n\n");
            }
            source.push_str(&section.text);
        }
        (markdown::parse(&source), Text::rendered(source, Vec::new()))
    }

    fn read_sections(&self) -> (Document, Text) {
        let mut rendering = Rendering::new();
        for section in &self.sections {
            if section.level > 0 {
                rendering.heading(section.level, &section.heading, None);
            }
            let mut is_new = true;
            for line in section.text.lines() {
                if line.trim().is_empty() {
                    is_new = true;
                    continue;
                }
                match std::mem::take(&mut is_new) {
                    true => rendering.paragraph(),
                    false => rendering.line(),
                }
                rendering.text(line);
            }
        }
        let rendered = rendering.finish();
        (rendered.document, rendered.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the level, heading and text of each section.
    fn sections(document: &OwnDocument) -> Vec<(u8, String, String)> {
        let (document, text) = document.read();
        assert_eq!(text.lines(&(0..0)), None);
        let sections = document.sections.into_iter();
        sections.map(|it| (it.level, it.heading, it.text)).collect()
    }

    fn section(level: u8, heading: &str, text: &str) -> (u8, String, String) {
        (level, heading.to_owned(), text.to_owned())
    }

    #[test]
    fn sections_are_read_as_they_were_given() {
        let document = OwnDocument::new()
            .text("one\ntwo\n\n\nthree")
            .section(1, "A *b*", "")
            .section(2, "C", "# four")
            .text("five");
        let expected = [
            section(0, "", "one\ntwo\n\nthree"),
            section(1, "A *b*", ""),
            section(2, "C", "# four\n\nfive"),
        ];
        assert_eq!(sections(&document), expected);
        assert_eq!(sections(&OwnDocument::new()), []);
    }

    #[test]
    fn markdown_is_read_as_a_file_of_it() {
        let text = "---\ntitle: T\nlang: de\n---\none\n\n# A *b*\n\n- two\n";
        let document = OwnDocument::markdown(text)
            .language("en")
            .section(2, "C", "three");
        let expected = [
            section(0, "", "one"),
            section(1, "A b", "two"),
            section(2, "C", "three"),
        ];
        assert_eq!(sections(&document), expected);
        let (read, _) = document.read();
        assert_eq!(
            (read.title.as_deref(), read.language.as_deref()),
            (Some("T"), Some("en"))
        );
    }

    #[test]
    fn what_was_kept_by_an_earlier_version_can_be_read() {
        let kept = r##"{"title":"T","date":"2026","fields":[["key","7"]],"markdown":"# A","sections":[{"level":1,"heading":"B","text":"c"}],"unknown":1}"##;
        let expected = OwnDocument::markdown("# A")
            .title("T")
            .date("2026")
            .field("key", "7");
        let read: OwnDocument = serde_json::from_str(kept).expect("a document");
        assert_eq!(read, expected.section(1, "B", "c"));
    }
}
