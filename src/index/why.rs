//! Why a file is, or is not, in the results.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::corpus::{Content, Format, LeftOut, Look, Rule, RuleKind, Source, Spot, Unread};
use crate::engine::{Entry, Snapshot, Status};
use crate::error::Result;
use crate::hit::VERSION;
use crate::index::Index;
use crate::index::get::{file_of, found};
use crate::index::report::status_of;
use crate::passage::Passage;
use crate::query::Query;
use crate::ranking::{self, QueryWhy};

/// Why a file is, or is not, in the results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Why {
    /// The version of this form.
    pub version: u32,
    /// The file, or the document in it, relative to its corpus; as it was named where it lies outside.
    pub path: String,
    /// The file's name as bytes in base64, where it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_bytes: Option<String>,
    /// How the file and the index stand to each other.
    pub state: FileState,
    /// Are its passages in the index?
    pub indexed: bool,
    /// Why it is not read, where it is not.
    pub reason: Option<String>,
    /// The rule that leaves it out, where there is one.
    pub rule: Option<Rule>,
    /// What is indexed of it.
    pub document: Option<DocumentWhy>,
    /// How many indexed files are below it, where it is a folder.
    pub files: Option<u64>,
    /// Is there an index at all?
    pub has_index: bool,
    /// How it stands to the query; none if there is no query, or no such file in the index.
    pub query: Option<QueryWhy>,
}

/// How a file and the index stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum FileState {
    /// The index has the file as it is now.
    Fresh,
    /// The file has changed since it was indexed.
    Changed,
    /// The file will be read when the index is next brought up to date.
    New,
    /// A rule leaves it out.
    Skipped,
    /// It cannot be read.
    Failed,
    /// The index has it, but there is no such file any more.
    Gone,
    /// There is no such file, and there was none.
    Missing,
    /// It lies outside of the corpus.
    Outside,
    /// It is a folder whose files are read.
    Folder,
    /// It is no file, but a document of an application's own.
    Own,
}

/// What is indexed of a file, or of a document in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentWhy {
    /// Its title.
    pub title: String,
    /// The name of its format.
    pub format: String,
    /// The languages of its passages.
    pub languages: Vec<String>,
    /// How many passages it has.
    pub passages: u64,
}

impl Why {
    /// Is the file, or one below the folder, among those that a search finds; and in the results of the query?
    pub fn is_found(&self) -> bool {
        let is_hit = |query: &QueryWhy| query.best.is_some();
        match self.state {
            FileState::Fresh | FileState::Changed | FileState::Own => {
                self.query.as_ref().is_none_or(is_hit)
            }
            FileState::Folder => self.files.is_some_and(|files| files > 0),
            _ => false,
        }
    }
}

impl Index {
    /// Tells why a file is, or is not, in the results, all in all or of a query; changes nothing.
    ///
    /// The name is one that answers print, or else a path on the disk. There need not be an index yet.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read or a glob is not valid.
    pub fn why(&self, path: &str, query: Option<&Query>) -> Result<Why> {
        let snapshot = self.engine.snapshot()?;
        let snapshot = snapshot.as_deref();
        let inside = self.inside(path, snapshot)?;
        let file = inside.as_deref().unwrap_or(path);
        let Some((mut why, entry)) = self.known(file, snapshot)? else {
            return Ok(Why::of(path, FileState::Outside, snapshot.is_some()));
        };
        if let Some(snapshot) = snapshot {
            why.add_folder(snapshot)?;
            if inside.is_some() {
                path.clone_into(&mut why.path);
            }
            why.add_document(entry, snapshot)?;
            // What is gone is never shown.
            let is_there = why.indexed && why.state != FileState::Gone;
            if let Some(query) = query.filter(|_| is_there) {
                let there = |passage: &Passage| self.is_there(passage);
                why.query = Some(ranking::why(
                    snapshot,
                    self.question(query),
                    &why.path,
                    &there,
                )?);
            }
        }
        Ok(why)
    }

    /// Returns how a file, or a document that is in none, and the index stand to each other; none if it lies outside.
    fn known(
        &self,
        name: &str,
        snapshot: Option<&dyn Snapshot>,
    ) -> Result<Option<(Why, Option<Entry>)>> {
        let has_index = snapshot.is_some();
        if let Some(own) = entry(name, snapshot)?.filter(|entry| entry.is_own) {
            return Ok(Some((Why::of(name, FileState::Own, has_index), Some(own))));
        }
        let Some((spot, look)) = self.meant(name, snapshot)? else {
            return Ok(None);
        };
        let entry = entry(&spot.path, snapshot)?;
        let mut why = Why {
            path_bytes: spot.path_bytes,
            ..Why::of(&spot.path, FileState::New, has_index)
        };
        why.add_look(look, self, entry.as_ref());
        Ok(Some((why, entry)))
    }

    /// Returns the file that a name of a document is inside of; none if it is the name of a file.
    fn inside(&self, name: &str, snapshot: Option<&dyn Snapshot>) -> Result<Option<String>> {
        let entry = snapshot.map_or(Ok(None), |snapshot| file_of(name, snapshot))?;
        let Some(entry) = entry.filter(|entry| entry.path != name) else {
            return Ok(None);
        };
        let is_file = match self.meant(name, snapshot)? {
            Some((_, look)) => !matches!(look, Look::Missing),
            None => true,
        };
        Ok((!is_file).then_some(entry.path))
    }

