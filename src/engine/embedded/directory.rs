//! A generation's folder as tantivy sees it: what is written is durable, what is read is what was written.

use std::ffi::OsStr;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, fs};

use rayon::prelude::*;
use serde::Deserialize;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use crate::engine::embedded::checksums::{CheckedFile, Checksum, Checksums, Summing, damaged};
use crate::engine::embedded::disk::{self, Disk, Output};

/// The list of segments, sealed together with the checksums of their files.
pub(crate) const META: &str = "meta.json";
/// tantivy's list of the files that are there, which we read from the folder instead.
const MANAGED: &str = ".managed.json";

/// The folder of a generation.
#[derive(Clone)]
pub(crate) struct IndexDirectory(Arc<Inner>);

struct Inner {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    mapped: MmapDirectory,
    state: Mutex<State>,
    access: Access,
    has_failed: AtomicBool,
}

/// What may be done in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing is written: the folder may be read-only, and nobody is waited for.
    Read,
    /// Files are written; our own lock is held, so that tantivy's need not be.
    Write,
}

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Here and there, now and later: it is mapped.
    AtWill,
    /// To its end and once.
    Once,
}

/// The committed state, as read or written last: it stays the same while it is being opened.
#[derive(Default)]
struct State {
    checksums: Checksums,
    meta: Option<Vec<u8>>,
    /// The hash that seals both, as it was read.
    seal: String,
}

impl IndexDirectory {
    /// Opens the folder of a generation.
    pub(crate) fn open(disk: &Arc<dyn Disk>, dir: &Path, access: Access) -> tantivy::Result<Self> {
        let mapped = MmapDirectory::open(dir)?;
        Ok(Self(Arc::new(Inner {
            disk: Arc::clone(disk),
            dir: dir.to_owned(),
            mapped,
            state: Mutex::new(State::read(dir)?),
            access,
            has_failed: AtomicBool::new(false),
        })))
    }

    /// Returns the seal of the list of segments.
    pub(crate) fn seal(&self) -> String {
        self.state().seal.clone()
    }

    /// Returns the sizes of the files together.
    pub(crate) fn size_bytes(&self) -> u64 {
        let state = self.state();
        let sizes = state.checksums.files.values().map(|sum| sum.size as u64);
        sizes.sum()
    }

    /// Reads every file; returns those that are not as they were written, each with what is wrong.
    pub(crate) fn damages(&self) -> Vec<(String, String)> {
        let names: Vec<_> = self.state().checksums.files.keys().cloned().collect();
        let check = |name: &String| {
            let file = self.checked_file(Path::new(name), Reading::Once);
            let file = file.map_err(|error| error.to_string())?;
            file.check_all().map_err(|error| error.to_string())
        };
        let failed = |name: String| {
            let reason = check(&name).err()?;
            Some((name, reason))
        };
        names.into_par_iter().filter_map(failed).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn checked_file(&self, path: &Path, reading: Reading) -> Result<CheckedFile, OpenReadError> {
        let name = name(path);
        let checksum = self.state().checksums.files.get(&name).cloned();
        let file = match reading {
            Reading::AtWill => self.0.disk.open(&self.0.mapped, path)?,
            Reading::Once => self.0.disk.open_once(&self.0.dir.join(path))?,
        };
        let checksum = checksum.ok_or_else(|| damaged(&name, "it is not in the list of files"));
        checksum
            .and_then(|checksum| CheckedFile::new(name, file, checksum))
            .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))
    }

    /// Lets nothing more be written after an error: what tantivy retries would be lost without one.
    fn guarded<T>(&self, operation: impl FnOnce(&Inner) -> io::Result<T>) -> io::Result<T> {
        if self.0.access == Access::Read {
            let kind = io::ErrorKind::ReadOnlyFilesystem;
            return Err(io::Error::new(kind, "readers do not write"));
        }
        if self.0.has_failed.load(Ordering::Relaxed) {
            return Err(io::Error::other("an earlier write failed"));
        }
        let result = operation(&self.0);
        let has_failed = |error: &io::Error| error.kind() != io::ErrorKind::Interrupted;
        if result.as_ref().is_err_and(has_failed) {
            self.0.has_failed.store(true, Ordering::Relaxed);
        }
        result
    }

    /// Returns the names of the segments' files that are in the folder, as tantivy's list has them.
    fn managed(&self) -> io::Result<Vec<u8>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0.dir)? {
            let name = entry?.file_name();
            names.extend(
                name.to_str()
                    .filter(|name| is_segment(name))
                    .map(str::to_owned),
            );
        }
        Ok(serde_json::to_vec(&names)?)
    }
}

