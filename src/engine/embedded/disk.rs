//! The file operations that an index is written with: a seam, behind which tests put a disk that fails or loses power.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, MmapDirectory};

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
