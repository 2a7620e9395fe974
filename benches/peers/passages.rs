//! Our passages, prepared for peers that do not read files themselves.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Lines, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use section_search::analyzer::Language;
use section_search::corpus::{Corpus, Limits, Reading, read};
use section_search::{Origin, Passage, Rules, split};
use serde_json::{Value, json};

/// Prints the passages of a corpus, or of one of its files, as lines of JSON.
pub(crate) fn print(corpus: &str, only: Option<&str>) -> Result<()> {
    let walk = Corpus::new(&[PathBuf::from(corpus)], Rules::default())?.walk()?;
    let mut out = BufWriter::new(io::stdout().lock());
    for source in walk.sources {
        if only.is_some_and(|only| only != source.path) {
            continue;
        }
        let bytes = fs::read(&source.file).with_context(|| source.path.clone())?;
        let mut passages = Vec::new();
        // What we leave out, the peers are not given either.
        let _ = read(&source.path, bytes, &Limits::default(), &mut |reading| {
            passages.extend(passages_of(&reading));
        });
        for passage in passages {
            serde_json::to_writer(&mut out, &line(&passage))?;
            writeln!(out)?;
        }
    }
    Ok(out.flush()?)
}

fn passages_of(reading: &Reading<'_>) -> Vec<Passage> {
    let origin = Origin {
        path: reading.path,
        archive: reading.archive,
        path_bytes: None,
        language: Language::ENGLISH,
    };
    split(&reading.document, reading.text, &origin)
}

fn line(passage: &Passage) -> Value {
    json!({
        "path": passage.path,
        "title": passage.title,
        "headings": passage.headings.join(" > "),
        "text": passage.text,
    })
}

/// The passages of a file that `print` has written.
pub(crate) struct Prepared {
    lines: Lines<BufReader<File>>,
}

impl Prepared {
    pub(crate) fn open(path: &str) -> Result<Self> {
        let file = File::open(path).with_context(|| path.to_owned())?;
        Ok(Self {
            lines: BufReader::new(file).lines(),
        })
    }
}

impl Iterator for Prepared {
    type Item = Result<[String; 4]>;

    /// Returns path, title, headings and text of the next passage.
    fn next(&mut self) -> Option<Self::Item> {
        let line = self.lines.next()?;
        Some(line.map_err(Into::into).and_then(|line| fields(&line)))
    }
}

fn fields(line: &str) -> Result<[String; 4]> {
    let value: Value = serde_json::from_str(line)?;
    let field = |name: &str| {
        let text = value[name].as_str().map(str::to_owned);
        text.ok_or_else(|| anyhow!("a passage has no {name}"))
    };
    Ok([
        field("path")?,
        field("title")?,
        field("headings")?,
        field("text")?,
    ])
}
