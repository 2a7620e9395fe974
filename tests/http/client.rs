//! A client that says exactly what it is told to, over one connection for each request.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Nothing that is waited for takes longer.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// A request, as text.
pub(crate) struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            line: format!("{method} {target} HTTP/1.1"),
            headers: vec![("host".to_owned(), "localhost".to_owned())],
            body: String::new(),
        }
    }

    pub(crate) fn post(target: &str, body: &str) -> Self {
        let request = Self::new("POST", target).header("content-type", "application/json");
        Self {
            body: body.to_owned(),
            ..request.header("content-length", &body.len().to_string())
        }
    }

    /// Sets a header; an empty value leaves it away.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub(crate) fn send(&self, address: SocketAddr) -> Response {
        let mut stream = connect(address);
        // The server may refuse the request before it has read all of it.
        let _ = stream.write_all(self.text().as_bytes());
        read(stream)
    }

    fn text(&self) -> String {
        let mut text = format!("{}\r\nconnection: close\r\n", self.line);
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        text + "\r\n" + &self.body
    }
}

impl Response {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("an HTTP answer");
        let status = head.split(' ').nth(1).expect("a status");
        Self {
            status: status.parse().expect("a number"),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// Claims the status.
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }

    /// Claims that it is a problem which names `part`.
    pub(crate) fn names(self, part: &str) -> Self {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(part), "{part:?} is not in {detail:?}");
        self
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1);
        lines.find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Returns the ids of the hits.
    pub(crate) fn ids(&self) -> Vec<String> {
        let json = self.json();
        let hits = json["hits"].as_array().expect("hits");
        let id = |hit: &Value| hit["id"].as_str().expect("an id").to_owned();
        hits.iter().map(id).collect()
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(DEADLINE)).expect("a timeout");
    stream
}

/// Reads an answer up to the end of the connection.
pub(crate) fn read(mut stream: TcpStream) -> Response {
    let mut bytes = Vec::new();
    // A connection that is reset after the answer has told all the same.
    let _ = stream.read_to_end(&mut bytes);
    Response::parse(&String::from_utf8_lossy(&bytes))
}
