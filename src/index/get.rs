//! Reading by name, without a query: a passage, a section, a document, lines of it.

use std::{fs, iter};

use crate::corpus::{Format, Text, is_large};
use crate::engine::{Entry, Snapshot, Status};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::index::lines::Lines;
use crate::passage::Passage;

impl Index {
    /// Returns the passages that a name means: an id, a `path`, a `path#anchor`, a `path#record`, an
    /// `archive.zip!/path`, or lines of a file, `path:from-to`.
    ///
    /// The text is as written in the file where the format is meant to be read as it stands, else as rendered.
    ///
    /// # Errors
    ///
    /// Fails if there is no such thing, or the file or the index cannot be read.
    pub fn get(&self, name: &str) -> Result<Vec<Passage>> {
        let (passages, _) = self.mending(&|_| {}, || self.passages(name))?;
        Ok(passages)
    }

    fn passages(&self, name: &str) -> Result<Vec<Passage>> {
        let (_, snapshot) = self.freshen(&|_| {})?;
        if let Some(entry) = file_of(name, snapshot.as_ref())? {
            let mut passages = found(name, &entry, snapshot.as_ref())?;
            // An empty file is there, though it has no passages.
            if !passages.is_empty() || (name == entry.path && entry.status == Status::Indexed) {
                self.as_written(&entry, &mut passages);
                return Ok(passages);
            }
        }
        let lines = self.lines(name, snapshot.as_ref())?;
        lines.ok_or_else(|| missing("passage", name))
    }

    /// Puts the source text in the place of the rendered one, where it is for reading and as it was indexed.
    fn as_written(&self, entry: &Entry, passages: &mut [Passage]) {
        // What the file itself is: the documents in a compressed one have another format.
        let is_readable = |bytes: &Vec<u8>| Format::of(&entry.path, bytes).is_readable;
        let Some(bytes) = self.unchanged_bytes(entry).filter(is_readable) else {
            return;
        };
        let Some(encoding) = Text::decode(bytes.clone()).map(|text| text.encoding()) else {
            return;
        };
        for passage in passages.iter_mut().filter(|it| it.archive.is_none()) {
            let range = passage.bytes.map(|[from, to]| from as usize..to as usize);
            if let Some(source) = range.and_then(|range| bytes.get(range)) {
                passage.text = encoding.decode_without_bom_handling(source).0.into_owned();
            }
        }
    }

    /// Returns the bytes of a file, if it is as it was indexed.
    fn unchanged_bytes(&self, entry: &Entry) -> Option<Vec<u8>> {
        if entry.is_own {
            return None;
        }
        let is_readable = Format::named(&entry.format)?.is_readable;
        let path_bytes = entry.path_bytes.as_deref();
        let file = self.corpus.locate(&entry.path, path_bytes);
        let bytes = fs::read(file.filter(|_| is_readable)?).ok()?;
        entry
            .has_hash(*blake3::hash(&bytes).as_bytes())
            .then_some(bytes)
    }

    /// Returns the lines that `path:from-to` or `path:line` means; of what is packed, the passages that have them.
    fn lines(&self, name: &str, snapshot: &dyn Snapshot) -> Result<Option<Vec<Passage>>> {
        let Some((path, range)) = name.rsplit_once(':') else {
            return Ok(None);
        };
        let Some([from, to]) = line_range(range) else {
            return Ok(None);
        };
        let entry = file_of(path, snapshot)?;
        let Some(entry) = entry.filter(|entry| entry.status == Status::Indexed) else {
            return Ok(None);
        };
        if let Some(passage) = self.large_lines(path, [from, to], name, &entry)? {
            return Ok(Some(vec![passage]));
        }
        if let Some(text) = self.text(path, &entry)? {
            let lines = lines_of(&text, [from, to], name, entry);
            return lines.map(|passage| Some(vec![passage]));
        }
        let mut passages = found(path, &entry, snapshot)?;
        passages.retain(|passage| {
            let has = |[first, last]: [u64; 2]| first <= to && last >= from;
            let is_there = passage.path == path || passage.document() == path;
            is_there && passage.lines.is_some_and(has)
        });
        match passages.is_empty() {
            true => Err(missing("line", name)),
            false => Ok(Some(passages)),
        }
    }

