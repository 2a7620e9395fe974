//! The evidence for candidates, read from postings: no text is read.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, Term};

use crate::engine::embedded::columns::{Columns, number};
use crate::engine::embedded::reader::Reader;
use crate::engine::{Candidate, Evidence, Starts, Wanted};

/// A document of a segment, and the number of the candidate that it is of.
type Spot = (DocId, usize);

/// Returns the evidence for each candidate.
pub(crate) fn evidence(
    reader: &Reader,
    candidates: &[Candidate],
    wanted: &Wanted,
) -> tantivy::Result<Vec<Evidence>> {
    let mut found = vec![none(wanted); candidates.len()];
    for (ord, segment) in reader.searcher.segment_readers().iter().enumerate() {
        let inside = candidates.iter().enumerate().filter_map(|(at, candidate)| {
            let address = unpack(candidate.address);
            (address.segment_ord as usize == ord).then_some((address.doc_id, at))
        });
        let mut spots: Vec<Spot> = inside.collect();
        if spots.is_empty() {
            continue;
        }
        spots.sort_unstable();
        let columns = &reader.columns()?[ord];
        let part = Part {
            reader,
            segment,
            columns,
            spots,
        };
        part.read(wanted, &mut found)?;
    }
    Ok(found)
}

fn none(wanted: &Wanted) -> Evidence {
    Evidence {
        positions: vec![Vec::new(); wanted.ranked.len() + wanted.surfaces.len()],
        counted: vec![0; wanted.counted.len()],
        written: vec![0; wanted.written.len()],
        grams: vec![0; wanted.grams.len()],
        document: vec![0; wanted.ranked.len()],
        ..Evidence::default()
    }
}

/// The candidates in one segment.
struct Part<'a> {
    reader: &'a Reader,
    segment: &'a SegmentReader,
    columns: &'a Columns,
    /// In the order of the segment.
    spots: Vec<Spot>,
}

