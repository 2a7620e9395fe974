//! Clauses into tantivy's queries.

use std::ops::Bound;

use ignore::gitignore::GitignoreBuilder;
use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::engine::embedded::best;
use crate::engine::embedded::exclusion::Exclusion;
use crate::engine::embedded::named::named;
use crate::engine::embedded::placed::{Placed, Row};
use crate::engine::embedded::reader::Reader;
use crate::engine::embedded::timed::Timed;
use crate::engine::{Candidate, Clause, Search};
use crate::query::Place;

/// Returns the best passages by BM25.
pub(crate) fn best(
    reader: &Reader,
    search: &Search,
    limit: usize,
) -> tantivy::Result<Vec<Candidate>> {
    let query = compile(reader, search)?;
    match search.until {
        Some(until) => best::best(reader, &Timed::new(query, until), limit.max(1)),
        None => best::best(reader, &query, limit.max(1)),
    }
}

/// Counts the passages that fit.
pub(crate) fn count(reader: &Reader, search: &Search) -> tantivy::Result<u64> {
    let query = compile(reader, search)?;
    Ok(reader.searcher.search(&query, &Count)? as u64)
}

fn compile(reader: &Reader, search: &Search) -> tantivy::Result<BooleanQuery> {
    let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for clause in &search.required {
        parts.push((Occur::Must, query(reader, clause)?));
    }
    for clause in &search.excluded {
        parts.push((Occur::MustNot, excluded(reader, clause)?));
    }
    let mut optional: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for (weight, clause) in &search.optional {
        for query in alternatives(reader, clause)? {
            optional.push((Occur::Should, Box::new(BoostQuery::new(query, *weight))));
        }
    }
    if search.needs_optional && !parts.is_empty() {
        parts.push((Occur::Must, Box::new(BooleanQuery::new(optional))));
    } else {
        // Terms beside each other, not under one another, are what tantivy can skip blocks of.
        parts.append(&mut optional);
    }
    let has_filter = search.required.iter().any(is_filter);
    let has_words = search.needs_optional || parts.iter().any(|(occur, _)| *occur == Occur::Must);
    if has_filter || !has_words {
        // The entries of files fit some filters too.
        parts.push((
            Occur::Must,
            Box::new(ConstScoreQuery::new(reader.every_passage(), 0.0)),
        ));
    }
    Ok(BooleanQuery::new(parts))
}

/// Returns the queries that add up to a clause.
fn alternatives(reader: &Reader, clause: &Clause) -> tantivy::Result<Vec<Box<dyn Query>>> {
    match clause {
        Clause::Ranked(terms) => {
            let one = |term: &String| query(reader, &Clause::Ranked(vec![term.clone()]));
            terms.iter().map(one).collect()
        }
        clause => Ok(vec![query(reader, clause)?]),
    }
}

fn excluded(reader: &Reader, clause: &Clause) -> tantivy::Result<Box<dyn Query>> {
    Ok(Box::new(Exclusion(query(reader, clause)?)))
}

fn query(reader: &Reader, clause: &Clause) -> tantivy::Result<Box<dyn Query>> {
    let fields = &reader.fields;
    Ok(match clause {
        Clause::Ranked(terms) => any_term(&[fields.ranked], terms, IndexRecordOption::WithFreqs),
        Clause::Gram(gram) => {
            let terms = std::slice::from_ref(gram);
            any_term(&[fields.grams], terms, IndexRecordOption::WithFreqs)
        }
        Clause::Surface(terms, place) => {
            let words = any_term(&[fields.surface], terms, IndexRecordOption::WithFreqs);
            let rows = terms.iter().map(|term| vec![(0, term.clone())]);
            in_place(reader, *place, words, rows.collect())
        }
        Clause::Row(terms, place) => {
            let words = row(fields.surface, terms);
            in_place(reader, *place, words, vec![terms.clone()])
        }
        Clause::Heading(line) => any_term(
            &[fields.heading],
            std::slice::from_ref(line),
            IndexRecordOption::WithFreqs,
        ),
        Clause::Path(glob) => filter(paths(reader, glob)?),
        Clause::Type(name) => filter(any_term(
            &[fields.format],
            std::slice::from_ref(name),
            IndexRecordOption::Basic,
        )),
        Clause::Language(code) => filter(any_term(
            &[fields.language],
            std::slice::from_ref(code),
            IndexRecordOption::Basic,
        )),
        Clause::Author(words) => filter(authors(reader, words)?),
        Clause::Id(name) => filter(named(reader, name)?),
        Clause::Date(from, to) => filter(between(fields.date, *from, *to)),
        Clause::Modified(from, to) => filter(between(fields.modified, *from, *to)),
        Clause::Any(clauses) => any(clauses
            .iter()
            .map(|clause| query(reader, clause))
            .collect::<tantivy::Result<_>>()?),
        Clause::All(clauses) => {
            let parts = clauses
                .iter()
                .map(|clause| Ok((Occur::Must, query(reader, clause)?)));
            Box::new(BooleanQuery::new(parts.collect::<tantivy::Result<_>>()?))
        }
        Clause::Not(clause) => {
            let every = filter(reader.every_passage());
            Box::new(BooleanQuery::new(vec![
                (Occur::Must, every),
                (Occur::MustNot, excluded(reader, clause)?),
            ]))
        }
    })
}

