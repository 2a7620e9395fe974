//! The worker's side: jobs from its input, documents to its output.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::analyzer::Language;
use crate::corpus::{Input, Limits, Reading, Refusal, read_input, size};
use crate::passage::Splitter;
use crate::worker::job::{Answer, Frame, Job};
use crate::worker::stream::Stream;
use crate::worker::{VERSION, bounds, frame};

/// Reads files for another process of this program until `input` ends: what [`crate::Builder::worker`] starts.
///
/// The process limits itself to what reading takes: it cannot open files or connections any more.
///
/// # Errors
///
/// Fails if the other process is gone.
pub fn work(input: &mut dyn Read, output: &mut dyn Write) -> io::Result<()> {
    bounds::close_up();
    // What a reader stumbles over is told in the answer.
    std::panic::set_hook(Box::new(|_| {}));
    frame::write(output, &Frame::Hello(VERSION.to_owned()))?;
    while let Some((job, _)) = frame::read::<Job>(input, u64::MAX)? {
        bounds::apply(&job.limits);
        let mut content = Stream::new(input);
        let end = read(&job, &mut content, output)?;
        content.end()?;
        frame::write(output, &Frame::End(end))?;
    }
    Ok(())
}

/// Reads a file, and writes its documents as they come.
fn read(
    job: &Job,
    content: &mut dyn Read,
    output: &mut dyn Write,
) -> io::Result<Result<Answer, Refusal>> {
    let language = Language::from_code(&job.language).unwrap_or(Language::ENGLISH);
    let splitter = Splitter::new(job.path_bytes.clone(), language);
    let mut text = TextLimit::new(&job.limits);
    let mut piece = 0;
    let mut written = Ok(());
    let input = Input::begin(content)?;
    let read = catch_unwind(AssertUnwindSafe(|| {
        let take = &mut |reading: Reading<'_>| {
            // Only the file itself is read piece by piece.
            let begins = match reading.archive {
                Some(_) => piece,
                None => reading.text.bytes_before(),
            };
            if std::mem::replace(&mut piece, begins) != begins && written.is_ok() {
                bounds::apply(&job.limits);
                text = TextLimit::new(&job.limits);
                written = frame::write(output, &Frame::Piece);
            }
            if written.is_err() || text.is_reached {
                return;
            }
            let mut document = splitter.split(&reading);
            document
                .passages
                .retain(|passage| text.takes(passage.text.len()));
            written = frame::write(output, &Frame::Document(document));
        };
        read_input(job.wanted(), input, take, None)
    }));
    written?;
    let read = read.unwrap_or_else(|_| Err(Refusal::failed(crate::worker::BROKEN)));
    Ok(read.map(|opened| Answer {
        format: opened.format.name.to_owned(),
        note: text.note().or(opened.left_out),
        lacks_worker: false,
    }))
}

/// How much text is taken from a file.
struct TextLimit {
    most: u64,
    left: u64,
    is_reached: bool,
}

impl TextLimit {
    fn new(limits: &Limits) -> Self {
        Self {
            most: limits.text_bytes,
            left: limits.text_bytes,
            is_reached: false,
        }
    }

    /// May a passage of so many bytes be taken, too?
    fn takes(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes as u64);
        self.is_reached |= left.is_none();
        self.left = left.unwrap_or(0);
        !self.is_reached
    }

    fn note(&self) -> Option<String> {
        let size = size(self.most);
        let note = || format!("has more than {size} of text; what comes after is left out");
        self.is_reached.then(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_beyond_the_limit_is_left_out_and_told() {
        let mut text = TextLimit::new(&Limits {
            text_bytes: 1024,
            ..Limits::default()
        });
        let taken = [1000, 24].map(|bytes| text.takes(bytes));
        assert_eq!((taken, text.note()), ([true, true], None));
        // What comes after is left out as a whole, small or not.
        let taken = [1, 0].map(|bytes| text.takes(bytes));
        let note = "has more than 1 KiB of text; what comes after is left out";
        assert_eq!(
            (taken, text.note().as_deref()),
            ([false, false], Some(note))
        );
    }
}
