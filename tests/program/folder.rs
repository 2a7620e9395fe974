//! A folder of documents and the program run on it: input, action, claim in one chain.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};

use serde_json::Value;

use crate::place::Place;

/// A temporary folder with `corpus/` and `index/`.
pub(crate) struct Folder {
    place: Place,
}

/// A run of the program.
pub(crate) struct Run {
    output: Output,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let place = Place::new();
        Self { place }
    }

    /// Writes a document.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(&format!("corpus/{path}"), content);
        self
    }

    /// Writes any file of the folder.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        self.place.write(path, content);
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.place.path(path)
    }

    /// Runs the program in the folder.
    pub(crate) fn search(&self, args: &[&str]) -> Run {
        self.search_in("", args)
    }

    /// Runs the program in a folder of the folder.
    pub(crate) fn search_in(&self, place: &str, args: &[&str]) -> Run {
        let mut command = program();
        self.place.settle(&mut command);
        command.args(args).current_dir(self.path(place));
        Run::of(&mut command)
    }
}

/// Returns the program with nothing of the caller's settings.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_search"));
    for name in ["SEARCH_CORPUS", "SEARCH_INDEX", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
}

/// Returns the root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the program runs");
        Self { output }
    }

    /// Waits for a run that was started.
    pub(crate) fn ended(child: Child) -> Self {
        let output = child.wait_with_output().expect("it ends");
        Self { output }
    }

    /// Claims the exit status.
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.output.status.code(),
            Some(code),
            "stdout: {}\nstderr: {}",
            self.out(),
            self.err()
        );
        self
    }

    /// Claims that stdout has `part`.
    pub(crate) fn prints(self, part: &str) -> Self {
        assert!(
            self.out().contains(part),
            "{part:?} is not in stdout: {}\nstderr: {}",
            self.out(),
            self.err()
        );
        self
    }

    /// Claims that stdout does not have `part`.
    pub(crate) fn lacks(self, part: &str) -> Self {
        assert!(
            !self.out().contains(part),
            "{part:?} is in stdout: {}",
            self.out()
        );
        self
    }

    /// Claims that stderr has `part`.
    pub(crate) fn warns(self, part: &str) -> Self {
        assert!(
            self.err().contains(part),
            "{part:?} is not in stderr: {}",
            self.err()
        );
        self
    }

    /// Claims that stderr is empty.
    pub(crate) fn says_no_more(self) -> Self {
        assert_eq!(self.err(), "");
        self
    }

    pub(crate) fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("stdout is UTF-8")
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.out().lines().map(str::to_owned).collect()
    }

    pub(crate) fn json(&self) -> Value {
        let out = self.out();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}\n{}", self.err()))
    }

    /// Returns the ids of the hits of `--json`.
    pub(crate) fn ids(&self) -> Vec<String> {
        let json = self.json();
        let hits = json["hits"].as_array().expect("hits");
        hits.iter()
            .map(|hit| hit["id"].as_str().expect("an id").to_owned())
            .collect()
    }
}
