//! The titles and headings of a corpus, found by the beginnings of their words.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::slice::ParallelSliceMut;

use crate::engine::Head;
use crate::ranking::suggest::packed::{END, SAME_PLACE, packed, unpacked};
use crate::ranking::suggest::reading::{Fit, Reading};
use crate::ranking::suggest::typed::Typed;

/// A longer title or heading is a paragraph in disguise, and nothing to put into a box.
const MAX_TEXT_BYTES: usize = 200;

/// The titles and headings, each text once.
pub(crate) struct Heads {
    /// The titles, then the headings; what more documents share first, then the shorter, then sorted.
    names: Vec<Name>,
    titles: usize,
    /// Where each word begins: the name, and the byte of its words; sorted by what follows there.
    starts: Vec<(u32, u32)>,
}

/// A title or a heading, and where it leads to.
pub(crate) struct Name {
    pub(crate) text: String,
    /// Its words, packed.
    pub(crate) words: String,
    pub(crate) path: String,
    /// The passage under a heading; none for a title.
    pub(crate) id: Option<String>,
    /// How many documents have it.
    documents: u32,
}

impl Heads {
    /// Arranges the heads of all passages.
    pub(crate) fn new(mut heads: Vec<Head>) -> Self {
        heads.sort_unstable_by(|a, b| (document(a), &a.id).cmp(&(document(b), &b.id)));
        let mut titles = Names::default();
        let mut headings = Names::default();
        for document in heads.chunk_by(|a, b| document(a) == document(b)) {
            titles.add(&document[0].path, [(&document[0].title, None)]);
            let passages = document.iter();
            let own = passages.filter_map(|head| Some((head.heading.as_ref()?, Some(&head.id))));
            headings.add(&document[0].path, own);
        }
        let titles = titles.merged();
        let mut headings = headings.merged();
        headings.retain(|words, _| !titles.contains_key(words));
        let mut names = sorted(titles);
        let count = names.len();
        names.extend(sorted(headings));
        let starts = starts(&names);
        Self {
            titles: count,
            starts,
            names,
        }
    }

    /// Returns the best titles and the best headings, at most `limit` each, best first.
    pub(crate) fn find(&self, typed: &Typed, limit: usize) -> [Vec<&Name>; 2] {
        let mut seen = vec![false; self.names.len()];
        let mut found = [Vec::new(), Vec::new()];
        let mut terms = Vec::new();
        for reading in &typed.readings {
            for &(at, _) in &self.starts[self.narrowest(reading)] {
                let at = at as usize;
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                terms.clear();
                terms.extend(unpacked(&self.names[at].words));
                if let Some(fit) = typed.fit(&terms) {
                    found[usize::from(at >= self.titles)].push((fit, at));
                }
            }
        }
        found.map(|found| self.best(found, limit))
    }

    fn best(&self, mut found: Vec<(Fit, usize)>, limit: usize) -> Vec<&Name> {
        if found.len() > limit {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        found.into_iter().map(|(_, at)| &self.names[at]).collect()
    }

    /// Returns the places of the word that stands in the fewest names.
    fn narrowest(&self, reading: &Reading) -> Range<usize> {
        let last = reading.words.len() - 1;
        let ranges = reading.words.iter().enumerate().map(|(at, word)| {
            match reading.is_open && at == last {
                true => self.places(&word.term),
                false => self.places(&format!("{}{END}", word.term)),
            }
        });
        ranges.min_by_key(Range::len).unwrap_or_default()
    }

    /// Returns the places at which words begin so.
    fn places(&self, prefix: &str) -> Range<usize> {
        let from = self
            .starts
            .partition_point(|start| rest(&self.names, start) < prefix);
        let fitting = self.starts[from..]
            .partition_point(|start| rest(&self.names, start).starts_with(prefix));
        from..from + fitting
    }

    /// Returns the characters that words begin with, each once.
    pub(crate) fn initials(&self) -> Vec<char> {
        let initials = self.starts.iter();
        let mut initials: Vec<_> = initials
            .filter_map(|start| rest(&self.names, start).chars().next())
            .collect();
        initials.dedup();
        initials
    }
}

/// Returns what tells a passage's document from all others.
fn document(head: &Head) -> (&str, Option<&str>) {
    (&head.path, head.record.as_deref())
}

/// The titles, or the headings, by their texts.
#[derive(Default)]
struct Names(HashMap<String, Name>);

impl Names {
    /// Adds the texts of a document, each with the passage that it leads to.
    fn add<'a>(
        &mut self,
        path: &str,
        texts: impl IntoIterator<Item = (&'a String, Option<&'a String>)>,
    ) {
        let mut seen = HashSet::new();
        for (text, id) in texts {
            if text.len() > MAX_TEXT_BYTES || !seen.insert(text) {
                continue;
            }
            if let Some(name) = self.0.get_mut(text) {
                name.documents += 1;
                continue;
            }
            let name = Name {
                text: text.clone(),
                words: packed(text),
                path: path.to_owned(),
                id: id.cloned(),
                documents: 1,
            };
            self.0.insert(text.clone(), name);
        }
    }

