//! Generations: which folder of the index answers, and who can read it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::analyzer;
use crate::engine::embedded::schema::FORMAT_VERSION;
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
    Ok(name.map(|name| dir.join(name.trim())))
}

/// Returns the generation that answers, if this version can read it.
pub(crate) fn current(dir: &Path, settings: &str) -> Result<Option<PathBuf>> {
    let Some(generation) = named(dir)? else {
        return Ok(None);
    };
    let manifest = read(&generation.join(MANIFEST))?;
    let found: Option<Manifest> = manifest.and_then(|text| serde_json::from_str(&text).ok());
    Ok((found == Some(Manifest::ours(settings))).then_some(generation))
}

/// Makes the folder of the next generation.
pub(crate) fn create(dir: &Path, settings: &str) -> Result<PathBuf> {
    let next = 1 + numbers(dir)?.into_iter().max().unwrap_or(0);
    let generation = dir.join(format!("g{next:06}"));
    fs::create_dir(&generation).map_err(|source| storage(&generation, source))?;
    let manifest = serde_json::to_string(&Manifest::ours(settings))
        .expect("a manifest is plain data, which has a JSON form");
    write(&generation, MANIFEST, &manifest)?;
    Ok(generation)
}

/// Makes `generation` the one that answers, and removes the others.
pub(crate) fn make_current(dir: &Path, generation: &Path) -> Result<()> {
    let name = generation.file_name().unwrap_or_default().to_string_lossy();
    write(dir, CURRENT, &name)?;
    remove_others(dir, Some(generation))
}

/// Removes every generation but one.
pub(crate) fn remove_others(dir: &Path, keep: Option<&Path>) -> Result<()> {
    for number in numbers(dir)? {
        let generation = dir.join(format!("g{number:06}"));
        if keep != Some(&generation) {
            fs::remove_dir_all(&generation).map_err(|source| storage(&generation, source))?;
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

pub(crate) fn engine(path: &Path, source: tantivy::TantivyError) -> Error {
    Error::Engine {
        path: path.to_owned(),
        source,
    }
}

fn numbers(dir: &Path) -> Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(dir).map_err(|source| storage(dir, source))? {
        let name = entry.map_err(|source| storage(dir, source))?.file_name();
        let number: Option<u32> = name
            .to_str()
            .and_then(|name| name.strip_prefix('g'))
            .and_then(|digits| digits.parse().ok());
        numbers.extend(number);
    }
    Ok(numbers)
}

fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(storage(path, error)),
    }
}

/// Writes a small file whole and durably: it is there with its content, or as it was.
fn write(dir: &Path, name: &str, content: &str) -> Result<()> {
    let path = dir.join(name);
    let temporary = dir.join(format!("{name}.tmp"));
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temporary, &path)?;
        sync_dir(dir)
    })();
    written.map_err(|source| storage(&path, source))
}

#[cfg(unix)]
fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(not(unix))]
fn sync_dir(_dir: &Path) -> io::Result<()> {
    Ok(())
}