impl State {
    fn read(dir: &Path) -> io::Result<Self> {
        let sealed = match fs::read(dir.join(META)) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let (checksums, meta) =
            Checksums::unseal(&sealed).ok_or_else(|| damaged(META, "its seal is broken"))?;
        Ok(Self {
            meta: Some(meta.to_owned()),
            checksums,
            seal: seal_of(&sealed),
        })
    }

    /// Returns the checksums of the files that a list of segments needs.
    fn listed(&self, meta: &[u8]) -> io::Result<Checksums> {
        let meta: Meta = serde_json::from_slice(meta)?;
        let is_needed = |name: &str| meta.segments.iter().any(|segment| segment.needs(name));
        let files = self.checksums.files.iter();
        Ok(Checksums {
            files: files
                .filter(|(name, _)| is_needed(name))
                .map(|(name, checksum)| (name.clone(), Arc::clone(checksum)))
                .collect(),
        })
    }
}

/// Returns the seal of the list of segments in a folder.
pub(crate) fn seal_in(dir: &Path) -> io::Result<String> {
    let mut seal = [0; Checksums::SEAL_BYTES];
    fs::File::open(dir.join(META))?.read_exact(&mut seal)?;
    Ok(seal_of(&seal))
}

fn seal_of(sealed: &[u8]) -> String {
    let seal = &sealed[..sealed.len().min(Checksums::SEAL_BYTES)];
    String::from_utf8_lossy(seal).into_owned()
}

/// What we need of tantivy's list of segments.
#[derive(Deserialize)]
struct Meta {
    segments: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    segment_id: String,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    opstamp: u64,
}

impl Segment {
    /// Is the file of that name one of the segment's: `ID.store`, and of the deletions the last, `ID.7.del`?
    fn needs(&self, name: &str) -> bool {
        let Some((id, rest)) = name.split_once('.') else {
            return false;
        };
        let is_ours = id
            .bytes()
            .eq(self.segment_id.bytes().filter(|byte| *byte != b'-'));
        let is_last = |deletes: &Deletes| rest == format!("{}.del", deletes.opstamp);
        is_ours && (!rest.ends_with(".del") || self.deletes.as_ref().is_some_and(is_last))
    }
}

/// Is it the name of a segment's file: its id in 32 hexadecimal digits, and what it holds?
fn is_segment(name: &str) -> bool {
    let id = name.split('.').next().unwrap_or_default();
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(OsStr::new(""))
        .to_string_lossy()
        .into_owned()
}

fn missing(path: &Path) -> OpenReadError {
    OpenReadError::FileDoesNotExist(path.to_owned())
}

impl fmt::Debug for IndexDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IndexDirectory({:?}, {:?})", self.0.dir, self.0.access)
    }
}

impl Directory for IndexDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // A writer reads what it merges, all of it and once.
        let reading = match self.0.access {
            Access::Read => Reading::AtWill,
            Access::Write => Reading::Once,
        };
        Ok(Arc::new(self.checked_file(path, reading)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_owned(),
            },
        };
        // What cannot be removed is in nobody's way: the next writer tries again.
        self.0.disk.remove(&self.0.dir.join(path)).map_err(failed)?;
        self.state().checksums.files.remove(&name(path));
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        match path == Path::new(META) {
            true => Ok(self.state().meta.is_some()),
            false => Ok(self.0.dir.join(path).exists()),
        }
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let output = self.guarded(|inner| inner.disk.create(&inner.dir.join(path)));
        let output = output.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(SummedOutput {
            directory: self.clone(),
            name: name(path),
            output,
            summing: Summing::default(),
        })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(META) {
            return self.state().meta.clone().ok_or_else(|| missing(path));
        }
        if path == Path::new(MANAGED) && self.0.access == Access::Write {
            return self
                .managed()
                .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()));
        }
        Err(missing(path))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        let sealed = self.state().listed(data)?.seal(data);
        self.guarded(|inner| disk::replace(inner.disk.as_ref(), &inner.dir, &name(path), &sealed))?;
        self.state().meta = Some(data.to_owned());
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.guarded(|inner| inner.disk.sync_dir(&inner.dir))
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// A file that is being written, with its checksum.
struct SummedOutput {
    directory: IndexDirectory,
    name: String,
    output: Box<dyn Output>,
    summing: Summing,
}

impl Write for SummedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self {
            directory, output, ..
        } = self;
        let count = directory.guarded(|_| output.write(bytes))?;
        self.summing.add(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        let Self {
            directory, output, ..
        } = self;
        directory.guarded(|_| output.flush())
    }
}

impl TerminatingWrite for SummedOutput {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let Self {
            directory, output, ..
        } = self;
        directory.guarded(|_| output.sync())?;
        let checksum: Checksum = std::mem::take(&mut self.summing).finish();
        let name = self.name.clone();
        let mut state = self.directory.state();
        state.checksums.files.insert(name, Arc::new(checksum));
        Ok(())
    }
}
