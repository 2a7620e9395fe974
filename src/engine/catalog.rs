//! The catalog: what an index knows of files, in the commit that has their passages.

use serde::{Deserialize, Serialize};

use crate::corpus::{Content, Fingerprint, Source};

/// What the index knows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The file, relative to its corpus, with `/`.
    pub path: String,
    /// The file's name as bytes in base64, where it is not UTF-8.
    pub path_bytes: Option<String>,
    /// What it looked like when it was read.
    pub fingerprint: Fingerprint,
    /// When it was read, in nanoseconds since 1970.
    pub seen: i64,
    /// The BLAKE3 hash of what was read, in hexadecimal; empty if it was not read.
    pub hash: String,
    /// What became of it.
    pub status: Status,
    /// Why it has no passages, where it has none; else what of it was left out, if anything was.
    pub reason: Option<String>,
    /// Was it, or something inside of it, left out only because there was no worker to read it?
    pub lacks_worker: bool,
    /// Is it in no file, but of an application's own?
    #[serde(default)]
    pub is_own: bool,
    /// The name of its format.
    pub format: String,
    /// Its title.
    pub title: String,
    /// The day it gives itself, in seconds since 1970.
    pub date: Option<i64>,
    /// How many documents it holds.
    pub documents: u64,
    /// How many passages it has.
    pub passages: u64,
}

impl Entry {
    /// Is it indexed, but not all of it?
    pub fn is_partial(&self) -> bool {
        self.status == Status::Indexed && self.reason.is_some()
    }

    /// Is `hash` the one of what was read?
    pub fn has_hash(&self, hash: [u8; 32]) -> bool {
        self.hash == hexadecimal(hash)
    }

    /// Returns what is known of a file that could not be read at a time, in nanoseconds since 1970.
    pub(crate) fn seen_at(source: &Source, seen: i64) -> Self {
        Self {
            path: source.path.clone(),
            path_bytes: source.path_bytes.clone(),
            fingerprint: source.fingerprint,
            seen,
            ..Self::default()
        }
    }

    /// Returns what is known of a file that was read, but not parsed yet.
    pub(crate) fn read(source: &Source, content: &Content) -> Self {
        Self {
            fingerprint: content.fingerprint,
            hash: hexadecimal(content.hash),
            ..Self::seen_at(source, content.seen)
        }
    }
}

pub(crate) fn hexadecimal(hash: [u8; 32]) -> String {
    blake3::Hash::from_bytes(hash).to_hex().to_string()
}

/// What became of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its passages are found.
    #[default]
    Indexed,
    /// A rule leaves it out.
    Skipped,
    /// It could not be read.
    Failed,
}

/// The files an index knows, as far as the comparison with a walk needs them.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The files, sorted by path.
    pub files: Vec<Known>,
}

/// A file that an index knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The file, relative to its corpus.
    pub path: String,
    /// What it looked like when it was read.
    pub fingerprint: Fingerprint,
    /// When it was read, in nanoseconds since 1970.
    pub seen: i64,
    /// What became of it.
    pub status: Status,
    /// Was it, or something inside of it, left out only because there was no worker to read it?
    pub lacks_worker: bool,
    /// Is something of it left out?
    pub is_partial: bool,
    /// Is it in no file, but of an application's own?
    pub is_own: bool,
    /// How many documents it holds.
    pub documents: u64,
    /// How many passages it has.
    pub passages: u64,
}
