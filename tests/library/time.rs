//! A search that may take only so long.

use std::fs;
use std::time::Duration;

use section_search::{Fresh, Index, Query};

#[test]
fn an_answer_says_that_its_time_was_up() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    for number in 0..300 {
        let text = format!("# River {number}\n\nThe river {number} flows north.\n");
        fs::write(corpus.join(format!("{number}.md")), text).expect("a file");
    }
    let mut index = Index::open(&corpus).expect("an index");
    index.update().expect("it is updated");
    let index = index.with_fresh(Fresh::Never);
    let ask = |query: Query| index.search(&query).expect("an answer");
    let query = Query::parse("river north").limit(250);

    let late = ask(query.clone().time(Duration::ZERO));
    assert!(late.timed_out && late.hits.is_empty());
    assert_eq!(late.total, None);

    let in_time = ask(query.clone().time(Duration::from_secs(3600)));
    let whole = ask(query);
    assert!(!in_time.timed_out);
    assert_eq!(in_time.hits, whole.hits);
    let json = serde_json::to_value(&whole).expect("JSON");
    assert!(json.get("timed_out").is_none());
}
