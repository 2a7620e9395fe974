//! What a client may cost.

use std::io::{Read, Write};

use crate::client::{Request, Response, connect, read};
use crate::server::{Folder, until};

fn folder() -> Folder {
    Folder::new(&[("a.md", "# Mali\n\nThe Niger.\n")])
}

#[test]
fn large_requests_are_refused() {
    let folder = folder();
    let server = folder.serve(&[]);
    // Neither is read: the first by its length, the second as soon as it is too long.
    let gigabyte = Request::post("/search", "").header("content-length", "1073741824");
    server.send(&gigabyte).is(413).names("1048576");
    let megabytes = format!(r#"{{"q": "{}"}}"#, "a".repeat(2 << 20));
    server.send(&Request::post("/search", &megabytes)).is(413);
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(1 << 20)).repeat(2);
    let endless = Request::post("/search", &chunk).header("content-length", "");
    server
        .send(&endless.header("transfer-encoding", "chunked"))
        .is(413);
    let address = format!("/search?q={}", "a".repeat(9000));
    server.get(&address).is(414).names("8192");
    let head = "a".repeat(20_000);
    server
        .send(&Request::get("/health").header("x-long", &head))
        .is(431);
}

#[test]
fn who_is_slow_is_cut_off() {
    let folder = folder();
    let server = folder.serve(&["--header-timeout", "0.3"]);
    let mut stream = connect(server.address);
    stream
        .write_all(b"GET /health HTTP/1.1\r\nhost: local")
        .expect("it is sent");
    let mut rest = Vec::new();
    // The connection ends without an answer, long before the client gives up.
    let _ = stream.read_to_end(&mut rest);
    let text = String::from_utf8_lossy(&rest);
    assert!(
        text.is_empty() || text.starts_with("HTTP/1.1 408"),
        "{text}"
    );
    server.get("/health").is(200);
}

#[test]
fn connections_that_wait_make_room() {
    let folder = folder();
    let server = folder.serve(&[]);
    let mut waiting: Vec<_> = (0..300).map(|_| connect(server.address)).collect();
    for stream in &mut waiting {
        // Those that were closed cannot be written to.
        let _ = stream.write_all(b"GET /search?q=mali HTTP/1.1\r\n");
    }
    server.get("/search?q=mali").is(200);
    let last = waiting.pop().expect("a connection");
    let mut last_half = last.try_clone().expect("the same connection");
    last_half
        .write_all(b"host: localhost\r\nconnection: close\r\n\r\n")
        .expect("the latest ones are kept");
    read(last).is(200);
    let evicted = |answer: Response| {
        let line = answer
            .body
            .lines()
            .find(|it| it.starts_with("search_connections_evicted_total"));
        let count = line.and_then(|line| line.split(' ').next_back()?.parse::<u64>().ok());
        count.is_some_and(|count| count >= 44)
    };
    until("the oldest are closed", || evicted(server.get("/metrics")));
}
