//! The documents of a file, each split for itself.

use serde::{Deserialize, Serialize};

use crate::analyzer::Language;
use crate::corpus::Reading;
use crate::passage::{Origin, Passage, split_record, title};

/// A document, split into its passages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Split {
    /// Its file, as its passages show it.
    pub(crate) path: String,
    /// The name of its format.
    pub(crate) format: String,
    /// Its title.
    pub(crate) title: String,
    /// The date that it declares, as written.
    pub(crate) date: Option<String>,
    /// Its passages, in its order.
    pub(crate) passages: Vec<Passage>,
}

/// Splits the documents of a file.
pub(crate) struct Splitter {
    path_bytes: Option<String>,
    language: Language,
}

impl Splitter {
    /// Starts a file; `language` is that of passages whose own cannot be told.
    pub(crate) fn new(path_bytes: Option<String>, language: Language) -> Self {
        Self {
            path_bytes,
            language,
        }
    }

    /// Splits a document.
    pub(crate) fn split(&self, reading: &Reading<'_>) -> Split {
        let origin = Origin {
            path: reading.path,
            archive: reading.archive,
            path_bytes: self.path_bytes.as_deref(),
            language: self.language,
        };
        let document = &reading.document;
        Split {
            path: reading.path.to_owned(),
            format: reading.format.name.to_owned(),
            title: title(document, reading.path),
            date: document.date.clone(),
            passages: split_record(document, reading.text, &origin, reading.record),
        }
    }
}
