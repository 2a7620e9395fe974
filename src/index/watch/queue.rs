//! What the system has told of changes, read by whoever looks: once it is read to its end, all that was done before is
//! known.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;

/// So many bytes of events are read at a time.
const BUFFER_BYTES: usize = 16 << 10;

/// What the system tells of a folder: all that may change an answer.
const HEARD: WatchFlags = WatchFlags::ATTRIB
    .union(WatchFlags::CLOSE_WRITE)
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::MODIFY)
    .union(WatchFlags::MOVE)
    .union(WatchFlags::MOVE_SELF)
    .union(WatchFlags::ONLYDIR);

/// What has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// Something, to what is or was a file.
    File(PathBuf),
    /// Something to a folder: it came, went, or is not what it was.
    Folder,
    /// More than the system keeps.
    Lost,
}

/// The events of folders that nobody has read yet.
#[derive(Debug)]
pub(crate) struct Queue {
    events: OwnedFd,
    folders: HashMap<i32, PathBuf>,
    watches: BTreeMap<PathBuf, i32>,
}

/// An event as the system tells it.
struct Event {
    watch: i32,
    flags: ReadFlags,
    name: Option<PathBuf>,
}

impl Queue {
    /// Begins with no folder; none where the system does not tell.
    pub(crate) fn new() -> Option<Self> {
        let events = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok()?;
        Some(Self {
            events,
            folders: HashMap::new(),
            watches: BTreeMap::new(),
        })
    }

    /// Watches those of the folders that are not watched yet; returns how many they are.
    ///
    /// # Errors
    ///
    /// Fails if the system does not watch so many.
    pub(crate) fn watch(&mut self, folders: &[PathBuf]) -> io::Result<usize> {
        let mut count = 0;
        for folder in folders {
            if self.watches.contains_key(folder) {
                continue;
            }
            match inotify::add_watch(&self.events, folder, HEARD) {
                Ok(watch) => {
                    count += 1;
                    // The same folder under another name has the same number: the new name is the one it has now.
                    if let Some(former) = self.folders.insert(watch, folder.clone()) {
                        self.watches.remove(&former);
                    }
                    self.watches.insert(folder.clone(), watch);
                }
                // It is gone, or nobody can read it: the folder above it tells when that changes.
                Err(Errno::NOENT | Errno::NOTDIR | Errno::ACCESS) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(count)
    }

    /// Takes all that has happened up to now.
    ///
    /// # Errors
    ///
    /// Fails if the events cannot be read.
    pub(crate) fn take(&mut self, hear: &mut dyn FnMut(Told)) -> io::Result<()> {
        for event in self.read()? {
            if let Some(told) = self.understand(event) {
                hear(told);
            }
        }
        Ok(())
    }

    fn read(&self) -> io::Result<Vec<Event>> {
        let mut buffer = [MaybeUninit::uninit(); BUFFER_BYTES];
        let mut reader = Reader::new(&self.events, &mut buffer);
        let mut events = Vec::new();
        loop {
            match reader.next() {
                Ok(event) => events.push(Event {
                    watch: event.wd(),
                    flags: event.events(),
                    name: event
                        .file_name()
                        .map(|name| OsStr::from_bytes(name.to_bytes()).into()),
                }),
                Err(Errno::AGAIN) => return Ok(events),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn understand(&mut self, event: Event) -> Option<Told> {
        if event.flags.contains(ReadFlags::QUEUE_OVERFLOW) {
            return Some(Told::Lost);
        }
        if event.flags.contains(ReadFlags::IGNORED) {
            self.forget(event.watch);
            return None;
        }
        let folder = self.folders.get(&event.watch)?.clone();
        let Some(name) = event.name else {
            // To the folder itself, such as other rights.
            return Some(Told::Folder);
        };
        let path = folder.join(name);
        if !event.flags.contains(ReadFlags::ISDIR) {
            return Some(Told::File(path));
        }
        let gone = ReadFlags::MOVED_FROM | ReadFlags::DELETE;
        if event.flags.intersects(gone) {
            self.leave(&path);
        }
        Some(Told::Folder)
    }

    /// Watches a folder, and those in it, no longer: elsewhere they are others, and others may come to their place.
    fn leave(&mut self, folder: &Path) {
        let below = self.watches.range(folder.to_owned()..);
        let below = below.take_while(|(path, _)| path.starts_with(folder));
        let watches: Vec<_> = below.map(|(_, watch)| *watch).collect();
        for watch in watches {
            // The system may have let go of it already.
            let _ = inotify::remove_watch(&self.events, watch);
            self.forget(watch);
        }
    }

    fn forget(&mut self, watch: i32) {
        if let Some(folder) = self.folders.remove(&watch) {
            self.watches.remove(&folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn told(queue: &mut Queue) -> Vec<Told> {
        let mut all = Vec::new();
        queue
            .take(&mut |told| all.push(told))
            .expect("it can be read");
        all.dedup();
        all
    }

    #[test]
    fn what_was_done_is_told_at_once_and_once() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (file, sub) = (dir.path().join("a.md"), dir.path().join("sub"));
        let mut queue = Queue::new().expect("the system tells");
        let folders = [dir.path().to_owned()];
        assert_eq!(queue.watch(&folders).expect("it is watched"), 1);
        assert_eq!(queue.watch(&folders).expect("it is watched"), 0);
        assert_eq!(told(&mut queue), []);
        fs::write(&file, "a").expect("a file");
        assert_eq!(told(&mut queue), [Told::File(file.clone())]);
        assert_eq!(told(&mut queue), []);
        fs::read(&file).expect("a file");
        assert_eq!(told(&mut queue), []);
        fs::create_dir(&sub).expect("a folder");
        assert_eq!(told(&mut queue), [Told::Folder]);
        fs::remove_file(&file).expect("it is removed");
        assert_eq!(told(&mut queue), [Told::File(file)]);
    }

    #[test]
    fn a_folder_that_moved_is_another() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let [old, new] = ["old", "new"].map(|name| dir.path().join(name));
        fs::create_dir_all(old.join("deep")).expect("folders");
        let mut queue = Queue::new().expect("the system tells");
        let folders = [dir.path().to_owned(), old.clone(), old.join("deep")];
        assert_eq!(queue.watch(&folders).expect("they are watched"), 3);
        fs::rename(&old, &new).expect("it moves");
        assert_eq!(told(&mut queue), [Told::Folder]);
        fs::write(new.join("deep/a.md"), "a").expect("a file");
        assert_eq!(told(&mut queue), []);
        let folders = [new.clone(), new.join("deep")];
        assert_eq!(queue.watch(&folders).expect("they are watched"), 2);
        fs::write(new.join("deep/a.md"), "b").expect("a file");
        assert_eq!(told(&mut queue), [Told::File(new.join("deep/a.md"))]);
    }
}
