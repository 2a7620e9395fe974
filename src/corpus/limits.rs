//! How much of a file is read: what bounds a file that is broken, or made to do harm.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How much is read of a file, and what reading one that is no plain text may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How many bytes of text are taken from a file. Default: 64 MiB.
    pub text_bytes: u64,
    /// How many bytes a file may unpack to, all that is in it together. Default: 256 MiB.
    pub unpacked_bytes: u64,
    /// How many times its own size a file may unpack to; the first MiB is free. Default: 100.
    pub ratio: u64,
    /// How many entries an archive may have. Default: 10,000.
    pub entries: u64,
    /// How deep archives may lie in archives. Default: 2.
    pub nesting: u32,
    /// How many bytes of memory may be taken. Default: 1 GiB.
    pub memory_bytes: u64,
    /// Is all that an HTML page shows read, with what stands around its main content? Default: no.
    pub whole_pages: bool,
    /// How much of a processor's time may be taken. Default: 30 s.
    pub cpu_time: Duration,
    /// How long it may take in all. Default: 60 s.
    pub wall_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 64 << 20,
            unpacked_bytes: 256 << 20,
            ratio: 100,
            entries: 10_000,
            nesting: 2,
            memory_bytes: 1 << 30,
            whole_pages: false,
            cpu_time: Duration::from_secs(30),
            wall_time: Duration::from_secs(60),
        }
    }
}

impl Limits {
    /// Tells that reading a file needed too much memory.
    pub(crate) fn out_of_memory(&self) -> String {
        format!("needed more than {} of memory", size(self.memory_bytes))
    }
}

/// Returns a size as people write it.
pub(crate) fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let fits = |(shift, _): &&(u32, &str)| bytes > 0 && bytes.trailing_zeros() >= *shift;
    match units.iter().find(fits) {
        Some((shift, unit)) => format!("{} {unit}", bytes >> shift),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_for_people() {
        let sizes = [1 << 30, 256 << 20, 1536, 1 << 10, 7].map(size);
        assert_eq!(
            sizes,
            ["1 GiB", "256 MiB", "1536 bytes", "1 KiB", "7 bytes"]
        );
    }
}
