//! Measures the readers: how fast each format is read, and how that compares with only reading the bytes of its files.
//!
//! ```text
//! cargo run --release --example readers -- FILE…
//! ```
#![expect(clippy::print_stdout, reason = "a program says what it found")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::time::{Duration, Instant};

use section_search::corpus::{Limits, read};

/// Each file is read so many times; the median counts.
const RUNS: usize = 3;

/// What was measured of the files of a format.
#[derive(Default)]
struct Measured {
    files: usize,
    bytes: usize,
    text_bytes: usize,
    loading: Duration,
    reading: Duration,
}

fn main() {
    let mut formats: BTreeMap<&str, Measured> = BTreeMap::new();
    for path in env::args().skip(1) {
        match measure(&path) {
            Ok((format, measured)) => {
                let sum = formats.entry(format).or_default();
                sum.files += 1;
                sum.bytes += measured.bytes;
                sum.text_bytes += measured.text_bytes;
                sum.loading += measured.loading;
                sum.reading += measured.reading;
            }
            Err(reason) => println!("{path}: {reason}"),
        }
    }
    println!("format            files      MB  text MB     MB/s  text MB/s  ratio to loading");
    for (format, it) in formats {
        let mb = |bytes: usize| bytes as f64 / 1e6;
        let seconds = it.reading.as_secs_f64();
        println!(
            "{format:<17} {:>5} {:>7.1} {:>8.1} {:>8.1} {:>10.1} {:>17.0}",
            it.files,
            mb(it.bytes),
            mb(it.text_bytes),
            mb(it.bytes) / seconds,
            mb(it.text_bytes) / seconds,
            seconds / it.loading.as_secs_f64(),
        );
    }
}

/// Returns the format of a file and what was measured of it.
fn measure(path: &str) -> Result<(&'static str, Measured), String> {
    let mut runs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        let bytes = fs::read(path).map_err(|error| error.to_string())?;
        let loading = start.elapsed();
        let len = bytes.len();
        let mut text_bytes = 0;
        let start = Instant::now();
        let opened = read(path, bytes, &Limits::default(), &mut |reading| {
            let texts = reading
                .document
                .sections
                .iter()
                .map(|section| section.text.len());
            text_bytes += texts.sum::<usize>();
        });
        let opened = opened.map_err(|refusal| refusal.reason)?;
        let measured = Measured {
            files: 1,
            bytes: len,
            text_bytes,
            loading,
            reading: start.elapsed(),
        };
        runs.push((opened.format.name, measured));
    }
    runs.sort_by_key(|(_, measured)| measured.reading);
    Ok(runs.swap_remove(RUNS / 2))
}
