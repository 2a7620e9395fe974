//! How long queries take inside of a process.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Each query is asked so often, and once before, so that what it reads is there.
const ROUNDS: usize = 15;

/// Asks all queries round by round, and prints a line for each time that one was asked: its form and the microseconds.
pub(crate) fn print(queries: &str, ask: impl Fn(&str, &str) -> Result<usize>) -> Result<()> {
    let text = fs::read_to_string(queries).with_context(|| queries.to_owned())?;
    let queries: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    for (form, query) in &queries {
        if ask(form, query)? == 0 {
            bail!("nothing is found for {query:?}");
        }
    }
    for _ in 0..ROUNDS {
        for (form, query) in &queries {
            let time = time(|| ask(form, query))?;
            println!("{form}\t{:.1}", time.as_secs_f64() * 1e6);
        }
    }
    Ok(())
}

fn time(work: impl FnOnce() -> Result<usize>) -> Result<Duration> {
    let start = Instant::now();
    std::hint::black_box(work()?);
    Ok(start.elapsed())
}
