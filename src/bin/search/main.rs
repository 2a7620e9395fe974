//! The program `search`: arguments in, answers out, everything between is the library's.

mod args;
mod config;
mod eval;
#[cfg(feature = "server")]
mod http;
#[cfg(feature = "server")]
mod mcp;
#[cfg(feature = "server")]
mod page;
mod people;
mod render;
mod reports;
mod scores;
#[cfg(feature = "screen")]
mod screen;
mod settings;
mod terminal;
mod user;
mod watch;
mod why;

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser};
use section_search::corpus::FORMATS;
use section_search::{FileState, Index, Report};

use crate::args::{Args, Extent, Form, Mode};
use crate::settings::Settings;
use crate::terminal::Progress;

/// Something was found or done.
const FOUND: u8 = 0;
/// Nothing was found.
const NOTHING: u8 = 1;
/// Something went wrong.
const ERROR: u8 = 2;
/// A signal ended it, as shells tell it of SIGTERM.
#[cfg(feature = "screen")]
const STOPPED: u8 = 143;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout());
    let code = run(&mut out).and_then(|code| Ok(out.flush().map(|()| code)?));
    ExitCode::from(code.unwrap_or_else(|error| report(&error)))
}

fn run(out: &mut dyn Write) -> Result<u8> {
    let args = Args::parse();
    if args.worker {
        section_search::work(&mut io::stdin().lock(), out)?;
        return Ok(FOUND);
    }
    let (mode, settings) = args.resolve()?;
    match mode {
        Mode::Search => search(&settings, out),
        Mode::Update(extent) => update(&settings, out, extent),
        Mode::Watch(options) => watch::run(&settings, options, out),
        Mode::Get(name) => get(&settings, &name, out),
        Mode::Outline(path) => outline(&settings, path.as_deref(), out),
        Mode::Status => status(&settings, out),
        Mode::Verify => verify(&settings, out),
        Mode::Why(path) => why(&settings, &path, out),
        Mode::Eval(request) => eval::run(&settings, &request, out),
        #[cfg(feature = "screen")]
        Mode::Interactive => Ok(match screen::run(&settings, out)? {
            screen::End::Chosen => FOUND,
            screen::End::Left => NOTHING,
            screen::End::Stopped => STOPPED,
        }),
        #[cfg(feature = "server")]
        Mode::Serve(options) => http::serve(&settings, &options, out).map(|()| FOUND),
        #[cfg(feature = "server")]
        Mode::Mcp => mcp::serve(settings.open()?).map(|()| FOUND),
        Mode::TypeList => type_list(out),
        Mode::Completions(shell) => {
            clap_complete::generate(shell, &mut Args::command(), "search", &mut Flushed(out));
            Ok(FOUND)
        }
        Mode::Man => {
            clap_mangen::Man::new(Args::command()).render(&mut Flushed(out))?;
            Ok(FOUND)
        }
    }
}

/// Prints which formats are read, and by which commands of the user's others are.
fn type_list(out: &mut dyn Write) -> Result<u8> {
    for converter in user::converters()? {
        let command = converter.command.join(" ");
        writeln!(
            out,
            "command: {} ({command})",
            converter.extensions.join(", ")
        )?;
    }
    for format in FORMATS {
        writeln!(out, "{}: {}", format.name, format.extensions.join(", "))?;
    }
    Ok(FOUND)
}

fn search(settings: &Settings, out: &mut dyn Write) -> Result<u8> {
    let index = settings.open()?;
    let progress = Progress::new("indexing");
    let hits = index.search_with(&settings.query, &|done| progress.show(done))?;
    progress.end();
    people::notes(&hits, settings)?;
    render::hits(&hits, &index, settings, out)?;
    let found = match settings.form {
        Form::Count => hits.total.unwrap_or(0) > 0,
        _ => !hits.hits.is_empty(),
    };
    // The system frees the memory of a process at once; file by file it takes a good part of the time of a search.
    std::mem::forget(index);
    Ok(if found { FOUND } else { NOTHING })
}

