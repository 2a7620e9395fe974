//! A terminal with the program in it: keys go in, and what is seen comes out.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use vt100::{Parser, Screen};

use crate::place::Place;

/// Nothing on the screen takes so long.
const DEADLINE: Duration = Duration::from_secs(60);

/// A temporary folder with `corpus/` and `index/`.
pub(crate) struct Folder {
    place: Place,
}

/// A terminal that runs the program.
pub(crate) struct Terminal {
    program: Child,
    keys: File,
    output: Receiver<Vec<u8>>,
    parser: Parser,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let place = Place::new();
        Self { place }
    }

    /// Writes a document.
    pub(crate) fn file(self, path: &str, content: &str) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a document.
    pub(crate) fn write(&self, path: &str, content: &str) {
        self.place.write(&format!("corpus/{path}"), content);
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.place.path(path)
    }

    /// Returns the program with nothing of the caller's settings, in a session of its own with its own terminal.
    pub(crate) fn program(&self, args: &[&str]) -> Command {
        let mut command = Command::new("setsid");
        command
            .args(["--ctty", env!("CARGO_BIN_EXE_search"), "-i"])
            .args(args);
        self.place.settle(&mut command);
        command.env("TERM", "xterm-256color");
        command
    }

    /// Starts the program on a screen of 80×24.
    pub(crate) fn start(&self, args: &[&str]) -> Terminal {
        Terminal::start(&mut self.program(args), false)
    }
}

impl Terminal {
    /// Runs a command in a terminal; its stdout may be for somebody else.
    pub(crate) fn start(command: &mut Command, pipes_stdout: bool) -> Self {
        let (program, keys) = spawn(command, pipes_stdout);
        let output = read(keys.try_clone().expect("a terminal"));
        Self {
            program,
            keys,
            output,
            parser: Parser::new(lines(24), lines(80), 0),
        }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .expect("the program reads");
    }

    /// Waits until the screen is as claimed.
    pub(crate) fn see(&mut self, what: &str, claim: impl Fn(&Screen) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !claim(self.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(_) => panic!("{what} is not seen:\n{}", self.parser.screen().contents()),
            }
        }
    }

    /// Waits until a text is on the screen.
    pub(crate) fn see_text(&mut self, text: &str) {
        self.see(text, |screen| screen.contents().contains(text));
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.parser
            .screen_mut()
            .set_size(lines(height), lines(width));
        resize(&self.keys, width, height);
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        let id = i32::try_from(self.program.id())
            .ok()
            .and_then(Pid::from_raw);
        kill_process(id.expect("a process"), Signal::TERM).expect("it is sent");
    }

    /// Waits for the program to end; returns how, and what it wrote to a stdout of its own.
    pub(crate) fn end(mut self) -> (ExitStatus, String, Screen) {
        let mut printed = String::new();
        if let Some(stdout) = &mut self.program.stdout {
            stdout.read_to_string(&mut printed).expect("UTF-8");
        }
        let status = self.program.wait().expect("it ends");
        while let Ok(bytes) = self.output.recv_timeout(DEADLINE) {
            self.parser.process(&bytes);
        }
        (status, printed, self.parser.screen().clone())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Runs a command in a new terminal; returns it, and who writes the keys and reads what is shown.
fn spawn(command: &mut Command, pipes_stdout: bool) -> (Child, File) {
    // Programs of other tests must not keep it open.
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let keys = openpt(flags).expect("a terminal");
    grantpt(&keys).expect("a terminal");
    unlockpt(&keys).expect("a terminal");
    let side: OwnedFd = ioctl_tiocgptpeer(&keys, flags).expect("a terminal");
    let end = || Stdio::from(side.try_clone().expect("a terminal"));
    command.stdin(end()).stderr(end());
    command.stdout(if pipes_stdout { Stdio::piped() } else { end() });
    resize(&keys, 80, 24);
    let program = command.spawn().expect("the program runs");
    // The command has its own ends; ours would keep the terminal open.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    (program, File::from(keys))
}

/// Runs a command in a terminal that is closed as soon as something is seen; returns how it ends, if it does.
pub(crate) fn close_on(command: &mut Command) -> Option<ExitStatus> {
    let (mut program, mut terminal) = spawn(command, false);
    let count = terminal.read(&mut [0; 4096]).expect("something is shown");
    assert!(count > 0);
    drop(terminal);
    let (sender, ended) = mpsc::channel();
    let id = i32::try_from(program.id()).ok().and_then(Pid::from_raw);
    thread::spawn(move || sender.send(program.wait()));
    let status = ended.recv_timeout(DEADLINE).ok();
    if status.is_none() {
        kill_process(id.expect("a process"), Signal::KILL).expect("it is sent");
    }
    status.map(|status| status.expect("it was waited for"))
}

fn resize(terminal: impl rustix::fd::AsFd, width: u16, height: u16) {
    let size = Winsize {
        ws_row: height,
        ws_col: width,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(terminal, size).expect("a terminal");
}

fn lines(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a size")
}

/// Reads what a terminal shows, in a thread, until the last program in it has ended.
fn read(mut terminal: File) -> Receiver<Vec<u8>> {
    let (sender, output) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = terminal.read(&mut bytes) {
            if sender.send(bytes[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    output
}
