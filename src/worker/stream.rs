//! The bytes of a file on their way to a worker: frames, the last of which is empty.

use std::io::{self, ErrorKind, Read, Write};

use crate::worker::frame;

/// A frame has at most so many bytes.
const FRAME_BYTES: u64 = 1 << 20;

/// Writes all that `content` has.
pub(super) fn write(out: &mut dyn Write, content: &mut dyn Read) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        content.take(FRAME_BYTES).read_to_end(&mut bytes)?;
        frame::write_bytes(out, &bytes)?;
        if bytes.is_empty() {
            return Ok(());
        }
    }
}

/// The bytes of a file as a worker reads them.
pub(super) struct Stream<'a> {
    input: &'a mut dyn Read,
    /// How many bytes of the frame at hand are left.
    left: u64,
    is_end: bool,
}

impl<'a> Stream<'a> {
    /// Starts before the first frame.
    pub(super) fn new(input: &'a mut dyn Read) -> Self {
        Self {
            input,
            left: 0,
            is_end: false,
        }
    }

    /// Reads what is left, so that the next job follows.
    pub(super) fn end(mut self) -> io::Result<()> {
        io::copy(&mut self, &mut io::sink()).map(drop)
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_end || buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            self.left = frame::read_len(self.input)?.ok_or(ErrorKind::UnexpectedEof)?;
            self.is_end = self.left == 0;
        }
        let len = self.input.take(self.left).read(buffer)?;
        if len == 0 && !self.is_end {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.left -= len as u64;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_passed_over() {
        let content = vec![7; 3 << 20];
        let mut frames = Vec::new();
        write(&mut frames, &mut &content[..]).expect("frames");
        write(&mut frames, &mut &b""[..]).expect("frames");
        write(&mut frames, &mut &b"next"[..]).expect("frames");
        let mut input = &frames[..];
        let mut first = Stream::new(&mut input);
        let mut some = [0; 10];
        first.read_exact(&mut some).expect("some of it");
        first.end().expect("the rest of it");
        let mut read = || {
            let mut bytes = Vec::new();
            let end = Stream::new(&mut input).read_to_end(&mut bytes);
            end.map(|_| bytes)
        };
        assert_eq!(read().expect("an empty file"), b"");
        assert_eq!(read().expect("a file"), b"next");
        assert!(read().is_err());
    }
}