/// Returns a query that finds one of the rows, in a place where one is given.
fn in_place(
    reader: &Reader,
    place: Option<Place>,
    query: Box<dyn Query>,
    rows: Vec<Row>,
) -> Box<dyn Query> {
    match place {
        Some(place) => Box::new(Placed::new(reader.fields.surface, place, query, &rows)),
        None => query,
    }
}

/// Can the clause fit a document that has no words?
fn is_filter(clause: &Clause) -> bool {
    match clause {
        Clause::Ranked(_)
        | Clause::Gram(_)
        | Clause::Surface(..)
        | Clause::Row(..)
        | Clause::Heading(_) => false,
        Clause::Any(clauses) | Clause::All(clauses) => clauses.iter().any(is_filter),
        _ => true,
    }
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::new(
            queries
                .into_iter()
                .map(|query| (Occur::Should, query))
                .collect(),
        )),
    }
}

fn any_term(fields: &[Field], terms: &[String], option: IndexRecordOption) -> Box<dyn Query> {
    let pairs = fields.iter().flat_map(|field| {
        terms
            .iter()
            .map(move |term| Term::from_field_text(*field, term))
    });
    any(pairs
        .map(|term| Box::new(TermQuery::new(term, option)) as Box<dyn Query>)
        .collect())
}

fn row(field: Field, terms: &[(u32, String)]) -> Box<dyn Query> {
    let term = |text: &str| Term::from_field_text(field, text);
    match terms {
        [] => Box::new(EmptyQuery),
        [(_, text)] => Box::new(TermQuery::new(term(text), IndexRecordOption::WithFreqs)),
        _ => {
            let placed = terms
                .iter()
                .map(|(at, text)| (*at as usize, term(text)))
                .collect();
            Box::new(PhraseQuery::new_with_offset(placed))
        }
    }
}

/// Lets a condition decide without adding to the score.
fn filter(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn between(field: Field, from: Option<i64>, to: Option<i64>) -> Box<dyn Query> {
    let term = |seconds| Term::from_field_i64(field, seconds);
    let lower = from.map_or(Bound::Unbounded, |from| Bound::Included(term(from)));
    let upper = to.map_or(Bound::Unbounded, |to| Bound::Excluded(term(to)));
    if from.is_none() && to.is_none() {
        return Box::new(EmptyQuery);
    }
    Box::new(RangeQuery::new(lower, upper))
}

/// Returns the passages of documents by an author whose name has all these words.
fn authors(reader: &Reader, words: &[String]) -> tantivy::Result<Box<dyn Query>> {
    let field = reader.fields.author;
    let fits = |name: &str| {
        let has = |word: &String| name.split(' ').any(|it| it == word);
        words.iter().all(has)
    };
    let names = reader.terms_where(field, fits)?;
    let terms = names.iter().map(|name| Term::from_field_text(field, name));
    Ok(Box::new(TermSetQuery::new(terms)))
}

/// Returns the passages of files whose path, or a folder above them, fits the glob, as in `.gitignore`.
fn paths(reader: &Reader, glob: &str) -> tantivy::Result<Box<dyn Query>> {
    let mut builder = GitignoreBuilder::new("");
    let line = glob.strip_prefix("./").unwrap_or(glob);
    // A glob that makes no sense fits nothing.
    let is_glob = builder.add_line(None, line).is_ok();
    let Some(globs) = builder.build().ok().filter(|_| is_glob) else {
        return Ok(Box::new(EmptyQuery));
    };
    let fits = |path: &str| globs.matched_path_or_any_parents(path, false).is_ignore();
    let fields = &reader.fields;
    let mut terms = Vec::new();
    for (known, of_passages) in [(fields.file, fields.path), (fields.member, fields.member)] {
        let fitting = reader.terms_where(known, fits)?;
        terms.extend(
            fitting
                .iter()
                .map(|path| Term::from_field_text(of_passages, path)),
        );
    }
    Ok(Box::new(TermSetQuery::new(terms)))
}
