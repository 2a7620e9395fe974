//! What the full ranking costs, beside a plain top ten of the same index by tantivy.
//!
//! ```text
//! cargo bench --bench cost -- FOLDER QUERIES.tsv …
//! ```
//!
//! A line of a `QUERIES.tsv` is an id, a tab and a query. Two hundred of them are asked, evenly spread over the files.

#![expect(clippy::print_stdout, reason = "the table is what it is run for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use section_search::analyzer::{Language, ranked_terms, tokens};
use section_search::{Fresh, Index, Query};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{ReloadPolicy, Searcher, TantivyDocument, Term};

/// How many queries are asked.
const QUERIES: usize = 200;
/// How often each is asked; the quickest answer counts, as the machine has other things to do.
const ROUNDS: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .map(PathBuf::from)
        .collect();
    let [folder, files @ ..] = arguments.as_slice() else {
        bail!("which folder, and which queries? cargo bench --bench cost -- FOLDER QUERIES.tsv …");
    };
    let place = tempfile::tempdir()?;
    let mut index = Index::builder()
        .corpus(folder)
        .index(place.path())
        .fresh(Fresh::Never)
        .open()?;
    let report = index.update()?;
    let queries = queries(files)?;
    let ours = times(&queries, |query| {
        Ok(index.search(&Query::parse(query))?.hits.len())
    })?;
    let plain = Plain::open(place.path())?;
    let top = times(&queries, |query| plain.best(query).map(|found| found.len()))?;
    let read = times(&queries, |query| plain.read(query))?;
    println!("{} passages, {} queries", report.passages, queries.len());
    print_row("tantivy, top 10", &top, &top);
    print_row("tantivy, top 10 and their passages", &read, &top);
    print_row("the full ranking with snippets", &ours, &top);
    Ok(())
}

/// Reads queries, evenly spread over the files.
fn queries(files: &[PathBuf]) -> Result<Vec<String>> {
    let mut queries = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let all: Vec<&str> = text
            .lines()
            .filter_map(|line| Some(line.split_once('\t')?.1))
            .collect();
        let wanted = QUERIES / files.len();
        let step = (all.len() / wanted.max(1)).max(1);
        queries.extend(
            all.iter()
                .step_by(step)
                .take(wanted)
                .map(|query| (*query).to_owned()),
        );
    }
    Ok(queries)
}

/// Returns the best time of each query.
fn times(queries: &[String], ask: impl Fn(&str) -> Result<usize>) -> Result<Vec<Duration>> {
    let mut best = vec![Duration::MAX; queries.len()];
    for _ in 0..ROUNDS {
        for (query, best) in queries.iter().zip(&mut best) {
            let start = Instant::now();
            std::hint::black_box(ask(query)?);
            *best = start.elapsed().min(*best);
        }
    }
    Ok(best)
}

fn print_row(name: &str, times: &[Duration], base: &[Duration]) {
    let [p50, p99] = [0.5, 0.99].map(|part| at(times, part));
    let ratio = p50 / at(base, 0.5);
    println!("{name:40} p50 {p50:8.3} ms   p99 {p99:8.3} ms   ratio {ratio:5.2}");
}

/// Returns the time that a part of the queries does not exceed, in milliseconds.
fn at(times: &[Duration], part: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let last = sorted.len().saturating_sub(1);
    let time = sorted.get((last as f64 * part) as usize);
    time.copied().unwrap_or_default().as_secs_f64() * 1e3
}

/// The same index, asked as tantivy's own examples ask.
struct Plain {
    searcher: Searcher,
    ranked: Field,
}

impl Plain {
    /// Opens the index as tantivy knows it: without the checksums that stand before its list of segments.
    fn open(place: &Path) -> Result<Self> {
        let generation = place.join(fs::read_to_string(place.join("CURRENT"))?.trim());
        let list = generation.join("meta.json");
        let sealed = fs::read_to_string(&list)?;
        let (_, bare) = sealed.split_once("\n\n").context("meta.json has no seal")?;
        fs::write(&list, bare)?;
        let index = tantivy::Index::open_in_dir(&generation)?;
        let reader: tantivy::IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            searcher: reader.searcher(),
            ranked: index.schema().get_field("ranked")?,
        })
    }

    /// Returns the ten best passages that have any of the words.
    fn best(&self, query: &str) -> Result<Vec<(f32, tantivy::DocAddress)>> {
        let terms = ranked_terms(&tokens(query), Language::ENGLISH);
        let clauses = terms.into_iter().map(|ranked| {
            let term = Term::from_field_text(self.ranked, &ranked.term);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (
                Occur::Should,
                Box::new(query) as Box<dyn tantivy::query::Query>,
            )
        });
        let query = BooleanQuery::new(clauses.collect());
        Ok(self
            .searcher
            .search(&query, &TopDocs::with_limit(10).order_by_score())?)
    }

    /// Reads the ten best passages.
    fn read(&self, query: &str) -> Result<usize> {
        let mut fields = 0;
        for (_, address) in self.best(query)? {
            let document: TantivyDocument = self.searcher.doc(address)?;
            fields += document.len();
        }
        Ok(fields)
    }
}
