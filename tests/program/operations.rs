//! Whatever is done to the files, the very next search shows it: no ghosts, and nothing missed.
//!
//! `OPERATIONS=10000 cargo test --release --test program operations` runs as many; without it, it is a sample.

use std::collections::BTreeMap;
use std::fs;

use crate::folder::Folder;
use crate::random::Random;
use crate::sample::count;

const NAMES: [&str; 10] = [
    "a.md",
    "b.txt",
    "c.rst",
    "d.html",
    "e.org",
    "sub/f.md",
    "sub/g.md",
    "sub/deep/h.adoc",
    "i",
    "j.tex",
];

/// The files as they should be, each with the one word that only it has.
struct Tree {
    folder: Folder,
    words: BTreeMap<String, String>,
    /// Words that were in some file once.
    gone: Vec<String>,
    next: usize,
}

impl Tree {
    fn word(&mut self) -> String {
        self.next += 1;
        // Of one length, so that an edit need not change the size of a file.
        format!("word{:07}", self.next)
    }

    fn write(&mut self, name: &str) {
        let word = self.word();
        self.folder
            .write(&format!("corpus/{name}"), format!("every file {word}\n"));
        self.gone.extend(self.words.insert(name.to_owned(), word));
    }

    fn remove(&mut self, name: &str) {
        if let Some(word) = self.words.remove(name) {
            fs::remove_file(self.folder.path(&format!("corpus/{name}"))).expect("it was there");
            self.gone.push(word);
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        if from == to {
            return;
        }
        let Some(word) = self.words.remove(from) else {
            return;
        };
        let [from, path] = [from, to].map(|name| self.folder.path(&format!("corpus/{name}")));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::rename(from, path).expect("it was there");
        self.gone.extend(self.words.insert(to.to_owned(), word));
    }

    /// Writes another content of the same size, and sets the time of the last writing back.
    fn write_secretly(&mut self, name: &str) {
        if !self.words.contains_key(name) {
            return;
        }
        let path = self.folder.path(&format!("corpus/{name}"));
        let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
        self.write(name);
        let file = fs::File::options().append(true).open(path).expect("a file");
        let set = modified.and_then(|modified| file.set_modified(modified));
        set.expect("its time is set");
    }

    fn operate(&mut self, random: &mut Random) {
        let name = random.word(&NAMES);
        match random.below(10) {
            0 | 1 => self.remove(name),
            2 => self.rename(name, random.word(&NAMES)),
            3 | 4 => self.write_secretly(name),
            5 => {
                // Nothing changes but times.
                if self.words.contains_key(name) {
                    let path = self.folder.path(&format!("corpus/{name}"));
                    let text = fs::read(&path).expect("a file");
                    fs::write(path, text).expect("a file");
                }
            }
            _ => self.write(name),
        }
    }

    /// Claims that the next search has a file that is there, and none that is gone.
    fn check(&self, random: &mut Random, step: usize) {
        if random.below(3) == 0
            && let Some(word) = self.gone.last()
        {
            self.folder.search(&[word]).exits(1).says_no_more();
            return;
        }
        let names: Vec<_> = self.words.keys().collect();
        if names.is_empty() {
            return;
        }
        let name = *random.one(&names);
        let run = self.folder.search(&[&self.words[name], "-l"]).exits(0);
        assert_eq!(run.out().trim_end(), name, "step {step}");
        run.says_no_more();
    }
}

#[test]
fn the_next_search_shows_what_was_done() {
    let folder = Folder::new();
    // However slow the machine, there is time to index what changed.
    folder.write("search.toml", "[freshness]\nbudget_ms = 60000\n");
    let mut tree = Tree {
        folder,
        words: BTreeMap::new(),
        gone: Vec::new(),
        next: 0,
    };
    let mut random = Random::new(31);
    tree.write("a.md");
    for step in 0..count("OPERATIONS", 80) {
        for _ in 0..1 + random.below(2) {
            tree.operate(&mut random);
        }
        tree.check(&mut random, step);
    }
    let run = tree.folder.search(&["every", "--json", "--limit", "100"]);
    let mut found: Vec<_> = run.ids().iter().map(|id| id.replace('#', "")).collect();
    found.sort();
    assert_eq!(found, tree.words.keys().cloned().collect::<Vec<_>>());
}
