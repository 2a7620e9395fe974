//! The names in judgements as the index has them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::error::{Error, Result};
use crate::eval::ask::Unit;
use crate::eval::judgements::{Judged, Judgements};
use crate::index::{Index, Outline, SectionOutline};

/// What the names in judgements mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What is ranked: sections, if any was judged.
    pub unit: Unit,
    /// The judged names that the corpus does not have.
    pub missing: BTreeSet<String>,
}

/// The opening text of a document, which has no heading of its own.
const LEAD: &str = "Lead";

impl Judgements {
    /// Gives what was judged the names that the index has: `path` for a document, `path#anchor` for a section.
    ///
    /// A section may be named by its anchor or by its heading, and the opening text as `Lead`. Where several sections
    /// of a document have the heading, each is judged so. What the index does not have keeps its name, and is missed.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn resolve(&mut self, index: &Index) -> Result<Names> {
        let mut known = Known {
            index,
            sections: HashMap::new(),
            names: Names {
                unit: Unit::Document,
                missing: BTreeSet::new(),
            },
        };
        for judged in &mut self.queries {
            known.resolve(judged)?;
        }
        Ok(known.names)
    }
}

/// What was looked up so far.
struct Known<'a> {
    index: &'a Index,
    /// The sections of each document; none if there is no such document.
    sections: HashMap<String, Option<Vec<SectionOutline>>>,
    names: Names,
}

/// What a name means.
enum Meaning {
    Document,
    /// The ids of sections.
    Sections(Vec<String>),
    Nothing,
}

impl Known<'_> {
    fn resolve(&mut self, judged: &mut Judged) -> Result<()> {
        let mut grades: BTreeMap<String, i32> = BTreeMap::new();
        for (name, grade) in std::mem::take(&mut judged.grades) {
            for name in self.judged_names(name)? {
                let best = grades.entry(name).or_insert(grade);
                *best = grade.max(*best);
            }
        }
        judged.grades = grades;
        for name in std::mem::take(&mut judged.excluded) {
            match self.meaning(&name)? {
                Meaning::Sections(ids) => judged.excluded.extend(ids),
                Meaning::Document | Meaning::Nothing => {
                    judged.excluded.insert(name);
                }
            }
        }
        Ok(())
    }

    /// Returns the names that a judged name stands for, and notes what it is.
    fn judged_names(&mut self, name: String) -> Result<Vec<String>> {
        Ok(match self.meaning(&name)? {
            Meaning::Document => vec![name],
            Meaning::Sections(ids) => {
                self.names.unit = Unit::Section;
                ids
            }
            Meaning::Nothing => {
                self.names.missing.insert(name.clone());
                vec![name]
            }
        })
    }

    fn meaning(&mut self, name: &str) -> Result<Meaning> {
        if self.sections(name)?.is_some() {
            return Ok(Meaning::Document);
        }
        // A path and a heading may have a `#`, too.
        for (at, _) in name.match_indices('#') {
            let Some(sections) = self.sections(&name[..at])? else {
                continue;
            };
            let ids = named(sections, name, &name[at + 1..]);
            if !ids.is_empty() {
                return Ok(Meaning::Sections(ids));
            }
        }
        Ok(Meaning::Nothing)
    }

    fn sections(&mut self, path: &str) -> Result<Option<&[SectionOutline]>> {
        if !self.sections.contains_key(path) {
            let sections = match self.index.outline(Some(path)) {
                Ok(Outline::Document { sections, .. }) => Some(sections),
                Ok(Outline::Corpus { .. }) | Err(Error::Missing { .. }) => None,
                Err(error) => return Err(error),
            };
            self.sections.insert(path.to_owned(), sections);
        }
        Ok(self.sections[path].as_deref())
    }
}

/// Returns the ids of the sections that are named so: the one of that id, or those of that heading.
fn named(sections: &[SectionOutline], id: &str, heading: &str) -> Vec<String> {
    let of = |is_meant: &dyn Fn(&SectionOutline) -> bool| -> Vec<String> {
        let meant = sections.iter().filter(|section| is_meant(section));
        meant.map(|section| section.id.clone()).collect()
    };
    let by_id = of(&|section| section.id == id);
    if !by_id.is_empty() {
        return by_id;
    }
    let by_heading = of(&|section| section.headings.last().is_some_and(|last| last == heading));
    if by_heading.is_empty() && heading == LEAD {
        return of(&|section| section.headings.is_empty());
    }
    by_heading
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const DOCUMENT: &str = "opening\n\n# Mali\n\n## Rivers\n\nNiger\n\n## Towns\n\n### Notes\n\nx\n\n## Rivers\n\n# C#\n";

    /// Returns what the names mean, and what is ranked.
    fn resolved(names: &[&str]) -> (Vec<String>, Names) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).expect("a folder");
        fs::write(corpus.join("a#b.md"), DOCUMENT).expect("a file");
        let mut index = Index::open(&corpus).expect("an index");
        index.update().expect("it is indexed");
        let mut judged = Judged::default();
        judged
            .grades
            .extend(names.iter().map(|&name| (name.to_owned(), 1)));
        judged.excluded.insert("a#b.md#Notes".to_owned());
        let mut judgements = Judgements {
            queries: vec![judged],
        };
        let names = judgements.resolve(&index).expect("names");
        let judged = &judgements.queries[0];
        assert!(judged.excluded.contains("a#b.md#notes"));
        (judged.grades.keys().cloned().collect(), names)
    }

    #[test]
    fn sections_are_named_by_anchor_or_heading() {
        for (name, expected) in [
            ("a#b.md", vec!["a#b.md"]),
            ("a#b.md#notes", vec!["a#b.md#notes"]),
            ("a#b.md#Notes", vec!["a#b.md#notes"]),
            ("a#b.md#rivers-1", vec!["a#b.md#rivers-1"]),
            ("a#b.md#Rivers", vec!["a#b.md#rivers", "a#b.md#rivers-1"]),
            ("a#b.md#Lead", vec!["a#b.md#"]),
            ("a#b.md#", vec!["a#b.md#"]),
            ("a#b.md#C#", vec!["a#b.md#c"]),
        ] {
            let (found, names) = resolved(&[name]);
            assert_eq!(found, expected);
            assert!(names.missing.is_empty(), "{name}");
        }
    }

    #[test]
    fn sections_are_ranked_if_any_was_judged() {
        assert_eq!(resolved(&["a#b.md"]).1.unit, Unit::Document);
        assert_eq!(resolved(&["a#b.md", "a#b.md#notes"]).1.unit, Unit::Section);
    }

    #[test]
    fn what_the_corpus_lacks_keeps_its_name() {
        let (found, names) = resolved(&["a#b.md#Lakes", "c.md", "c.md#d"]);
        assert_eq!(found, ["a#b.md#Lakes", "c.md", "c.md#d"]);
        assert_eq!(names.missing.len(), 3);
        assert_eq!(names.unit, Unit::Document);
    }
}
