//! What the system tells of changes: only ever a reason to look, never the truth.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use notify::event::{AccessKind, AccessMode, CreateKind, MetadataKind, ModifyKind, RemoveKind};
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::corpus::Corpus;
use crate::index::watch::pending::{Pending, Task};

/// Files that say which others are read.
const RULES: &[&str] = &[".gitignore", ".ignore", ".searchignore"];

/// Does each folder have to be watched for itself? Where the system watches all below a folder at once, it does not.
pub(crate) const WATCHES_EACH: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What the thread that updates and the one that hears of changes share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Debug, Default)]
struct State {
    pending: Pending,
    /// The folders that are watched.
    folders: HashSet<PathBuf>,
    ends: bool,
}

/// The system's events for folders.
pub(crate) struct Events {
    watcher: RecommendedWatcher,
    shared: Arc<Shared>,
}

impl Shared {
    /// Lets the thread that updates end.
    pub(crate) fn end(&self) {
        self.state().ends = true;
        self.woken.notify_all();
    }

    /// Is it to end?
    pub(crate) fn ends(&self) -> bool {
        self.state().ends
    }

    /// Takes note that an update failed, and what it looked at has to be looked at again.
    pub(crate) fn again(&self, task: Task) {
        let mut state = self.state();
        match task {
            Task::Afresh => state.pending.lost(Instant::now()),
            _ => state.pending.all(Instant::now()),
        }
    }

    /// Waits until there is something to do: what `due` says of what is pending, or `timed` at its time.
    ///
    /// Returns none if it is to end.
    pub(crate) fn wait(
        &self,
        due: impl Fn(&Pending) -> Option<Instant>,
        (time, timed): (Instant, Task),
    ) -> Option<Task> {
        let mut state = self.state();
        loop {
            if state.ends {
                return None;
            }
            let now = Instant::now();
            let next = due(&state.pending).map_or(time, |due| due.min(time));
            if next <= now {
                let told = state.pending.take();
                return Some(match told {
                    Some(told) if now < time => told,
                    Some(told) => told.and(timed),
                    None => timed,
                });
            }
            let waited = self.woken.wait_timeout(state, next - now);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, event: notify::Result<Event>, corpus: &Corpus) {
        let now = Instant::now();
        let mut state = self.state();
        match event {
            Ok(event) if event.need_rescan() => state.pending.lost(now),
            Ok(event) if is_harmless(event.kind) => return,
            Ok(event) => {
                for path in event.paths {
                    // The index is written because of changes, and is none.
                    if !corpus.is_of_index(&path) {
                        state.note(path, event.kind, now);
                    }
                }
            }
            Err(_) => state.pending.lost(now),
        }
        self.woken.notify_all();
    }
}

impl State {
    fn note(&mut self, path: PathBuf, kind: EventKind, now: Instant) {
        if self.is_folder(&path, kind) {
            // Another folder may stand in its place, which nobody watches.
            self.folders.retain(|folder| !folder.starts_with(&path));
            self.pending.all(now);
        } else if is_rule(&path) {
            self.pending.all(now);
        } else {
            self.pending.file(path, now);
        }
    }

    /// Is, or was, it a folder?
    fn is_folder(&self, path: &Path, kind: EventKind) -> bool {
        match kind {
            EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => true,
            EventKind::Create(CreateKind::File) | EventKind::Remove(RemoveKind::File) => false,
            EventKind::Modify(ModifyKind::Data(_)) | EventKind::Access(_) => false,
            _ => self.folders.contains(path) || path.is_dir(),
        }
    }
}

/// Is it a file that says which others are read?
pub(crate) fn is_rule(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| RULES.contains(&name))
}

/// Does the event tell of nothing that could change an answer? Files are opened and read by ourselves, too.
fn is_harmless(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_)
        | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => true,
        _ => false,
    }
}

/// Does the error only tell that there is no such folder?
fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