    /// Returns lines of a text that is not read into memory; none if it is none, or has no such line.
    fn large_lines(
        &self,
        path: &str,
        range: [u64; 2],
        name: &str,
        entry: &Entry,
    ) -> Result<Option<Passage>> {
        if entry.path != path || !is_large(path, entry.fingerprint.size) {
            return Ok(None);
        }
        let file = self.corpus.locate(path, entry.path_bytes.as_deref());
        let file = file.ok_or_else(|| missing("file", path))?;
        let lines = Lines::read(&file, range);
        let lines = lines.map_err(|source| Error::File { path: file, source })?;
        Ok(lines.map(|it| Passage {
            id: name.to_owned(),
            path: entry.path.clone(),
            path_bytes: entry.path_bytes.clone(),
            title: entry.title.clone(),
            lines: Some(it.lines),
            bytes: Some(it.bytes),
            text: it.text.as_str().to_owned(),
            ..Passage::default()
        }))
    }

    /// Returns the text of a file; none if it is none, or `path` is something inside of it.
    fn text(&self, path: &str, entry: &Entry) -> Result<Option<Text>> {
        if entry.path != path || entry.is_own || is_large(path, entry.fingerprint.size) {
            return Ok(None);
        }
        let file = self
            .corpus
            .locate(path, entry.path_bytes.as_deref())
            .ok_or_else(|| missing("file", path))?;
        let bytes = fs::read(&file).map_err(|source| Error::File { path: file, source })?;
        let is_text = Format::of(path, &bytes).is_text();
        Ok(Text::decode(bytes).filter(|_| is_text))
    }
}

fn lines_of(text: &Text, [from, to]: [u64; 2], name: &str, entry: Entry) -> Result<Passage> {
    let range = text.range_of_lines(from, to);
    let range = range.ok_or_else(|| missing("line", name))?;
    Ok(Passage {
        id: name.to_owned(),
        path: entry.path,
        path_bytes: entry.path_bytes,
        title: entry.title,
        lines: text.lines(&range),
        bytes: text.file_bytes(&range),
        text: text.as_str()[range].to_owned(),
        ..Passage::default()
    })
}

/// Returns what is known of the file that a name is of: the file itself, or the one that what is named is inside of.
pub(crate) fn file_of(name: &str, snapshot: &dyn Snapshot) -> Result<Option<Entry>> {
    let inside = name.rmatch_indices(['#', '!']).map(|(at, _)| &name[..at]);
    for path in iter::once(name).chain(inside) {
        let entry = snapshot.entry(path)?;
        if entry.is_some() {
            return Ok(entry);
        }
    }
    Ok(None)
}

/// Returns the passages of a file that a name means.
pub(crate) fn found(name: &str, entry: &Entry, snapshot: &dyn Snapshot) -> Result<Vec<Passage>> {
    let documents = iter::once(name.len())
        .chain(name.rmatch_indices(['#', '/', '~']).map(|(at, _)| at))
        .map(|end| &name[..end])
        .take_while(|document| document.len() > entry.path.len());
    // What is named is a passage of the longest of these that is a document, else of the file.
    for document in documents.chain([entry.path.as_str()]) {
        let mut passages = snapshot.passages(document)?;
        if !passages.is_empty() {
            passages.retain(|passage| passage.is_of(name));
            return Ok(passages);
        }
    }
    Ok(Vec::new())
}

fn line_range(text: &str) -> Option<[u64; 2]> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let [from, to] = [from.parse().ok()?, to.parse().ok()?];
    (from >= 1 && from <= to).then_some([from, to])
}

/// Tells that there is nothing of that name.
pub(crate) fn missing(what: &'static str, name: &str) -> Error {
    Error::Missing {
        what,
        name: name.to_owned(),
    }
}
