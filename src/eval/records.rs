//! The lines of a collection, document by document.

use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::eval::ask::Unit;
use crate::eval::record::Record;
use crate::index::Progress;

/// The records of a file, document by document.
pub(super) struct Records {
    path: PathBuf,
    lines: io::Lines<Box<dyn BufRead>>,
    number: u64,
    /// How long the file is.
    size_bytes: u64,
    /// How much of it was read.
    done_bytes: Rc<Cell<u64>>,
    /// The first record of the next document.
    next: Option<Record>,
    /// The documents that have begun.
    documents: HashSet<String>,
    /// The records that were read.
    pub(super) ids: HashSet<String>,
}

impl Records {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|source| unread(path, source))?;
        let metadata = file.metadata().map_err(|source| unread(path, source))?;
        let done_bytes = Rc::new(Cell::new(0));
        let counted = Counted {
            file,
            done_bytes: Rc::clone(&done_bytes),
        };
        Ok(Self {
            size_bytes: metadata.len(),
            path: path.to_owned(),
            lines: plain(path, BufReader::new(counted))?.lines(),
            number: 0,
            done_bytes,
            next: None,
            documents: HashSet::new(),
            ids: HashSet::new(),
        })
    }

    /// Returns the sections of the next document, or the document as a whole; none at the end.
    pub(super) fn next_document(&mut self) -> Result<Option<Vec<Record>>> {
        let first = match self.next.take() {
            Some(first) => first,
            None => match self.next_record()? {
                Some(first) => first,
                None => return Ok(None),
            },
        };
        self.begin(&first)?;
        let mut records = vec![first];
        while records[0].doc.is_some() {
            match self.next_record()? {
                Some(record) if record.doc == records[0].doc => records.push(record),
                next => {
                    self.next = next;
                    break;
                }
            }
        }
        records.sort_by_key(|record| record.order);
        Ok(Some(records))
    }

    /// Returns what is judged: sections, if documents have them.
    pub(super) fn unit(&self) -> Unit {
        match self.documents.is_empty() {
            true => Unit::Document,
            false => Unit::Section,
        }
    }

    /// Returns how many bytes are done.
    pub(super) fn progress(&self) -> Progress {
        Progress {
            done: self.done_bytes.get().min(self.size_bytes),
            total: self.size_bytes,
            ..Progress::default()
        }
    }

    /// Notes that a document begins: all its sections stand together, so that it need not be kept until the end.
    fn begin(&mut self, first: &Record) -> Result<()> {
        let is_again = |document: &String| !self.documents.insert(document.clone());
        match first.doc.clone().filter(is_again) {
            None => Ok(()),
            Some(document) => Err(self.wrong(format!(
                "the sections of {document:?} do not stand together; sort the lines by doc"
            ))),
        }
    }

    fn next_record(&mut self) -> Result<Option<Record>> {
        while let Some(text) = self.lines.next() {
            let text = text.map_err(|source| unread(&self.path, source))?;
            self.number += 1;
            if text.trim().is_empty() {
                continue;
            }
            let record: Record = serde_json::from_str(text.trim_start_matches('\u{feff}'))
                .map_err(|error| self.wrong(format!("no document with id and text: {error}")))?;
            if !self.ids.insert(record.id.clone()) {
                return Err(self.wrong(format!("the document {:?} stands twice", record.id)));
            }
            return Ok(Some(record));
        }
        Ok(None)
    }

    /// Says what is wrong with the line that was read last.
    fn wrong(&self, reason: String) -> Error {
        Error::Line {
            path: self.path.clone(),
            line: self.number,
            reason,
        }
    }
}

/// A file that counts the bytes that are read of it.
struct Counted {
    file: File,
    done_bytes: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.done_bytes.set(self.done_bytes.get() + count as u64);
        Ok(count)
    }
}

/// Unpacks a file whose name says that it is compressed.
#[cfg(feature = "formats")]
fn plain(path: &Path, packed: impl BufRead + 'static) -> Result<Box<dyn BufRead>> {
    Ok(match is_compressed(path) {
        true => Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(packed))),
        false => Box::new(packed),
    })
}

/// Refuses a file whose name says that it is compressed.
#[cfg(not(feature = "formats"))]
fn plain(path: &Path, packed: impl BufRead + 'static) -> Result<Box<dyn BufRead>> {
    match is_compressed(path) {
        true => Err(Error::Rule {
            what: "collection",
            value: path.display().to_string(),
            reason: "it is compressed, which is not read here; unpack it first (gunzip --keep)"
                .to_owned(),
        }),
        false => Ok(Box::new(packed)),
    }
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "gz")
}

fn unread(path: &Path, source: std::io::Error) -> Error {
    Error::File {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn records(lines: &str) -> Result<Vec<Vec<Record>>> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("docs.jsonl");
        fs::write(&path, lines).expect("a file");
        let mut records = Records::open(&path)?;
        let mut all = Vec::new();
        while let Some(document) = records.next_document()? {
            all.push(document);
        }
        Ok(all)
    }

    #[test]
    fn sections_of_a_document_stand_together_in_their_order() {
        let all = records(concat!(
            "{\"id\": \"a2\", \"doc\": \"a\", \"order\": 2, \"text\": \"x\"}\n",
            "{\"id\": \"a1\", \"doc\": \"a\", \"order\": 1, \"text\": \"x\"}\n\n",
            "{\"_id\": \"b\", \"title\": null, \"text\": \"x\", \"metadata\": {}}\n",
            "{\"_id\": \"c\", \"text\": \"x\"}\n",
        ));
        let ids = |records: &Vec<Record>| records.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
        let ids: Vec<_> = all.expect("records").iter().map(ids).collect();
        assert_eq!(ids, [vec!["a1", "a2"], vec!["b"], vec!["c"]]);
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (lines, reason) in [
            (
                "{\"id\": \"a\"}\n{\"text\": 1}\n",
                "docs.jsonl:2: no document with id",
            ),
            (
                "{\"id\": \"a\"}\n\n{\"id\": \"a\"}\n",
                "docs.jsonl:3: the document \"a\" stands twice",
            ),
            (
                "{\"id\": \"1\", \"doc\": \"a\"}\n{\"id\": \"2\"}\n{\"id\": \"3\", \"doc\": \"a\"}\n",
                "docs.jsonl:3: the sections of \"a\" do not stand together",
            ),
        ] {
            let error = records(lines).expect_err("it is wrong").to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
