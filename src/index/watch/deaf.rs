//! Where the system does not tell of changes so that a look can rely on it.

use std::io;
use std::path::PathBuf;

/// What has happened.
#[expect(dead_code, reason = "nothing is told")]
pub(crate) enum Told {
    /// Something, to what is or was a file.
    File(PathBuf),
    /// Something to a folder.
    Folder,
    /// More than the system keeps.
    Lost,
}

/// There is none.
#[derive(Debug)]
pub(crate) enum Queue {}

impl Queue {
    /// Returns none.
    pub(crate) fn new() -> Option<Self> {
        None
    }

    pub(crate) fn watch(&mut self, _folders: &[PathBuf]) -> io::Result<usize> {
        match *self {}
    }

    pub(crate) fn take(&mut self, _hear: &mut dyn FnMut(Told)) -> io::Result<()> {
        match *self {}
    }
}
