//! Arguments into a mode and settings, once: what follows never sees a raw flag.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{ArgGroup, Parser, ValueEnum};
use clap_complete::Shell;
use ignore::types::TypesBuilder;
use section_search::query::MAX_HITS;
use section_search::{Fresh, Query, Rules, WatchOptions};

use crate::config::Config;
#[cfg(feature = "server")]
use crate::http;
use crate::settings::{Filters, Settings};
use crate::{eval, terminal};

/// Search a folder of documents; get the right section, with its headings and exact lines.
///
/// Words are always the query; everything else is an option. The index is brought up to date first.
#[derive(Debug, Parser)]
#[command(name = "search", version, max_term_width = 100)]
#[command(group = ArgGroup::new("mode").args(["update", "rebuild", "watch", "get", "outline", "status", "verify", "why", "worker", "eval", "type_list", "completions", "man"]))]
#[cfg_attr(feature = "server", command(mut_group("mode", |group| group.arg("serve"))))]
#[command(group = ArgGroup::new("form").args(["json", "jsonl", "vimgrep", "paths", "count"]))]
#[command(
    after_help = "EXIT STATUS: 0 something found or done, 1 nothing found, 2 an error.\n\
    QUERY: word \"a phrase\" \"a b\"~5 -word OR ( ) begin* near~ \
    title: heading: body: path: type: lang: author: id: date:2015..2016 modified:7d"
)]
pub(crate) struct Args {
    /// What to look for
    query: Vec<String>,

