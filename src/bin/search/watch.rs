//! Staying and keeping the index fresh, until somebody ends the program.

use std::io::{self, Write};
use std::sync::mpsc;

use anyhow::{Context, Result};
use section_search::{Report, WatchOptions, Watched};

use crate::args::Form;
use crate::settings::Settings;
use crate::{FOUND, render, reports, terminal};

/// What the program waits for.
enum Message {
    /// The watcher tells something.
    Watched(Watched),
    /// Somebody ends the program.
    End,
}

/// Keeps the index fresh; ends well when it is interrupted.
pub(crate) fn run(settings: &Settings, options: WatchOptions, out: &mut dyn Write) -> Result<u8> {
    let index = settings.open()?;
    let (sender, messages) = mpsc::channel();
    let interrupted = sender.clone();
    // Whoever does not listen any more has ended.
    ctrlc::set_handler(move || drop(interrupted.send(Message::End)))
        .context("cannot listen for signals")?;
    let watcher = index.watch(options, move |watched| {
        drop(sender.send(Message::Watched(watched)));
    })?;
    for message in messages {
        match message {
            Message::End => break,
            Message::Watched(Watched::Updated(report)) => updated(&report, settings, out)?,
            Message::Watched(watched) => tell(watched)?,
        }
    }
    drop(watcher);
    Ok(FOUND)
}

fn updated(report: &Report, settings: &Settings, out: &mut dyn Write) -> Result<()> {
    reports::repaired(report.repaired.as_deref())?;
    match settings.form {
        Form::Json | Form::Jsonl => {
            render::json(report, out)?;
            out.flush()?;
        }
        _ => writeln!(io::stderr(), "{}", reports::line(report))?,
    }
    Ok(())
}

fn tell(watched: Watched) -> Result<()> {
    let text = match watched {
        Watched::Noticing(noticing) => format!("watching: {noticing}"),
        Watched::Failed(error) => format!("{:#}", anyhow::Error::new(error)),
        _ => return Ok(()),
    };
    writeln!(io::stderr(), "search: {}", terminal::clean(&text, false))?;
    Ok(())
}
