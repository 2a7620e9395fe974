//! The documents of a file, split one after the other.

use serde::{Deserialize, Serialize};

use crate::analyzer::Language;
use crate::corpus::Reading;
use crate::passage::{Origin, Passage, Records, split, split_record, title};

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

/// Splits the documents of a file in their order.
pub(crate) struct Splitter {
    path_bytes: Option<String>,
    language: Language,
    /// The file that the last document was of, what its documents are called, and how many there were.
    path: String,
    records: Records,
    count: u64,
}

impl Splitter {
    /// Starts a file; `language` is that of passages whose own cannot be told.
    pub(crate) fn new(path_bytes: Option<String>, language: Language) -> Self {
        Self {
            path_bytes,
            language,
            path: String::new(),
            records: Records::default(),
            count: 0,
        }
    }

    /// Splits the next document.
    pub(crate) fn split(&mut self, reading: &Reading<'_>) -> Split {
        if reading.path != self.path {
            reading.path.clone_into(&mut self.path);
            (self.records, self.count) = (Records::default(), 0);
        }
        let origin = Origin {
            path: reading.path,
            archive: reading.archive,
            path_bytes: self.path_bytes.as_deref(),
            language: self.language,
        };
        let (document, text) = (&reading.document, reading.text);
        // What comes after a first document is one of several, whatever it says.
        let is_record = reading.is_record || self.count > 0;
        self.count += 1;
        Split {
            path: reading.path.to_owned(),
            format: reading.format.name.to_owned(),
            title: title(document, reading.path),
            date: document.date.clone(),
            passages: match is_record {
                true => split_record(document, text, &origin, &mut self.records),
                false => split(document, text, &origin),
            },
        }
    }
}
