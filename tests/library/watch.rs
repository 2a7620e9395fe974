//! An index that is watched is what its files are, soon after the last edit.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use section_search::{
    Error, Fresh, Index, Noticing, Query, Report, WatchOptions, Watched, Watcher,
};
use tempfile::TempDir;

use crate::random::Random;
use crate::rebuild::edit;
use crate::sample::count;

/// More than any update here takes.
const DEADLINE: Duration = Duration::from_secs(60);

/// A folder that is watched.
struct Kept {
    folder: TempDir,
    index: Index,
    told: Receiver<Watched>,
    _watcher: Watcher,
}

impl Kept {
    fn new(options: WatchOptions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).expect("a folder");
        let index = Index::open(&corpus).expect("an index");
        let index = index.with_fresh(Fresh::Never);
        let (sender, told) = mpsc::channel();
        let watcher = index.watch(options, move |watched| drop(sender.send(watched)));
        Self {
            folder,
            index,
            told,
            _watcher: watcher.expect("a thread"),
        }
    }

    fn corpus(&self) -> PathBuf {
        self.folder.path().join("corpus")
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.corpus().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    fn next(&self) -> Watched {
        self.told.recv_timeout(DEADLINE).expect("something is told")
    }

    /// Returns the next update.
    fn updated(&self) -> Report {
        loop {
            match self.next() {
                Watched::Updated(report) => return report,
                Watched::Failed(error) => panic!("{error}"),
                _ => {}
            }
        }
    }

    /// Waits until a condition holds; nobody but the watcher updates the index.
    fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let start = Instant::now();
        while !holds() {
            assert!(start.elapsed() < DEADLINE, "never: {what}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn finds(&self, words: &str) -> usize {
        let hits = self.index.search(&Query::parse(words));
        hits.map_or(0, |hits| hits.hits.len())
    }
}

#[test]
fn each_change_is_found_without_a_look_at_the_files() {
    let kept = Kept::new(WatchOptions::default());
    assert!(matches!(kept.next(), Watched::Noticing(Noticing::Events)));
    assert_eq!(kept.updated().added, 0);
    kept.write("a.md", "rain");
    kept.until("a new file", || kept.finds("rain") == 1);
    kept.write("sub/deep/b.md", "rain");
    kept.until("a file in new folders", || kept.finds("rain") == 2);
    kept.write("sub/deep/b.md", "sun");
    kept.until("an edit there", || kept.finds("sun") == 1);
    kept.write(".ignore", "sub/\n");
    kept.until("a rule", || kept.finds("sun") == 0);
    fs::remove_file(kept.corpus().join(".ignore")).expect("it is removed");
    kept.until("no rule", || kept.finds("sun") == 1);
    fs::rename(kept.corpus().join("sub"), kept.corpus().join("other")).expect("it is moved");
    kept.until("a moved folder", || kept.finds("sun path:other/*") == 1);
    kept.write("other/deep/c.md", "snow");
    kept.until("a file in a moved folder", || kept.finds("snow") == 1);
    fs::remove_dir_all(kept.corpus().join("other")).expect("it is removed");
    kept.until("a removed folder", || kept.finds("sun OR snow") == 0);
    assert_eq!(kept.finds("rain"), 1);
}

#[test]
fn files_are_looked_at_again_and_again_where_that_is_wanted() {
    let options = WatchOptions::default().poll(true);
    let kept = Kept::new(options.poll_every(Duration::from_millis(20)));
    match kept.next() {
        Watched::Noticing(Noticing::Polling { reason, .. }) => assert_eq!(reason, "as was wanted"),
        other => panic!("{other:?}"),
    }
    kept.updated();
    kept.write("sub/a.md", "rain");
    kept.until("a new file", || kept.finds("rain") == 1);
}

#[test]
fn an_update_that_fails_is_told_and_tried_again() {
    let kept = Kept::new(WatchOptions::default());
    kept.write("a.md", "rain");
    kept.until("a new file", || kept.finds("rain") == 1);
    let away = kept.folder.path().join("away");
    fs::rename(kept.corpus(), &away).expect("it is moved");
    let failed = |watched| matches!(watched, Watched::Failed(Error::Corpus { .. }));
    while !failed(kept.next()) {}
    fs::write(away.join("b.md"), "sun").expect("a file");
    fs::rename(&away, kept.corpus()).expect("it is moved");
    kept.until("the folder is back", || kept.finds("sun") == 1);
    kept.write("c.md", "snow");
    kept.until("it is watched again", || kept.finds("snow") == 1);
}

#[test]
fn bursts_of_edits_lose_nothing() {
    let kept = Kept::new(WatchOptions::default());
    kept.updated();
    let mut random = Random::new(7);
    let edits = count("BURST_EDITS", 300);
    let burst = edits.div_ceil(20).max(100);
    for number in 1..=edits {
        edit(&kept.corpus(), &mut random);
        if number % burst == 0 || number == edits {
            kept.until("as the files are", || is_as_the_files(&kept.index));
        }
    }
    // Nothing but the events brought it here.
    for watched in kept.told.try_iter() {
        let is_fine = matches!(
            watched,
            Watched::Updated(_) | Watched::Noticing(Noticing::Events)
        );
        assert!(is_fine, "{watched:?}");
    }
    let sound = kept.index.verify().expect("a check");
    assert!(sound.is_sound(), "{sound:?}");
}

/// Does a look at the files, which changes nothing, find no change?
fn is_as_the_files(index: &Index) -> bool {
    let status = index.status(false);
    status.is_ok_and(|status| status.freshness.changed == 0)
}

#[test]
fn more_files_than_the_system_can_tell_of_at_once_are_found() {
    let kept = Kept::new(WatchOptions::default());
    kept.updated();
    let files = 1_000;
    for number in 0..files {
        kept.write(&format!("{}/{number}.md", number % 10), "rain");
    }
    kept.until("all files", || {
        let status = kept.index.status(false);
        status.is_ok_and(|status| status.indexed == files)
    });
}
