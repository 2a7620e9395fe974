//! The server under load, in one run with the library: `cargo bench --bench http -- FOLDER [SECONDS [REQUESTS]]`.
//!
//! With a number of requests it ends with so many of them over one connection, and tells how much memory they took.
//! Rates are told per second of processor time, too, so that a busy machine does not change them. The folder is copied,
//! for files are changed.

#![expect(clippy::print_stdout, reason = "it prints what it measures")]

mod client;
mod load;
mod server;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use section_search::{Fresh, Index, Outline, Query};

use crate::client::Client;
use crate::load::{Load, Measured};
use crate::server::Server;

/// In so many rounds the server and the library take turns.
const ROUNDS: u32 = 5;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let Some(folder) = args.next() else {
        println!("usage: cargo bench --bench http -- FOLDER [SECONDS [REQUESTS]]");
        return Ok(());
    };
    let seconds = args.next().map_or(Ok(5), |text| text.parse())?;
    let requests: usize = args.next().map_or(Ok(0), |text| text.parse())?;
    let time = Duration::from_secs(seconds);
    let place = tempfile::tempdir()?;
    let corpus = place.path().join("corpus");
    copy(Path::new(&folder), &corpus)?;
    let mut index = Index::builder()
        .corpus(&corpus)
        .index(place.path().join("index"))
        .open()?;
    let report = index.update()?;
    println!("{} files, {} passages", report.added, report.passages);
    let queries = queries(&index)?;
    let server = Server::start(place.path())?;
    throughput(&server, &index.with_fresh(Fresh::Never), &queries, time)?;
    let idle = Load::new(&server, &queries, 2, "").run(time)?;
    println!("idle, 2 connections: {idle}");
    overload(&server, &queries, time, &idle)?;
    updating(&server, &queries, &corpus, &idle)?;
    slow_sockets(&server)?;
    large_body(&server)?;
    memory(&server, &queries, requests)
}

/// Returns titles as queries.
fn queries(index: &Index) -> Result<Vec<String>> {
    let Outline::Corpus { documents, .. } = index.outline(None)? else {
        return Err("the corpus has no outline".into());
    };
    let titles = documents.into_iter().map(|it| it.title);
    Ok(titles
        .filter(|title| !title.is_empty())
        .take(1000)
        .collect())
}

/// Asks the server and the library in turn, for the speed of a machine changes.
fn throughput(server: &Server, index: &Index, queries: &[String], time: Duration) -> Result<()> {
    for (fresh, connections) in [
        ("never", 1),
        ("never", 8),
        ("auto", 1),
        ("auto", 8),
        ("auto", 32),
    ] {
        let load = Load::new(server, queries, connections, &format!("&fresh={fresh}"));
        let (mut measured, mut alone) = (Measured::default(), Rate::default());
        let mut used = 0.0;
        for _ in 0..ROUNDS {
            alone.add(index, queries, time / ROUNDS)?;
            let before = server.processor_time()?;
            measured.add(load.run(time / ROUNDS)?);
            used += server.processor_time()? - before;
        }
        let (rate, alone) = (measured.answered() as f64 / used, alone.per_second());
        println!(
            "fresh={fresh}, {connections} connections: {measured}; {rate:.0} per second of processor time, {:.2} of the library's {alone:.0}",
            rate / alone
        );
    }
    Ok(())
}

/// How much of a processor's time searches within this process take, on one thread.
#[derive(Default)]
struct Rate {
    searches: u32,
    used: f64,
}

impl Rate {
    fn add(&mut self, index: &Index, queries: &[String], time: Duration) -> Result<()> {
        let (start, before) = (Instant::now(), server::processor_time(std::process::id())?);
        for query in queries.iter().cycle().skip(self.searches as usize) {
            index.search(&Query::parse(query))?;
            self.searches += 1;
            if start.elapsed() > time {
                break;
            }
        }
        self.used += server::processor_time(std::process::id())? - before;
        Ok(())
    }

    fn per_second(&self) -> f64 {
        f64::from(self.searches) / self.used
    }
}

/// Ten times as many requests at once as are admitted.
fn overload(server: &Server, queries: &[String], time: Duration, idle: &Measured) -> Result<()> {
    let measured = Load::new(server, queries, 240, "").run(time)?;
    println!(
        "240 connections at once: {measured}, p99 {:.1} of idle",
        measured.slower_than(idle)
    );
    let start = Instant::now();
    Client::connect(server.address)?.get("/search?q=again")?;
    println!("after it: answered in {:?}", start.elapsed());
    Ok(())
}

/// All files change, and are asked for meanwhile.
fn updating(server: &Server, queries: &[String], corpus: &Path, idle: &Measured) -> Result<()> {
    for file in files(corpus)? {
        fs::OpenOptions::new()
            .append(true)
            .open(file)?
            .write_all(b"\nchanged\n")?;
    }
    let is_stale = || -> Result<bool> {
        let (_, body) = Client::connect(server.address)?.get("/search?q=changed&limit=1")?;
        Ok(body.contains("\"stale\""))
    };
    let (start, mut measured) = (Instant::now(), Measured::default());
    while is_stale()? {
        measured.add(Load::new(server, queries, 2, "").run(Duration::from_millis(200))?);
    }
    println!(
        "while all files are indexed again, {:.1?}: {measured}, p99 {:.1} of idle",
        start.elapsed(),
        measured.slower_than(idle)
    );
    Ok(())
}

/// Asks so often over one connection, and tells how the memory grows.
fn memory(server: &Server, queries: &[String], requests: usize) -> Result<()> {
    let load = Load::new(server, queries, 1, "");
    let mut done = 0;
    for count in [10_000, 100_000, 1_000_000] {
        let next = requests.min(count);
        load.times(next - done)?;
        if next > done {
            println!(
                "after {next} requests: {} of memory",
                server.memory("RssAnon:")?
            );
        }
        done = next;
    }
    Ok(())
}

fn slow_sockets(server: &Server) -> Result<()> {
    let mut open = Vec::new();
    for _ in 0..2000 {
        let mut stream = TcpStream::connect(server.address)?;
        // The server may have closed it already.
        let _ = stream.write_all(b"GET /search?q=slow HTTP/1.1\r\nhost: localhost\r\n");
        open.push(stream);
    }
    let start = Instant::now();
    let (status, _) = Client::connect(server.address)?.get("/search?q=quick")?;
    println!(
        "beside 2000 slow sockets: {status} in {:?}",
        start.elapsed()
    );
    Ok(())
}

fn large_body(server: &Server) -> Result<()> {
    let mut stream = TcpStream::connect(server.address)?;
    let head = "POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes())?;
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let mut sent = 0_u64;
    while sent < 1 << 30 && stream.write_all(chunk.as_bytes()).is_ok() {
        sent += 0x10000;
    }
    println!(
        "of a body of 1 GiB {sent} bytes were taken; the server's memory was at most {}",
        server.memory("VmHWM:")?
    );
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        fs::copy(file, target)?;
    }
    Ok(())
}
