//! What files look like, asked of their folder: the system finds a name in a folder sooner than by its whole path.

use std::fs::FileType;

use ignore::DirEntry;

use crate::corpus::source::Fingerprint;

/// Looks at files; those of a folder best one after the other.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    #[cfg(unix)]
    folder: Option<unix::Folder>,
}

impl Looks {
    /// Returns what tells that the file has changed.
    pub(crate) fn fingerprint(&mut self, entry: &DirEntry) -> Result<Fingerprint, ignore::Error> {
        #[cfg(unix)]
        if let Some(fingerprint) = self.quickly(entry) {
            return Ok(fingerprint);
        }
        entry.metadata().map(|metadata| Fingerprint::of(&metadata))
    }

    /// Returns the same by way of the folder; none if that is no way, whatever the reason.
    #[cfg(unix)]
    fn quickly(&mut self, entry: &DirEntry) -> Option<Fingerprint> {
        // Links that are followed have the looks of what they lead to.
        if entry.path_is_symlink() || !entry.file_type().as_ref().is_some_and(FileType::is_file) {
            return None;
        }
        let (dir, name) = (entry.path().parent()?, entry.path().file_name()?);
        if self
            .folder
            .as_ref()
            .is_none_or(|folder| folder.path.as_os_str() != dir.as_os_str())
        {
            self.folder = unix::Folder::open(dir);
        }
        self.folder.as_ref()?.fingerprint(name)
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::fd::OwnedFd;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, Mode, OFlags, open, statat};

    use crate::corpus::source::Fingerprint;

    /// An open folder.
    #[derive(Debug)]
    pub(super) struct Folder {
        pub(super) path: PathBuf,
        folder: OwnedFd,
    }

    impl Folder {
        pub(super) fn open(path: &Path) -> Option<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Some(Self {
                folder: open(path, flags, Mode::empty()).ok()?,
                path: path.to_owned(),
            })
        }

        /// Returns the fingerprint of a file in the folder.
        pub(super) fn fingerprint(&self, name: &OsStr) -> Option<Fingerprint> {
            let stat = statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
            Some(Fingerprint::of_stat(&stat))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_looks_the_same_from_its_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        fs::create_dir_all(dir.join("a/b")).expect("folders");
        for name in ["one", "a/two", "a/b/three", "a/b/four"] {
            fs::write(dir.join(name), name).expect("a file");
        }
        let mut looks = Looks::default();
        let mut files = 0;
        for entry in ignore::Walk::new(dir) {
            let entry = entry.expect("an entry");
            if entry.path().is_file() {
                let metadata = fs::metadata(entry.path()).expect("a file");
                let found = looks.fingerprint(&entry).expect("a file");
                assert_eq!(found, Fingerprint::of(&metadata));
                assert_eq!(found.size, metadata.len());
                files += 1;
            }
        }
        assert_eq!(files, 4);
    }
}
