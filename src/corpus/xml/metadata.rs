//! What a document says of itself: title, authors, date and language, in the words of each format.

use crate::corpus::document::{Builder, squeeze};
use crate::corpus::xml::element::Element;

/// Elements of an author that are no part of the name.
const NO_NAME: &[&str] = &[
    "address",
    "affiliation",
    "authorblurb",
    "email",
    "home-page",
    "id",
    "idno",
    "uri",
];

/// Gathers the text of the element that says something.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    open: Option<(Field, usize)>,
    text: String,
    /// Day, month and year, where each has an element of its own.
    parts: [Option<u32>; 3],
}

/// What an element says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Author,
    Date,
    Language,
}

impl Field {
    /// Returns what an element within the ones above it says of the document, if anything.
    pub(super) fn of(name: &str, above: &[Element<'_>]) -> Option<Self> {
        let parent = above.last()?.name;
        Some(match (name, parent) {
            ("title", "titleStmt")
            | ("article-title", "title-group")
            | ("book-title", "title-info") => Self::Title,
            // The one who made the file is not the author.
            ("author", "document-info") => return None,
            ("author", _) | ("name" | "string-name", "contrib") => Self::Author,
            ("date" | "pubdate" | "pub-date", _) => Self::Date,
            ("lang", "title-info") | ("language", _) => Self::Language,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Author => "author",
            Self::Date => "date",
            Self::Language => "lang",
        }
    }
}

impl Metadata {
    /// Is text gathered?
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Begins to gather the text of an element that stands at `depth`; an attribute may say it better.
    pub(super) fn begin(
        &mut self,
        field: Field,
        depth: usize,
        attribute: Option<&str>,
        builder: &mut Builder,
    ) {
        if let Some(value) = attribute {
            builder.field(field.name(), value);
        } else if self.open.is_none() {
            self.open = Some((field, depth));
            self.text.clear();
            self.parts = [None; 3];
        }
    }

    /// Adds text that stands in the innermost of the open elements.
    pub(super) fn text(&mut self, text: &str, open: &[Element<'_>]) {
        let Some((field, depth)) = self.open else {
            return;
        };
        let inner = open.get(depth..).unwrap_or_default();
        if field == Field::Author && inner.iter().any(|it| NO_NAME.contains(&it.name)) {
            return;
        }
        self.text.push_str(text);
        let part = match inner.last().map(|it| it.name) {
            Some("day") => 0,
            Some("month") => 1,
            Some("year") => 2,
            _ => return,
        };
        self.parts[part] = text.trim().parse().ok();
    }

    /// Parts the words of two elements.
    pub(super) fn space(&mut self) {
        if self.open.is_some() {
            self.text.push(' ');
        }
    }

    /// Ends the element at `depth`: if it is the one whose text was gathered, it is noted.
    pub(super) fn end(&mut self, depth: usize, builder: &mut Builder) {
        let Some((field, _)) = self.open.filter(|(_, open)| *open == depth) else {
            return;
        };
        self.open = None;
        let value = match self.parts {
            [Some(day), Some(month), Some(year)] => format!("{year:04}-{month:02}-{day:02}"),
            [None, Some(month), Some(year)] => format!("{year:04}-{month:02}"),
            [_, None, Some(year)] => format!("{year:04}"),
            _ => squeeze(&self.text),
        };
        builder.field(field.name(), &value);
    }
}
