//! Checks on any folder that passages are where they say: lines and bytes of 200 random ones against the files.
//!
//! ```text
//! cargo run --release --example places -- FOLDER
//! ```
#![expect(clippy::print_stdout, reason = "a program says what it found")]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use section_search::{Index, Outline, Passage, Query};

const SAMPLE: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name a folder")?;
    let dir = env::temp_dir().join(format!("places-{}", std::process::id()));
    let mut index = Index::builder().corpus(&folder).index(&dir).open()?;
    let report = index.update()?;
    let Outline::Corpus { documents, .. } = index.outline(None)? else {
        return Err("no documents".into());
    };
    let mut passages = Vec::new();
    for document in documents {
        passages.extend(index.get(&document.path)?);
    }
    let (mut checked, mut wrong) = (0, 0);
    let mut at = 0;
    while checked < SAMPLE.min(passages.len()) {
        // A step that shares no divisor with the length meets every passage once.
        at = (at + 7_919) % passages.len();
        checked += 1;
        if let Err(reason) = check(&index, &passages[at], Path::new(&folder)) {
            wrong += 1;
            println!("{}: {reason}", passages[at].id);
        }
    }
    fs::remove_dir_all(&dir)?;
    let files = report.added + report.skipped + report.failed;
    println!(
        "{files} files: {} indexed, {} skipped, {} failed",
        report.added, report.skipped, report.failed
    );
    println!(
        "{checked} of {} passages checked, {wrong} wrong",
        report.passages
    );
    if wrong > 0 {
        Err("some passages are not where they say".into())
    } else {
        Ok(())
    }
}

/// Compares a passage with its file: line numbers, and every word of its text in order.
fn check(index: &Index, passage: &Passage, folder: &Path) -> Result<(), Box<dyn Error>> {
    let file = fs::read(folder.join(&passage.path))?;
    let bytes = passage.bytes.ok_or("it has no bytes")?;
    let [from, to] = bytes.map(|byte| byte as usize);
    let slice = file.get(from..to).ok_or("its bytes are not in the file")?;
    let newlines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    let first = 1 + newlines(&file[..from]);
    let last = first + newlines(slice.strip_suffix(b"\n").unwrap_or(slice));
    if passage.lines != Some([first, last]) {
        return Err(format!("lines {:?} should be {:?}", passage.lines, [first, last]).into());
    }
    let query = Query::parse(&format!("id:\"{}\"", passage.id))
        .full(true)
        .limit(100);
    let hits = index.search(&query)?.hits;
    let hit = hits
        .iter()
        .find(|hit| hit.passage.id == passage.id)
        .ok_or("it is not found by its id")?;
    let source = String::from_utf8_lossy(slice);
    let mut rest = &source[..];
    let is_plain = |word: &&str| word.len() > 2 && word.is_ascii();
    for word in hit
        .snippet
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(is_plain)
    {
        rest = after(rest, word).ok_or_else(|| format!("{word:?} does not follow in the file"))?;
    }
    Ok(())
}

/// Returns what follows `word` in `text`; in one place of it markup may stand, as in `the**Get**`.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let find = |text: &'a str, part: &str| text.find(part).map(|at| &text[at + part.len()..]);
    let in_two = |at| find(find(text, &word[..at])?, &word[at..]);
    let nearest = || {
        (1..word.len())
            .filter_map(in_two)
            .max_by_key(|rest| rest.len())
    };
    [find(text, word), nearest()]
        .into_iter()
        .flatten()
        .max_by_key(|rest| rest.len())
}
