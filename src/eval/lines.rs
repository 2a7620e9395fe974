//! The lines of a file, each with the way to say where it is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A text file that is read line by line.
pub(super) struct Lines {
    path: PathBuf,
    text: String,
}

/// A line with its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// Its number, counted from 1.
    pub(super) number: u64,
    /// The line without its end.
    pub(super) text: &'a str,
}

impl Lines {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            text,
        })
    }

    /// Returns the lines that are not blank.
    pub(super) fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        let lines = text.split('\n').zip(1..).map(|(text, number)| Line {
            path: &self.path,
            number,
            text: text.strip_suffix('\r').unwrap_or(text),
        });
        lines.filter(|line| !line.text.trim().is_empty())
    }
}

impl<'a> Line<'a> {
    /// Returns the columns, parted by tabs.
    pub(super) fn columns(&self) -> Vec<&'a str> {
        self.text.split('\t').collect()
    }

    /// Returns the columns, parted by tabs if there are any, else by white space.
    pub(super) fn words(&self) -> Vec<&'a str> {
        match self.text.contains('\t') {
            true => self.columns(),
            false => self.text.split_whitespace().collect(),
        }
    }

    /// Reads a grade.
    pub(super) fn grade(&self, text: &str) -> Result<i32> {
        let grade = text.trim().parse();
        grade.map_err(|_| self.wrong(format!("the grade {text:?} is no whole number")))
    }

    /// Says what is wrong with the line.
    pub(super) fn wrong(&self, reason: String) -> Error {
        Error::Line {
            path: self.path.to_owned(),
            line: self.number,
            reason,
        }
    }
}
