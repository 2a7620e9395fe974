//! The walk: which files of a folder belong to the corpus. The rules are ripgrep's.

use std::collections::BTreeSet;
use std::fs::{FileType, Metadata};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{
    DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkParallel, WalkState,
};
use rayon::prelude::*;

use crate::corpus::looks::Looks;
use crate::corpus::may_come_in_pieces;
use crate::corpus::source::{Source, portable};
use crate::error::{Error, Result};

/// Which files are read; as ripgrep's options of these names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Reads hidden files and folders too. Default: false.
    pub hidden: bool,
    /// Reads what `.gitignore`, `.ignore` and `.searchignore` leave out. Default: false.
    pub no_ignore: bool,
    /// Follows symbolic links. Default: false.
    pub follow: bool,
    /// Leaves out files of more bytes. Default: 64 MiB, but any number where records are read piece by piece.
    pub max_file_bytes: Option<u64>,
    /// Reads only files that one of these globs fits; all if there is none.
    pub include: Vec<String>,
    /// Leaves out what one of these globs fits.
    pub exclude: Vec<String>,
}

/// So many bytes of a file are read into memory, unless a user says otherwise.
const MEMORY_BYTES: u64 = 64 << 20;

impl Rules {
    /// Returns how many bytes a file that is read into memory may have.
    pub(crate) fn most_in_memory(&self) -> u64 {
        self.max_file_bytes.unwrap_or(MEMORY_BYTES)
    }

    /// May the file at `path` not have so many bytes?
    fn refuses(&self, path: &str, bytes: u64) -> bool {
        let comes_in_pieces = || self.max_file_bytes.is_none() && may_come_in_pieces(path);
        bytes > self.most_in_memory() && !comes_in_pieces()
    }
}

/// What a walker met: an entry, or why there is none.
pub(crate) type Met = std::result::Result<DirEntry, ignore::Error>;

/// A folder that is walked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// Where it is.
    pub(crate) root: &'a Path,
    /// What stands before the names of its files.
    pub(crate) prefix: &'a str,
    pub(crate) rules: &'a Rules,
}

/// A file that the walk met but that is not read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its name relative to the corpus, as in [`Source`].
    pub path: String,
    /// Is it an error that a user may want to mend, rather than a rule?
    pub is_failure: bool,
    /// Why it is not read.
    pub reason: String,
}

/// What a walk found, sorted by path.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files to be read.
    pub sources: Vec<Source>,
    /// What is left out with a reason.
    pub unread: Vec<Unread>,
    /// The folders of the corpus, in their order.
    pub folders: Vec<Folder>,
    /// The folders whose files were looked at, those of the corpus among them.
    pub(crate) entered: Vec<PathBuf>,
    /// The names that were looked at, with all below them, where that was not the whole corpus.
    pub(crate) only: Option<BTreeSet<String>>,
}

/// A folder of the corpus as a walk found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where it is.
    pub dir: PathBuf,
    /// What stands before the names of its files.
    pub prefix: String,
    /// What tells it from another folder in its place, such as the one a disk is mounted on; empty where the system
    /// has no such thing.
    pub identity: String,
    /// Is nothing in it, not even what is left out?
    pub is_empty: bool,
}

impl Folder {
    /// Is it still the folder that the walk found?
    pub(crate) fn is_in_place(&self) -> bool {
        std::fs::metadata(&self.dir).is_ok_and(|metadata| identity(&metadata) == self.identity)
    }
}

impl Walk {
    /// Adds the files under `root`, their names after `prefix`; `index` is never one of them.
    pub(crate) fn add(
        &mut self,
        root: &Path,
        prefix: &str,
        rules: &Rules,
        index: Option<&Path>,
    ) -> Result<()> {
        let metadata = std::fs::metadata(root).map_err(|source| Error::Corpus {
            path: root.to_owned(),
            source,
        })?;
        let index = index.map(Path::to_owned);
        let walker = builder(root, rules)?
            .filter_entry(move |entry| index.as_deref() != Some(entry.path()))
            .build_parallel();
        let ground = Ground {
            root,
            prefix,
            rules,
        };
        let found = gather(walker, ground);
        self.folders.push(Folder {
            dir: root.to_owned(),
            prefix: prefix.to_owned(),
            identity: identity(&metadata),
            is_empty: found.sources.is_empty() && found.unread.is_empty(),
        });
        self.append(found);
        Ok(())
    }

    fn append(&mut self, mut other: Self) {
        self.sources.append(&mut other.sources);
        self.unread.append(&mut other.unread);
        self.entered.append(&mut other.entered);
    }

    /// Was a name looked at, or a folder above it?
    pub(crate) fn looked_at(&self, path: &str) -> bool {
        let Some(only) = &self.only else {
            return true;
        };
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.chain([path]).any(|name| only.contains(name))
    }

