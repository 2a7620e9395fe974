//! What becomes of a file whose worker dies, hangs or talks nonsense: a script is the worker.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;
use std::time::Duration;

use section_search::{Index, Limits, Query, Status};

use crate::folder::{Folder, program};

fn folder() -> Folder {
    // An empty archive.
    let zip = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    Folder::new().file("a.zip", zip).file("plain.md", "camel\n")
}

/// Returns an index whose worker is a script.
fn index(folder: &Folder, script: &str) -> Index {
    let hello = format!("{{\"Hello\":\"{}\"}}", env!("CARGO_PKG_VERSION"));
    let hello = format!("printf '\\{:03o}\\000\\000\\000{hello}'", hello.len());
    folder.write(
        "worker",
        format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{hello}\n{script}\n"),
    );
    let worker = folder.path("worker");
    fs::set_permissions(&worker, fs::Permissions::from_mode(0o755)).expect("a program");
    let limits = Limits {
        wall_time: Duration::from_secs(1),
        ..Limits::default()
    };
    let builder = Index::builder().corpus(folder.path("corpus"));
    let builder = builder.worker(worker).limits(limits);
    builder.open().expect("an index")
}

/// Claims that the archive is left out for a reason, and that all else is found.
fn check(script: &str, status: Status, reason: &str) {
    let folder = folder();
    let mut index = index(&folder, script);
    let report = index.update().expect("it is updated");
    assert_eq!(report.added, 1);
    let told: Vec<_> = report
        .files
        .iter()
        .map(|it| (it.status, &*it.reason))
        .collect();
    assert_eq!(told, [(status, reason)], "{script}");
    let hits = index
        .search(&Query::parse("camel"))
        .expect("an answer")
        .hits;
    assert_eq!(hits.len(), 1);
}

#[test]
fn a_worker_that_hangs_is_ended() {
    check("sleep 100", Status::Failed, "took longer than 1 s");
}

#[test]
fn a_worker_that_dies_tells_why() {
    let broken = "the reader of this format failed; please report it";
    check("exit 1", Status::Failed, broken);
    check("printf nonsense; sleep 100", Status::Failed, broken);
    let time = "took longer than 30 s of a processor's time";
    check("kill -XCPU $$", Status::Failed, time);
    let memory = "echo memory allocation of 9 bytes failed >&2; kill -ABRT $$";
    check(memory, Status::Failed, "needed more than 1 GiB of memory");
    let stack = "echo thread has overflowed its stack >&2; kill -ABRT $$";
    let told = "the reader of this format ran out of stack; please report it";
    check(stack, Status::Failed, told);
}

#[test]
fn a_file_is_tried_twice_and_not_again() {
    let folder = folder();
    let mut index = index(&folder, "echo tried >> \"${0%/*}/tries\"; exit 1");
    for _ in 0..3 {
        index.update().expect("it is updated");
    }
    let tries = fs::read_to_string(folder.path("tries")).expect("it was tried");
    assert_eq!(tries.lines().count(), 2);
    // Until it changes.
    folder.write(
        "corpus/a.zip",
        [b"PK\x05\x06".as_slice(), &[0; 19]].concat(),
    );
    index.update().expect("it is updated");
    let tries = fs::read_to_string(folder.path("tries")).expect("it was tried");
    assert_eq!(tries.lines().count(), 4);
}

#[test]
fn what_lacks_a_worker_is_read_when_there_is_one() {
    let folder = folder();
    let builder = || Index::builder().corpus(folder.path("corpus"));
    let mut without = builder().open().expect("an index");
    let report = without.update().expect("it is updated");
    assert_eq!((report.added, report.skipped), (1, 1));
    assert!(report.files[0].reason.contains("Builder::worker"));
    // It is not tried again and again.
    assert!(!without.update().expect("it is updated").files.is_empty());
    let worker = program().get_program().to_owned();
    let mut with = builder().worker(worker).open().expect("an index");
    let report = with.update().expect("it is updated");
    assert_eq!(
        (report.changed, report.skipped, report.unchanged),
        (1, 0, 1)
    );
}

/// A message with a text and two attachments, of which the second is no text.
const MAIL: &str = "Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe walrus.\n--b\nContent-Type: text/plain; name=a.txt\n\n\
    The seal.\n--b\nContent-Type: application/rtf; name=a.rtf\n\n{\\rtf1 The camel.\\par}\n--b--\n";

#[test]
fn only_attachments_that_are_no_text_are_for_a_worker() {
    let plain = MAIL.replace("application/rtf; name=a.rtf", "text/plain; name=b.txt");
    let plain = plain.replace("{\\rtf1 The camel.\\par}", "The camel.");
    let count = "echo tried >> \"${0%/*}/tries\"; exit 1";
    let folder = Folder::new().file("plain.eml", plain);
    let mut with_worker = index(&folder, count);
    let report = with_worker.update().expect("it is updated");
    assert_eq!((report.added, report.files.len()), (1, 0));
    assert!(!folder.path("tries").exists());
    folder.write("corpus/rich.eml", MAIL);
    let report = with_worker.update().expect("it is updated");
    let reason =
        "1 of 2 files in it left out: a.rtf: the reader of this format failed; please report it";
    assert_eq!((report.added, &*report.files[0].reason), (1, reason));
    // It costs neither the message nor what else is attached, and is not tried again.
    with_worker.update().expect("it is updated");
    let tries = fs::read_to_string(folder.path("tries")).expect("it was tried");
    assert_eq!(tries.lines().count(), 2);
    for (words, count) in [("walrus", 2), ("seal", 2), ("camel", 1)] {
        let hits = with_worker.search(&Query::parse(words)).expect("an answer");
        assert_eq!(hits.total, Some(count), "{words}");
    }
}

