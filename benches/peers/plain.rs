//! Tantivy as its own examples use it: its default writer, tokenizer, query parser and snippets.

use anyhow::Result;
use tantivy::collector::TopDocs;
use tantivy::query::{Query, QueryParser};
use tantivy::schema::{Field, STORED, STRING, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term, doc,
};

use crate::passages::Prepared;

/// The threads of the writer, and the memory that they share.
const THREADS: usize = 2;
const MEMORY_BYTES: usize = 400_000_000;
/// What a writer needs at least, enough for a few passages.
const SMALL_MEMORY_BYTES: usize = 15_000_000;
const HITS: usize = 10;

/// Makes a new index.
pub(crate) fn index(dir: &str, passages: Prepared) -> Result<()> {
    std::fs::create_dir_all(dir)?;
    let index = Index::create_in_dir(dir, Fields::schema())?;
    let mut writer = index.writer_with_num_threads(THREADS, MEMORY_BYTES)?;
    add(&Fields::of(&index)?, &writer, passages)?;
    writer.commit()?;
    Ok(writer.wait_merging_threads()?)
}

/// Replaces the passages of one file.
pub(crate) fn replace(dir: &str, path: &str, passages: Prepared) -> Result<()> {
    let index = Index::open_in_dir(dir)?;
    let fields = Fields::of(&index)?;
    let mut writer = index.writer_with_num_threads(1, SMALL_MEMORY_BYTES)?;
    writer.delete_term(Term::from_field_text(fields.path, path));
    add(&fields, &writer, passages)?;
    writer.commit()?;
    Ok(writer.wait_merging_threads()?)
}

fn add(fields: &Fields, writer: &IndexWriter, passages: Prepared) -> Result<()> {
    for passage in passages {
        let [path, title, headings, text] = passage?;
        writer.add_document(doc!(
            fields.path => path,
            fields.title => title,
            fields.headings => headings,
            fields.text => text,
        ))?;
    }
    Ok(())
}

struct Fields {
    path: Field,
    title: Field,
    headings: Field,
    text: Field,
}

impl Fields {
    fn schema() -> Schema {
        let mut schema = Schema::builder();
        schema.add_text_field("path", STRING | STORED);
        for name in ["title", "headings", "text"] {
            schema.add_text_field(name, TEXT | STORED);
        }
        schema.build()
    }

    fn of(index: &Index) -> Result<Self> {
        let schema = index.schema();
        Ok(Self {
            path: schema.get_field("path")?,
            title: schema.get_field("title")?,
            headings: schema.get_field("headings")?,
            text: schema.get_field("text")?,
        })
    }
}

/// An index that is asked.
pub(crate) struct Plain {
    index: Index,
    fields: Fields,
    searcher: Searcher,
}

impl Plain {
    pub(crate) fn open(dir: &str) -> Result<Self> {
        let index = Index::open_in_dir(dir)?;
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            fields: Fields::of(&index)?,
            searcher: reader.searcher(),
            index,
        })
    }

    /// Returns the best passages, each as its path, its headings and a snippet.
    pub(crate) fn search(&self, form: &str, query: &str) -> Result<Vec<String>> {
        let query = self.parse(form, query)?;
        let found = self
            .searcher
            .search(&query, &TopDocs::with_limit(HITS).order_by_score())?;
        let snippets = SnippetGenerator::create(&self.searcher, &*query, self.fields.text)?;
        let mut hits = Vec::new();
        for (_, address) in found {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let stored = |field| document.get_first(field).and_then(|value| value.as_str());
            let path = stored(self.fields.path).unwrap_or_default();
            let headings = stored(self.fields.headings).unwrap_or_default();
            let snippet = snippets.snippet_from_doc(&document).fragment().to_owned();
            hits.push(format!("{path}  {headings}\n  {snippet}"));
        }
        Ok(hits)
    }

    fn parse(&self, form: &str, query: &str) -> Result<Box<dyn Query>> {
        let fields = [self.fields.title, self.fields.headings, self.fields.text];
        let mut parser = QueryParser::for_index(&self.index, fields.to_vec());
        for field in fields {
            match form {
                "prefix" => parser.set_field_fuzzy(field, true, 0, true),
                "fuzzy" => parser.set_field_fuzzy(field, false, 1, true),
                _ => {}
            }
        }
        Ok(parser.parse_query(query)?)
    }
}
