//! An index is shared: by clones, between threads, and each answer is of one state.

use std::fs;
use std::thread;

use section_search::{
    Cancel, Edits, Error, Fresh, Index, OwnDocument, Query, Report, Suggester, Watched, Watcher,
};

fn is_shared<T: Clone + Send + Sync>() {}
fn is_sent<T: Send>() {}

#[test]
fn an_index_is_cloned_and_shared_between_threads() {
    is_shared::<Index>();
    is_shared::<Suggester>();
    is_shared::<Cancel>();
    is_shared::<Query>();
    is_shared::<Edits>();
    is_sent::<Watcher>();
    is_sent::<Watched>();
    is_sent::<Report>();
    is_sent::<Error>();
}

/// Puts documents that all name the step, so that an answer shows which state it is of.
fn put_step(index: &mut Index, step: usize) {
    let mut edits = Edits::new();
    for number in 0..5 {
        let text = format!("every document, step{step}");
        edits.put(number.to_string(), OwnDocument::new().text(text));
    }
    index.edit(&edits).expect("it is edited");
}

#[test]
fn clones_follow_what_one_of_them_writes_and_each_answer_is_of_one_state() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::builder().index(folder.path()).open();
    let mut index = index.expect("an index");
    put_step(&mut index, 0);
    let readers = [(); 3].map(|()| index.with_fresh(Fresh::Never));
    thread::scope(|scope| {
        let reading = readers.map(|reader| {
            scope.spawn(move || {
                let mut last = 0;
                while last < 8 {
                    last = step_of(&reader, last);
                }
            })
        });
        for step in 1..=8 {
            put_step(&mut index, step);
        }
        for reader in reading {
            reader.join().expect("each answer is of one state");
        }
    });
}

/// Returns the step that an answer is of, which is none before `last`.
fn step_of(reader: &Index, last: usize) -> usize {
    let hits = reader
        .search(&Query::parse("every"))
        .expect("an answer")
        .hits;
    let texts: Vec<_> = hits.iter().map(|hit| hit.snippet.text.as_str()).collect();
    // What says the same is one hit.
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    let step = texts[0]
        .rsplit("step")
        .next()
        .and_then(|step| step.parse().ok());
    let step = step.expect("a step");
    assert!(step >= last, "{step} after {last}");
    step
}

#[test]
fn an_opened_index_follows_another_that_was_opened_for_itself() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    fs::write(corpus.join("a.md"), "rain").expect("a file");
    let mut writer = Index::open(&corpus).expect("an index");
    let reader = Index::open(&corpus)
        .expect("an index")
        .with_fresh(Fresh::Never);
    let count = || {
        reader
            .search(&Query::parse("rain"))
            .map(|hits| hits.hits.len())
    };
    assert!(matches!(count(), Err(Error::NoIndex { .. })));
    writer.update().expect("it is updated");
    assert_eq!(count().expect("an answer"), 1);
    fs::write(corpus.join("b.md"), "much rain").expect("a file");
    writer.rebuild_with(&|_| {}).expect("it is rebuilt");
    assert_eq!(count().expect("an answer"), 2);
}
