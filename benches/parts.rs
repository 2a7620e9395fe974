//! What the parts of indexing and searching cost, each alone and on one thread.
//!
//! ```text
//! cargo bench --bench parts -- FOLDER
//! ```
//!
//! The best of several rounds counts, as the machine has other things to do.

#![expect(clippy::print_stdout, reason = "the table is what it is run for")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use section_search::analyzer::{Language, ranked_terms, tokens};
use section_search::corpus::{Corpus, Limits, Reading, Source, read};
use section_search::{Fresh, Index, Origin, Outline, Passage, Query, Rules, split};

const ROUNDS: usize = 5;
/// So many titles are asked for.
const QUERIES: usize = 200;
const HITS: usize = 10;

fn main() -> Result<()> {
    let folder = std::env::args_os()
        .skip(1)
        .find(|argument| argument != "--bench")
        .context("which folder? cargo bench --bench parts -- FOLDER")?;
    let folder = PathBuf::from(folder);
    let sources = Corpus::new(std::slice::from_ref(&folder), Rules::default())?
        .walk()?
        .sources;
    print_indexing(&sources)?;
    print_searching(&folder)
}

/// The time of each part of indexing.
#[derive(Default)]
struct Times {
    loading: Duration,
    reading: Duration,
    splitting: Duration,
    tokenizing: Duration,
    stemming: Duration,
}

impl Times {
    fn parts(&self) -> [(&'static str, Duration); 5] {
        [
            ("loading files", self.loading),
            ("reading their formats", self.reading),
            ("splitting into passages", self.splitting),
            ("tokenizing", self.tokenizing),
            ("stemming", self.stemming),
        ]
    }
}

fn print_indexing(sources: &[Source]) -> Result<()> {
    let mut best = index(sources)?.parts();
    for _ in 1..ROUNDS {
        for (best, (_, time)) in best.iter_mut().zip(index(sources)?.parts()) {
            best.1 = best.1.min(time);
        }
    }
    let megabytes = sources
        .iter()
        .map(|source| source.fingerprint.size)
        .sum::<u64>() as f64
        / 1e6;
    println!("{} files, {megabytes:.1} MB", sources.len());
    for (name, time) in best {
        println!("{name:36} {:8.0} MB/s", megabytes / time.as_secs_f64());
    }
    Ok(())
}

/// Does what indexing does before anything is written, one file after the other.
fn index(sources: &[Source]) -> Result<Times> {
    let mut times = Times::default();
    for source in sources {
        let load = || fs::read(&source.file).with_context(|| source.path.clone());
        let bytes = timed(&mut times.loading, load)?;
        let mut others = Duration::ZERO;
        let start = Instant::now();
        // What cannot be read has no other parts.
        let _ = read(&source.path, bytes, &Limits::default(), &mut |reading| {
            timed(&mut others, || index_document(&reading, &mut times));
        });
        times.reading += start.elapsed().saturating_sub(others);
    }
    Ok(times)
}

fn index_document(reading: &Reading<'_>, times: &mut Times) {
    let origin = Origin {
        path: reading.path,
        archive: reading.archive,
        path_bytes: None,
        language: Language::ENGLISH,
    };
    let passages: Vec<Passage> = timed(&mut times.splitting, || {
        split(&reading.document, reading.text, &origin)
    });
    for passage in passages {
        let tokens = timed(&mut times.tokenizing, || tokens(&passage.text));
        let language = passage.language.as_deref().and_then(Language::from_code);
        let language = language.unwrap_or(Language::ENGLISH);
        black_box(timed(&mut times.stemming, || {
            ranked_terms(&tokens, language)
        }));
    }
}

fn timed<T>(sum: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    *sum += start.elapsed();
    made
}

/// Prints what it costs to find and rank passages, and what to show each of them.
fn print_searching(folder: &Path) -> Result<()> {
    let place = tempfile::tempdir()?;
    let mut index = Index::builder()
        .corpus(folder)
        .index(place.path())
        .fresh(Fresh::Never)
        .open()?;
    index.update()?;
    let queries = titles(&index)?;
    let first = search(&index, &queries, 1)?;
    let all = search(&index, &queries, HITS)?;
    let each = all.saturating_sub(first) / (HITS as u32 - 1);
    println!("{} titles as queries, on average", queries.len());
    for (name, time) in [
        ("a search, one hit shown", first),
        ("each further hit, with its snippet", each),
    ] {
        println!("{name:36} {:8.0} µs", time.as_secs_f64() * 1e6);
    }
    Ok(())
}

/// Returns titles of documents, evenly spread.
fn titles(index: &Index) -> Result<Vec<Query>> {
    let Outline::Corpus { documents, .. } = index.outline(None)? else {
        return Ok(Vec::new());
    };
    let step = documents.len().div_ceil(QUERIES).max(1);
    let titles = documents.iter().step_by(step);
    Ok(titles
        .map(|document| Query::parse(&document.title))
        .collect())
}

/// Returns the time of a query, on average.
fn search(index: &Index, queries: &[Query], limit: usize) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for query in queries {
            black_box(index.search(&query.clone().limit(limit))?);
        }
        best = best.min(start.elapsed());
    }
    Ok(best / u32::try_from(queries.len().max(1))?)
}
