//! The user's own commands: programs that turn files into Markdown, within the limits of a worker.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::corpus::{Body, Limits, Refusal, extension, size};
use crate::worker::bounds;
use crate::worker::job::Halt;
use crate::worker::process::{SIGXCPU, signal};

/// What stands for the file in the arguments of a command.
const PATH: &str = "{path}";
/// Of what a command says when it fails, the beginning tells enough.
const COMPLAINT_BYTES: u64 = 4096;

/// A command of the user's that turns files into Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Converter {
    /// The extensions of the files, in lower case.
    pub extensions: Vec<String>,
    /// The program and its arguments, as they are: no shell reads them. `{path}` stands for the file; without it the
    /// file is on standard input. The Markdown comes on standard output.
    pub command: Vec<String>,
}

/// What came of a command.
struct Outcome {
    output: io::Result<Vec<u8>>,
    complaint: String,
    status: io::Result<ExitStatus>,
}

impl Converter {
    /// Is it meant for the file at `path`?
    pub(crate) fn takes(&self, path: &str) -> bool {
        let extension = extension(path);
        !extension.is_empty() && self.extensions.contains(&extension)
    }

    /// Returns the Markdown that it makes of a file.
    ///
    /// # Errors
    ///
    /// Tells why there is none.
    pub(crate) fn convert(
        &self,
        file: &Path,
        body: &Body,
        limits: &Limits,
    ) -> Result<Vec<u8>, Halt> {
        let mut child = self.start(file).map_err(|error| {
            let reason = format!("the command {} cannot be started: {error}", self.name());
            Halt::Refused(Refusal::failed(reason))
        })?;
        bounds::apply_to(&child, limits);
        let group = bounds::Group::of(&child);
        let input = child.stdin.take().filter(|_| !self.names_file());
        thread::scope(|scope| {
            if let Some(mut input) = input {
                // A command need not read all of the file; then the rest cannot be written.
                scope.spawn(move || match body {
                    Body::Whole(bytes) => io::copy(&mut &bytes[..], &mut input),
                    Body::Large(large) => io::copy(&mut large.open()?, &mut input),
                });
            }
            let heard = hear(child, limits.text_bytes);
            let outcome = heard.recv_timeout(limits.wall_time);
            let Ok(outcome) = outcome else {
                // What it started goes with it.
                group.end();
                let seconds = limits.wall_time.as_secs_f64();
                return Err(Halt::Died(
                    self.failed(&format!("took longer than {seconds} s")),
                ));
            };
            self.judge(outcome, limits)
        })
    }

    fn start(&self, file: &Path) -> io::Result<Child> {
        let (program, arguments) = self.command.split_first().ok_or(io::ErrorKind::NotFound)?;
        let mut command = Command::new(program);
        for argument in arguments {
            match argument == PATH {
                true => command.arg(file),
                false => command.arg(argument),
            };
        }
        bounds::lead_group(&mut command);
        command
            .stdin(match self.names_file() {
                true => Stdio::null(),
                false => Stdio::piped(),
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }

    fn names_file(&self) -> bool {
        self.command.iter().any(|argument| argument == PATH)
    }

    fn name(&self) -> &str {
        self.command.first().map_or("", String::as_str)
    }

    fn failed(&self, how: &str) -> String {
        format!("the command {} {how}", self.name())
    }

    fn judge(&self, outcome: Outcome, limits: &Limits) -> Result<Vec<u8>, Halt> {
        let refused = |how: String| Halt::Refused(Refusal::failed(self.failed(&how)));
        let broken = |error: io::Error| refused(format!("cannot be heard: {error}"));
        let output = outcome.output.map_err(broken)?;
        if output.len() as u64 > limits.text_bytes {
            return Err(refused(format!(
                "says more than {}",
                size(limits.text_bytes)
            )));
        }
        let status = outcome.status.map_err(broken)?;
        match signal(status) {
            Some(SIGXCPU) => Err(Halt::Died(self.failed(&format!(
                "took longer than {} s of a processor's time",
                limits.cpu_time.as_secs_f64()
            )))),
            Some(number) => Err(Halt::Died(
                self.failed(&format!("was ended by signal {number}")),
            )),
            None if status.success() => Ok(output),
            None => Err(refused(format!("failed ({status}){}", outcome.complaint))),
        }
    }
}

/// Waits for the end of a command, in a thread that ends with it.
fn hear(mut child: Child, most: u64) -> Receiver<Outcome> {
    let (sender, heard) = channel();
    let pipes = (child.stdout.take(), child.stderr.take());
    thread::spawn(move || {
        let errors = thread::spawn(move || pipes.1.map(complaint).unwrap_or_default());
        let output = pipes.0.map_or(Ok(Vec::new()), |output| all(output, most));
        if matches!(&output, Ok(output) if output.len() as u64 > most) {
            let _ = child.kill();
        }
        let status = child.wait();
        // Nobody listens any more where it took too long.
        let _ = sender.send(Outcome {
            output,
            complaint: errors.join().unwrap_or_default(),
            status,
        });
    });
    heard
}

/// Reads what a command says, one byte more than `most` at most.
fn all(output: ChildStdout, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    output.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the first line that a command complains with, as an error shows it.
fn complaint(mut errors: ChildStderr) -> String {
    let mut bytes = Vec::new();
    let _ = errors
        .by_ref()
        .take(COMPLAINT_BYTES)
        .read_to_end(&mut bytes);
    // It must not wait for somebody to read the rest.
    let _ = io::copy(&mut errors, &mut io::sink());
    let text = String::from_utf8_lossy(&bytes);
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    first.map_or_else(String::new, |line| format!(": {line}"))
}