#[test]
fn attachments_that_lack_a_worker_are_read_when_there_is_one() {
    let folder = Folder::new().file("a.eml", MAIL);
    let builder = || Index::builder().corpus(folder.path("corpus"));
    let mut without = builder().open().expect("an index");
    let report = without.update().expect("it is updated");
    assert_eq!((report.added, report.files.len()), (1, 1));
    assert!(report.files[0].reason.contains("Builder::worker"));
    let report = without.update().expect("it is updated");
    assert_eq!((report.changed, report.unchanged), (0, 1));
    let worker = program().get_program().to_owned();
    let mut with = builder().worker(worker).open().expect("an index");
    let report = with.update().expect("it is updated");
    assert_eq!((report.changed, report.files.len()), (1, 0));
    let hits = with.search(&Query::parse("camel")).expect("an answer").hits;
    assert_eq!(hits[0].passage.path, "a.eml!/a.rtf");
    let report = with.update().expect("it is updated");
    assert_eq!((report.changed, report.unchanged), (0, 1));
}

/// Returns what notes in `index/reading` that a file is being read.
fn mark(path: &str) -> [u8; 32] {
    *blake3::hash(path.as_bytes()).as_bytes()
}

#[test]
fn what_an_update_reads_is_noted_while_it_does() {
    let records = "{\"text\": \"camel\"}\n".repeat(300);
    let folder = Folder::new().file("a.jsonl", records);
    let builder = Index::builder().corpus(folder.path("corpus"));
    let mut index = builder.open().expect("an index");
    let noted = Mutex::new(Vec::new());
    let report = index.update_with(&|progress| {
        if progress.documents > 0 && progress.done == 0 {
            let notes = fs::read(folder.path("index/reading"));
            noted.lock().expect("no panic").push(notes.expect("notes"));
        }
    });
    assert_eq!(report.expect("it is updated").added, 1);
    assert_eq!(noted.into_inner().expect("no panic"), [mark("a.jsonl")]);
    assert!(!folder.path("index/reading").exists());
}

#[test]
fn a_text_that_took_the_program_down_is_read_in_a_worker() {
    let folder = Folder::new()
        .file("a.md", "camel\n")
        .file("b.md", "walrus\n");
    let mut index = index(&folder, "echo tried >> \"${0%/*}/tries\"; exit 1");
    folder.write("index/reading", mark("a.md"));
    for added in [1, 0] {
        let report = index.update().expect("it is updated");
        let told: Vec<_> = report
            .files
            .iter()
            .map(|it| (&*it.path, it.status))
            .collect();
        assert_eq!(
            (report.added, &*told),
            (added, &[("a.md", Status::Failed)][..])
        );
    }
    let tries = fs::read_to_string(folder.path("tries")).expect("it was tried");
    assert_eq!(tries.lines().count(), 2);
    assert!(!folder.path("index/reading").exists());
    // Another text may do no harm.
    folder.write("corpus/a.md", "a camel\n");
    let report = index.update().expect("it is updated");
    assert_eq!((report.changed, report.files.len()), (1, 0));
}

#[test]
fn a_program_that_is_no_worker_is_told() {
    let folder = folder();
    let builder = Index::builder().corpus(folder.path("corpus"));
    let mut index = builder.worker("/bin/cat").open().expect("an index");
    let report = index.update().expect("it is updated");
    assert_eq!((report.added, report.failed), (1, 1));
    let reason = &report.files[0].reason;
    assert!(reason.contains("/bin/cat cannot be started"), "{reason}");
    // The next update tries again, and changes nothing if that fails as well.
    let report = index.update().expect("it is updated");
    assert_eq!((report.changed, report.failed), (0, 1));
    let worker = program().get_program().to_owned();
    let builder = Index::builder().corpus(folder.path("corpus"));
    let mut index = builder.worker(worker).open().expect("an index");
    let report = index.update().expect("it is updated");
    assert_eq!((report.changed, report.failed), (1, 0));
}

#[test]
fn a_file_that_needs_too_much_memory_costs_itself_only() {
    let mut zeros = vec![b' '; 40 << 20];
    // Not all of it is the same, so that it unpacks to less than it may.
    zeros
        .iter_mut()
        .step_by(50)
        .zip(0u32..)
        .for_each(|(byte, at)| {
            *byte = b'a' + (at.wrapping_mul(2_654_435_761) >> 24) as u8 % 26;
        });
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &zeros).expect("a file");
    let folder = folder().file("big.md.gz", encoder.finish().expect("a file"));
    folder.write("search.toml", "[extract]\nmemory_bytes = 67108864\n");
    let json = folder.search(&["--update", "--json"]).exits(2).json();
    assert_eq!(json["files"][0]["path"], "big.md.gz");
    assert_eq!(
        json["files"][0]["reason"],
        "needed more than 64 MiB of memory"
    );
    folder.search(&["camel", "-c"]).exits(0).prints("1");
}
