//! A disk of which one operation fails, once or from then on: no change is acknowledged that is not there.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, MmapDirectory};

use crate::engine::Start;
use crate::engine::embedded::disk::{Disk, LocalDisk, Output};
use crate::engine::embedded::faults::copy::copy;
use crate::engine::embedded::faults::random::Random;
use crate::engine::embedded::faults::sample::count;
use crate::engine::embedded::faults::{Change, State, check, engine, engine_on};

/// An operation that may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    CreateDir,
    RemoveDir,
    Create,
    Write,
    Sync,
    Rename,
    Remove,
    SyncDir,
    Open,
}

const OPERATIONS: [Operation; 9] = [
    Operation::CreateDir,
    Operation::RemoveDir,
    Operation::Create,
    Operation::Write,
    Operation::Sync,
    Operation::Rename,
    Operation::Remove,
    Operation::SyncDir,
    Operation::Open,
];

/// What fails, when, and how.
#[derive(Debug, Clone, Copy)]
struct Fault {
    operation: Operation,
    /// Which one fails, counted from 1.
    number: usize,
    /// Do those that follow fail too?
    is_lasting: bool,
    error: io::ErrorKind,
}

#[derive(Debug, Clone)]
struct FailingDisk {
    fault: Fault,
    count: Arc<AtomicUsize>,
}

impl FailingDisk {
    fn new(fault: Fault) -> Self {
        let count = Arc::new(AtomicUsize::new(0));
        Self { fault, count }
    }

    /// Did the fault happen?
    fn has_failed(&self) -> bool {
        self.count.load(Ordering::Relaxed) >= self.fault.number
    }

    fn pass(&self, operation: Operation) -> io::Result<()> {
        if operation != self.fault.operation {
            return Ok(());
        }
        let number = 1 + self.count.fetch_add(1, Ordering::Relaxed);
        let is_hit = number == self.fault.number;
        if is_hit || self.fault.is_lasting && number > self.fault.number {
            return Err(io::Error::from(self.fault.error));
        }
        Ok(())
    }
}

impl Disk for FailingDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        self.pass(Operation::CreateDir)?;
        LocalDisk.create_dir(dir)
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        self.pass(Operation::RemoveDir)?;
        LocalDisk.remove_dir(dir)
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn Output>> {
        self.pass(Operation::Create)?;
        Ok(Box::new(FailingOutput {
            disk: self.clone(),
            output: LocalDisk.create(file)?,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.pass(Operation::Rename)?;
        LocalDisk.rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        self.pass(Operation::Remove)?;
        LocalDisk.remove(file)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.pass(Operation::SyncDir)?;
        LocalDisk.sync_dir(dir)
    }

    fn open(
        &self,
        folder: &MmapDirectory,
        name: &Path,
    ) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.pass(Operation::Open)
            .map_err(|error| OpenReadError::wrap_io_error(error, name.to_owned()))?;
        LocalDisk.open(folder, name)
    }

    fn open_once(&self, file: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.pass(Operation::Open)
            .map_err(|error| OpenReadError::wrap_io_error(error, file.to_owned()))?;
        LocalDisk.open_once(file)
    }
}

struct FailingOutput {
    disk: FailingDisk,
    output: Box<dyn Output>,
}

impl Write for FailingOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = self.disk.pass(Operation::Write) {
            // Half of it is on the disk all the same.
            self.output.write_all(&bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

impl Output for FailingOutput {
    fn sync(&mut self) -> io::Result<()> {
        self.disk.pass(Operation::Sync)?;
        self.output.sync()
    }
}

/// How many changes make so many segments that the next one merges them.
const BASE: u64 = 7;

fn base(dir: &Path) -> State {
    let mut random = Random::new(5);
    let mut state = State::new();
    for number in 0..BASE as usize {
        let change = Change {
            start: Start::Last,
            ..Change::random(&mut random, number)
        };
        change.write(&engine(dir)).expect("a change");
        state = change.of(&state);
    }
    state
}

/// Runs a change on a copy of the base with one fault; returns whether the fault happened.
fn run(base: &Path, before: &State, change: &Change, fault: Fault) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = folder.path();
    copy(base, dir);
    let disk = FailingDisk::new(fault);
    let written = change.write(&engine_on(Arc::new(disk.clone()), dir));
    let after = change.of(before);
    let mut expected = vec![(BASE + 1, &after)];
    if change.start == Start::Nothing && fault.operation == Operation::Open {
        // A rebuild counts anew where it cannot read what it replaces.
        expected.push((1, &after));
    }
    let outcome = match written {
        Ok(()) => "acknowledged".to_owned(),
        Err(error) => {
            expected.push((BASE, before));
            error.to_string()
        }
    };
    check(dir, &expected, &format!("{fault:?}: {outcome}"));
    disk.has_failed()
}

#[test]
fn an_operation_that_fails_is_never_a_false_success() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let before = base(folder.path());
    let mut random = Random::new(6);
    let mut change = Change::random(&mut random, BASE as usize);
    // A sample leaves out most numbers; `FAULTS=1` tries every one.
    let stride = count("FAULTS", 9);
    for start in [Start::Last, Start::Nothing] {
        change.start = start;
        for operation in OPERATIONS {
            for (is_lasting, error) in [
                (false, io::ErrorKind::StorageFull),
                (true, io::ErrorKind::StorageFull),
                (false, io::ErrorKind::Other),
                (true, io::ErrorKind::PermissionDenied),
            ] {
                let mut number = 1 + random.below(stride);
                let fault = |number| Fault {
                    operation,
                    number,
                    is_lasting,
                    error,
                };
                while run(folder.path(), &before, &change, fault(number)) {
                    number += 1 + random.below(2 * stride - 1);
                }
            }
        }
    }
}
