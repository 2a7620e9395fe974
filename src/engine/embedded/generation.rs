//! Generations: which folder of the index answers, and who can read it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::TantivyError;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};

use crate::analyzer;
use crate::engine::embedded::directory::META;
use crate::engine::embedded::schema::FORMAT_VERSION;
use crate::engine::embedded::{Embedded, disk};
use crate::error::{Error, Result};

const CURRENT: &str = "CURRENT";
const MANIFEST: &str = "manifest.json";

/// What a program must know to read a generation.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    /// The version of the format.
    format: u32,
    /// What the analyzer made of words.
    analyzer: String,
    /// What else the index depends on: the readers, the language of texts that do not tell their own.
    settings: String,
}

impl Manifest {
    fn ours(settings: &str) -> Self {
        Self {
            format: FORMAT_VERSION,
            analyzer: analyzer::fingerprint().to_owned(),
            settings: settings.to_owned(),
        }
    }
}

/// Returns the generation that answers, whoever can read it.
pub(crate) fn named(dir: &Path) -> Result<Option<PathBuf>> {
    let name = read(&dir.join(CURRENT))?;
    let number = name.and_then(|name| number(name.trim()));
    Ok(number.map(|number| folder(dir, number)))
}

/// Returns the generation that answers, if this version can read it.
pub(crate) fn current(place: &Embedded) -> Result<Option<PathBuf>> {
    let Some(generation) = named(&place.dir)? else {
        return Ok(None);
    };
    let manifest = read(&generation.join(MANIFEST))?;
    let found: Option<Manifest> = manifest.and_then(|text| serde_json::from_str(&text).ok());
    Ok((found == Some(Manifest::ours(&place.settings))).then_some(generation))
}

/// Returns the list of files that is committed, as it is on the disk; empty if there is none.
pub(crate) fn committed(place: &Embedded) -> Result<Vec<u8>> {
    let Some(generation) = current(place)? else {
        return Ok(Vec::new());
    };
    match fs::read(generation.join(META)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(storage(&generation, error)),
        read => Ok(read.unwrap_or_default()),
    }
}

/// Makes the folder of the next generation.
pub(crate) fn create(place: &Embedded) -> Result<PathBuf> {
    let next = 1 + numbers(&place.dir)?.into_iter().max().unwrap_or(0);
    let generation = folder(&place.dir, next);
    let manifest = serde_json::to_string(&Manifest::ours(&place.settings))
        .expect("a manifest is plain data, which has a JSON form");
    let disk = place.disk.as_ref();
    disk.create_dir(&generation)
        .and_then(|()| disk::replace(disk, &generation, MANIFEST, manifest.as_bytes()))
        .map_err(|source| storage(&generation, source))?;
    Ok(generation)
}

/// Makes `generation` the one that answers, and removes the others.
pub(crate) fn make_current(place: &Embedded, generation: &Path) -> Result<()> {
    let name = generation.file_name().unwrap_or_default();
    let (disk, dir) = (place.disk.as_ref(), &place.dir);
    // The folder's own name is durable before anything names it.
    disk.sync_dir(dir)
        .and_then(|()| disk::replace(disk, dir, CURRENT, name.as_encoded_bytes()))
        .map_err(|source| storage(&dir.join(CURRENT), source))?;
    // What cannot be removed now is in nobody's way; the next writer tries again.
    let _ = remove_others(place, Some(generation));
    Ok(())
}

/// Removes every generation but one.
pub(crate) fn remove_others(place: &Embedded, keep: Option<&Path>) -> Result<()> {
    for number in numbers(&place.dir)? {
        let generation = folder(&place.dir, number);
        if keep != Some(&generation) {
            let removed = place.disk.remove_dir(&generation);
            removed.map_err(|source| storage(&generation, source))?;
        }
    }
    Ok(())
}

pub(crate) fn storage(path: &Path, source: io::Error) -> Error {
    Error::Storage {
        path: path.to_owned(),
        source,
    }
}

/// Returns the error that tantivy's stands for: damage is told apart, as it can be mended from the files.
pub(crate) fn engine(path: &Path, source: TantivyError) -> Error {
    let path = path.to_owned();
    match is_damage(&source) {
        true => Error::Damaged {
            path,
            reason: source.to_string(),
        },
        false => Error::Engine { path, source },
    }
}

fn is_damage(error: &TantivyError) -> bool {
    let is_content = |error: &io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
        )
    };
    match error {
        TantivyError::DataCorruption(_) | TantivyError::IncompatibleIndex(_) => true,
        TantivyError::IoError(error) => is_content(error),
        TantivyError::OpenDirectoryError(error) => {
            matches!(error, OpenDirectoryError::DoesNotExist(_))
        }
        TantivyError::OpenReadError(error) => match error {
            OpenReadError::FileDoesNotExist(_) | OpenReadError::IncompatibleIndex(_) => true,
            OpenReadError::IoError { io_error, .. } => is_content(io_error),
        },
        _ => false,
    }
}

fn folder(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("g{number:06}"))
}

/// Returns the number in the name of a generation's folder.
fn number(name: &str) -> Option<u32> {
    name.strip_prefix('g')?.parse().ok()
}

/// Returns the generations that are there, whether they answer or not, the newest first.
pub(crate) fn all(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut numbers = numbers(dir)?;
    numbers.sort_unstable();
    Ok(numbers
        .into_iter()
        .rev()
        .map(|number| folder(dir, number))
        .collect())
}

fn numbers(dir: &Path) -> Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(dir).map_err(|source| storage(dir, source))? {
        let name = entry.map_err(|source| storage(dir, source))?.file_name();
        numbers.extend(name.to_str().and_then(number));
    }
    Ok(numbers)
}

/// Reads a small file; none if it is not there, or is no text, which only damage explains.
fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::InvalidData => Ok(None),
            _ => Err(storage(path, error)),
        },
    }
}