    /// The folder of documents; may be given several times
    #[arg(
        long,
        value_name = "DIR",
        env = "SEARCH_CORPUS",
        help_heading = "Where"
    )]
    corpus: Vec<PathBuf>,
    /// The folder of the index
    #[arg(long, value_name = "DIR", env = "SEARCH_INDEX", help_heading = "Where")]
    index: Option<PathBuf>,
    /// Write the index even on a network file system, where locks and syncs may not hold
    #[arg(long, help_heading = "Where")]
    allow_network_fs: bool,
    /// Index with about N bytes of memory (K, M, G) instead of 256M
    #[arg(long, value_name = "N", value_parser = size, help_heading = "Where")]
    memory: Option<u64>,

    /// Index what has changed, remove what is gone, and print a report
    #[arg(long, help_heading = "Modes")]
    update: bool,
    /// Index everything anew, and print a report
    #[arg(long, help_heading = "Modes")]
    rebuild: bool,
    /// Stay, and keep the index fresh while files change; a line for each update
    #[arg(long, help_heading = "Modes")]
    watch: bool,
    /// With --watch: look at the files again and again, where the system does not tell of changes
    #[arg(long, requires = "watch", help_heading = "Modes")]
    poll: bool,
    /// Print a passage, a document, a section (path#anchor) or lines (path:from-to)
    #[arg(long, value_name = "ID", help_heading = "Modes")]
    get: Option<String>,
    /// Print the headings of a document, or the documents of the corpus, with ids
    #[arg(long, value_name = "PATH", num_args = 0..=1, help_heading = "Modes")]
    outline: Option<Option<String>>,
    /// Print what is indexed, how fresh, how large, and what was left out and why; with --full every file
    #[arg(long, help_heading = "Modes")]
    status: bool,
    /// Print why a file is, or is not, in the results: of all, or of the query that follows
    #[arg(long, value_name = "PATH", help_heading = "Modes")]
    why: Option<String>,
    /// Check the index against its checksums and the files
    #[arg(long, help_heading = "Modes")]
    verify: bool,
    /// Read files for another process of this program
    #[arg(long, hide = true)]
    pub(crate) worker: bool,
    /// Look only at the files whose names come on stdin, each with a zero byte after it
    #[arg(long, hide = true, requires = "update")]
    named: bool,
    #[command(flatten)]
    eval: eval::Options,
    #[cfg(feature = "server")]
    #[command(flatten)]
    http: http::Options,
    /// Search as you type, on the whole screen
    #[cfg(feature = "screen")]
    #[arg(short, long, group = "mode", help_heading = "Modes")]
    interactive: bool,
    /// Answer agents over the Model Context Protocol on stdin and stdout
    #[cfg(feature = "server")]
    #[arg(long, group = "mode", help_heading = "Modes")]
    mcp: bool,
    /// Print a completion script
    #[arg(long, value_name = "SHELL", help_heading = "Modes")]
    completions: Option<Shell>,
    /// Print the formats that are read, each with its extensions
    #[arg(long, help_heading = "Modes")]
    type_list: bool,
    /// Print the manual page
    #[arg(long, help_heading = "Modes")]
    man: bool,

    /// Print at most N hits
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Hits")]
    limit: usize,
    /// Leave out the first N hits
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Hits")]
    offset: usize,
    /// Print at most N hits of each document
    #[arg(long, value_name = "N", help_heading = "Hits")]
    per_document: Option<usize>,
    /// Look for what the best hits say, too: finds more, in other words
    #[arg(long, help_heading = "Hits")]
    deep: bool,
    /// Print whole passages instead of snippets
    #[arg(long, help_heading = "Hits")]
    full: bool,
    /// Print N passages after each hit, too
    #[arg(short = 'A', value_name = "N", help_heading = "Hits")]
    after: Option<usize>,
    /// Print N passages before each hit, too
    #[arg(short = 'B', value_name = "N", help_heading = "Hits")]
    before: Option<usize>,
    /// Print N passages before and after each hit, too
    #[arg(
        short = 'C',
        value_name = "N",
        default_value_t = 0,
        help_heading = "Hits"
    )]
    context: usize,
    /// Print how each score came about
    #[arg(long, help_heading = "Hits")]
    explain: bool,
    /// Bring the index up to date first: if that is quick, always, or never
    #[arg(long, value_name = "WHEN", value_enum, help_heading = "Hits")]
    fresh: Option<When>,

    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Print a JSON object per hit and line
    #[arg(long, help_heading = "Output")]
    jsonl: bool,
    /// Print path:line:column:text
    #[arg(long, help_heading = "Output")]
    vimgrep: bool,
    /// Print paths only
    #[arg(short = 'l', long = "paths", help_heading = "Output")]
    paths: bool,
    /// Print the number of passages only
    #[arg(short, long, help_heading = "Output")]
    count: bool,
    /// Print at most N bytes; hits that do not fit are left out
    #[arg(long, value_name = "N", help_heading = "Output")]
    max_bytes: Option<usize>,
    /// Color and links
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto, help_heading = "Output")]
    color: Color,

    /// Search only files that fit the glob; may be given several times; !GLOB leaves out
    #[arg(short, long, value_name = "GLOB", help_heading = "Files")]
    glob: Vec<String>,
    /// Search only files of the type, as ripgrep names them
    #[arg(
        short = 't',
        long = "type",
        value_name = "TYPE",
        help_heading = "Files"
    )]
    types: Vec<String>,
    /// Leave out files of the type
    #[arg(
        short = 'T',
        long = "type-not",
        value_name = "TYPE",
        help_heading = "Files"
    )]
    types_not: Vec<String>,
    /// Read hidden files, too
    #[arg(long, help_heading = "Files")]
    hidden: bool,
    /// Read what .gitignore, .ignore and .searchignore leave out
    #[arg(long, help_heading = "Files")]
    no_ignore: bool,
    /// Follow symbolic links
    #[arg(short = 'L', long, help_heading = "Files")]
    follow: bool,
    /// Leave out files larger than N bytes (K, M, G)
    #[arg(long, value_name = "N", value_parser = size, help_heading = "Files")]
    max_filesize: Option<u64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// Whether color and links are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that knows them.
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

/// What an update looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What has changed.
    Changes,
    /// The files that are named on stdin.
    Named,
    /// Everything, as if there was no index.
    Everything,
}

