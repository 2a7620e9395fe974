//! Answers are as the files are now, though the server writes nothing.

use std::fs;

use crate::client::Request;
use crate::server::{Folder, until};

fn folder() -> Folder {
    Folder::new(&[
        ("a.md", "# Mali\n\nThe Niger.\n"),
        ("b.md", "# Chad\n\nThe Chari.\n"),
    ])
}

#[test]
fn what_was_written_before_the_request_is_found() {
    let folder = folder();
    let server = folder.serve(&[]);
    for number in 0..3 {
        folder.write("c.md", &format!("# Rivers\n\nThe Bani{number}.\n"));
        let answer = server
            .get(&format!("/search?q=bani{number}&fresh=always"))
            .is(200);
        assert_eq!(answer.ids(), ["c.md#rivers"]);
        assert_eq!(answer.json()["freshness"]["state"], "fresh");
    }
    fs::remove_file(folder.path("corpus/c.md")).expect("it is removed");
    assert!(server.get("/search?q=bani2&fresh=always").ids().is_empty());
    server.get("/passages/c.md?fresh=always").is(404);
}

#[test]
fn who_does_not_wait_is_told_what_is_missing() {
    let folder = folder();
    folder.write("search.toml", "");
    fs::write(folder.path("search.toml"), "[freshness]\nbudget_ms = 0\n").expect("a file");
    let server = folder.serve(&[]);
    until("it is fresh", || {
        server.get("/search?q=x").json()["freshness"]["state"] == "fresh"
    });
    // Nobody can write before the answer is there.
    let lock = fs::File::open(folder.path("index/lock")).expect("the lock");
    lock.lock().expect("it is free");
    fs::remove_file(folder.path("corpus/b.md")).expect("it is removed");
    let answer = server.get("/search?q=chari").is(200);
    let freshness = &answer.json()["freshness"];
    assert_eq!(
        (&freshness["state"], &freshness["changed"]),
        (&"stale".into(), &1.into())
    );
    // What is gone is never shown as if it were there.
    assert!(answer.ids().is_empty());
    let unchecked = server.get("/search?q=niger&fresh=never").json();
    assert_eq!(unchecked["freshness"]["state"], "unchecked");
    lock.unlock().expect("it is held");
    // The update goes on by itself.
    until("it is fresh", || {
        server.get("/search?q=x").json()["freshness"]["state"] == "fresh"
    });
}

#[test]
fn what_changes_while_nobody_asks_is_indexed() {
    let folder = folder();
    let server = folder.serve(&[]);
    // Nobody looks at the files for these.
    let finds = |word: &str| {
        !server
            .get(&format!("/search?q={word}&fresh=never"))
            .ids()
            .is_empty()
    };
    until("the first index is looked at", || finds("niger"));
    folder.write("new/c.md", "# Rivers\n\nThe Bani.\n");
    until("a file in a new folder is found", || finds("bani"));
    folder.write("new/c.md", "# Rivers\n\nThe Senegal.\n");
    until("an edit is found", || finds("senegal"));
    fs::remove_dir_all(folder.path("corpus/new")).expect("it is removed");
    until("what is gone is not", || !finds("senegal"));
}

#[cfg(target_os = "linux")]
#[test]
fn only_what_changes_folders_takes_a_walk() {
    let folder = folder();
    let server = folder.serve(&[]);
    let is_fresh = || server.get("/search?q=x").json()["freshness"]["state"] == "fresh";
    until("it is fresh", is_fresh);
    let walks = || count(&server.get("/metrics").body, "search_walks_total");
    let before = walks();
    assert!(before > 0);
    for number in 0..5 {
        folder.write("a.md", &format!("# Mali\n\nThe Bani{number}.\n"));
        let answer = server.get(&format!("/search?q=bani{number}&fresh=always"));
        assert_eq!(answer.ids(), ["a.md#mali"]);
    }
    assert_eq!(walks(), before);
    fs::create_dir(folder.path("corpus/new")).expect("a folder");
    assert!(is_fresh());
    assert!(walks() > before);
}

/// Returns a number that is counted.
fn count(metrics: &str, name: &str) -> u64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|number| number.trim().parse().ok())
        .expect("it is counted")
}

#[test]
fn an_answer_is_sent_once() {
    let folder = folder();
    let server = folder.serve(&[]);
    for target in [
        "/search?q=niger&fresh=always",
        "/outline?fresh=always",
        "/passages/a.md?fresh=always",
    ] {
        let tag = server
            .get(target)
            .is(200)
            .header("etag")
            .expect("a tag")
            .to_owned();
        let again = || server.send(&Request::get(target).header("if-none-match", &tag));
        let known = again().is(304);
        assert_eq!((known.header("etag"), &*known.body), (Some(&*tag), ""));
        let other = target.replace("niger", "chari").replace("a.md", "b.md");
        if other != target {
            server
                .send(&Request::get(&other).header("if-none-match", &tag))
                .is(200);
        }
        folder.write("a.md", &format!("# Mali\n\nThe Niger, after {target}.\n"));
        assert_ne!(again().is(200).header("etag"), Some(&*tag));
    }
}

#[test]
fn an_update_is_asked_for() {
    let folder = folder();
    let server = folder.serve(&[]);
    folder.write("c.md", "# Rivers\n\nThe Bani.\n");
    let report = server.send(&Request::post("/update", "{}")).is(200).json();
    // Another one may have just done it.
    let count = |name: &str| report[name].as_u64().expect("a number");
    assert_eq!(count("added") + count("unchanged"), 3);
    assert_eq!(
        server.get("/search?q=bani&fresh=never").ids(),
        ["c.md#rivers"]
    );
}

#[test]
fn a_damaged_index_is_made_anew() {
    let folder = folder();
    let server = folder.serve(&[]);
    drop(server);
    let mut folders = vec![folder.path("index")];
    while let Some(dir) = folders.pop() {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|it| it == "idx" || it == "term")
            {
                let mut bytes = fs::read(&path).expect("a file");
                bytes.iter_mut().for_each(|byte| *byte = !*byte);
                fs::write(&path, bytes).expect("a file");
            }
        }
    }
    let server = folder.start("127.0.0.1:0", &[]);
    until("it is mended", || {
        server.get("/search?q=niger").status == 200
    });
    assert_eq!(server.get("/search?q=niger").ids(), ["a.md#mali"]);
}