    /// Takes note of what a walker met.
    pub(crate) fn take(&mut self, met: Met, ground: Ground<'_>, looks: &mut Looks) {
        match met {
            Ok(entry) => self.meet(&entry, ground, looks),
            Err(error) => self.unread.push(unreadable(&error, ground)),
        }
    }

    pub(crate) fn sort(&mut self) {
        self.sources
            .par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        self.unread.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        self.entered.sort_unstable();
    }

    fn meet(&mut self, entry: &DirEntry, ground: Ground<'_>, looks: &mut Looks) {
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            self.entered.push(entry.path().to_owned());
            return;
        }
        let (path, path_bytes) = name(entry.path(), ground.root, ground.prefix);
        if let Some(reason) = entry.file_type().and_then(strange) {
            return self.leave(path, false, reason);
        }
        let fingerprint = match looks.fingerprint(entry) {
            Ok(fingerprint) => fingerprint,
            Err(error) => return self.leave(path, true, &error.to_string()),
        };
        if ground.rules.refuses(&path, fingerprint.size) {
            let most = ground.rules.most_in_memory();
            let reason = format!("larger than {most} bytes");
            return self.leave(path, false, &reason);
        }
        self.sources.push(Source {
            path,
            path_bytes,
            file: entry.path().to_owned(),
            fingerprint,
        });
    }

    fn leave(&mut self, path: String, is_failure: bool, reason: &str) {
        self.unread.push(Unread {
            path,
            is_failure,
            reason: reason.to_owned(),
        });
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{}:{}", metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> String {
    String::new()
}

/// Returns the walker of the files under `root`.
pub(crate) fn builder(root: &Path, rules: &Rules) -> Result<WalkBuilder> {
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(!rules.hidden)
        .follow_links(rules.follow)
        .overrides(overrides(root, rules)?);
    if rules.no_ignore {
        builder
            .ignore(false)
            .git_ignore(false)
            .git_global(false)
            .git_exclude(false)
            .parents(false);
    } else {
        builder.add_custom_ignore_filename(".searchignore");
    }
    Ok(builder)
}

pub(crate) fn overrides(root: &Path, rules: &Rules) -> Result<Override> {
    let mut builder = OverrideBuilder::new(root);
    let excluded = rules.exclude.iter().map(|glob| format!("!{glob}"));
    for glob in rules.include.iter().cloned().chain(excluded) {
        builder.add(&glob).map_err(|error| invalid(&glob, &error))?;
    }
    builder.build().map_err(|error| invalid("", &error))
}

fn invalid(glob: &str, error: &ignore::Error) -> Error {
    Error::Rule {
        what: "glob",
        value: glob.to_owned(),
        reason: error.to_string(),
    }
}

/// Returns why a file that is no regular file is left out.
fn strange(kind: FileType) -> Option<&'static str> {
    if kind.is_symlink() {
        return Some("symbolic link");
    }
    (!kind.is_file()).then_some("not a regular file")
}

/// Returns a file's name relative to the corpus, and its bytes in base64 where it is not UTF-8.
pub(crate) fn name(file: &Path, root: &Path, prefix: &str) -> (String, Option<String>) {
    let relative = file.strip_prefix(root).unwrap_or(file);
    let relative = match relative.as_os_str().is_empty() {
        true => Path::new(file.file_name().unwrap_or_default()),
        false => relative,
    };
    let (mut path, bytes) = portable(relative);
    path.insert_str(0, prefix);
    (path, bytes)
}

fn unreadable(error: &ignore::Error, ground: Ground<'_>) -> Unread {
    let path = match path_of(error) {
        Some(path) => name(path, ground.root, ground.prefix).0,
        None => ground.prefix.to_owned(),
    };
    Unread {
        path,
        is_failure: true,
        reason: match error.io_error() {
            Some(error) => error.to_string(),
            None => error.to_string(),
        },
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

/// Walks with several threads; each takes note of what it meets in a walk of its own.
fn gather(walker: WalkParallel, ground: Ground<'_>) -> Walk {
    let found = Mutex::default();
    walker.visit(&mut Gatherer {
        ground,
        found: &found,
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the visitor of each thread.
struct Gatherer<'a> {
    ground: Ground<'a>,
    found: &'a Mutex<Walk>,
}

/// What a thread met; put together with what others met when it ends.
struct Visitor<'a> {
    ground: Ground<'a>,
    met: Walk,
    looks: Looks,
    found: &'a Mutex<Walk>,
}

impl<'s> ParallelVisitorBuilder<'s> for Gatherer<'s> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor {
            ground: self.ground,
            met: Walk::default(),
            looks: Looks::default(),
            found: self.found,
        })
    }
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, met: Met) -> WalkState {
        self.met.take(met, self.ground, &mut self.looks);
        WalkState::Continue
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.append(std::mem::take(&mut self.met));
    }
}