impl Part<'_> {
    fn read(&self, wanted: &Wanted, found: &mut [Evidence]) -> tantivy::Result<()> {
        let fields = &self.reader.fields;
        self.lengths(found);
        for (term, text) in wanted.ranked.iter().enumerate() {
            self.positions(fields.ranked, text, |at, positions| {
                positions.clone_into(&mut found[at].positions[term]);
            })?;
        }
        for (term, text) in wanted.surfaces.iter().enumerate() {
            let term = wanted.ranked.len() + term;
            self.positions(fields.surface, text, |at, positions| {
                positions.clone_into(&mut found[at].positions[term]);
            })?;
        }
        for (term, text) in wanted.counted.iter().enumerate() {
            self.count(fields.surface, text, |at, count| {
                found[at].counted[term] = count;
            })?;
        }
        for (term, text) in wanted.written.iter().enumerate() {
            self.count(fields.written, text, |at, count| {
                found[at].written[term] = count;
            })?;
        }
        for (term, text) in wanted.grams.iter().enumerate() {
            self.count(fields.grams, text, |at, count| {
                found[at].grams[term] = count;
            })?;
        }
        self.documents(wanted, found)
    }

    fn lengths(&self, found: &mut [Evidence]) {
        for &(doc, at) in &self.spots {
            let evidence = &mut found[at];
            evidence.starts = Starts {
                heading: number(&self.columns.heading_start, doc),
                own: number(&self.columns.own_start, doc),
                body: number(&self.columns.body_start, doc),
            };
            evidence.terms = number(&self.columns.terms, doc);
            evidence.head_terms = number(&self.columns.head_terms, doc);
        }
    }

    /// Reads what the documents of the candidates have.
    fn documents(&self, wanted: &Wanted, found: &mut [Evidence]) -> tantivy::Result<()> {
        let documents = self.spots.iter().map(|&(doc, at)| {
            let distance: DocId = number(&self.columns.to_document, doc);
            (doc + distance, at)
        });
        let mut documents: Vec<Spot> = documents.collect();
        documents.sort_unstable();
        for &(doc, at) in &documents {
            found[at].document_terms = number(&self.columns.document_terms, doc);
        }
        for (term, text) in wanted.ranked.iter().enumerate() {
            self.count_together(text, &documents, |at, count| {
                found[at].document[term] = count;
            })?;
        }
        Ok(())
    }

    /// Reads how often a ranked term stands in all passages of documents.
    fn count_together(
        &self,
        text: &str,
        documents: &[Spot],
        mut take: impl FnMut(usize, u32),
    ) -> tantivy::Result<()> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let Some(mut postings) = self.postings((self.reader.fields.ranked, text), option)? else {
            return Ok(());
        };
        let mut last = None;
        for &(document, at) in documents {
            let count = match last {
                Some((known, count)) if known == document => count,
                _ => self.sum(document, &mut postings),
            };
            last = Some((document, count));
            take(at, count);
        }
        Ok(())
    }

    /// Adds up how often a term stands in the passages of a document: in the title, which all have, once, and in the
    /// own heading and the text of each.
    fn sum(&self, document: DocId, postings: &mut SegmentPostings) -> u32 {
        let passages: DocId = number(&self.columns.to_document, document);
        let first = document.saturating_sub(passages);
        if postings.doc() < first {
            postings.seek(first);
        }
        let mut count = 0;
        let mut positions = Vec::new();
        while postings.doc() < document {
            let doc = postings.doc();
            postings.positions(&mut positions);
            let before = |end| positions.partition_point(|&position| position < end);
            count += positions.len() - before(number(&self.columns.own_start, doc));
            if doc == first {
                count += before(number(&self.columns.heading_start, doc));
            }
            postings.advance();
        }
        count as u32
    }

    /// Reads where a term stands in the candidates.
    fn positions(
        &self,
        field: Field,
        text: &str,
        mut take: impl FnMut(usize, &[u32]),
    ) -> tantivy::Result<()> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut positions = Vec::new();
        self.meet((field, text), option, |at, postings| {
            postings.positions(&mut positions);
            take(at, &positions);
        })
    }

    /// Reads how often a term stands in the candidates.
    fn count(
        &self,
        field: Field,
        text: &str,
        mut take: impl FnMut(usize, u32),
    ) -> tantivy::Result<()> {
        let option = IndexRecordOption::WithFreqs;
        self.meet((field, text), option, |at, postings| {
            take(at, postings.term_freq());
        })
    }

    /// Goes to those of the candidates that have a term.
    fn meet(
        &self,
        term: (Field, &str),
        option: IndexRecordOption,
        mut take: impl FnMut(usize, &mut SegmentPostings),
    ) -> tantivy::Result<()> {
        let Some(mut postings) = self.postings(term, option)? else {
            return Ok(());
        };
        for &(doc, at) in &self.spots {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                take(at, &mut postings);
            }
        }
        Ok(())
    }

    /// Opens the postings of a term; none if the segment does not have it.
    fn postings(
        &self,
        (field, text): (Field, &str),
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let index = self.segment.inverted_index(field)?;
        let term = Term::from_field_text(field, text);
        index.read_postings(&term, option).map_err(Into::into)
    }
}

/// Returns an address as a number.
pub(crate) fn pack(address: DocAddress) -> u64 {
    u64::from(address.segment_ord) << 32 | u64::from(address.doc_id)
}

