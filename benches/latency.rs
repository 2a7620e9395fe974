//! How long it takes from a saved file to the answer that has it, while a folder is watched.
//!
//! ```text
//! cargo bench --bench latency -- FOLDER [EDITS]
//! ```
//!
//! The folder is copied first. Each edit adds a word that was never there to one of its files; the next comes when the
//! word is found and nothing has happened for a while.

#![expect(clippy::print_stdout, reason = "the table is what it is run for")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use section_search::{Fresh, Index, Noticing, Query, WatchOptions, Watched};

/// How long nothing happens between two edits.
const PAUSE: Duration = Duration::from_millis(150);
/// How often it is looked whether the word is found.
const LOOK: Duration = Duration::from_millis(1);
/// A word that is not found after this time is lost.
const DEADLINE: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let arguments = std::env::args().skip(1);
    let mut arguments = arguments.filter(|argument| argument != "--bench");
    let Some(folder) = arguments.next() else {
        bail!("which folder? cargo bench --bench latency -- FOLDER [EDITS]");
    };
    let edits: usize = arguments.next().map_or(Ok(200), |count| count.parse())?;
    let place = tempfile::tempdir()?;
    let corpus = place.path().join("corpus");
    let mut files = Vec::new();
    copy(Path::new(&folder), &corpus, &mut files)?;
    let index = Index::open(&corpus)?;
    let (sender, told) = mpsc::channel();
    let _watcher = index.watch(WatchOptions::default(), move |watched| {
        drop(sender.send(watched));
    })?;
    loop {
        match told.recv()? {
            Watched::Noticing(Noticing::Events) => {}
            Watched::Updated(report) => {
                println!("{} files, {} passages", report.added, report.passages);
                break;
            }
            other => bail!("{other:?}"),
        }
    }
    let index = index.with_fresh(Fresh::Never);
    let mut times = Vec::with_capacity(edits);
    for number in 0..edits {
        let file = &files[number * 7_919 % files.len()];
        times.push(edit(file, &format!("edited{number}word"), &index)?);
        thread::sleep(PAUSE);
    }
    tell(times)
}

/// Adds a word to a file; returns how long it takes until it is found.
fn edit(file: &Path, word: &str, index: &Index) -> Result<Duration> {
    let mut options = fs::File::options();
    let mut output = options.append(true).open(file)?;
    writeln!(output, "\n{word}")?;
    drop(output);
    let start = Instant::now();
    let query = Query::parse(word);
    while index.search(&query)?.hits.is_empty() {
        if start.elapsed() > DEADLINE {
            bail!("{word} is not found in {}", file.display());
        }
        thread::sleep(LOOK);
    }
    Ok(start.elapsed())
}

fn tell(mut times: Vec<Duration>) -> Result<()> {
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
    let slowest = times.last().context("no edits")?;
    println!(
        "{} edits, from saved to found: p50 {:?}, p95 {:?}, p99 {:?}, slowest {slowest:?}",
        times.len(),
        at(0.5),
        at(0.95),
        at(0.99),
    );
    Ok(())
}

/// Copies the Markdown files of a folder, and notes them.
fn copy(from: &Path, to: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // What is hidden is not searched.
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy(&entry.path(), &target, files)?;
        } else if kind.is_file()
            && target
                .extension()
                .is_some_and(|extension| extension == "md")
        {
            fs::copy(entry.path(), &target)?;
            files.push(target);
        }
    }
    Ok(())
}