    /// Returns the names by their words: case and accents do not make another.
    fn merged(self) -> HashMap<String, Name> {
        let mut names: Vec<_> = self.0.into_values().collect();
        names.retain(|name| !name.words.is_empty());
        names.sort_unstable_by(|a, b| (&a.path, &a.id, &a.text).cmp(&(&b.path, &b.id, &b.text)));
        let mut merged: HashMap<String, Name> = HashMap::new();
        for name in names {
            match merged.get_mut(&name.words) {
                Some(known) => known.documents += name.documents,
                None => drop(merged.insert(name.words.clone(), name)),
            }
        }
        merged
    }
}

fn sorted(names: HashMap<String, Name>) -> Vec<Name> {
    let mut names: Vec<_> = names.into_values().collect();
    names.sort_unstable_by(|a, b| {
        b.documents
            .cmp(&a.documents)
            .then_with(|| a.text.len().cmp(&b.text.len()))
            .then_with(|| a.words.cmp(&b.words))
    });
    names
}

fn starts(names: &[Name]) -> Vec<(u32, u32)> {
    let mut starts = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let mut byte = 0;
        for word in name.words.split_inclusive(END) {
            let skipped = usize::from(word.starts_with(SAME_PLACE));
            starts.push((at as u32, (byte + skipped) as u32));
            byte += word.len();
        }
    }
    starts.par_sort_unstable_by(|a, b| rest(names, a).cmp(rest(names, b)).then(a.cmp(b)));
    starts
}

/// Returns the words of a name from a place on.
fn rest<'a>(names: &'a [Name], &(at, byte): &(u32, u32)) -> &'a str {
    &names[at as usize].words[byte as usize..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads() -> Heads {
        let head = |path: &str, title: &str, heading: &str| Head {
            id: format!("{path}#{heading}"),
            path: path.to_owned(),
            record: None,
            title: title.to_owned(),
            heading: (!heading.is_empty()).then(|| heading.to_owned()),
        };
        Heads::new(vec![
            head("b.md", "Mali War", "Timeline"),
            head("a.md", "The war in Mali", "TIMELINE"),
            head("a.md", "The war in Mali", "Mali"),
            head("c.md", "Mali", "Malians"),
            head("d.md", "Chad", "Timelines of Mali"),
            head("d.md", "Chad", "???"),
        ])
    }

    fn check(typed: &str, titles: &[&str], headings: &[&str]) {
        let heads = heads();
        let found = heads.find(&Typed::read(typed).expect("words"), 10);
        let texts: [Vec<_>; 2] =
            found.map(|names| names.into_iter().map(|name| name.text.as_str()).collect());
        assert_eq!(texts, [titles.to_vec(), headings.to_vec()], "{typed}");
    }

    #[test]
    fn what_is_typed_comes_first_then_what_begins_so_then_what_has_it_inside() {
        check(
            "mali",
            &["Mali", "Mali War", "The war in Mali"],
            &["Malians", "Timelines of Mali"],
        );
        check("war ma", &["Mali War", "The war in Mali"], &[]);
        check(
            "t",
            &["The war in Mali"],
            &["TIMELINE", "Timelines of Mali"],
        );
        check("x", &[], &[]);
    }

    #[test]
    fn a_text_stands_once_and_leads_to_its_first_place() {
        let heads = heads();
        let [_, headings] = heads.find(&Typed::read("timeline").expect("words"), 1);
        assert_eq!(headings.len(), 1);
        assert_eq!(headings[0].id.as_deref(), Some("a.md#TIMELINE"));
        assert_eq!(headings[0].documents, 2);
    }

    #[test]
    fn every_initial_is_told_once() {
        assert_eq!(heads().initials(), ['c', 'i', 'm', 'o', 't', 'w']);
    }
}
