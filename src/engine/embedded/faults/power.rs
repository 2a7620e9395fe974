//! A disk that loses power: what was not synced may be there, or not, or in part, as names and as content.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::engine::embedded::disk::{Disk, LocalDisk, Output};
use crate::engine::embedded::faults::random::Random;
use crate::engine::embedded::faults::sample::count;
use crate::engine::embedded::faults::{Change, State, check, engine_on};

/// What was done, in order; paths are relative to the index.
#[derive(Debug, Clone)]
enum Event {
    CreateDir(PathBuf),
    RemoveDir(PathBuf),
    /// A file with its number.
    Create(PathBuf, usize),
    Write(usize, Vec<u8>),
    Sync(usize),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    SyncDir(PathBuf),
}

/// The disk of this machine, which remembers all that was done.
#[derive(Debug, Clone)]
struct JournalDisk {
    dir: PathBuf,
    events: Arc<Mutex<Vec<Event>>>,
}

impl JournalDisk {
    fn note(&self, event: impl FnOnce(&[Event]) -> Event) {
        let mut events = self.events.lock().expect("no thread has failed");
        let event = event(&events);
        events.push(event);
    }

    fn relative(&self, path: &Path) -> PathBuf {
        let path = path.strip_prefix(&self.dir);
        path.expect("all is in the index").to_owned()
    }

    fn len(&self) -> usize {
        self.events.lock().expect("no thread has failed").len()
    }
}