/// What the program does.
#[derive(Debug)]
pub(crate) enum Mode {
    /// Answers a query.
    Search,
    /// Brings the index up to date.
    Update(Extent),
    /// Keeps the index fresh.
    Watch(WatchOptions),
    /// Prints passages.
    Get(String),
    /// Prints headings or documents.
    Outline(Option<String>),
    /// Prints what is indexed.
    Status,
    /// Prints why a file is, or is not, in the results.
    Why(String),
    /// Checks the index.
    Verify,
    /// Scores the ranking with judged queries.
    Eval(eval::Request),
    /// Answers over HTTP.
    #[cfg(feature = "server")]
    Serve(http::Options),
    /// Searches as one types.
    #[cfg(feature = "screen")]
    Interactive,
    /// Answers agents.
    #[cfg(feature = "server")]
    Mcp,
    /// Prints the formats.
    TypeList,
    /// Prints a completion script.
    Completions(Shell),
    /// Prints the manual page.
    Man,
}

impl Mode {
    fn takes_query(&self) -> bool {
        match self {
            Self::Search | Self::Why(_) => true,
            #[cfg(feature = "screen")]
            Self::Interactive => true,
            _ => false,
        }
    }
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// One object.
    Json,
    /// An object per hit.
    Jsonl,
    /// For editors.
    Vimgrep,
    /// Paths only.
    Paths,
    /// The number of passages only.
    Count,
}

impl Args {
    /// Resolves the arguments, the environment and the nearest `search.toml`.
    pub(crate) fn resolve(self) -> Result<(Mode, Settings)> {
        let mode = self.mode()?;
        let config = Config::find()?;
        let filters = self.filters()?;
        let settings = Settings {
            query: self.query(&filters)?,
            #[cfg(feature = "screen")]
            filters,
            form: self.form(),
            has_color: terminal::has_color(self.color),
            max_bytes: self.max_bytes,
            rules: self.rules(&config),
            fresh: match self.fresh {
                Some(When::Always) => Fresh::Always,
                Some(When::Never) => Fresh::Never,
                Some(When::Auto) | None => Fresh::Auto,
            },
            allows_network: self.allow_network_fs,
            memory_bytes: self.memory,
            corpora: self.corpus,
            index: self.index,
            config,
        };
        Ok((mode, settings))
    }

    fn mode(&self) -> Result<Mode> {
        let mode = self.other_mode();
        let is_empty = self.query.iter().all(|word| word.trim().is_empty());
        match (&mode, is_empty) {
            (None, true) if !self.has_filters() => {
                bail!("what are you looking for? See search --help")
            }
            (Some(Mode::Update(_) | Mode::Watch(_)), _) if self.has_filters() => {
                bail!(
                    "-g, -t and -T choose among hits; say in search.toml what is read (include, exclude)"
                )
            }
            (Some(Mode::Eval(_)), _) if self.has_filters() => {
                bail!(
                    "-g, -t and -T choose among hits; judged queries are asked of the whole corpus"
                )
            }
            #[cfg(feature = "server")]
            (Some(Mode::Mcp), _) if self.has_filters() => {
                bail!(
                    "-g, -t and -T choose among hits; agents do so themselves, with path: and type:"
                )
            }
            (Some(other), false) if !other.takes_query() => bail!(
                "{:?} is a query, and the mode takes none",
                self.query.join(" ")
            ),
            _ => Ok(mode.unwrap_or(Mode::Search)),
        }
    }

    fn other_mode(&self) -> Option<Mode> {
        let simple = [
            (self.rebuild, Mode::Update(Extent::Everything)),
            (self.named, Mode::Update(Extent::Named)),
            (self.update, Mode::Update(Extent::Changes)),
            (
                self.watch,
                Mode::Watch(WatchOptions::default().poll(self.poll)),
            ),
            (self.status, Mode::Status),
            (self.verify, Mode::Verify),
            #[cfg(feature = "screen")]
            (self.interactive, Mode::Interactive),
            #[cfg(feature = "server")]
            (self.mcp, Mode::Mcp),
            (self.type_list, Mode::TypeList),
            (self.man, Mode::Man),
        ];
        let simple = simple
            .into_iter()
            .find(|(is_on, _)| *is_on)
            .map(|(_, mode)| mode);
        simple
            .or_else(|| self.get.clone().map(Mode::Get))
            .or_else(|| self.outline.clone().map(Mode::Outline))
            .or_else(|| self.why.clone().map(Mode::Why))
            .or_else(|| self.eval.request().map(Mode::Eval))
            .or_else(|| self.serve())
            .or_else(|| self.completions.map(Mode::Completions))
    }

