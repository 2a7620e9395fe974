//! The terminal while the screen is on it: put right again however that ends.

use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process::Stdio;
use std::thread;

use anyhow::{Result, bail};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// What draws.
pub(crate) type Screen = Terminal<CrosstermBackend<Outlet>>;

/// Where the screen is drawn: stderr where stdout is for the program that reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outlet {
    /// The usual.
    Stdout,
    /// In `id=$(search -i)`.
    Stderr,
}

/// A terminal that shows the screen; it shows what it showed before when this is dropped.
pub(crate) struct Session {
    outlet: Outlet,
    pub(crate) screen: Screen,
}

impl Outlet {
    /// Finds the terminal.
    pub(crate) fn find() -> Result<Self> {
        match (io::stdout().is_terminal(), io::stderr().is_terminal()) {
            (true, _) => Ok(Self::Stdout),
            (false, true) => Ok(Self::Stderr),
            (false, false) => {
                bail!("--interactive needs a terminal, and neither stdout nor stderr is one")
            }
        }
    }

    /// Returns where a program that is started from the screen writes.
    pub(crate) fn for_programs(self) -> Result<Stdio> {
        match self {
            Self::Stdout => Ok(Stdio::inherit()),
            Self::Stderr => Ok(io::stderr().into()),
        }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout => io::stdout().write(bytes),
            Self::Stderr => io::stderr().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout => io::stdout().flush(),
            Self::Stderr => io::stderr().flush(),
        }
    }
}

impl Session {
    /// Shows the screen.
    pub(crate) fn start(outlet: Outlet) -> Result<Self> {
        let before = panic::take_hook();
        let drawing = thread::current().id();
        panic::set_hook(Box::new(move |panic| {
            // What other threads meet is told on the screen, which goes on.
            if thread::current().id() == drawing {
                // What went wrong is told where it can be read.
                let _ = leave(outlet);
                before(panic);
            }
        }));
        let session = Self {
            outlet,
            screen: Terminal::new(CrosstermBackend::new(outlet))?,
        };
        enter(outlet)?;
        Ok(session)
    }

    /// Lets something else have the terminal.
    pub(crate) fn lend<T>(&mut self, borrower: impl FnOnce(Outlet) -> T) -> Result<T> {
        leave(self.outlet)?;
        let result = borrower(self.outlet);
        enter(self.outlet)?;
        // Nothing of what was drawn is there any more.
        self.screen = Terminal::new(CrosstermBackend::new(self.outlet))?;
        Ok(result)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Where the terminal is gone, there is nothing to put right.
        let _ = leave(self.outlet);
    }
}

fn enter(mut outlet: Outlet) -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        outlet,
        EnterAlternateScreen,
        Clear(ClearType::All),
        EnableMouseCapture,
        EnableBracketedPaste
    )
}

fn leave(mut outlet: Outlet) -> io::Result<()> {
    disable_raw_mode()?;
    execute!(
        outlet,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    )
}