    /// Returns what a name means: the first place that is there or that the index has, else the first of all.
    fn meant(&self, name: &str, snapshot: Option<&dyn Snapshot>) -> Result<Option<(Spot, Look)>> {
        let known = entry(name, snapshot)?;
        let path_bytes = known.and_then(|entry| entry.path_bytes);
        let mut first = None;
        for spot in self.corpus.spots(name, path_bytes.as_deref()) {
            let look = self.corpus.look(&spot)?;
            let is_known = entry(&spot.path, snapshot)?.is_some();
            if is_known || !matches!(look, Look::Missing) {
                return Ok(Some((spot, look)));
            }
            first.get_or_insert((spot, look));
        }
        // A name that is no place of the corpus may still be a file elsewhere.
        Ok(first.filter(|_| !Path::new(name).exists()))
    }
}

impl Why {
    fn of(path: &str, state: FileState, has_index: bool) -> Self {
        Self {
            version: VERSION,
            path: path.to_owned(),
            path_bytes: None,
            state,
            indexed: false,
            reason: None,
            rule: None,
            document: None,
            files: None,
            has_index,
            query: None,
        }
    }

    fn add_look(&mut self, look: Look, index: &Index, entry: Option<&Entry>) {
        match look {
            Look::Source(source) => self.add_file(index, &source, entry),
            Look::Folder => self.state = FileState::Folder,
            Look::LeftOut(left_out, is_folder) => self.add_left_out(left_out, is_folder),
            Look::Missing if entry.is_some() => self.state = FileState::Gone,
            Look::Missing => self.state = FileState::Missing,
        }
    }

    /// Adds what became of a file that the walk takes.
    fn add_file(&mut self, index: &Index, source: &Source, entry: Option<&Entry>) {
        let content = index.corpus.load(source);
        let is_as_known = |entry: &&Entry| match &content {
            Ok(content) => entry.has_hash(content.hash),
            Err(_) => entry.fingerprint == source.fingerprint,
        };
        if let Some(entry) = entry.filter(is_as_known) {
            self.state = match entry.status {
                Status::Indexed => FileState::Fresh,
                Status::Skipped => FileState::Skipped,
                Status::Failed => FileState::Failed,
            };
            self.reason.clone_from(&entry.reason);
            return;
        }
        self.state = match entry.map(|entry| entry.status) {
            Some(Status::Indexed) => FileState::Changed,
            _ => FileState::New,
        };
        // The next update will read it, and so do we, to tell what it will find.
        let read = |content: Content| {
            let format = Format::of(&source.path, content.body.head());
            index.read(source, format, content.body, &mut |_| {})
        };
        if let Err(unread) = content.and_then(read) {
            self.add_unread(unread);
        }
    }

    fn add_left_out(&mut self, left_out: LeftOut, is_folder: bool) {
        match left_out {
            LeftOut::Unread(unread) => self.add_unread(unread),
            LeftOut::Rule(rule) => {
                self.state = FileState::Skipped;
                self.reason = Some(reason(&rule, &self.path));
                self.rule = Some(rule);
            }
        }
        if is_folder {
            self.files = Some(0);
        }
    }

    fn add_unread(&mut self, unread: Unread) {
        self.state = match status_of(&unread) {
            Status::Failed => FileState::Failed,
            _ => FileState::Skipped,
        };
        self.reason = Some(match unread.path == self.path {
            true => unread.reason,
            false => format!("{}: {}", unread.path, unread.reason),
        });
    }

    /// Counts the indexed files below a folder.
    fn add_folder(&mut self, snapshot: &dyn Snapshot) -> Result<()> {
        if self.state != FileState::Folder && self.files.is_none() {
            return Ok(());
        }
        let below = match self.path.as_str() {
            "" => String::new(),
            path => format!("{path}/"),
        };
        let files = snapshot.catalog()?.files.into_iter();
        let is_below = |path: &str| path.starts_with(&below);
        let files = files.filter(|known| known.status == Status::Indexed && is_below(&known.path));
        self.files = Some(files.count() as u64);
        Ok(())
    }

    fn add_document(&mut self, entry: Option<Entry>, snapshot: &dyn Snapshot) -> Result<()> {
        let Some(entry) = entry.filter(|entry| entry.status == Status::Indexed) else {
            return Ok(());
        };
        let is_file = entry.path == self.path;
        let passages = found(&self.path, &entry, snapshot)?;
        if passages.is_empty() && !is_file {
            self.state = FileState::Missing;
            return Ok(());
        }
        let title = match passages.first() {
            Some(passage) if !is_file => passage.title.clone(),
            _ => entry.title,
        };
        let count = passages.len() as u64;
        let mut languages: Vec<_> = passages.into_iter().filter_map(|it| it.language).collect();
        languages.sort();
        languages.dedup();
        self.indexed = true;
        self.document = Some(DocumentWhy {
            title,
            format: entry.format,
            languages,
            passages: count,
        });
        Ok(())
    }
}

fn entry(path: &str, snapshot: Option<&dyn Snapshot>) -> Result<Option<Entry>> {
    snapshot.map_or(Ok(None), |snapshot| snapshot.entry(path))
}

/// Tells a rule in words.
fn reason(rule: &Rule, path: &str) -> String {
    let pattern = rule.pattern.as_deref().unwrap_or_default();
    let reason = match (rule.kind, &rule.file) {
        (RuleKind::Hidden, _) => "hidden".to_owned(),
        (RuleKind::Excluded, _) => format!("excluded by {pattern}"),
        (RuleKind::NotIncluded, _) => "no glob of include fits".to_owned(),
        (RuleKind::Index, _) => "the folder of the index".to_owned(),
        (RuleKind::Ignored, None) => "ignored".to_owned(),
        (RuleKind::Ignored, Some(file)) => {
            let line = rule.line.map(|line| format!(":{line}"));
            format!("{file}{}: {pattern}", line.unwrap_or_default())
        }
    };
    match rule.path == path {
        true => reason,
        false => format!("{}: {reason}", rule.path),
    }
}
