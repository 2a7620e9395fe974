//! What a file holds: all of it in memory, or its beginning and a way to read on.

use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

use crate::corpus::{Limits, Refusal};

/// So many bytes show what a file is.
const HEAD_BYTES: u64 = 64 * 1024;

/// What a file holds.
pub(crate) struct Input<'a> {
    /// Its first bytes; all of them if there is no rest.
    head: Vec<u8>,
    rest: Option<&'a mut dyn Read>,
}

impl<'a> Input<'a> {
    /// Takes what is in memory.
    pub(crate) fn whole(bytes: Vec<u8>) -> Self {
        Self {
            head: bytes,
            rest: None,
        }
    }

    /// Reads the beginning of a file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read.
    pub(crate) fn begin(reader: &'a mut dyn Read) -> io::Result<Self> {
        let mut head = Vec::new();
        reader.take(HEAD_BYTES).read_to_end(&mut head)?;
        let has_rest = head.len() as u64 == HEAD_BYTES;
        Ok(Self {
            head,
            rest: has_rest.then_some(reader),
        })
    }

    /// Returns the first bytes; all of them if it is whole.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Is all of it in memory?
    pub(crate) fn is_whole(&self) -> bool {
        self.rest.is_none()
    }

    /// Returns all of it.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, or takes more memory than there is.
    pub(crate) fn into_bytes(self, limits: &Limits) -> Result<Vec<u8>, Refusal> {
        let mut bytes = self.head;
        if let Some(rest) = self.rest {
            rest.read_to_end(&mut bytes)
                .map_err(|error| match error.kind() {
                    ErrorKind::OutOfMemory => Refusal::failed(limits.out_of_memory()),
                    _ => Refusal::of(error),
                })?;
        }
        Ok(bytes)
    }

    /// Returns a reader of all of it.
    pub(crate) fn into_reader(self) -> Box<dyn BufRead + 'a> {
        let head = Cursor::new(self.head);
        match self.rest {
            Some(rest) => Box::new(head.chain(BufReader::new(rest))),
            None => Box::new(head),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_between_the_beginning_and_the_rest() {
        for len in [0, 5, HEAD_BYTES, HEAD_BYTES + 1, 3 * HEAD_BYTES] {
            let bytes: Vec<_> = (0..len).map(|at| at as u8).collect();
            let mut reader = &bytes[..];
            let input = Input::begin(&mut reader).expect("it can be read");
            assert_eq!(input.is_whole(), len < HEAD_BYTES, "{len}");
            assert!(bytes.starts_with(input.head()));
            let all = input.into_bytes(&Limits::default());
            assert_eq!(all.as_ref(), Ok(&bytes), "{len}");
            let mut reader = &bytes[..];
            let input = Input::begin(&mut reader).expect("it can be read");
            let mut all = Vec::new();
            let read = input.into_reader().read_to_end(&mut all);
            read.expect("it can be read");
            assert_eq!(all, bytes, "{len}");
        }
    }
}
