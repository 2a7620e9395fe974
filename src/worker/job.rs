//! What a worker is asked for, and what comes of it.

use serde::{Deserialize, Serialize};

use crate::corpus::{Limits, Refusal, Wanted};
use crate::passage::Split;

/// A file to be read; its bytes follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Job {
    /// The file, relative to its corpus.
    pub(crate) path: String,
    /// The file of the corpus that it is inside of, and in how many archives it lies.
    pub(crate) archive: Option<String>,
    pub(crate) depth: u32,
    /// The file's name as bytes in base64, where it is not UTF-8.
    pub(crate) path_bytes: Option<String>,
    /// The language of passages whose own cannot be told, as ISO 639-1 has it.
    pub(crate) language: String,
    /// How much may be read, and what it may take.
    pub(crate) limits: Limits,
    /// How many bytes it has.
    pub(crate) size: u64,
}

impl Job {
    /// Returns what is to be read.
    pub(crate) fn wanted(&self) -> Wanted<'_> {
        Wanted {
            path: &self.path,
            archive: self.archive.as_deref(),
            depth: self.depth,
            size: self.size,
            limits: &self.limits,
        }
    }
}

/// What a worker says, frame by frame.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Frame {
    /// It is ready, and of this version.
    Hello(String),
    /// The next piece of a large file begins: the limits count anew.
    Piece,
    /// A document of the file.
    Document(Split),
    /// The file ends.
    End(Result<Answer, Refusal>),
}

/// What was read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The name of its format.
    pub(crate) format: String,
    /// What of it was left out, and why; none if nothing was.
    pub(crate) note: Option<String>,
    /// Was something left out only because there was no worker to read it?
    #[serde(default)]
    pub(crate) lacks_worker: bool,
}

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Halt {
    /// Its reader refused it.
    Refused(Refusal),
    /// It took its worker down: another attempt may go better.
    Died(String),
}
