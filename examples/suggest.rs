//! Types the titles of a folder's documents letter by letter, and tells how long suggestions take.
//!
//! ```text
//! cargo run --release --example suggest -- FOLDER
//! cargo run --release --example suggest -- FOLDER "state em"
//! ```
#![expect(clippy::print_stdout, reason = "a program says what it found")]

use std::error::Error;
use std::time::{Duration, Instant};
use std::{env, fs};

use section_search::{Fresh, Index, Outline, Query, Suggester};

/// How many beginnings are typed.
const SAMPLE: usize = 200;
/// How many letters are typed at most.
const MAX_CHARS: usize = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name a folder")?;
    let dir = env::temp_dir().join(format!("suggest-{}", std::process::id()));
    let mut index = Index::builder().corpus(&folder).index(&dir).open()?;
    println!("{} passages", index.update()?.passages);
    let index = index.with_fresh(Fresh::Never);
    let start = Instant::now();
    let suggester = index.suggester()?;
    println!("titles and headings read in {:?}", start.elapsed());
    match env::args().nth(2) {
        Some(typed) => show(&suggester, &typed)?,
        None => measure(&index, &suggester)?,
    }
    fs::remove_dir_all(&dir)?;
    Ok(())
}

fn show(suggester: &Suggester, typed: &str) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    for suggestion in suggester.suggest(typed, 10)?.suggestions {
        let place = suggestion.id.or(suggestion.path).unwrap_or_default();
        println!("{:?}  {}  {place}", suggestion.kind, suggestion.text);
    }
    println!("{:?}", start.elapsed());
    Ok(())
}

fn measure(index: &Index, suggester: &Suggester) -> Result<(), Box<dyn Error>> {
    let beginnings = beginnings(index)?;
    tell("suggest", &beginnings, |typed| {
        suggester.suggest(typed, 10).map(drop)
    })?;
    tell("suggest again", &beginnings, |typed| {
        suggester.suggest(typed, 10).map(drop)
    })?;
    tell("search as typed", &beginnings, |typed| {
        index.search(&Query::as_typed(typed)).map(drop)
    })
}

/// Returns beginnings of titles, taken evenly over the corpus.
fn beginnings(index: &Index) -> Result<Vec<String>, Box<dyn Error>> {
    let Outline::Corpus { documents, .. } = index.outline(None)? else {
        return Err("the corpus has no outline".into());
    };
    let step = (documents.len() / SAMPLE).max(1);
    let titles = documents.iter().step_by(step).take(SAMPLE).enumerate();
    let beginnings = titles.map(|(at, document)| {
        let letters = document.title.chars();
        letters.take(1 + at % MAX_CHARS).collect()
    });
    Ok(beginnings.collect())
}

fn tell(
    name: &str,
    beginnings: &[String],
    work: impl Fn(&str) -> section_search::Result<()>,
) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::new();
    for typed in beginnings {
        let start = Instant::now();
        work(typed)?;
        times.push((start.elapsed(), typed));
    }
    times.sort();
    let at = |part: f64| -> Duration { times[((times.len() - 1) as f64 * part) as usize].0 };
    let slowest = times.last().ok_or("no titles")?;
    println!(
        "{name}: p50 {:?}, p95 {:?}, slowest {:?} ({:?})",
        at(0.5),
        at(0.95),
        slowest.0,
        slowest.1,
    );
    Ok(())
}