/// Returns the address that `pack` made a number of.
pub(crate) fn unpack(number: u64) -> DocAddress {
    DocAddress::new((number >> 32) as u32, number as u32)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::engine::embedded::Embedded;
    use crate::engine::reading::Finder;
    use crate::engine::{Clause, Engine, Entry, Search, Start};
    use crate::passage::Passage;

    /// Words with forms, accents, parts, other scripts, and languages that join words.
    const WORDS: &[&str] = &[
        "Keita",
        "Keïta",
        "keita's",
        "attack",
        "attacks",
        "al-Mourabitoun",
        "mourabitoun",
        "Müller",
        "schule",
        "Schulen",
        "Hochschule",
        "中国铁建",
        "中国",
        "建",
        "ภาษาไทย",
        "2015-11-20",
        "the",
        "of",
        "C++",
        "foo_bar",
        "İstanbul",
        "Straße",
    ];
    const TERMS: &[&str] = &[
        "keita",
        "keïta",
        "attack",
        "attacks",
        "almourabitoun",
        "al",
        "mourabitoun",
        "muller",
        "müller",
        "schul",
        "schule",
        "中",
        "中国",
        "建",
        "ภาษา",
        "2015",
        "the",
        "c++",
        "bar",
        "strasse",
        "straße",
        "istanbul",
    ];

    fn words(most: usize) -> impl Strategy<Value = String> {
        let words = proptest::collection::vec(proptest::sample::select(WORDS), 0..most);
        words.prop_map(|words| words.join(" "))
    }

    fn passage() -> impl Strategy<Value = Passage> {
        let headings = proptest::collection::vec(words(4), 0..3);
        let language = proptest::sample::select(&["en", "de", "zh", "th"][..]);
        (words(4), headings, words(40), language).prop_map(|(title, headings, text, language)| {
            Passage {
                title,
                headings,
                text,
                language: Some(language.to_owned()),
                ..Passage::default()
            }
        })
    }

    /// Keeps each list of passages as a file, in a commit and so in a segment of its own.
    fn keep(dir: &std::path::Path, files: &[Vec<Passage>]) -> Embedded {
        let engine = Embedded::new(dir, "");
        for (number, passages) in files.iter().enumerate() {
            let path = format!("{number}.md");
            let passages = passages.iter().zip(0..).map(|(passage, at)| Passage {
                id: format!("{path}#{at}"),
                path: path.clone(),
                ..passage.clone()
            });
            let batch = engine
                .begin(Start::Last, 0, Duration::ZERO)
                .expect("a batch");
            let entry = Entry {
                path: path.clone(),
                ..Entry::default()
            };
            batch.put(entry, passages.collect()).expect("it is written");
            batch.commit(&[]).expect("it is committed");
        }
        engine
    }

    fn wanted() -> Wanted {
        let terms: Vec<String> = TERMS.iter().map(|&term| term.to_owned()).collect();
        Wanted {
            ranked: terms.clone(),
            surfaces: terms.clone(),
            counted: terms.clone(),
            written: terms.clone(),
            grams: ["schu", "chul", "hule"].map(str::to_owned).to_vec(),
        }
    }

    /// Adds up what the passages of a file have, the title once, and of the headings the last.
    fn document(passages: &[Passage], wanted: &Wanted) -> (Vec<u32>, u32) {
        let mut counts = vec![0; wanted.ranked.len()];
        let mut terms = 0;
        for (at, passage) in passages.iter().enumerate() {
            let own = Passage {
                title: match at {
                    0 => passage.title.clone(),
                    _ => String::new(),
                },
                headings: passage.headings.last().cloned().into_iter().collect(),
                ..passage.clone()
            };
            let evidence = Finder::new(wanted).read(&own);
            terms += evidence.terms;
            let found = counts.iter_mut().zip(&evidence.positions);
            found.for_each(|(count, positions)| *count += positions.len() as u32);
        }
        (counts, terms)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn postings_say_what_the_text_says(
            files in proptest::collection::vec(proptest::collection::vec(passage(), 1..6), 1..5),
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let snapshot = keep(folder.path(), &files).snapshot().expect("a state").expect("a state");
            let every = Search {
                optional: TERMS.iter().map(|&term| (1.0, Clause::Ranked(vec![term.to_owned()]))).collect(),
                needs_optional: true,
                ..Search::default()
            };
            let wanted = wanted();
            let finder = Finder::new(&wanted);
            let candidates = snapshot.find(&every, 1_000).expect("candidates");
            let found = snapshot.evidence(&candidates, &wanted).expect("evidence");
            for (candidate, found) in candidates.iter().zip(found) {
                let passage = snapshot.read(candidate).expect("a passage");
                let file: usize = passage.path.trim_end_matches(".md").parse().expect("a number");
                let (document, document_terms) = document(&files[file], &wanted);
                let read = finder.read(&passage);
                prop_assert_eq!(found, Evidence { document, document_terms, ..read });
            }
        }
    }
}
