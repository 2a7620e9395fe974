//! Indexes records of its own, which are in no file: puts some, finds one, removes it.
//!
//! ```text
//! cargo run --example records -- "roof"
//! ```
#![expect(clippy::print_stdout, reason = "a program says what it found")]

use section_search::{Edits, Index, OwnDocument, Query};

/// What a database may hold: a key, a day, a title, a text.
const INVOICES: &[(u32, &str, &str, &str)] = &[
    (
        17,
        "2026-11-20",
        "Roof",
        "Repair of a roof, with new tiles.",
    ),
    (
        18,
        "2026-11-21",
        "Garden",
        "Cutting of two trees that lean on the roof.",
    ),
    (19, "2026-11-22", "Door", "A new lock, and three keys."),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let folder = std::env::temp_dir().join(format!("records-{}", std::process::id()));
    let mut index = Index::builder().index(&folder).open()?;

    // Many records go into one commit.
    let mut edits = Edits::new();
    for (key, day, title, text) in INVOICES {
        let invoice = OwnDocument::new().title(*title).date(*day).text(text);
        let invoice = invoice.field("key", key.to_string());
        edits.put(format!("invoices/{key}"), invoice);
    }
    let edited = index.edit(&edits)?;
    println!("{} added", edited.added);

    show(&index, &words)?;
    index.remove("invoices/17")?;
    println!("without invoice 17:");
    show(&index, &words)?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Prints what is found, with the key of each record.
fn show(index: &Index, words: &str) -> section_search::Result<()> {
    for hit in index.search(&Query::parse(words))?.hits {
        let name = &hit.passage.path;
        let record = index.own(name)?;
        let key = record.as_ref().map_or("", |record| &record.fields()[0].1);
        println!("{key}  {}  {}", hit.passage.title, hit.snippet.text);
    }
    Ok(())
}
