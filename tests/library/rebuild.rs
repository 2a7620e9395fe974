//! An index that followed many edits answers as one that was made anew: the same hits with the same scores.

use std::fs;
use std::path::Path;

use section_search::{Hits, Index, Query};

use crate::random::Random;

const NAMES: [&str; 6] = ["a.md", "b.md", "c.txt", "sub/d.md", "sub/e.rst", "f.html"];
const WORDS: [&str; 8] = [
    "mali", "niger", "hotel", "attack", "attacks", "peace", "process", "Keïta",
];

fn edit(corpus: &Path, random: &mut Random) {
    let path = corpus.join(random.word(&NAMES));
    match random.below(4) {
        0 => drop(fs::remove_file(path)),
        1 => drop(fs::rename(path, corpus.join(random.word(&NAMES)))),
        _ => {
            let mut text = format!("# {}\n\n", random.word(&WORDS));
            for _ in 0..random.below(30) {
                text += random.word(&WORDS);
                text += random.word(&[" ", " ", "\n\n## More\n\n"]);
            }
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a document");
        }
    }
}

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

#[test]
fn an_update_answers_as_a_rebuild() {
    for seed in 0..12 {
        let mut random = Random::new(seed);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).expect("a folder");
        let mut followed = Index::builder()
            .corpus(&corpus)
            .index(folder.path().join("followed"))
            .open()
            .expect("an index");
        let mut anew = Index::builder()
            .corpus(&corpus)
            .index(folder.path().join("anew"))
            .open()
            .expect("an index");
        for step in 0..6 {
            for _ in 0..1 + random.below(3) {
                edit(&corpus, &mut random);
            }
            let updated = followed.update().expect("an update");
            let rebuilt = anew.rebuild_with(&|_| {}).expect("a rebuild");
            assert_eq!(
                updated.passages, rebuilt.passages,
                "seed {seed}, step {step}"
            );
            assert_eq!(
                answers(&followed),
                answers(&anew),
                "seed {seed}, step {step}"
            );
        }
    }
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
