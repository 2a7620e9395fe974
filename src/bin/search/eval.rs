//! Scoring the ranking with judged queries.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use section_search::eval::{Answers, Collection, Found, Judgements, Names, Run};
use section_search::{Fresh, Query};

use crate::scores::Scores;
use crate::settings::Settings;
use crate::terminal::{self, Progress};
use crate::{FOUND, NOTHING};

/// What judged queries are scored with, as typed.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Score the ranking with judged queries: a table, or a folder in the layout of BEIR or of TREC
    #[arg(long, value_name = "QUERIES", help_heading = "Modes")]
    eval: Option<PathBuf>,

    /// Write the ranked documents as a TREC run
    #[arg(
        long,
        value_name = "FILE",
        requires = "eval",
        help_heading = "Measuring"
    )]
    run: Option<PathBuf>,
    /// Compare with a TREC run that was made earlier
    #[arg(
        long,
        value_name = "RUN",
        requires = "eval",
        help_heading = "Measuring"
    )]
    compare: Option<PathBuf>,
    /// Print the measures of each query
    #[arg(long, requires = "eval", help_heading = "Measuring")]
    per_query: bool,
    /// Exit with 1 if nDCG@10 is below X
    #[arg(
        long,
        value_name = "X",
        requires = "eval",
        value_parser = share,
        help_heading = "Measuring"
    )]
    min_ndcg: Option<f64>,
    /// Take the judgements of qrels/NAME.tsv
    #[arg(
        long,
        value_name = "NAME",
        default_value = "test",
        requires = "eval",
        help_heading = "Measuring"
    )]
    split: String,
}

/// What is scored, and what becomes of it.
#[derive(Debug)]
pub(crate) struct Request {
    queries: PathBuf,
    split: String,
    run: Option<PathBuf>,
    compare: Option<PathBuf>,
    shows_each: bool,
    min_ndcg: Option<f64>,
}

impl Options {
    /// Returns what is to be scored, if anything.
    pub(crate) fn request(&self) -> Option<Request> {
        Some(Request {
            queries: self.eval.clone()?,
            split: self.split.clone(),
            run: self.run.clone(),
            compare: self.compare.clone(),
            shows_each: self.per_query,
            min_ndcg: self.min_ndcg,
        })
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a number from 0 to 1".to_owned())
}

/// Asks the queries and prints how good the answers are.
pub(crate) fn run(settings: &Settings, request: &Request, out: &mut dyn Write) -> Result<u8> {
    // Read first: the new run may take the place of the old one.
    let before = request.compare.as_deref().map(Run::read).transpose()?;
    let judgements = Judgements::read(&request.queries, &request.split)?;
    if judgements.judged().next().is_none() {
        bail!(
            "no query of {} has a relevant document",
            request.queries.display()
        );
    }
    let (judgements, names, run) = match Collection::file(&request.queries) {
        Some(file) => ask_collection(settings, &file, judgements)?,
        None => ask_corpus(settings, judgements)?,
    };
    warn_of_missing(&names)?;
    if let Some(path) = &request.run {
        write(&run, path).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let mut scores = Scores::new(judgements.measure(&run), names.missing.len());
    if let Some((before, path)) = before.as_ref().zip(request.compare.as_deref()) {
        warn_of_lacking(before, path, &judgements)?;
        scores.compare(&judgements.measure(before));
    }
    scores.print(request.shows_each, settings.form, out)?;
    verdict(scores.ndcg(), request.min_ndcg)
}

/// Returns the exit status: is nDCG@10 as high as it must be?
fn verdict(ndcg: f64, least: Option<f64>) -> Result<u8> {
    match least {
        Some(least) if ndcg < least => {
            warn(&format!("nDCG@10 is {ndcg:.6}, below {least}"))?;
            Ok(NOTHING)
        }
        _ => Ok(FOUND),
    }
}

/// Asks the corpus of the user, brought up to date first unless it may not be.
fn ask_corpus(settings: &Settings, mut judgements: Judgements) -> Result<(Judgements, Names, Run)> {
    let mut index = settings.open()?;
    if settings.fresh != Fresh::Never {
        let progress = Progress::new("indexing");
        index.update_with(&|done| progress.show(done))?;
        progress.end();
    }
    let index = index.with_fresh(Fresh::Never);
    let names = judgements.resolve(&index)?;
    let run = ask(settings, &judgements, &names, &index)?;
    Ok((judgements, names, run))
}

/// Asks the collection that comes with the queries; its index is gone afterwards.
fn ask_collection(
    settings: &Settings,
    file: &Path,
    judgements: Judgements,
) -> Result<(Judgements, Names, Run)> {
    let dir = tempfile::tempdir().context("no temporary folder for the index")?;
    let progress = Progress::of("indexing", "bytes");
    let show = |done| progress.show(done);
    let collection = Collection::read(file, dir.path(), settings.language()?, &show)?;
    progress.end();
    let names = collection.names(&judgements);
    let run = ask(settings, &judgements, &names, &collection)?;
    Ok((judgements, names, run))
}

fn ask(
    settings: &Settings,
    judgements: &Judgements,
    names: &Names,
    answers: &dyn Answers,
) -> Result<Run> {
    let progress = Progress::of("asking", "queries");
    let asked = Asked {
        answers,
        is_deep: settings.query.page().is_deep,
    };
    let run = Run::ask(judgements, names.unit, &asked, &|done| progress.show(done))?;
    progress.end();
    Ok(run)
}

/// Answers that are asked for as the options say.
struct Asked<'a> {
    answers: &'a dyn Answers,
    is_deep: bool,
}

impl Answers for Asked<'_> {
    fn find(&self, query: &Query) -> section_search::Result<Vec<Found>> {
        self.answers.find(&query.clone().deep(self.is_deep))
    }
}

fn write(run: &Run, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    run.write("search", &mut file)?;
    file.flush()
}

fn warn_of_missing(names: &Names) -> io::Result<()> {
    match (names.missing.len(), names.missing.first()) {
        (1, Some(only)) => warn(&format!("1 judged document is not in the corpus: {only}")),
        (count, Some(first)) => warn(&format!(
            "{count} judged documents are not in the corpus, such as {first}"
        )),
        (_, None) => Ok(()),
    }
}

/// Says of how many queries a run knows nothing; a run of other queries is a mistake.
fn warn_of_lacking(run: &Run, path: &Path, judgements: &Judgements) -> Result<()> {
    let count = judgements.judged().count();
    let is_lacking = |id: &str| run.ranked(id).is_empty();
    let lacking = judgements.judged().filter(|judged| is_lacking(&judged.id));
    let lacking = lacking.count();
    if lacking == count {
        bail!("{} has none of the {count} judged queries", path.display());
    }
    if lacking > 0 {
        let path = path.display();
        warn(&format!(
            "{path} lacks {lacking} of {count} queries; they score 0"
        ))?;
    }
    Ok(())
}

fn warn(message: &str) -> io::Result<()> {
    writeln!(io::stderr(), "search: {}", terminal::clean(message, false))
}
