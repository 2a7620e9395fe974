//! What holds for every mode: where the documents and the index are, what is read, how answers are printed.

#[cfg(feature = "server")]
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};
use section_search::analyzer::Language;
use section_search::{Fresh, Index, Query, Rules};

use crate::args::Form;
use crate::config::Config;
#[cfg(feature = "server")]
use crate::http;
use crate::user;

/// All that the modes need to know.
#[derive(Debug)]
pub(crate) struct Settings {
    /// What is looked for.
    pub(crate) query: Query,
    /// Among which files.
    #[cfg(feature = "screen")]
    pub(crate) filters: Filters,
    /// How answers are printed.
    pub(crate) form: Form,
    /// Color and links on stdout?
    pub(crate) has_color: bool,
    /// How much is printed at most.
    pub(crate) max_bytes: Option<usize>,
    /// The folders of the corpus that the options name.
    pub(crate) corpora: Vec<PathBuf>,
    /// The folder of the index that the options name.
    pub(crate) index: Option<PathBuf>,
    /// Which files are read.
    pub(crate) rules: Rules,
    /// How fresh answers must be.
    pub(crate) fresh: Fresh,
    /// May the index lie on a network's file system?
    pub(crate) allows_network: bool,
    /// How much memory indexing takes.
    pub(crate) memory_bytes: Option<u64>,
    /// The nearest `search.toml`.
    pub(crate) config: Config,
}

/// Which files are searched: globs of `-g`, `-t` and `-T`.
#[derive(Debug, Clone)]
pub(crate) struct Filters {
    pub(crate) globs: Vec<String>,
    pub(crate) globs_not: Vec<String>,
    pub(crate) types: Vec<String>,
    pub(crate) types_not: Vec<String>,
}

impl Filters {
    /// Lets a query find only what is in these files.
    pub(crate) fn narrow(&self, query: Query) -> Query {
        query
            .within(&self.globs)
            .without(&self.globs_not)
            .within(&self.types)
            .without(&self.types_not)
    }
}

impl Settings {
    /// Opens the index: where the options say, else `search.toml`, else `./corpus`, else the working directory.
    pub(crate) fn open(&self) -> Result<Index> {
        let corpora = match (&self.corpora[..], self.config.corpora()?) {
            ([], None) => vec![default_corpus()],
            ([], Some(corpora)) => corpora,
            (corpora, _) => corpora.to_vec(),
        };
        let mut builder = corpora
            .iter()
            .fold(Index::builder(), |builder, dir| builder.corpus(dir));
        let index = match &self.index {
            Some(index) => Some(index.clone()),
            None => self.config.index()?.filter(|_| self.corpora.is_empty()),
        };
        if let Some(index) = index {
            builder = builder.index(index);
        }
        if let Some(bytes) = self.memory_bytes {
            builder = builder.memory(bytes);
        }
        if let Some(budget) = self.config.budget() {
            builder = builder.freshness_budget(budget);
        }
        if let Some(language) = self.config.language()? {
            builder = builder.language(language);
        }
        if let Some(synonyms) = self.config.synonyms()? {
            builder = builder.synonyms(synonyms);
        }
        builder
            .rules(self.rules.clone())
            .fresh(self.fresh)
            .allow_network(self.allows_network)
            .worker(program()?)
            .converters(user::converters()?)
            .limits(self.config.limits())
            .open()
            .context("cannot open the index")
    }

    /// Returns how another process of this program brings the index up to date.
    #[cfg(feature = "server")]
    pub(crate) fn updating(&self, index: &Index) -> Result<http::Updating> {
        let mut args: Vec<OsString> = vec!["--update".into(), "--json".into()];
        for corpus in index.corpora() {
            args.extend(["--corpus".into(), corpus.into()]);
        }
        args.extend(["--index".into(), index.dir().into()]);
        if let Some(bytes) = self.rules.max_file_bytes {
            args.extend(["--max-filesize".into(), bytes.to_string().into()]);
        }
        if let Some(bytes) = self.memory_bytes {
            args.extend(["--memory".into(), bytes.to_string().into()]);
        }
        let switches = [
            (self.rules.hidden, "--hidden"),
            (self.rules.no_ignore, "--no-ignore"),
            (self.rules.follow, "--follow"),
            (self.allows_network, "--allow-network-fs"),
        ];
        let switches = switches.iter().filter(|(is_on, _)| *is_on);
        args.extend(switches.map(|(_, name)| name.into()));
        Ok(http::Updating {
            program: program()?,
            args,
            corpora: index.corpora().map(PathBuf::from).collect(),
        })
    }

    /// Returns what makes a query of a text that is being typed.
    #[cfg(feature = "screen")]
    pub(crate) fn asking(&self) -> impl Fn(&str) -> Query + Send + 'static {
        let filters = self.filters.clone();
        move |text| filters.narrow(Query::as_typed(text))
    }

    /// Returns the language of texts that do not tell their own.
    pub(crate) fn language(&self) -> Result<Language> {
        Ok(self.config.language()?.unwrap_or(Language::ENGLISH))
    }
}

fn program() -> Result<PathBuf> {
    std::env::current_exe().context("cannot tell where the program is")
}

fn default_corpus() -> PathBuf {
    let corpus = PathBuf::from("corpus");
    if corpus.is_dir() {
        corpus
    } else {
        PathBuf::from(".")
    }
}
