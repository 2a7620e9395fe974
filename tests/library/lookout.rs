//! A lookout sees what a walk sees, though it walks only where it must.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use section_search::{Fresh, Index, Look, Lookout, Query};
use tempfile::TempDir;

use crate::random::Random;
use crate::rebuild::edit;
use crate::sample::count;

/// A folder that is looked at.
struct Seen {
    folder: TempDir,
    index: Index,
    lookout: Lookout,
}

impl Seen {
    /// Makes a folder with a file, and its index.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).expect("a folder");
        fs::write(corpus.join("a.md"), "rain").expect("a file");
        let mut index = Index::open(&corpus).expect("an index");
        index.update().expect("an update");
        let lookout = index.lookout();
        Self {
            folder,
            index,
            lookout,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("corpus").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    fn look(&self) -> Look {
        self.lookout.look().expect("a look")
    }

    /// Returns how many files have changed, as a walk over all of them has it, too.
    fn changed(&self, what: &str) -> u64 {
        let glimpsed = self.lookout.glimpse();
        let (seen, walked) = (self.look(), self.index.look().expect("a look"));
        // Nothing has happened since, but where nobody tells of it.
        assert!(glimpsed.is_none_or(|look| look == seen), "{what}");
        assert_eq!(
            self.lookout.glimpse().is_some(),
            self.lookout.hears(),
            "{what}"
        );
        assert_eq!(seen.generation, walked.generation, "{what}");
        assert_eq!(seen.freshness, walked.freshness, "{what}");
        seen.freshness.changed
    }

    /// Updates what the last look named, or everything.
    fn update(&mut self) {
        let look = self.look();
        let report = match look.files {
            Some(files) => self.index.update_files(&files),
            None => self.index.update(),
        };
        report.expect("an update");
    }
}

#[test]
fn a_look_sees_what_was_done_before_it() {
    let mut seen = Seen::new();
    assert_eq!(seen.changed("at first"), 0);
    seen.write("a.md", "rain and sun");
    assert_eq!(seen.changed("an edit"), 1);
    seen.write("b.md", "snow");
    assert_eq!(seen.changed("a new file"), 2);
    fs::remove_file(seen.path("a.md")).expect("it is removed");
    assert_eq!(seen.changed("a removed file"), 2);
    let file = seen.path("b.md");
    assert_eq!(
        seen.look().files,
        Some(vec![file.clone(), seen.path("a.md")])
    );
    seen.update();
    assert_eq!(seen.changed("after an update"), 0);
    fs::remove_file(&file).expect("it is removed");
    fs::write(&file, "snow").expect("the same file again");
    seen.changed("a file in the place of another");
    seen.update();
    assert_eq!(seen.changed("after another update"), 0);
}

#[test]
fn folders_and_rules_are_followed() {
    let mut seen = Seen::new();
    seen.write("sub/deep/b.md", "rain");
    assert_eq!(seen.changed("a file in new folders"), 1);
    seen.update();
    seen.write("sub/deep/b.md", "sun");
    assert_eq!(seen.changed("an edit there"), 1);
    seen.update();
    seen.write(".ignore", "sub/\n");
    assert_eq!(seen.changed("a rule"), 1);
    fs::remove_file(seen.path(".ignore")).expect("it is removed");
    assert_eq!(seen.changed("no rule"), 0);
    fs::rename(seen.path("sub"), seen.path("other")).expect("it is moved");
    assert_eq!(seen.changed("a moved folder"), 2);
    seen.update();
    seen.write("other/deep/c.md", "snow");
    assert_eq!(seen.changed("a file in a moved folder"), 1);
    fs::rename(seen.path("other/deep"), seen.folder.path().join("away")).expect("it is moved");
    assert_eq!(seen.changed("a folder that is gone"), 1);
    fs::create_dir(seen.path("other/deep")).expect("a folder");
    seen.write("other/deep/d.md", "snow");
    assert_eq!(seen.changed("another in its place"), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn only_what_changes_folders_takes_a_walk() {
    let mut seen = Seen::new();
    seen.look();
    assert!(seen.lookout.hears());
    let walks = seen.lookout.walks();
    for number in 0..20 {
        seen.write("a.md", &format!("rain {number}"));
        assert_eq!(seen.look().freshness.changed, 1);
        seen.update();
        assert_eq!(seen.look().freshness.changed, 0);
    }
    assert_eq!(seen.lookout.walks(), walks);
    fs::create_dir(seen.path("sub")).expect("a folder");
    seen.look();
    assert!(seen.lookout.walks() > walks);
}

#[test]
fn another_index_in_its_place_is_compared_anew() {
    let mut seen = Seen::new();
    seen.look();
    seen.write("b.md", "snow");
    // Another program updates, and this one hears of the file only.
    let mut other = Index::open(seen.path("")).expect("an index");
    other.update().expect("an update");
    assert_eq!(seen.changed("after another's update"), 0);
    // What another program forgets has changed for this one.
    other
        .update_files(&[seen.path("nothing.md")])
        .expect("an update");
    seen.write("c.md", "hail");
    seen.index.rebuild_with(&|_| {}).expect("a rebuild");
    assert_eq!(seen.changed("after a rebuild"), 0);
    let hits = seen
        .index
        .with_fresh(Fresh::Never)
        .search(&Query::parse("hail"));
    assert_eq!(hits.expect("hits").hits.len(), 1);
}

#[test]
fn more_files_than_can_be_named_are_all_seen() {
    let mut seen = Seen::new();
    seen.look();
    for number in 0..200 {
        seen.write(&format!("{number}.md"), "rain");
    }
    assert_eq!(seen.changed("many files"), 200);
    assert_eq!(seen.look().files, None);
    seen.update();
    assert_eq!(seen.changed("after an update"), 0);
}

#[test]
fn a_walk_finds_what_the_system_does_not_tell_of() {
    let mut seen = Seen::new();
    // A file that has another name outside of the corpus.
    let outside = seen.folder.path().join("outside.md");
    fs::hard_link(seen.path("a.md"), &outside).expect("another name");
    seen.update();
    seen.look();
    let mut file = fs::File::options()
        .append(true)
        .open(&outside)
        .expect("it is there");
    file.write_all(b" and sun").expect("it is written");
    drop(file);
    seen.lookout.walk().expect("a walk");
    assert_eq!(seen.changed("after a walk"), 1);
}

#[test]
fn a_corpus_that_is_away_is_an_error_until_it_is_back() {
    let seen = Seen::new();
    seen.look();
    let (corpus, away) = (seen.path(""), seen.folder.path().join("away"));
    fs::rename(&corpus, &away).expect("it is moved");
    seen.lookout.look().expect_err("it is not there");
    fs::write(away.join("b.md"), "snow").expect("a file");
    fs::rename(&away, &corpus).expect("it is moved");
    assert_eq!(seen.changed("it is back"), 1);
    seen.write("c.md", "hail");
    assert_eq!(seen.changed("it is heard of again"), 2);
}

/// After each of many edits a lookout must see what a walk sees; `LOOKS=100000` takes as many.
#[test]
fn it_sees_what_a_walk_sees() {
    let looks = count("LOOKS", 300);
    for seed in 0..looks.div_ceil(50) {
        let mut random = Random::new(seed as u64);
        let mut seen = Seen::new();
        for step in 0..50 {
            for _ in 0..random.below(3) {
                edit(&seen.path(""), &mut random);
            }
            if random.below(4) == 0 {
                seen.update();
            }
            seen.changed(&format!("seed {seed}, step {step}"));
        }
    }
}
