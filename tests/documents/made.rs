//! Documents that are made for a test, and what is read of them.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use section_search::analyzer::Language;
use section_search::corpus::{Limits, read};
use section_search::{Origin, Passage, split};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A text with most of what a format may have.
pub(crate) const SOURCE: &str = include_str!("source.md");

/// What a document says: the trail of headings and the text of each section.
pub(crate) type Sections = Vec<(Vec<String>, String)>;

/// Returns the passages of the file at `path`, or why there are none.
pub(crate) fn passages(path: &Path) -> Result<Vec<Passage>, String> {
    let bytes = fs::read(path).expect("the file");
    passages_of(&path.to_string_lossy(), bytes)
}

/// Returns the passages of a file that would be at `path`, or why there are none.
pub(crate) fn passages_of(path: &str, bytes: Vec<u8>) -> Result<Vec<Passage>, String> {
    let origin = Origin {
        path,
        archive: None,
        path_bytes: None,
        language: Language::ENGLISH,
    };
    let mut passages = Vec::new();
    let result = read(path, bytes, &Limits::default(), &mut |reading| {
        passages.extend(split(&reading.document, reading.text, &origin));
    });
    match result {
        Ok(_) => Ok(passages),
        Err(refusal) => Err(refusal.reason),
    }
}

/// Returns the sections of the file at `path`, their white space as single spaces.
pub(crate) fn sections(path: &Path) -> Sections {
    let passages = passages(path).expect("it can be read");
    let sections = passages.into_iter().map(|passage| {
        let words: Vec<_> = passage.text.split_whitespace().collect();
        (passage.headings, words.join(" "))
    });
    // A title that stands alone has no text, and in most formats it is no heading.
    sections
        .filter(|(headings, text)| !headings.is_empty() || !text.is_empty())
        .collect()
}

/// A folder for the files of a test.
pub(crate) struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    /// Makes an empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Returns where a file is, or will be.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).expect("a file");
        path
    }

    /// Runs a program in the folder; its output goes nowhere.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(program);
        let command = command.args(arguments).current_dir(self.folder.path());
        // Office programs keep their settings in the home folder.
        let output = command.env("HOME", self.folder.path()).output();
        let output = output.expect("the program starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {error}");
    }
}

/// Is a program installed? If not, that is said; a test that must not be left out fails where `CI` is set.
#[expect(
    clippy::print_stderr,
    reason = "who runs the tests should know what is not tested"
)]
pub(crate) fn has(program: &str, is_required: bool) -> bool {
    let version = Command::new(program).arg("--version").output();
    if version.is_ok_and(|output| output.status.success()) {
        return true;
    }
    let is_ci = std::env::var_os("CI").is_some();
    assert!(!(is_required && is_ci), "{program} is not installed");
    eprintln!("LEFT OUT: {program} is not installed");
    false
}

/// Returns a zip container with these parts.
pub(crate) fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // What says which kind of file it is must not be compressed.
        let method = match *name {
            "mimetype" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        let started = writer.start_file(*name, options);
        started.expect("a part");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a container").into_inner()
}
