//! Files that are named are looked at, and no others.

use std::fs;
use std::path::Path;

use section_search::Index;

#[test]
fn named_files_are_looked_at_and_no_others() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir_all(corpus.join("sub")).expect("a folder");
    let write = |path: &str, text: &str| fs::write(corpus.join(path), text).expect("a file");
    write("a.md", "rain");
    write("sub/b.md", "rain");
    let mut index = Index::open(&corpus).expect("an index");
    // Without an index there is nothing to leave as it is.
    let update = |index: &mut Index, files: &[&Path]| {
        let files: Vec<_> = files.iter().map(|file| corpus.join(file)).collect();
        let report = index.update_files(&files).expect("it is updated");
        (
            report.added,
            report.changed,
            report.removed,
            report.unchanged,
        )
    };
    let [a, b, c] = ["a.md", "sub/b.md", "c.md"].map(Path::new);
    assert_eq!(update(&mut index, &[a]), (2, 0, 0, 0));
    write("a.md", "sun and rain");
    write("sub/b.md", "sun and rain");
    write("c.md", "sun");
    assert_eq!(update(&mut index, &[b]), (0, 1, 0, 1));
    assert_eq!(update(&mut index, &[b, c]), (1, 0, 0, 2));
    fs::remove_dir_all(corpus.join("sub")).expect("it is removed");
    assert_eq!(update(&mut index, &[Path::new("sub")]), (0, 0, 1, 2));
    assert_eq!(
        update(&mut index, &[Path::new("../elsewhere.md")]),
        (0, 0, 0, 2)
    );
    // A folder takes a look at all files.
    assert_eq!(update(&mut index, &[Path::new("")]), (0, 1, 0, 1));
}
