//! The full-screen view: search as you type.
//!
//! The state knows no terminal, the drawing knows no events, and what takes time is done by threads that answer the
//! last question asked.

mod asker;
mod document;
mod draw;
mod filter;
mod keys;
mod layout;
mod line;
mod look;
mod marked;
mod opener;
mod said;
#[cfg(test)]
mod sample;
mod session;
mod state;
mod worker;
mod wrap;

use std::env;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use ratatui::crossterm::event;
use section_search::{Index, Passage};

use crate::screen::asker::{News, Wanted};
use crate::screen::look::Look;
use crate::screen::session::{Outlet, Session};
use crate::screen::state::{Effect, Question, State};
use crate::screen::worker::Worker;
use crate::settings::Settings;
use crate::terminal;

/// How long a key is waited for while an answer is awaited, too.
const SOON: Duration = Duration::from_millis(15);
/// How long a key is waited for before it is looked whether the program shall end.
const LATER: Duration = Duration::from_millis(200);

/// What the screen ends with.
pub(crate) enum End {
    /// With nothing.
    Left,
    /// With the id of a hit, which was printed.
    Chosen,
    /// By a signal.
    Stopped,
}

/// Shows the screen until it ends; prints the id of the hit that was chosen for that.
pub(crate) fn run(settings: &Settings, out: &mut dyn Write) -> Result<End> {
    let outlet = Outlet::find()?;
    let index = settings.open()?;
    let signals = Signals::catch()?;
    let session = Session::start(outlet)?;
    let (id, end) = View::new(session, index, signals, settings)?.run()?;
    if let Some(id) = id {
        writeln!(out, "{}", terminal::clean(&id, false))?;
    }
    Ok(end)
}

/// Which signals came.
#[derive(Default)]
struct Signals {
    /// SIGTERM. SIGHUP ends the program at once: its terminal is gone, and no key will ever come.
    ends: Arc<AtomicBool>,
    /// SIGINT: Control-C is a key here, but not while an editor has the terminal.
    interrupts: Arc<AtomicBool>,
}

impl Signals {
    /// Catches them from now on.
    fn catch() -> Result<Self> {
        let signals = Self::default();
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGINT, SIGTERM};
            use signal_hook::flag::register;

            register(SIGTERM, signals.ends.clone())?;
            register(SIGINT, signals.interrupts.clone())?;
        }
        Ok(signals)
    }

    fn stop(&self) -> bool {
        self.ends.load(Ordering::Relaxed) || self.interrupts.load(Ordering::Relaxed)
    }

    /// Forgets what was meant for an editor.
    fn forget_interrupt(&self) {
        self.interrupts.store(false, Ordering::Relaxed);
    }
}

/// All that the screen needs.
struct View {
    session: Session,
    signals: Signals,
    state: State,
    look: Look,
    index: Index,
    searcher: Worker<Question>,
    reader: Worker<Wanted>,
    news: Receiver<News>,
    awaits_document: bool,
}

impl View {
    fn new(session: Session, index: Index, signals: Signals, settings: &Settings) -> Result<Self> {
        let (sender, news) = mpsc::channel();
        let screen = session.screen.size()?;
        Ok(Self {
            state: State::new(screen.into(), settings.query.text()),
            look: Look::new(settings.has_color),
            searcher: asker::searcher(index.clone(), settings, sender.clone())?,
            reader: asker::reader(index.clone(), sender)?,
            session,
            signals,
            index,
            news,
            awaits_document: false,
        })
    }

    /// Draws and listens until it ends.
    fn run(mut self) -> Result<(Option<String>, End)> {
        let first = self.state.ask(true);
        self.follow(first)?;
        loop {
            self.draw()?;
            if self.signals.stop() {
                return Ok((None, End::Stopped));
            }
            match self.listen()? {
                Some(Some(id)) => return Ok((Some(id), End::Chosen)),
                Some(None) => return Ok((None, End::Left)),
                None => {}
            }
        }
    }

    fn draw(&mut self) -> Result<()> {
        let (state, look) = (&self.state, &self.look);
        self.session
            .screen
            .draw(|frame| draw::draw(state, look, frame))?;
        Ok(())
    }

    /// Waits for keys or news, and takes all that there are; returns what it ends with, if it ends.
    fn listen(&mut self) -> Result<Option<Option<String>>> {
        let mut patience = match self.state.waits || self.awaits_document {
            true => SOON,
            false => LATER,
        };
        while event::poll(patience)? {
            patience = Duration::ZERO;
            let action = keys::meaning(event::read()?, self.state.is_empty());
            let effect = action.and_then(|action| self.state.act(action));
            if let Some(Effect::End(id)) = effect {
                return Ok(Some(id));
            }
            self.follow(effect)?;
        }
        loop {
            match self.news.try_recv() {
                Ok(news) => self.take(news)?,
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return Ok(None),
            }
        }
    }

    fn take(&mut self, news: News) -> Result<()> {
        match news {
            News::Answer(number, answer) => {
                let effect = self.state.answer(number, answer);
                self.follow(effect)?;
            }
            News::Progress(told) => self.state.note = Some(told),
            News::Document(id, document) => {
                self.awaits_document = false;
                self.state.show(&id, document);
            }
        }
        Ok(())
    }

    /// Does what is to be done besides the screen.
    fn follow(&mut self, effect: Option<Effect>) -> Result<()> {
        match effect {
            Some(Effect::Ask(question)) => self.searcher.ask(question),
            Some(Effect::Read(hit)) => {
                self.awaits_document = true;
                let words = marked::words(self.state.list());
                self.reader.ask(Wanted { hit, words });
            }
            Some(Effect::Open(passage, line)) => self.open(&passage, line)?,
            Some(Effect::End(_)) | None => {}
        }
        Ok(())
    }

    /// Opens the file of a passage, and asks again, since it may have changed.
    fn open(&mut self, passage: &Passage, line: Option<u64>) -> Result<()> {
        let Some(file) = asker::file(&self.index, passage) else {
            self.state.note = Some(format!("there is no file {}", passage.file()));
            return Ok(());
        };
        // In an archive or a compressed file, lines are not those of the file.
        let line = line.filter(|_| passage.archive.is_none());
        let opened = self.session.lend(|outlet| edit(&file, line, outlet))?;
        self.signals.forget_interrupt();
        match opened {
            Ok(()) => {
                let again = self.state.ask(true);
                self.follow(again)
            }
            Err(reason) => {
                self.state.note = Some(format!("{reason:#}"));
                Ok(())
            }
        }
    }
}

/// Runs the user's editor.
fn edit(file: &Path, line: Option<u64>, outlet: Outlet) -> Result<()> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let value = env::var(name).ok()?;
        (!value.trim().is_empty()).then_some(value)
    });
    let default = if cfg!(windows) { "notepad" } else { "vi" };
    let editor = named.unwrap_or_else(|| default.to_owned());
    let command = opener::command(&editor, file, line);
    let (program, arguments) = command.split_first().context("no editor")?;
    let status = Command::new(program)
        .args(arguments)
        .stdout(outlet.for_programs()?)
        .status()
        .with_context(|| format!("cannot run the editor {editor:?}; set VISUAL or EDITOR"))?;
    ensure!(
        status.success(),
        "the editor {editor:?} ended with {status}"
    );
    Ok(())
}
