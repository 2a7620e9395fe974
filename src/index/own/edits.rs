//! What is to become of documents that are in no file, and what became of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::corpus::OwnDocument;
use crate::error::{Error, Result};
use crate::index::Index;
use crate::query;

/// A name has at most so many bytes.
const LONGEST_NAME: usize = 4_096;

/// Documents to be put and removed together; of several edits of one name the last one counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// What each name will stand for; none if it is to be removed.
    names: BTreeMap<String, Option<OwnDocument>>,
}

impl Edits {
    /// Begins with nothing to do.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a document, in the place of the one of that name.
    pub fn put(&mut self, name: impl Into<String>, document: OwnDocument) -> &mut Self {
        self.names.insert(name.into(), Some(document));
        self
    }

    /// Removes the document of that name, if there is one.
    pub fn remove(&mut self, name: impl Into<String>) -> &mut Self {
        self.names.insert(name.into(), None);
        self
    }

    /// Returns how many names are edited.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Is there nothing to do?
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Is a name edited?
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Returns what each name will stand for.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Option<&OwnDocument>)> {
        let names = self.names.iter();
        names.map(|(name, document)| (name.as_str(), document.as_ref()))
    }

    /// Returns how many bytes there are to be indexed, more or less.
    pub(crate) fn size_bytes(&self) -> u64 {
        let documents = self.names.values().flatten();
        documents.map(OwnDocument::size_bytes).sum()
    }

    /// Refuses what cannot be done, before anything is done.
    pub(crate) fn check(&self, index: &Index) -> Result<()> {
        for (name, document) in self.iter() {
            check_name(name)?;
            let file = index.corpus.locate(name, None);
            if document.is_some() && file.is_some_and(|file| file.is_file()) {
                return Err(Error::Taken {
                    name: name.to_owned(),
                });
            }
            if let Some(date) = document.and_then(OwnDocument::declared_date)
                && query::day_of(date).is_none()
            {
                return Err(invalid(
                    "date",
                    date,
                    "it begins with no year, month or day, such as 2026-11-22",
                ));
            }
        }
        Ok(())
    }
}

fn check_name(name: &str) -> Result<()> {
    let reason = match name {
        "" => "a name is needed",
        _ if name.len() > LONGEST_NAME => "it is longer than 4096 bytes",
        _ if name.contains('#') => "a # begins the name of a section",
        _ if name.contains("!/") => "!/ stands behind the name of an archive",
        _ if name.chars().any(char::is_control) => "it has control characters",
        _ => return Ok(()),
    };
    Err(invalid("name", name, reason))
}

fn invalid(what: &'static str, value: &str, reason: &str) -> Error {
    Error::Rule {
        what,
        value: value.to_owned(),
        reason: reason.to_owned(),
    }
}

/// What became of the edits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Edited {
    /// The version of this form.
    pub version: u32,
    /// Documents of names that stood for none.
    pub added: u64,
    /// Documents in the place of others.
    pub changed: u64,
    /// Documents that were put as they already were: nothing was written for them.
    pub unchanged: u64,
    /// Documents that were removed.
    pub removed: u64,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// Was there no index before?
    #[serde(skip)]
    pub(crate) is_first: bool,
}

impl Edited {
    /// Is there anything to write?
    pub(crate) fn needs_commit(&self) -> bool {
        self.is_first || self.added + self.changed + self.removed > 0
    }
}
