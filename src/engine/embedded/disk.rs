//! The file operations that an index is written with: a seam, behind which tests put a disk that fails or loses power.

use std::fmt::{self, Debug};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, MmapDirectory, OwnedBytes};
use tantivy::{Directory, HasLen};

/// So much is read of a file at a time.
const PIECE_BYTES: usize = 64 << 10;

/// What an index needs of a disk; names and content are durable only when they were synced.
pub(crate) trait Disk: Debug + Send + Sync {
    /// Makes a folder.
    fn create_dir(&self, dir: &Path) -> io::Result<()>;

    /// Removes a folder with all that is in it.
    fn remove_dir(&self, dir: &Path) -> io::Result<()>;

    /// Makes a file that was not there.
    fn create(&self, file: &Path) -> io::Result<Box<dyn Output>>;

    /// Gives a file another name, in the place of what had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, file: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// Opens a file to be read.
    fn open(
        &self,
        folder: &MmapDirectory,
        name: &Path,
    ) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        folder.get_file_handle(name)
    }

    /// Opens a file to be read to its end and once, as merges do: nothing of it stays in memory.
    fn open_once(&self, file: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match ReadOnce::open(file) {
            Ok(read) => Ok(Arc::new(read)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(file.to_owned()))
            }
            Err(error) => Err(OpenReadError::wrap_io_error(error, file.to_owned())),
        }
    }
}

/// A file that is being written.
pub(crate) trait Output: Write + Send + Sync {
    /// Makes the content durable.
    fn sync(&mut self) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug)]
pub(crate) struct LocalDisk;

impl Disk for LocalDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir(dir)
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        fs::remove_dir_all(dir)
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn Output>> {
        let file = File::options().write(true).create_new(true).open(file)?;
        Ok(Box::new(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    #[cfg(unix)]
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }

    // Elsewhere a folder cannot be opened as a file; renaming is as durable as the system makes it.
    #[cfg(not(unix))]
    fn sync_dir(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
    }
}

impl Output for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// A file that is read piece by piece, from its beginning to its end as a rule.
///
/// A mapped one would count as memory of the process with all that was ever read of it.
struct ReadOnce {
    file: Mutex<ReadFile>,
    len: usize,
}

struct ReadFile {
    file: File,
    /// The piece that was read last, and where it begins.
    piece: OwnedBytes,
    start: usize,
}

impl ReadOnce {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        let piece = OwnedBytes::empty();
        let file = Mutex::new(ReadFile {
            file,
            piece,
            start: 0,
        });
        Ok(Self { file, len })
    }
}

impl ReadFile {
    fn read(&mut self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        self.file.seek(SeekFrom::Start(range.start as u64))?;
        self.file.read_exact(&mut bytes)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl FileHandle for ReadOnce {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if range.start < file.start || range.end > file.start + file.piece.len() {
            let start = range.start / PIECE_BYTES * PIECE_BYTES;
            let end = (start + PIECE_BYTES).min(self.len);
            if range.end > end {
                return file.read(range);
            }
            file.piece = file.read(start..end)?;
            file.start = start;
        }
        Ok(file
            .piece
            .slice(range.start - file.start..range.end - file.start))
    }
}

impl HasLen for ReadOnce {
    fn len(&self) -> usize {
        self.len
    }
}

impl fmt::Debug for ReadOnce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReadOnce({} bytes)", self.len)
    }
}

/// Writes a small file whole and durably: it is there with its content, or as it was.
pub(crate) fn replace(disk: &dyn Disk, dir: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let temporary = dir.join(format!("{name}.tmp"));
    match disk.remove(&temporary) {
        // A writer that was killed may have left one.
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut output = disk.create(&temporary)?;
    output.write_all(content)?;
    output.sync()?;
    drop(output);
    disk.rename(&temporary, &dir.join(name))?;
    disk.sync_dir(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_file_is_read() {
        let content: Vec<u8> = (0..3 * PIECE_BYTES + 7)
            .map(|at| (at % 251) as u8)
            .collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        fs::write(&path, &content).expect("a file");
        let file = LocalDisk.open_once(&path).expect("it opens");
        assert_eq!(file.len(), content.len());
        let edges = [
            0,
            1,
            PIECE_BYTES - 1,
            PIECE_BYTES,
            2 * PIECE_BYTES + 1,
            content.len(),
        ];
        for from in edges {
            for to in edges.into_iter().filter(|&to| to >= from) {
                let bytes = file.read_bytes(from..to).expect("it is there");
                assert_eq!(bytes.as_slice(), &content[from..to], "{from} to {to}");
            }
        }
        assert!(file.read_bytes(0..content.len() + 1).is_err());
    }
}
