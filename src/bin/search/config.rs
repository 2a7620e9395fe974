//! `search.toml`: what to read and how, for a folder and all below it.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;
use std::{env, fs, io};

use anyhow::{Context, Result, bail};
use section_search::analyzer::Language;
use section_search::{Limits, Rules, Synonyms};
use serde::Deserialize;

use crate::user;

const NAME: &str = "search.toml";

/// The nearest `search.toml` going up from the working directory, or what holds without one.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// The folder it stands in: it never reaches outside.
    folder: PathBuf,
    file: File,
}

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    corpora: Option<Vec<PathBuf>>,
    index: Option<PathBuf>,
    include: Vec<String>,
    exclude: Vec<String>,
    hidden: bool,
    no_ignore: bool,
    follow: bool,
    max_file_bytes: Option<u64>,
    language: Option<String>,
    synonyms: Option<PathBuf>,
    freshness: Freshness,
    extract: Extract,
    /// What only a user may say, never a folder.
    command: Option<toml::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Freshness {
    budget_ms: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Extract {
    text_bytes: Option<u64>,
    unpacked_bytes: Option<u64>,
    ratio: Option<u64>,
    entries: Option<u64>,
    nesting: Option<u32>,
    memory_bytes: Option<u64>,
    whole_pages: bool,
    cpu_seconds: Option<u64>,
    wall_seconds: Option<u64>,
}

impl Config {
    /// Finds and reads the nearest file.
    pub(crate) fn find() -> Result<Self> {
        let start = env::current_dir().context("cannot tell the working directory")?;
        for folder in start.ancestors() {
            let path = folder.join(NAME);
            match fs::read_to_string(&path) {
                Ok(text) => {
                    let file: File = toml::from_str(&text)
                        .with_context(|| format!("cannot understand {}", path.display()))?;
                    refuse_commands(&file, &path)?;
                    return Ok(Self {
                        folder: folder.to_owned(),
                        file,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot read {}", path.display()));
                }
            }
        }
        Ok(Self::default())
    }

    /// Returns the folders of documents that it names.
    pub(crate) fn corpora(&self) -> Result<Option<Vec<PathBuf>>> {
        let Some(corpora) = self
            .file
            .corpora
            .as_ref()
            .filter(|corpora| !corpora.is_empty())
        else {
            return Ok(None);
        };
        corpora
            .iter()
            .map(|dir| self.inside(dir))
            .collect::<Result<_>>()
            .map(Some)
    }

    /// Returns the folder of the index that it names.
    pub(crate) fn index(&self) -> Result<Option<PathBuf>> {
        self.file
            .index
            .as_ref()
            .map(|dir| self.inside(dir))
            .transpose()
    }

    /// Returns which files are read.
    pub(crate) fn rules(&self) -> Rules {
        let default = Rules::default();
        Rules {
            hidden: self.file.hidden,
            no_ignore: self.file.no_ignore,
            follow: self.file.follow,
            max_file_bytes: self.file.max_file_bytes.or(default.max_file_bytes),
            include: self.file.include.clone(),
            exclude: self.file.exclude.clone(),
        }
    }

    /// Returns how much is read of files, and what that may take.
    pub(crate) fn limits(&self) -> Limits {
        let (set, default) = (&self.file.extract, Limits::default());
        let seconds = |set: Option<u64>, default| set.map_or(default, Duration::from_secs);
        Limits {
            text_bytes: set.text_bytes.unwrap_or(default.text_bytes),
            unpacked_bytes: set.unpacked_bytes.unwrap_or(default.unpacked_bytes),
            ratio: set.ratio.unwrap_or(default.ratio),
            entries: set.entries.unwrap_or(default.entries),
            nesting: set.nesting.unwrap_or(default.nesting),
            memory_bytes: set.memory_bytes.unwrap_or(default.memory_bytes),
            whole_pages: set.whole_pages,
            cpu_time: seconds(set.cpu_seconds, default.cpu_time),
            wall_time: seconds(set.wall_seconds, default.wall_time),
        }
    }

    /// Returns how long a search may take to bring the index up to date first.
    pub(crate) fn budget(&self) -> Option<Duration> {
        self.file.freshness.budget_ms.map(Duration::from_millis)
    }

    /// Returns the language of texts that do not tell their own.
    pub(crate) fn language(&self) -> Result<Option<Language>> {
        let Some(code) = &self.file.language else {
            return Ok(None);
        };
        let Some(language) = Language::from_code(code) else {
            bail!(
                "{} names the language {code:?}, which is not known; use a code such as \"en\"",
                self.path().display()
            );
        };
        Ok(Some(language))
    }

    /// Reads the synonyms that it names.
    pub(crate) fn synonyms(&self) -> Result<Option<Synonyms>> {
        let Some(path) = &self.file.synonyms else {
            return Ok(None);
        };
        let synonyms = Synonyms::read(self.inside(path)?);
        let synonyms = synonyms
            .with_context(|| format!("cannot use the synonyms of {}", self.path().display()));
        synonyms.map(Some)
    }

    /// Returns a path that the file names, if it stays inside the file's folder, symbolic links resolved.
    fn inside(&self, path: &Path) -> Result<PathBuf> {
        let is_plain = path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let full = self.folder.join(path);
        let real = full.canonicalize().unwrap_or_else(|_| full.clone());
        let folder = self
            .folder
            .canonicalize()
            .unwrap_or_else(|_| self.folder.clone());
        if !is_plain || !real.starts_with(&folder) {
            bail!(
                "{} names {}, which is outside of its folder; use --corpus or --index for that",
                self.path().display(),
                path.display()
            );
        }
        Ok(full)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }
}

/// A folder that somebody sends must not run anything.
fn refuse_commands(file: &File, path: &Path) -> Result<()> {
    if file.command.is_none() {
        return Ok(());
    }
    let user = user::path().unwrap_or_else(|| PathBuf::from("your own config.toml"));
    bail!(
        "{} has a [[command]], which only your own configuration may have; put it in {}",
        path.display(),
        user.display()
    );
}
