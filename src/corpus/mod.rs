//! Files on disk into [`Document`]s: which files there are, what has changed, and what they say.

mod content;
mod document;
mod format;
mod formats;
mod front_matter;
mod ignored;
mod input;
mod known;
mod limits;
mod lines;
mod looks;
mod names;
mod network;
mod own;
mod pieces;
mod reading;
#[cfg_attr(
    not(any(test, feature = "formats")),
    expect(dead_code, reason = "only what is no text is rendered")
)]
mod rendering;
mod rule;
#[cfg(test)]
mod sample;
mod source;
mod spot;
mod text;
mod transcript;
mod verbatim;
mod walk;

mod asciidoc;
mod code;
#[cfg(feature = "formats")]
mod epub;
mod html;
mod inline;
mod json;
mod latex;
mod mail;
mod man;
mod markdown;
mod mediawiki;
#[cfg(feature = "formats")]
mod mhtml;
mod notebook;
#[cfg(feature = "formats")]
mod office;
mod org;
#[cfg(feature = "formats")]
mod packed;
#[cfg(feature = "formats")]
mod pdf;
mod plain;
mod restructured;
#[cfg(feature = "formats")]
mod rtf;
mod settings;
mod subtitles;
mod table;
mod xml;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

pub(crate) use content::now;
pub use content::{Body, Content, Large};
pub use document::{Document, Section};
pub use format::{Format, extension};
pub(crate) use format::{comes_in_pieces, may_come_in_pieces, uncompressed};
pub(crate) use formats::CONVERTED;
pub use formats::{FORMATS, READERS_VERSION};
pub(crate) use input::Input;
pub use limits::Limits;
pub(crate) use limits::size;
pub(crate) use names::{Names, plain_name};
pub use own::OwnDocument;
use pieces::PIECE_BYTES;
pub(crate) use reading::{Elsewhere, Inner, Wanted, read_converted, read_input};
pub use reading::{Opened, Reading, Refusal, read};
pub use rule::{Rule, RuleKind};
pub use source::{Fingerprint, Source};
pub use text::{Landmark, Text};
pub use walk::{Folder, Rules, Unread, Walk};

pub(crate) use network::network;
pub(crate) use rule::{LeftOut, Look};
pub(crate) use spot::Spot;

pub(crate) use document::{Builder, Heading};

use crate::error::{Error, Result};

/// A folder of source documents, or several.
#[derive(Debug, Clone)]
pub struct Corpus {
    roots: Vec<Root>,
    rules: Rules,
    /// The index, which is never part of the corpus.
    index: Option<PathBuf>,
}

/// One folder of the corpus.
#[derive(Debug, Clone)]
struct Root {
    dir: PathBuf,
    /// What stands before the names of its files: nothing if there is but one folder.
    prefix: String,
}

impl Corpus {
    /// Describes the corpus in `dirs`; where there are several, the names of files begin with the folder's own.
    ///
    /// # Errors
    ///
    /// Fails if a folder does not exist or cannot be resolved.
    pub fn new(dirs: &[PathBuf], rules: Rules) -> Result<Self> {
        let mut roots: Vec<Root> = Vec::with_capacity(dirs.len());
        for dir in dirs {
            let dir = dir.canonicalize().map_err(|source| Error::Corpus {
                path: dir.clone(),
                source,
            })?;
            let prefix = match dirs.len() {
                1 => String::new(),
                _ => prefix(&dir, &roots),
            };
            roots.push(Root { dir, prefix });
        }
        Ok(Self {
            roots,
            rules,
            index: None,
        })
    }

    /// Leaves out the folder of the index.
    pub(crate) fn without(mut self, index: &Path) -> Self {
        self.index = Some(real(index));
        self
    }

    /// Returns the folders.
    pub fn dirs(&self) -> impl Iterator<Item = &Path> {
        self.roots.iter().map(|root| root.dir.as_path())
    }

    /// Walks the folders; reads no file.
    ///
    /// # Errors
    ///
    /// Fails if a folder is gone or a glob is not valid; files that cannot be read are listed instead.
    pub fn walk(&self) -> Result<Walk> {
        let mut walk = Walk::default();
        for root in &self.roots {
            walk.add(&root.dir, &root.prefix, &self.rules, self.index.as_deref())?;
        }
        walk.sort();
        Ok(walk)
    }

