//! A folder of documents, and a client that talks to the program about it, line by line.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

use crate::place::Place;

/// A temporary folder with `corpus/` and `index/`.
pub(crate) struct Folder {
    place: Place,
}

/// A running program, and the client's ends of its pipes.
pub(crate) struct Client {
    program: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    last_id: u64,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let place = Place::new();
        Self { place }
    }

    /// Writes a document.
    pub(crate) fn file(self, path: &str, content: &str) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a document.
    pub(crate) fn write(&self, path: &str, content: &str) {
        self.place.write(&format!("corpus/{path}"), content);
    }

    pub(crate) fn document(&self, path: &str) -> PathBuf {
        self.place.path("corpus").join(path)
    }

    /// Returns where the folder is, which no answer may tell.
    pub(crate) fn place(&self) -> String {
        let corpus = self.place.path("corpus");
        let place = corpus.parent().and_then(|place| place.to_str());
        place.expect("a path in UTF-8").to_owned()
    }

    /// Returns the program with nothing of the caller's settings.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_search"));
        self.place.settle(&mut command);
        command.arg("--mcp");
        command
    }

    /// Starts the program, and says nothing yet.
    pub(crate) fn start(&self) -> Client {
        let mut command = self.program();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        Client {
            stdin: program.stdin.take(),
            stdout: BufReader::new(program.stdout.take().expect("a pipe")),
            program,
            last_id: 0,
        }
    }

    /// Starts the program, and greets it as clients of 2025 do.
    pub(crate) fn connect(&self) -> Client {
        let mut client = self.start();
        client.greet("2025-11-25");
        client
    }
}

impl Client {
    /// Sends a line.
    pub(crate) fn send(&mut self, message: &Value) {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        writeln!(stdin, "{message}").expect("the program reads");
        stdin.flush().expect("the program reads");
    }

    /// Receives a line.
    pub(crate) fn receive(&mut self) -> Option<Value> {
        let mut line = String::new();
        let count = self.stdout.read_line(&mut line).expect("a line");
        let message = || serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        (count > 0).then(message)
    }

    /// Sends a request; returns its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> u64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Sends a request; returns the answer.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.receive().expect("an answer");
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// Greets the program in a version of the protocol; returns its greeting.
    pub(crate) fn greet(&mut self, version: &str) -> Value {
        let answer = self.request(
            "initialize",
            json!({
                "protocolVersion": version,
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"}
            }),
        );
        self.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        answer["result"].clone()
    }

    /// Calls a tool; returns its result as it is.
    pub(crate) fn result(&mut self, tool: &str, arguments: Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments});
        self.request("tools/call", params)["result"].clone()
    }

    /// Calls a tool; returns what it gives, which its text says, too.
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.result(tool, arguments);
        assert_eq!(result["isError"], false, "{result}");
        let text = result["content"][0]["text"].as_str().expect("a text");
        let said: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(said, result["structuredContent"]);
        said
    }

    /// Calls a tool that refuses; returns why.
    pub(crate) fn refusal(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.result(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        let text = result["content"][0]["text"].as_str();
        text.expect("a text").to_owned()
    }

    /// Closes stdin; returns what the program still says, and how it ends.
    pub(crate) fn close(mut self) -> (Vec<Value>, ExitStatus) {
        drop(self.stdin.take());
        let mut rest = Vec::new();
        while let Some(message) = self.receive() {
            rest.push(message);
        }
        (rest, self.program.wait().expect("the program ends"))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // It may have ended already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
