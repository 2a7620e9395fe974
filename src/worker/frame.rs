//! Frames between a worker and its program: four bytes of length, lowest first, then JSON.

use std::io::{self, ErrorKind, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a value as a frame.
pub(super) fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let bytes = serde_json::to_vec(value)?;
    write_bytes(out, &bytes)
}

/// Writes bytes as a frame.
pub(super) fn write_bytes(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    let len = u32::try_from(bytes.len()).map_err(|_| too_long())?;
    out.write_all(&len.to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads a frame of at most `most` bytes; returns the value and how many bytes it took, none at the end.
pub(super) fn read<T: DeserializeOwned>(
    input: &mut dyn Read,
    most: u64,
) -> io::Result<Option<(T, u64)>> {
    let Some(bytes) = read_bytes(input, most)? else {
        return Ok(None);
    };
    Ok(Some((serde_json::from_slice(&bytes)?, bytes.len() as u64)))
}

/// Reads the bytes of a frame; none at the end.
pub(super) fn read_bytes(input: &mut dyn Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(len) = read_len(input)? else {
        return Ok(None);
    };
    if len > most {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    input.take(len).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == len {
        true => Ok(Some(bytes)),
        false => Err(ErrorKind::UnexpectedEof.into()),
    }
}

/// Reads how many bytes a frame has; none at the end.
pub(super) fn read_len(input: &mut dyn Read) -> io::Result<Option<u64>> {
    let mut len = [0; 4];
    match input.read_exact(&mut len) {
        Ok(()) => Ok(Some(u64::from(u32::from_le_bytes(len)))),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

fn too_long() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "a frame is too long")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_one_after_the_other() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"one").expect("a frame");
        write_bytes(&mut bytes, b"").expect("a frame");
        let mut input = &bytes[..];
        let one: Option<(String, u64)> = read(&mut input, 100).expect("a frame");
        assert_eq!(one, Some(("one".to_owned(), 5)));
        assert_eq!(
            read_bytes(&mut input, 0).expect("a frame"),
            Some(Vec::new())
        );
        assert_eq!(read_bytes(&mut input, 0).expect("the end"), None);
    }

    #[test]
    fn a_frame_that_is_too_long_or_cut_is_an_error() {
        assert!(read_bytes(&mut &[255, 255, 255, 255, 0][..], 1 << 20).is_err());
        assert!(read_bytes(&mut &[2, 0, 0, 0, 0][..], 1 << 20).is_err());
    }
}