    #[cfg(feature = "server")]
    fn serve(&self) -> Option<Mode> {
        self.http.serve.as_ref()?;
        Some(Mode::Serve(self.http.clone()))
    }

    #[cfg(not(feature = "server"))]
    fn serve(&self) -> Option<Mode> {
        None
    }

    fn has_filters(&self) -> bool {
        !(self.glob.is_empty() && self.types.is_empty() && self.types_not.is_empty())
    }

    fn form(&self) -> Form {
        let forms = [
            (self.json, Form::Json),
            (self.jsonl, Form::Jsonl),
            (self.vimgrep, Form::Vimgrep),
            (self.paths, Form::Paths),
            (self.count, Form::Count),
        ];
        forms
            .into_iter()
            .find(|(is_on, _)| *is_on)
            .map_or(Form::Text, |(_, form)| form)
    }

    fn filters(&self) -> Result<Filters> {
        let (excluded, included): (Vec<_>, Vec<_>) =
            self.glob.iter().partition(|glob| glob.starts_with('!'));
        Ok(Filters {
            globs: included.into_iter().cloned().collect(),
            globs_not: excluded.iter().map(|glob| glob[1..].to_owned()).collect(),
            types: globs(&self.types)?,
            types_not: globs(&self.types_not)?,
        })
    }

    fn query(&self, filters: &Filters) -> Result<Query> {
        let mut query = Query::parse(&self.query.join(" "))
            .limit(self.limit)
            .offset(self.offset)
            .deep(self.deep)
            .full(self.full)
            .explain(self.explain)
            .count(self.count)
            // Other programs want every place; people do not want to read the same twice.
            .fold(!self.vimgrep && !self.paths && !self.count)
            .around(
                self.before.unwrap_or(self.context),
                self.after.unwrap_or(self.context),
            );
        query = filters.narrow(query);
        if self.limit.saturating_add(self.offset) > MAX_HITS {
            bail!("--offset and --limit reach beyond the first {MAX_HITS} hits");
        }
        if let Some(count) = self.per_document.or(self.paths.then_some(1)) {
            query = query.per_document(count);
        }
        Ok(query)
    }

    fn rules(&self, config: &Config) -> Rules {
        let rules = config.rules();
        Rules {
            hidden: self.hidden || rules.hidden,
            no_ignore: self.no_ignore || rules.no_ignore,
            follow: self.follow || rules.follow,
            max_file_bytes: self.max_filesize.or(rules.max_file_bytes),
            ..rules
        }
    }
}

/// Returns the globs of ripgrep's file types.
fn globs(types: &[String]) -> Result<Vec<String>> {
    if types.is_empty() {
        return Ok(Vec::new());
    }
    let definitions = TypesBuilder::new().add_defaults().definitions();
    let mut globs = Vec::new();
    for name in types {
        let Some(definition) = definitions
            .iter()
            .find(|definition| definition.name() == name)
        else {
            bail!(
                "there is no file type {name:?}; types are named as in ripgrep: md, html, rst, txt, py …"
            );
        };
        globs.extend(definition.globs().iter().cloned());
    }
    Ok(globs)
}

/// Reads a number of bytes: `1000`, `64K`, `10M`, `1G`.
fn size(text: &str) -> Result<u64, String> {
    let (number, factor) = match text.to_ascii_uppercase().strip_suffix(['K', 'M', 'G']) {
        Some(number) => (number.to_owned(), factor(text)),
        None => (text.to_owned(), 1),
    };
    let bytes = number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor));
    bytes.ok_or_else(|| "a number of bytes, such as 64K or 10M".to_owned())
}

fn factor(text: &str) -> u64 {
    match text.bytes().last() {
        Some(b'K' | b'k') => 1 << 10,
        Some(b'M' | b'm') => 1 << 20,
        _ => 1 << 30,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_options_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("64K"), Ok(65_536));
        assert_eq!(size("10m"), Ok(10 << 20));
        assert!(size("K").is_err() && size("-1").is_err());
    }

    #[test]
    fn no_word_is_reserved() {
        let args = Args::parse_from(["search", "status", "update", "get"]);
        assert_eq!(args.query, ["status", "update", "get"]);
    }
}
