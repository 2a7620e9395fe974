//! The layout of BEIR: `queries.jsonl`, and the judgements of each split in `qrels/`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::eval::judgements::Judgements;
use crate::eval::layout::Known;
use crate::eval::lines::Lines;

/// A line of `queries.jsonl`.
#[derive(Deserialize)]
struct QueryLine {
    #[serde(alias = "_id")]
    id: String,
    text: String,
}

/// Reads `queries.jsonl` and the judgements of a split in `qrels/`.
pub(super) fn read(folder: &Path, split: &str) -> Result<Judgements> {
    let mut known = Known::default();
    for line in Lines::read(&folder.join("queries.jsonl"))?.iter() {
        let query: QueryLine = serde_json::from_str(line.text)
            .map_err(|error| line.wrong(format!("no query with _id and text: {error}")))?;
        known.add(&line, &query.id, &query.text)?;
    }
    for line in Lines::read(&judged_split(&folder.join("qrels"), split)?)?.iter() {
        let [id, name, grade] = line.columns()[..] else {
            return Err(line.wrong("a line is: query-id, corpus-id, score, parted by tabs".into()));
        };
        if line.number == 1 && grade.trim().parse::<i32>().is_err() {
            continue;
        }
        let grade = line.grade(grade)?;
        known.find(&line, id)?.grades.insert(name.to_owned(), grade);
    }
    Ok(known.judgements)
}

/// Returns `SPLIT.tsv`, or the only file of the folder.
fn judged_split(folder: &Path, split: &str) -> Result<PathBuf> {
    let named = folder.join(format!("{split}.tsv"));
    if named.exists() {
        return Ok(named);
    }
    let mut found = tables(folder)?;
    match &mut found[..] {
        [only] => Ok(std::mem::take(only)),
        _ => Err(Error::Rule {
            what: "split",
            value: split.to_owned(),
            reason: match found.is_empty() {
                true => format!("{} has no judgements (*.tsv)", folder.display()),
                false => format!("{} has {}", folder.display(), stems(&found)),
            },
        }),
    }
}

fn tables(folder: &Path) -> Result<Vec<PathBuf>> {
    let unread = |source| Error::File {
        path: folder.to_owned(),
        source,
    };
    let mut tables = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            tables.push(path);
        }
    }
    tables.sort();
    Ok(tables)
}

fn stems(tables: &[PathBuf]) -> String {
    let stems = tables.iter().filter_map(|table| table.file_stem());
    let stems: Vec<_> = stems.map(|stem| stem.to_string_lossy()).collect();
    stems.join(", ")
}