impl Disk for JournalDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        LocalDisk.create_dir(dir)?;
        self.note(|_| Event::CreateDir(self.relative(dir)));
        Ok(())
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        LocalDisk.remove_dir(dir)?;
        self.note(|_| Event::RemoveDir(self.relative(dir)));
        Ok(())
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn Output>> {
        let output = LocalDisk.create(file)?;
        let mut number = 0;
        self.note(|events| {
            number = events.len();
            Event::Create(self.relative(file), number)
        });
        Ok(Box::new(JournalOutput {
            disk: self.clone(),
            number,
            output,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        LocalDisk.rename(from, to)?;
        self.note(|_| Event::Rename(self.relative(from), self.relative(to)));
        Ok(())
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        LocalDisk.remove(file)?;
        self.note(|_| Event::Remove(self.relative(file)));
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        LocalDisk.sync_dir(dir)?;
        self.note(|_| Event::SyncDir(self.relative(dir)));
        Ok(())
    }
}

struct JournalOutput {
    disk: JournalDisk,
    number: usize,
    output: Box<dyn Output>,
}

impl Write for JournalOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.output.write(bytes)?;
        let written = bytes[..count].to_vec();
        self.disk.note(|_| Event::Write(self.number, written));
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

impl Output for JournalOutput {
    fn sync(&mut self) -> io::Result<()> {
        self.output.sync()?;
        self.disk.note(|_| Event::Sync(self.number));
        Ok(())
    }
}

/// What is on the disk: names, and the content of files by number.
#[derive(Default)]
struct Image {
    /// A file's number, or none for a folder.
    names: BTreeMap<PathBuf, Option<usize>>,
    /// What was done to names and not synced yet.
    pending: Vec<Event>,
    contents: BTreeMap<usize, Content>,
}

#[derive(Default)]
struct Content {
    bytes: Vec<u8>,
    synced: usize,
}

impl Image {
    fn of(events: &[Event]) -> Self {
        let mut image = Self::default();
        for event in events {
            image.take(event);
        }
        image
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::Write(number, bytes) => {
                let content = self.contents.entry(*number).or_default();
                content.bytes.extend_from_slice(bytes);
            }
            Event::Sync(number) => {
                let content = self.contents.entry(*number).or_default();
                content.synced = content.bytes.len();
            }
            Event::SyncDir(dir) => {
                let (durable, pending) = std::mem::take(&mut self.pending)
                    .into_iter()
                    .partition(|event| event.folder() == Some(dir));
                self.pending = pending;
                for event in Vec::<Event>::into_iter(durable) {
                    self.apply(&event);
                }
            }
            _ => self.pending.push(event.clone()),
        }
    }

    /// Makes a change of names durable.
    fn apply(&mut self, event: &Event) {
        match event {
            Event::CreateDir(dir) => drop(self.names.insert(dir.clone(), None)),
            Event::RemoveDir(dir) => self.names.retain(|name, _| !name.starts_with(dir)),
            Event::Create(name, number) => drop(self.names.insert(name.clone(), Some(*number))),
            Event::Remove(name) => drop(self.names.remove(name)),
            Event::Rename(from, to) => {
                if let Some(number) = self.names.remove(from) {
                    self.names.insert(to.clone(), number);
                }
            }
            Event::Write(..) | Event::Sync(_) | Event::SyncDir(_) => {}
        }
    }

    /// Loses the power: each change of names that was not synced is done or not.
    fn lose_power(&mut self, random: &mut Random) {
        let kind = random.below(4);
        let mut files: BTreeMap<PathBuf, Option<usize>> = BTreeMap::new();
        for event in std::mem::take(&mut self.pending) {
            // A file that was renamed has its new name even if the old one never reached the disk.
            if let Event::Create(name, number) = &event {
                files.insert(name.clone(), Some(*number));
            }
            let is_done = match kind {
                0 => false,
                1 => true,
                _ => random.below(2) == 0,
            };
            if let (Event::Rename(from, to), true) = (&event, is_done)
                && let Some(number) = files.get(from)
            {
                self.names.remove(from);
                self.names.insert(to.clone(), *number);
            } else if is_done {
                self.apply(&event);
            }
        }
    }

    /// Writes the image into a folder; content that was not synced is there, or not, or in part, or is rubbish.
    fn write(&self, dir: &Path, random: &mut Random) {
        for (name, number) in &self.names {
            let path = dir.join(name);
            let Some(number) = number else {
                fs::create_dir_all(path).expect("a folder");
                continue;
            };
            // A file whose folder did not reach the disk did not either.
            if path.parent().is_some_and(Path::exists) {
                let content = self.contents.get(number);
                let bytes = content.map(|content| content.after_a_loss(random));
                fs::write(path, bytes.unwrap_or_default()).expect("a file");
            }
        }
    }
}

impl Content {
    fn after_a_loss(&self, random: &mut Random) -> Vec<u8> {
        let (kept, unsynced) = self.bytes.split_at(self.synced);
        let mut bytes = kept.to_vec();
        match random.below(5) {
            0 => bytes.extend_from_slice(unsynced),
            1 => {}
            2 => bytes.extend_from_slice(&unsynced[..unsynced.len() / 2]),
            3 => bytes.extend(unsynced.iter().map(|_| 0)),
            _ => bytes.extend(unsynced.iter().map(|_| random.below(256) as u8)),
        }
        bytes
    }
}

impl Event {
    /// Returns the folder whose syncing makes the event durable.
    fn folder(&self) -> Option<&Path> {
        match self {
            Self::CreateDir(path)
            | Self::RemoveDir(path)
            | Self::Create(path, _)
            | Self::Remove(path)
            | Self::Rename(_, path) => path.parent(),
            Self::Write(..) | Self::Sync(_) | Self::SyncDir(_) => None,
        }
    }
}

/// Writes changes, and returns what was done, and the state after each change with the number of events by then.
fn session(random: &mut Random, changes: usize) -> (Vec<Event>, Vec<(usize, State)>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let disk = JournalDisk {
        dir: folder.path().to_owned(),
        events: Arc::default(),
    };
    let mut states = vec![(0, State::new())];
    let mut state = State::new();
    for number in 0..changes {
        let change = Change::random(random, number);
        let engine = engine_on(Arc::new(disk.clone()), folder.path());
        change.write(&engine).expect("a change");
        state = change.of(&state);
        states.push((disk.len(), state.clone()));
    }
    let events = disk.events.lock().expect("no thread has failed").clone();
    (events, states)
}

#[test]
fn a_loss_of_power_loses_nothing_that_was_acknowledged() {
    let images = count("POWER_LOSSES", 120);
    let mut random = Random::new(17);
    let mut done = 0;
    while done < images {
        let (events, states) = session(&mut random, 12);
        for _ in 0..200.min(images - done) {
            // Most losses happen just after something was acknowledged, when nothing follows it.
            let at = match random.below(3) {
                0 => random.one(&states).0,
                _ => random.below(events.len() + 1),
            };
            let mut image = Image::of(&events[..at]);
            image.lose_power(&mut random);
            let folder = tempfile::tempdir().expect("a temporary folder");
            image.write(folder.path(), &mut random);
            let acknowledged = states.iter().rposition(|(len, _)| *len <= at);
            let acknowledged = acknowledged.expect("the first state is of no event");
            let numbered = states.iter().enumerate().skip(acknowledged).take(2);
            let expected: Vec<_> = numbered
                .map(|(number, (_, state))| (number as u64, state))
                .collect();
            check(
                folder.path(),
                &expected,
                &format!("image {done}, event {at}"),
            );
            done += 1;
        }
    }
}