impl Events {
    /// Begins to hear what the system tells of folders that are watched from now on.
    pub(crate) fn new(shared: &Arc<Shared>, corpus: &Corpus) -> notify::Result<Self> {
        shared.state().folders.clear();
        let config = Config::default().with_follow_symlinks(corpus.follows());
        let (ears, corpus) = (Arc::clone(shared), corpus.clone());
        let watcher = RecommendedWatcher::new(move |event| ears.hear(event, &corpus), config)?;
        Ok(Self {
            watcher,
            shared: Arc::clone(shared),
        })
    }

    /// Watches those of the folders that are not watched yet; returns how many they are.
    pub(crate) fn watch(&mut self, folders: &[PathBuf]) -> notify::Result<usize> {
        let mode = match WATCHES_EACH {
            true => RecursiveMode::NonRecursive,
            false => RecursiveMode::Recursive,
        };
        let mut count = 0;
        for folder in folders {
            // It counts as watched before it is, so that an event that tells otherwise is not overtaken.
            if !self.shared.state().folders.insert(folder.clone()) {
                continue;
            }
            count += 1;
            // No lock is held: the thread that hears may be waiting for it, and this one for that thread.
            if let Err(error) = self.watcher.watch(folder, mode) {
                self.shared.state().folders.remove(folder);
                // A folder that is gone meanwhile is told of by the one above it, and so is its return.
                if !is_gone(&error) {
                    return Err(error);
                }
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use notify::event::{DataChange, Flag, RenameMode};

    use super::*;
    use crate::corpus::Rules;

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const MOVED: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));

    /// Returns what is to be done after an event at a path of a corpus with the folder `sub`.
    fn after(kind: EventKind, path: &str) -> Option<Task> {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let corpus = Corpus::new(&[dir.path().to_owned()], Rules::default()).expect("a corpus");
        let corpus = corpus.without(&dir.path().join("index"));
        let shared = Shared::default();
        shared.state().folders.insert(dir.path().join("sub"));
        shared.hear(
            Ok(Event::new(kind).add_path(dir.path().join(path))),
            &corpus,
        );
        let task = shared.state().pending.take()?;
        Some(match task {
            Task::Files(files) => {
                assert_eq!(files, [dir.path().join(path)]);
                Task::Files(Vec::new())
            }
            task => task,
        })
    }

    #[test]
    fn an_event_is_a_reason_to_look_where_it_says() {
        let file = Some(Task::Files(Vec::new()));
        assert_eq!(after(WRITTEN, "a.md"), file);
        assert_eq!(after(MOVED, "a.md"), file);
        assert_eq!(after(EventKind::Remove(RemoveKind::File), "a.md"), file);
        let all = Some(Task::All);
        assert_eq!(after(MOVED, "sub"), all);
        assert_eq!(after(EventKind::Create(CreateKind::Folder), "new"), all);
        assert_eq!(after(WRITTEN, "sub/.ignore"), all);
        assert_eq!(after(WRITTEN, "index/meta.json"), None);
        let read = AccessKind::Close(AccessMode::Read);
        assert_eq!(after(EventKind::Access(read), "a.md"), None);
    }

    #[test]
    fn lost_events_are_a_reason_to_watch_and_look_afresh() {
        let corpus = Corpus::new(&[], Rules::default()).expect("a corpus");
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        for event in [Ok(lost), Err(notify::Error::generic("broken"))] {
            let shared = Shared::default();
            shared.hear(event, &corpus);
            assert_eq!(shared.state().pending.take(), Some(Task::Afresh));
        }
    }

    #[test]
    fn the_timer_does_its_work_together_with_what_is_pending() {
        let shared = Shared::default();
        let now = Instant::now();
        shared.state().pending.file("a".into(), now);
        let due = |pending: &Pending| pending.due(Duration::ZERO, Duration::ZERO);
        let later = now + Duration::from_secs(3_600);
        let files = Task::Files(vec!["a".into()]);
        assert_eq!(shared.wait(due, (later, Task::Check)), Some(files));
        shared.state().pending.lost(now);
        assert_eq!(shared.wait(due, (now, Task::Check)), Some(Task::Afresh));
        assert_eq!(shared.wait(due, (now, Task::Check)), Some(Task::Check));
        shared.end();
        assert_eq!(shared.wait(due, (now, Task::Check)), None);
    }
}
