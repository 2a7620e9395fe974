//! What headings a document has, and what documents there are.

use serde::{Deserialize, Serialize};

use crate::corpus::Format;
use crate::engine::{Entry, Snapshot, Status};
use crate::error::Result;
use crate::hit::VERSION;
use crate::index::Index;
use crate::index::get::{file_of, found, missing};
use crate::passage::Passage;

/// The documents of a corpus, or of a file that holds several; or the sections of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Outline {
    /// The documents of the corpus, or of a file of it.
    Corpus {
        /// The version of this form.
        version: u32,
        /// The documents: the files sorted by path, or those of a file in its order.
        documents: Vec<DocumentOutline>,
    },
    /// The sections of a document.
    Document {
        /// The version of this form.
        version: u32,
        /// The file.
        path: String,
        /// Its title.
        title: String,
        /// Its sections, in order.
        sections: Vec<SectionOutline>,
    },
}

/// A document of the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DocumentOutline {
    /// The file, or what names the document in it.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The name of its format.
    pub format: String,
    /// How many passages it has.
    pub passages: u64,
}

/// A section of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SectionOutline {
    /// The id of its first passage.
    pub id: String,
    /// The headings above it, its own last; empty for the opening text.
    pub headings: Vec<String>,
    /// The first and the last line, counted from 1; none in formats that have no lines.
    pub lines: Option<[u64; 2]>,
    /// The page on which it begins, in formats that have pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Where it begins in formats that have neither lines nor pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// How many passages it is split into.
    pub passages: u64,
}

impl Index {
    /// Returns the sections of the document at `path`, or the documents of that file where it holds several, or the
    /// documents of the corpus.
    ///
    /// # Errors
    ///
    /// Fails if there is no such document, or the index cannot be read.
    pub fn outline(&self, path: Option<&str>) -> Result<Outline> {
        let outline = || {
            let (_, snapshot) = self.freshen(&|_| {})?;
            match path {
                Some(path) => document_outline(path, snapshot.as_ref()),
                None => corpus_outline(snapshot.as_ref()),
            }
        };
        Ok(self.mending(&|_| {}, outline)?.0)
    }
}

fn document_outline(name: &str, snapshot: &dyn Snapshot) -> Result<Outline> {
    let entry = file_of(name, snapshot)?.filter(|entry| entry.status == Status::Indexed);
    let entry = entry.ok_or_else(|| missing("document", name))?;
    let is_file = entry.path == name;
    let passages = found(name, &entry, snapshot)?;
    if passages.is_empty() && !is_file {
        return Err(missing("document", name));
    }
    let is_one = |passage: &Passage| passage.document() == name;
    if !passages.iter().all(is_one) {
        return Ok(Outline::Corpus {
            version: VERSION,
            documents: documents(&passages, &entry),
        });
    }
    let title = match passages.first() {
        Some(passage) if !is_file => passage.title.clone(),
        _ => entry.title,
    };
    Ok(Outline::Document {
        version: VERSION,
        path: name.to_owned(),
        title,
        sections: sections(passages),
    })
}

/// Returns the sections that passages are of.
fn sections(passages: Vec<Passage>) -> Vec<SectionOutline> {
    let mut sections: Vec<SectionOutline> = Vec::new();
    let mut anchor = None;
    for passage in passages {
        match sections.last_mut() {
            Some(section) if anchor.as_ref() == Some(&passage.anchor) => {
                if let (Some(lines), Some(more)) = (&mut section.lines, passage.lines) {
                    lines[1] = more[1];
                }
                section.passages += 1;
            }
            _ => sections.push(SectionOutline {
                id: passage.id,
                headings: passage.headings,
                lines: passage.lines,
                page: passage.page,
                place: passage.place,
                passages: 1,
            }),
        }
        anchor = Some(passage.anchor);
    }
    sections
}

/// Returns the documents that the passages of a file are of.
fn documents(passages: &[Passage], entry: &Entry) -> Vec<DocumentOutline> {
    let documents = passages.chunk_by(|a, b| (&a.path, &a.record) == (&b.path, &b.record));
    documents
        .map(|document| DocumentOutline {
            path: document[0].document().into_owned(),
            title: document[0].title.clone(),
            format: match document[0].path == entry.path {
                true => entry.format.clone(),
                false => Format::of(&document[0].path, &[]).name.to_owned(),
            },
            passages: document.len() as u64,
        })
        .collect()
}

fn corpus_outline(snapshot: &dyn Snapshot) -> Result<Outline> {
    let mut documents = Vec::new();
    for known in snapshot.catalog()?.files {
        if known.status != Status::Indexed {
            continue;
        }
        let entry = snapshot.entry(&known.path)?;
        documents.extend(entry.map(|entry| DocumentOutline {
            path: entry.path,
            title: entry.title,
            format: entry.format,
            passages: entry.passages,
        }));
    }
    Ok(Outline::Corpus {
        version: VERSION,
        documents,
    })
}