    /// Looks at these files only, by the walk's rules; none if a folder that is read is among them.
    ///
    /// # Errors
    ///
    /// Fails if a glob is not valid.
    pub(crate) fn glance(&self, files: &[PathBuf]) -> Result<Option<Walk>> {
        let mut walk = Walk::default();
        let mut seen = BTreeSet::new();
        for spot in files.iter().flat_map(|file| self.spots_at(file)) {
            match self.look(&spot)? {
                Look::Folder => return Ok(None),
                Look::Source(source) => walk.sources.push(source),
                Look::LeftOut(LeftOut::Unread(unread), _) => walk.unread.push(unread),
                Look::LeftOut(LeftOut::Rule(_), _) | Look::Missing => {}
            }
            seen.insert(spot.path);
        }
        walk.sort();
        walk.sources.dedup();
        walk.unread.dedup();
        walk.only = Some(seen);
        Ok(Some(walk))
    }

    /// Are symbolic links followed?
    pub(crate) fn follows(&self) -> bool {
        self.rules.follow
    }

    /// Returns the kind of the file system where others may change files without our system knowing of it, if a folder
    /// is on one.
    pub(crate) fn shared(&self) -> Option<&'static str> {
        self.dirs().find_map(network::shared)
    }

    /// Is it the folder of the index, or in it?
    pub(crate) fn is_of_index(&self, path: &Path) -> bool {
        self.index
            .as_deref()
            .is_some_and(|index| path.starts_with(index))
    }

    /// Returns where the file is that `path` names, or its bytes in base64 where the name is not UTF-8.
    pub fn locate(&self, path: &str, path_bytes: Option<&str>) -> Option<PathBuf> {
        let root = self
            .roots
            .iter()
            .find(|root| path.starts_with(&root.prefix))?;
        if root.dir.is_file() {
            return Some(root.dir.clone());
        }
        let relative = match path_bytes {
            Some(bytes) => source::from_bytes(bytes)?,
            None => PathBuf::from(&path[root.prefix.len()..]),
        };
        let stays_inside = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        (stays_inside && !path.is_empty()).then(|| root.dir.join(relative))
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Tells why the file is left out: too large, not a regular file, changing all the time, or an error of the system.
    pub fn load(&self, source: &Source) -> std::result::Result<Content, Unread> {
        let failed = |error: std::io::Error| unread(source, true, error.to_string());
        if is_large(&source.path, source.fingerprint.size) {
            let look = Content::look(&source.file, |head| comes_in_pieces(&source.path, head));
            if let Some(content) = look.map_err(failed)? {
                return Ok(content);
            }
        }
        let limit = self.rules.most_in_memory();
        if source.fingerprint.size > limit {
            return Err(unread(source, false, too_large(limit)));
        }
        let content = Content::load(&source.file, limit).map_err(failed)?;
        match content.body.size() > limit {
            true => Err(unread(source, false, too_large(limit))),
            false => Ok(content),
        }
    }
}

/// May the file at `path`, of so many bytes, be one that is read piece by piece?
pub(crate) fn is_large(path: &str, size: u64) -> bool {
    size > PIECE_BYTES as u64 && may_come_in_pieces(path)
}

fn too_large(limit: u64) -> String {
    format!("larger than {limit} bytes")
}

fn unread(source: &Source, is_failure: bool, reason: String) -> Unread {
    Unread {
        path: source.path.clone(),
        is_failure,
        reason,
    }
}

/// Returns `path` with its links resolved, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let mut ancestors = path.ancestors();
    let found = ancestors.find_map(|ancestor| Some((ancestor, ancestor.canonicalize().ok()?)));
    match found {
        Some((ancestor, real)) => real.join(path.strip_prefix(ancestor).unwrap_or(path)),
        None => path.to_owned(),
    }
}

/// Returns the folder's name with `/`, told apart from those before it.
fn prefix(dir: &Path, before: &[Root]) -> String {
    let name = dir
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut prefix = format!("{name}/");
    let mut number = 1;
    while before.iter().any(|root| root.prefix == prefix) {
        number += 1;
        prefix = format!("{name}-{number}/");
    }
    prefix
}
