//! What `run.py` needs of Rust: our passages for the peers, plain tantivy as one of them, and answers timed without a
//! process around them.
//!
//! ```text
//! passages CORPUS [FILE]           our passages as lines of JSON, of all files or of one
//! tantivy-index DIR PASSAGES       a new index
//! tantivy-replace DIR PATH PASSAGES
//! tantivy-search DIR FORM QUERY    the ten best passages, with snippets
//! tantivy-times DIR QUERIES        how long each query takes; a line of QUERIES is a form, a tab and a query
//! times CORPUS INDEX QUERIES       the same of us
//! ```

#![expect(clippy::print_stdout, reason = "what is printed is what it is run for")]

mod passages;
mod plain;
mod times;

use anyhow::{Result, bail};
use section_search::{Fresh, Index, Query};

use crate::passages::Prepared;
use crate::plain::Plain;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["passages", corpus] => passages::print(corpus, None),
        ["passages", corpus, file] => passages::print(corpus, Some(file)),
        ["tantivy-index", dir, passages] => plain::index(dir, Prepared::open(passages)?),
        ["tantivy-replace", dir, path, passages] => {
            plain::replace(dir, path, Prepared::open(passages)?)
        }
        ["tantivy-search", dir, form, query] => {
            for hit in Plain::open(dir)?.search(form, query)? {
                println!("{hit}");
            }
            Ok(())
        }
        ["tantivy-times", dir, queries] => {
            let plain = Plain::open(dir)?;
            times::print(queries, |form, query| Ok(plain.search(form, query)?.len()))
        }
        ["times", corpus, index, queries] => {
            let index = Index::builder()
                .corpus(corpus)
                .index(index)
                .fresh(Fresh::Never)
                .open()?;
            times::print(queries, |_, query| {
                Ok(index.search(&Query::parse(query))?.hits.len())
            })
        }
        _ => bail!("python3 benches/peers/run.py --help tells how this is used"),
    }
}
