//! An index that followed many edits answers as one that was made anew: the same hits with the same scores.

use std::path::Path;
use std::time::SystemTime;
use std::{fs, thread};

use section_search::{Fresh, Hits, Index, Query};
use tempfile::TempDir;

use crate::random::Random;
use crate::sample::count;

const NAMES: [&str; 8] = [
    "a.md",
    "b.md",
    "c.txt",
    "sub/d.md",
    "sub/e.rst",
    "f.html",
    "sub",
    "other/g.org",
];
const WORDS: [&str; 8] = [
    "mali", "niger", "hotel", "attack", "attacks", "peace", "process", "Keïta",
];

/// Does something to a tree that users or their programs do.
pub(crate) fn edit(corpus: &Path, random: &mut Random) {
    let path = corpus.join(random.word(&NAMES));
    match random.below(12) {
        0 | 1 => remove(&path),
        2 | 3 => rename(&path, &corpus.join(random.word(&NAMES))),
        4 => write_in_place(&path),
        5 => touch(&path),
        6 => link(&path, random),
        7 => change_mode(&path, random),
        _ => write(&path, random),
    }
}

fn remove(path: &Path) {
    match path.is_dir() && !path.is_symlink() {
        true => drop(fs::remove_dir_all(path)),
        false => drop(fs::remove_file(path)),
    }
}

/// Makes room for a file, even where a file is in the place of its folder.
fn make_room(path: &Path) {
    remove(path);
    let folder = path.parent().expect("a folder");
    if folder.is_symlink() || !folder.is_dir() {
        remove(folder);
    }
    fs::create_dir_all(folder).expect("a folder");
}

fn rename(from: &Path, to: &Path) {
    let is_inside = to.starts_with(from) || from.starts_with(to);
    if from.exists() && !is_inside {
        make_room(to);
        fs::rename(from, to).expect("it was there");
    }
}

fn write(path: &Path, random: &mut Random) {
    let mut text = format!("# {}\n\n", random.word(&WORDS));
    for _ in 0..random.below(30) {
        text += random.word(&WORDS);
        text += random.word(&[" ", " ", "\n\n## More\n\n"]);
    }
    make_room(path);
    fs::write(path, text).expect("a document");
}

/// Writes as many other bytes, with the time of the last writing set back.
fn write_in_place(path: &Path) {
    let Ok(text) = fs::read_to_string(path) else {
        return;
    };
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    fs::write(path, text.replace("mali", "lima").replace("peace", "paces")).expect("a document");
    let file = fs::File::options()
        .append(true)
        .open(path)
        .expect("it was there");
    let set = modified.and_then(|modified| file.set_modified(modified));
    set.expect("its time is set");
}

fn touch(path: &Path) {
    if let Ok(file) = fs::File::options().append(true).open(path) {
        file.set_modified(SystemTime::now())
            .expect("its time is set");
    }
}

#[cfg(unix)]
fn link(path: &Path, random: &mut Random) {
    make_room(path);
    let target = random.word(&["a.md", "..", "nowhere", "sub"]);
    std::os::unix::fs::symlink(target, path).expect("a link");
}

#[cfg(unix)]
fn change_mode(path: &Path, random: &mut Random) {
    use std::os::unix::fs::PermissionsExt;
    let mode = *random.one(&[0o600, 0o644, 0o400]);
    if path.is_file() && !path.is_symlink() {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }
}

#[cfg(not(unix))]
fn link(_path: &Path, _random: &mut Random) {}

#[cfg(not(unix))]
fn change_mode(_path: &Path, _random: &mut Random) {}

fn answers(index: &Index) -> Vec<Hits> {
    let queries = [
        "mali",
        "hotel attack",
        "\"peace process\"",
        "keita -niger",
        "nig* OR attack",
        "the process of peace in mali",
    ];
    let search = |query: &&str| {
        let mut hits = index
            .search(&Query::parse(query).limit(100))
            .expect("an answer");
        hits.took_ms = 0.0;
        hits.freshness.indexed_at = None;
        hits
    };
    queries.iter().map(search).collect()
}

/// A corpus with two indexes: one that follows its edits, one that is made anew after each.
struct Pair {
    folder: TempDir,
    followed: Index,
    anew: Index,
}

impl Pair {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).expect("a folder");
        let index = |name: &str| {
            let builder = Index::builder().corpus(&corpus);
            let opened = builder.index(folder.path().join(name)).open();
            opened.expect("an index")
        };
        let [followed, anew] = ["followed", "anew"].map(index);
        Self {
            folder,
            followed,
            anew,
        }
    }

    fn step(&mut self, random: &mut Random, what: &str) {
        let corpus = self.folder.path().join("corpus");
        for _ in 0..1 + random.below(3) {
            edit(&corpus, random);
        }
        let updated = self.followed.update().expect("an update");
        let rebuilt = self.anew.rebuild_with(&|_| {}).expect("a rebuild");
        assert_eq!(updated.passages, rebuilt.passages, "{what}");
        let answers = |index: &Index| answers(&index.with_fresh(Fresh::Never));
        assert_eq!(answers(&self.followed), answers(&self.anew), "{what}");
    }
}

/// After each sequence of edits the index that followed it must answer as one that is made anew.
///
/// `EDITS=100000 cargo test --release --test library rebuild` runs as many sequences; without it, it is a sample.
#[test]
fn an_update_answers_as_a_rebuild() {
    let sequences = count("EDITS", 100);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let follow = |worker: usize| {
        for seed in (worker..sequences.div_ceil(10)).step_by(workers) {
            let mut random = Random::new(seed as u64);
            let mut pair = Pair::new();
            for step in 0..10 {
                pair.step(&mut random, &format!("seed {seed}, step {step}"));
            }
        }
    };
    thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || follow(worker));
        }
    });
}

#[test]
fn no_deletion_is_lost_over_many_small_updates() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    let mut index = Index::open(&corpus).expect("an index");
    let mut random = Random::new(3);
    for step in 0..50 {
        for _ in 0..4 {
            let path = corpus.join(format!("{}.md", random.below(40)));
            if random.below(3) == 0 {
                drop(fs::remove_file(path));
            } else {
                fs::write(path, format!("mali {}\n", random.below(1_000_000))).expect("a document");
            }
        }
        let report = index.update().expect("an update");
        // A search would mend what is wrong; the status only looks.
        let status = index.status(false).expect("a status");
        assert_eq!(status.freshness.changed, 0, "step {step}: {report:?}");
        let documents = fs::read_dir(&corpus).expect("the folder").count();
        assert_eq!(status.documents, documents as u64, "step {step}");
    }
}
