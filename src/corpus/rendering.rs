//! What a file that is no text says: text of its own, with the pages, slides or sheets on which it stands.

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::text::{Landmark, Text};

/// A document of a file that is no text.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The document; its places count in the text.
    pub(crate) document: Document,
    /// What the file says, and from where on it stands on which page or the like.
    pub(crate) text: Text,
}

/// Builds what a file says from what its reader meets, in the file's order.
///
/// A reader calls `landmark` where another page, slide or sheet begins, `heading` at each heading, `paragraph` or
/// `line` where a block or a line of one begins, and `text` for each run of text.
#[derive(Debug)]
pub(crate) struct Rendering {
    builder: Builder,
    text: String,
    landmarks: Vec<(usize, Landmark)>,
}

impl Rendering {
    /// Starts a document.
    pub(crate) fn new() -> Self {
        Self {
            builder: Builder::new(0),
            text: String::new(),
            landmarks: Vec::new(),
        }
    }

    /// Notes what the document is called in a file that holds several; the first name counts.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "only archives and records need it")
    )]
    pub(crate) fn name(&mut self, name: &str) {
        self.builder.name(name);
    }

    /// Notes the title that the file gives itself; the first one counts.
    pub(crate) fn title(&mut self, title: &str) {
        self.builder.title(title);
    }

    /// Notes that no heading speaks for the whole document.
    pub(crate) fn has_equal_parts(&mut self) {
        self.builder.has_equal_parts();
    }

    /// Notes a field of the file, and what `title`, `lang` and `date` mean to us.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        self.builder.field(name, value);
    }

    /// Says where all that follows stands; headings stand where their page begins only if this is called before.
    pub(crate) fn landmark(&mut self, landmark: Landmark) {
        self.landmarks.push((self.text.len(), landmark));
    }

    /// Ends the section before a heading, of level 1 for the outermost, and begins the one under it.
    pub(crate) fn heading(&mut self, level: u8, text: &str, anchor: Option<&str>) {
        self.builder.heading(Heading {
            level,
            text: text.to_owned(),
            anchor: anchor.map(str::to_owned),
            start: self.text.len(),
        });
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Begins a block: a paragraph, a list, a table.
    pub(crate) fn paragraph(&mut self) {
        self.builder.paragraph(self.text.len());
    }

    /// Begins a line of a block: an item of a list, a row of a table.
    pub(crate) fn line(&mut self) {
        self.builder.line(self.text.len());
    }

    /// Adds text.
    pub(crate) fn text(&mut self, text: &str) {
        self.builder.text(text, self.text.len());
        self.text.push_str(text);
    }

    /// Returns the finished document.
    pub(crate) fn finish(self) -> Rendered {
        Rendered {
            document: self.builder.finish_at(self.text.len()),
            text: Text::rendered(self.text, self.landmarks),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rendered_stands_on_its_pages() {
        let mut rendering = Rendering::new();
        rendering.name("a");
        rendering.title("Report");
        rendering.field("lang", "en");
        rendering.landmark(Landmark::Page(1));
        rendering.paragraph();
        rendering.text("Opening ");
        rendering.text("words.");
        rendering.landmark(Landmark::Page(2));
        rendering.heading(1, "Rivers", Some("r"));
        rendering.paragraph();
        rendering.text("Niger");
        rendering.line();
        rendering.text("Bani");
        let Rendered { document, text } = rendering.finish();
        let given = [&document.name, &document.title, &document.language];
        assert_eq!(
            given.map(|it| it.as_deref()),
            [Some("a"), Some("Report"), Some("en")]
        );
        let sections: Vec<_> = document
            .sections
            .iter()
            .map(|section| {
                let page = text.landmark(&section.bytes).cloned();
                (&*section.heading, &*section.text, page)
            })
            .collect();
        let expected = [
            ("", "Opening words.", Some(Landmark::Page(1))),
            ("Rivers", "Niger\nBani", Some(Landmark::Page(2))),
        ];
        assert_eq!(sections, expected);
        assert_eq!(document.sections[1].bytes.end, text.as_str().len());
    }
}