fn update(settings: &Settings, out: &mut dyn Write, extent: Extent) -> Result<u8> {
    let mut index = settings.open()?;
    let progress = Progress::new("indexing");
    let report = bring_up_to_date(&mut index, extent, &progress)?;
    progress.end();
    reports::repaired(report.repaired.as_deref())?;
    reports::lost(&report.lost)?;
    match settings.form {
        Form::Json | Form::Jsonl => render::json(&report, out)?,
        _ => reports::report(&report, settings, out)?,
    }
    let has_failed = report.failed > 0 || !report.lost.is_empty();
    Ok(if has_failed { ERROR } else { FOUND })
}

fn bring_up_to_date(index: &mut Index, extent: Extent, progress: &Progress) -> Result<Report> {
    let show = |done| progress.show(done);
    let report = match extent {
        Extent::Changes => index.update_with(&show),
        Extent::Named => index.update_files(&named(io::stdin().lock())?),
        Extent::Everything => index.rebuild_with(&show),
    };
    Ok(report?)
}

/// Reads names of files, each with a zero byte after it.
fn named(mut input: impl Read) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let names = bytes.split(|byte| *byte == 0);
    let names = names.filter(|name| !name.is_empty());
    names.map(path).collect()
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Ok(std::ffi::OsStr::from_bytes(bytes).into())
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> io::Result<PathBuf> {
    let text = std::str::from_utf8(bytes);
    text.map(PathBuf::from)
        .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

fn get(settings: &Settings, name: &str, out: &mut dyn Write) -> Result<u8> {
    let passages = settings.open()?.get(name)?;
    match settings.form {
        Form::Json => render::json(&render::Passages::new(&passages), out)?,
        Form::Jsonl => passages
            .iter()
            .try_for_each(|passage| render::json(passage, out))?,
        _ => people::passages(&passages, settings, out)?,
    }
    Ok(FOUND)
}

fn outline(settings: &Settings, path: Option<&str>, out: &mut dyn Write) -> Result<u8> {
    let outline = settings.open()?.outline(path)?;
    match settings.form {
        Form::Json | Form::Jsonl => render::json(&outline, out)?,
        _ => people::outline(&outline, settings, out)?,
    }
    Ok(FOUND)
}

fn status(settings: &Settings, out: &mut dyn Write) -> Result<u8> {
    let status = settings.open()?.status(settings.query.page().is_full)?;
    match settings.form {
        Form::Json | Form::Jsonl => render::json(&status, out)?,
        _ => reports::status(&status, settings, out)?,
    }
    Ok(FOUND)
}

fn why(settings: &Settings, path: &str, out: &mut dyn Write) -> Result<u8> {
    let index = settings.open()?;
    let has_query = !settings.query.items().is_empty();
    let why = index.why(path, has_query.then_some(&settings.query))?;
    match settings.form {
        Form::Json | Form::Jsonl => render::json(&why, out)?,
        _ => why::print(&why, &people::Page::new(&index, settings), out)?,
    }
    let is_told = !has_query || why.query.is_some();
    if !is_told && why.state == FileState::Folder {
        writeln!(io::stderr(), "search: name a file to ask about a query")?;
    }
    Ok(if is_told && why.is_found() {
        FOUND
    } else {
        NOTHING
    })
}

fn verify(settings: &Settings, out: &mut dyn Write) -> Result<u8> {
    let found = settings.open()?.verify()?;
    match settings.form {
        Form::Json | Form::Jsonl => render::json(&found, out)?,
        _ => reports::verification(&found, out)?,
    }
    Ok(if found.is_sound() { FOUND } else { ERROR })
}

/// Tells people what went wrong; a reader that closed the pipe had what it wanted.
fn report(error: &anyhow::Error) -> u8 {
    let is_closed_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    };
    if error.chain().any(is_closed_pipe) {
        return FOUND;
    }
    let is_missing = matches!(
        error.downcast_ref(),
        Some(section_search::Error::Missing { .. })
    );
    let message = terminal::clean(&format!("{error:#}"), io::stderr().is_terminal());
    // If even this cannot be written, the exit status says it.
    let _ = writeln!(io::stderr(), "search: {message}");
    if is_missing { NOTHING } else { ERROR }
}

/// A writer that generators can take by value.
struct Flushed<'a>(&'a mut dyn Write);

impl Write for Flushed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
