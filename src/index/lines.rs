//! Lines of a text that is not read into memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::corpus::{Format, Text};

/// So many bytes are read at once.
const STEP_BYTES: usize = 64 * 1024;

/// Lines of a text.
pub(crate) struct Lines {
    pub(crate) text: Text,
    /// The first and the last one, counted from 1.
    pub(crate) lines: [u64; 2],
    /// Their bytes in the file, half open.
    pub(crate) bytes: [u64; 2],
}

impl Lines {
    /// Reads the lines from one to another, as far as the file has them; none if it is no text or has no first one.
    pub(crate) fn read(file: &Path, [from, to]: [u64; 2]) -> io::Result<Option<Self>> {
        let mut reader = BufReader::with_capacity(STEP_BYTES, File::open(file)?);
        let path = file.to_string_lossy();
        if !Format::of(&path, reader.fill_buf()?).is_text() {
            return Ok(None);
        }
        let mut start = 0;
        for _ in 1..from {
            start += reader.skip_until(b'\n')? as u64;
        }
        let (mut content, mut last) = (Vec::new(), from - 1);
        while last < to && reader.read_until(b'\n', &mut content)? > 0 {
            last += 1;
        }
        let bytes = [start, start + content.len() as u64];
        let text = Text::decode(content).filter(|_| last >= from);
        Ok(text.map(|text| Self {
            text,
            lines: [from, last],
            bytes,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_far_as_there_are_any() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("a.jsonl");
        std::fs::write(&file, "1\n22\n333\n").expect("a file");
        let read = |range| {
            let lines = Lines::read(&file, range).expect("it can be read");
            lines.map(|it| (it.text.as_str().to_owned(), it.lines, it.bytes))
        };
        assert_eq!(read([2, 2]), Some(("22\n".to_owned(), [2, 2], [2, 5])));
        assert_eq!(read([2, 9]), Some(("22\n333\n".to_owned(), [2, 3], [2, 9])));
        assert_eq!(read([4, 4]), None);
        std::fs::write(&file, b"\x1f\x8b\x08\n").expect("a file");
        #[cfg(feature = "formats")]
        assert_eq!(read([1, 1]), None);
    }
}
