//! A folder of documents, and the program that serves it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::client::{DEADLINE, Request, Response};
use crate::place::Place;

/// A temporary folder with `corpus/` and `index/`.
pub(crate) struct Folder {
    place: Place,
}

/// The program, serving a folder; killed when it is dropped.
pub(crate) struct Server {
    pub(crate) process: Child,
    pub(crate) address: SocketAddr,
    _out: BufReader<ChildStdout>,
}

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let place = Place::new();
        let folder = Self { place };
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Writes a document.
    pub(crate) fn write(&self, name: &str, text: &str) {
        self.place.write(&format!("corpus/{name}"), text);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.place.path(name)
    }

    /// Runs the program in the folder, and returns its JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let output = self.program().args(args).arg("--json").output();
        let output = output.expect("the program runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Serves the folder, and waits until there is an index.
    pub(crate) fn serve(&self, args: &[&str]) -> Server {
        let server = self.start("127.0.0.1:0", args);
        server.await_ready();
        server
    }

    /// Serves the folder at an address.
    pub(crate) fn start(&self, address: &str, args: &[&str]) -> Server {
        let mut program = self.program();
        program
            .args(["--serve", address, "--log", "error"])
            .args(args);
        let mut process = program
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut out = BufReader::new(process.stdout.take().expect("its output"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://");
        let address = address
            .and_then(|it| it.strip_suffix('/'))
            .expect("an address");
        Server {
            process,
            address: address.parse().expect("an address"),
            _out: out,
        }
    }

    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_search"));
        self.place.settle(&mut command);
        command
    }
}

impl Server {
    pub(crate) fn get(&self, target: &str) -> Response {
        self.send(&Request::get(target))
    }

    pub(crate) fn send(&self, request: &Request) -> Response {
        request.send(self.address)
    }

    /// Waits until there is an index to answer from.
    pub(crate) fn await_ready(&self) {
        until("the server is ready", || self.get("/ready").status == 200);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Waits until something is so.
pub(crate) fn until(claim: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "not in time: {claim}");
        std::thread::yield_now();
    }
}
