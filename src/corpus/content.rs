//! What a file holds, read in one piece while nothing changes it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::corpus::source::Fingerprint;

/// How often a file is read that changes meanwhile.
const TRIES: usize = 3;
/// So many bytes show what a file is.
const HEAD_BYTES: u64 = 64 * 1024;

/// What a file held when it was read.
#[derive(Debug)]
pub struct Content {
    /// What it holds.
    pub body: Body,
    /// The BLAKE3 hash of its bytes.
    pub hash: [u8; 32],
    /// What it looked like before and after.
    pub fingerprint: Fingerprint,
    /// When reading it began, in nanoseconds since 1970.
    pub seen: i64,
}

/// What a file holds, as far as it is in memory.
#[derive(Debug)]
pub enum Body {
    /// All of its bytes; one more than the limit at most.
    Whole(Vec<u8>),
    /// Too much: it is read piece by piece.
    Large(Large),
}

/// A file that is too large to be in memory.
#[derive(Debug)]
pub struct Large {
    path: PathBuf,
    fingerprint: Fingerprint,
    head: Vec<u8>,
}

impl Content {
    /// Reads a regular file, one byte more than `limit` at most; never waits for a pipe or a device.
    pub(crate) fn load(path: &Path, limit: u64) -> io::Result<Self> {
        Self::settled(path, |file, before| {
            let mut bytes = Vec::with_capacity(before.size.min(limit) as usize + 1);
            file.take(limit + 1).read_to_end(&mut bytes)?;
            let hash = *blake3::hash(&bytes).as_bytes();
            Ok((Body::Whole(bytes), hash))
        })
    }

    /// Looks at a regular file that is read later on; none if `is_wanted` says so of its beginning.
    pub(crate) fn look(path: &Path, is_wanted: impl Fn(&[u8]) -> bool) -> io::Result<Option<Self>> {
        let head = |file: &mut File| {
            let mut head = Vec::new();
            file.take(HEAD_BYTES).read_to_end(&mut head).map(|_| head)
        };
        if !is_wanted(&head(&mut open(path)?)?) {
            return Ok(None);
        }
        let content = Self::settled(path, |file, before| {
            let head = head(file)?;
            let mut hasher = blake3::Hasher::new();
            hasher.update(&head);
            io::copy(file, &mut hasher)?;
            let large = Large {
                path: path.to_owned(),
                fingerprint: before,
                head,
            };
            Ok((Body::Large(large), *hasher.finalize().as_bytes()))
        });
        content.map(Some)
    }

    /// Reads a file that nothing changes meanwhile.
    fn settled(
        path: &Path,
        read: impl Fn(&mut File, Fingerprint) -> io::Result<(Body, [u8; 32])>,
    ) -> io::Result<Self> {
        for _ in 0..TRIES {
            let seen = now();
            let mut file = open(path)?;
            let before = Fingerprint::of(&file.metadata()?);
            let (body, hash) = read(&mut file, before)?;
            let fingerprint = Fingerprint::of(&file.metadata()?);
            if before == fingerprint {
                return Ok(Self {
                    body,
                    hash,
                    fingerprint,
                    seen,
                });
            }
        }
        Err(restless())
    }
}

impl Body {
    /// Returns the first bytes; all of them if it is whole.
    pub fn head(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) => bytes,
            Self::Large(large) => &large.head,
        }
    }

    /// Returns how many bytes there are.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Large(large) => large.fingerprint.size,
        }
    }
}

impl Large {
    /// Opens the file, to be read from its start.
    pub(crate) fn open(&self) -> io::Result<File> {
        open(&self.path)
    }

    /// Fails if the file is not as it was looked at, by now.
    pub(crate) fn refuse_changed(&self) -> io::Result<()> {
        match Fingerprint::of(&open(&self.path)?.metadata()?) == self.fingerprint {
            true => Ok(()),
            false => Err(restless()),
        }
    }
}

fn restless() -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, "it changes while it is read")
}

/// Opens a regular file.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    let file = open_without_waiting(&mut options, path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("not a regular file")),
    }
}

/// Returns the time in nanoseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(target_os = "linux")]
fn open_without_waiting(options: &mut std::fs::OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    /// `O_NONBLOCK | O_NOCTTY` of Linux's `fcntl.h`.
    const FLAGS: i32 = 0o4000 | 0o400;
    options.custom_flags(FLAGS).open(path)
}

#[cfg(not(target_os = "linux"))]
fn open_without_waiting(options: &mut std::fs::OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}
