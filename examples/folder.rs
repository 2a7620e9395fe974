//! Opens a folder, brings its index up to date, searches it and prints the hits.
//!
//! ```text
//! cargo run --release --example folder -- corpus "state of emergency"
//! ```
#![expect(clippy::print_stdout, reason = "a program says what it found")]

use section_search::{Index, Query};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("name a folder and some words")?;
    let words = args.collect::<Vec<_>>().join(" ");
    let mut index = Index::open(folder)?;
    let report = index.update()?;
    println!("{} passages", report.passages);
    for hit in index.search(&Query::parse(&words))?.hits {
        let (passage, snippet) = (hit.passage, hit.snippet);
        println!("{}\n{}\n", passage.id, snippet.text);
    }
    Ok(())
}
