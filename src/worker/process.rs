//! A worker as its program sees it: a process that is asked, listened to, and ended.

use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::{Body, Limits, Refusal, size};
use crate::passage::Split;
use crate::worker::job::{Answer, Frame, Halt, Job};
use crate::worker::{ARGUMENT, BROKEN, VERSION, frame, stream};

/// A worker that is not there in this time never will be.
const START: Duration = Duration::from_secs(30);
/// So many frames wait to be taken before the worker waits, too.
const WAITING_FRAMES: usize = 2;
/// A passage takes more room in a frame than its text: names, headings and what JSON adds.
const FRAMES_PER_TEXT: u64 = 4;
/// A few frames may always be said.
const FREE_BYTES: u64 = 16 << 20;
/// What a worker said is there in this time once it is dead.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Of what a worker says when it dies, the beginning tells enough.
const LAST_WORDS_BYTES: u64 = 4096;

/// What comes from a worker: a frame and its size.
type Heard = io::Result<(Frame, u64)>;

/// A worker, alive or not.
pub(super) struct Process {
    input: ChildStdin,
    hearing: Hearing,
}

/// What is heard of a worker.
struct Hearing {
    child: Child,
    frames: Receiver<Heard>,
    last_words: Receiver<Vec<u8>>,
}

/// How far the answer to a job is.
struct Listening {
    time_left: Duration,
    bytes_left: u64,
}

impl Listening {
    /// Starts with all that `limits` allow.
    fn new(limits: &Limits) -> Self {
        Self {
            time_left: limits.wall_time,
            bytes_left: most_bytes(limits),
        }
    }
}

/// Returns how much a worker may say of a file.
fn most_bytes(limits: &Limits) -> u64 {
    let most = limits.text_bytes.saturating_mul(FRAMES_PER_TEXT);
    most.saturating_add(FREE_BYTES)
}

impl Process {
    /// Starts a worker for files read within `limits`.
    pub(super) fn start(program: &Path, limits: &Limits) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = pipes else {
            return Err(ErrorKind::BrokenPipe.into());
        };
        let (sender, frames) = sync_channel(WAITING_FRAMES);
        let most = most_bytes(limits);
        thread::spawn(move || listen(output, most, &sender));
        let (sender, last_words) = channel();
        thread::spawn(move || overhear(errors, &sender));
        let process = Self {
            input,
            hearing: Hearing {
                child,
                frames,
                last_words,
            },
        };
        match process.hearing.frames.recv_timeout(START) {
            Ok(Ok((Frame::Hello(version), _))) if version == VERSION => Ok(process),
            _ => Err(io::Error::other("it is no worker of this version")),
        }
    }

    /// Has a file read; gives its documents one after the other.
    ///
    /// # Errors
    ///
    /// Tells why it was not read; the documents that were given do not count then.
    pub(super) fn read(
        &mut self,
        job: &Job,
        body: &Body,
        take: &mut dyn FnMut(Split),
    ) -> Result<Answer, Halt> {
        let Self { input, hearing } = self;
        thread::scope(|scope| {
            // A worker that answers early must not wait for us, nor we for it.
            let telling = scope.spawn(|| tell(input, job, body));
            let answer = hearing.answer(&job.limits, take);
            if matches!(answer, Err(Halt::Died(_))) {
                // It may still be told the rest of the file.
                let _ = hearing.child.kill();
            }
            match telling.join() {
                Ok(Err(error)) if answer.is_ok() => Err(Halt::Refused(unreadable(&error))),
                _ => answer,
            }
        })
    }
}

/// Asks for a file, and tells what it holds.
fn tell(input: &mut ChildStdin, job: &Job, body: &Body) -> io::Result<()> {
    frame::write(input, job)?;
    match body {
        Body::Whole(bytes) => stream::write(input, &mut &bytes[..]),
        Body::Large(large) => stream::write(input, &mut large.open()?),
    }
}

fn unreadable(error: &io::Error) -> Refusal {
    Refusal::failed(error.to_string())
}

impl Hearing {
    /// Waits for what is said of a file.
    fn answer(&mut self, limits: &Limits, take: &mut dyn FnMut(Split)) -> Result<Answer, Halt> {
        let mut listening = Listening::new(limits);
        loop {
            match self.hear(&mut listening, limits).map_err(Halt::Died)? {
                Frame::Document(document) => take(document),
                Frame::Piece => listening = Listening::new(limits),
                Frame::End(end) => return end.map_err(Halt::Refused),
                Frame::Hello(_) => return Err(Halt::Died(BROKEN.to_owned())),
            }
        }
    }

    /// Waits for the next frame; the error tells why none will come.
    fn hear(&mut self, listening: &mut Listening, limits: &Limits) -> Result<Frame, String> {
        let start = Instant::now();
        let heard = self.frames.recv_timeout(listening.time_left);
        listening.time_left = listening.time_left.saturating_sub(start.elapsed());
        match heard {
            Ok(Ok((frame, bytes))) => match listening.bytes_left.checked_sub(bytes) {
                Some(left) => {
                    listening.bytes_left = left;
                    Ok(frame)
                }
                None => Err(format!(
                    "says much more than {} of text",
                    size(limits.text_bytes)
                )),
            },
            Err(RecvTimeoutError::Timeout) => Err(format!(
                "took longer than {} s",
                limits.wall_time.as_secs_f64()
            )),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(self.post_mortem(limits)),
        }
    }

    /// Tells what a worker died of.
    fn post_mortem(&mut self, limits: &Limits) -> String {
        // Where it is not dead yet, it talks nonsense.
        let _ = self.child.kill();
        let status = self.child.wait();
        let words = self.last_words.recv_timeout(LAST_WORDS).unwrap_or_default();
        let words = String::from_utf8_lossy(&words);
        if words.contains("memory allocation of") {
            return limits.out_of_memory();
        }
        if words.contains("overflowed its stack") {
            return "the reader of this format ran out of stack; please report it".to_owned();
        }
        match status.map(signal) {
            Ok(Some(SIGXCPU)) => {
                let seconds = limits.cpu_time.as_secs_f64();
                format!("took longer than {seconds} s of a processor's time")
            }
            _ => BROKEN.to_owned(),
        }
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        // A worker has nothing to lose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes on what a worker says until it says no more, or nobody listens.
fn listen(mut output: ChildStdout, most: u64, sender: &SyncSender<Heard>) {
    loop {
        let heard = match frame::read(&mut output, most) {
            Ok(None) => return,
            Ok(Some(heard)) => Ok(heard),
            Err(error) => Err(error),
        };
        let is_last = heard.is_err();
        if sender.send(heard).is_err() || is_last {
            return;
        }
    }
}

/// Keeps the first of what a worker says on its standard error, which is meant for nobody unless it dies.
fn overhear(mut errors: ChildStderr, sender: &Sender<Vec<u8>>) {
    let mut words = Vec::new();
    let read = errors
        .by_ref()
        .take(LAST_WORDS_BYTES)
        .read_to_end(&mut words);
    if read.is_ok() && sender.send(words).is_ok() {
        // It must not wait for somebody to read the rest.
        let _ = io::copy(&mut errors, &mut io::sink());
    }
}

/// The signal that ends a process whose processor time is up, on Linux and macOS.
pub(super) const SIGXCPU: i32 = 24;

#[cfg(unix)]
pub(super) fn signal(status: std::process::ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
pub(super) fn signal(_status: std::process::ExitStatus) -> Option<i32> {
    None
}
