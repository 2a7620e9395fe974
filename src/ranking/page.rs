//! The page that is shown: only its passages are read.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::engine::{Candidate, Evidence, Snapshot};
use crate::error::Result;
use crate::hit::{Hit, Matched, Share, Snippet};
use crate::passage::Passage;
use crate::ranking::matches::Matches;
use crate::ranking::{Ranked, Ranker, snippet};

/// The passages that were read, each once, and whose files were looked for, each as often.
pub(super) struct Passages<'a> {
    snapshot: &'a dyn Snapshot,
    there: &'a dyn Fn(&Passage) -> bool,
    read: RefCell<HashMap<u64, Option<Rc<Passage>>>>,
}

impl<'a> Passages<'a> {
    /// Starts with none.
    pub(super) fn new(snapshot: &'a dyn Snapshot, there: &'a dyn Fn(&Passage) -> bool) -> Self {
        Self {
            snapshot,
            there,
            read: RefCell::default(),
        }
    }

    /// Reads a passage; none if its file is gone.
    fn read(&self, candidate: &Candidate) -> Result<Option<Rc<Passage>>> {
        if let Some(passage) = self.read.borrow().get(&candidate.address) {
            return Ok(passage.clone());
        }
        let passage = self.snapshot.read(candidate)?;
        let passage = (self.there)(&passage).then(|| Rc::new(passage));
        let mut read = self.read.borrow_mut();
        read.insert(candidate.address, passage.clone());
        Ok(passage)
    }
}

/// How many hits there are of each document.
#[derive(Default)]
struct Documents {
    /// How many there may be; none for any number.
    most: Option<usize>,
    counts: HashMap<String, usize>,
    /// The numbers of those that have as many; a long document has several numbers.
    full: HashSet<u64>,
}

impl Documents {
    /// Counts a passage, if there is room for it.
    fn take(&mut self, candidate: &Candidate, passage: &Passage) -> bool {
        let Some(most) = self.most else {
            return true;
        };
        let count = self
            .counts
            .entry(passage.document().into_owned())
            .or_default();
        if *count >= most {
            self.full.insert(candidate.document);
            return false;
        }
        *count += 1;
        true
    }
}

/// A hit to be.
pub(super) struct Shown<'r> {
    ranked: &'r Ranked,
    /// Its passage.
    pub(super) passage: Rc<Passage>,
    /// The ids of others that say the same.
    same: Vec<String>,
}

impl Shown<'_> {
    /// Returns its score.
    pub(super) fn score(&self) -> f64 {
        self.ranked.score
    }

    /// Is the passage, or one that says the same, of the file at `path`?
    pub(super) fn is_of(&self, path: &str) -> bool {
        let is_there = |id: &String| {
            id.strip_prefix(path)
                .is_some_and(|rest| rest.starts_with('#'))
        };
        self.passage.is_of(path) || self.same.iter().any(is_there)
    }
}

impl Ranker<'_> {
    /// Are there enough passages to show the first `needed`?
    pub(super) fn is_enough(&self, ranked: &[Ranked], needed: usize) -> Result<bool> {
        Ok(ranked.len() >= needed && self.shown(ranked, needed)?.len() >= needed)
    }

    /// Returns the first `needed` without files that are gone, and without what is more than enough of one document.
    pub(super) fn shown<'r>(&self, ranked: &'r [Ranked], needed: usize) -> Result<Vec<Shown<'r>>> {
        let mut documents = Documents {
            most: self.page.per_document,
            ..Documents::default()
        };
        let mut twins: HashMap<u32, usize> = HashMap::new();
        let mut seen = HashSet::new();
        let mut shown: Vec<Shown<'r>> = Vec::with_capacity(needed.min(ranked.len()));
        for ranked in ranked {
            let candidate = &ranked.candidate;
            let twin = twins.get(&candidate.twin).copied();
            let is_wanted = shown.len() < needed && !documents.full.contains(&candidate.document);
            if !(is_wanted || twin.is_some()) || !seen.insert(candidate.address) {
                continue;
            }
            let Some(passage) = self.passages.read(candidate)? else {
                continue;
            };
            if let Some(twin) = twin.filter(|&at| says_the_same(&shown[at].passage, &passage)) {
                shown[twin].same.push(passage.id.clone());
            } else if is_wanted && documents.take(candidate, &passage) {
                if self.page.folds && candidate.twin != 0 {
                    twins.insert(candidate.twin, shown.len());
                }
                shown.push(Shown {
                    ranked,
                    passage,
                    same: Vec::new(),
                });
            }
        }
        Ok(shown)
    }

    /// Makes hits.
    pub(super) fn hits(&self, shown: &[Shown<'_>]) -> Result<Vec<Hit>> {
        shown.iter().map(|shown| self.hit(shown)).collect()
    }

    fn hit(&self, shown: &Shown<'_>) -> Result<Hit> {
        let ranked = shown.ranked;
        let matches = Matches::find(self.asked, &ranked.evidence);
        let matched = match (ranked.is_corrected, ranked.missing.is_empty()) {
            (true, _) => Matched::Corrected,
            (false, true) => Matched::All,
            (false, false) => Matched::Some,
        };
        Ok(Hit {
            passage: Passage {
                text: String::new(),
                ..shown.passage.as_ref().clone()
            },
            score: ranked.score,
            matched,
            missing: self.typed(&ranked.missing),
            same: shown.same.clone(),
            snippet: self.snippet(&shown.passage, &matches, &ranked.evidence),
            explanation: match self.page.explains {
                true => self.explanation(ranked, &matches)?,
                false => Vec::new(),
            },
            before: Vec::new(),
            after: Vec::new(),
        })
    }

    /// Returns what the user typed for some leaves, each once.
    fn typed(&self, leaves: &[usize]) -> Vec<String> {
        let mut typed: Vec<String> = Vec::new();
        for &leaf in leaves {
            let word = &self.plan.leaves[leaf].typed;
            if !typed.contains(word) {
                typed.push(word.clone());
            }
        }
        typed
    }

    fn explanation(&self, ranked: &Ranked, matches: &Matches) -> Result<Vec<Share>> {
        let mut shares = self.scorer.score(matches, &ranked.evidence, true).shares;
        shares.extend(self.explained(&ranked.candidate)?);
        Ok(shares)
    }

    fn snippet(&self, passage: &Passage, matches: &Matches, evidence: &Evidence) -> Snippet {
        let mut found = matches.highlights(&self.asked.wanted, evidence, passage);
        // Small words would light up everywhere.
        found.retain(|(leaf, _)| {
            !self.plan.leaves[*leaf].is_soft && !self.plan.leaves[*leaf].is_extra
        });
        if self.page.is_full {
            return snippet::whole(&passage.text, &found);
        }
        snippet::window(&passage.text, &found, |leaf| self.scorer.worth(leaf))
    }
}

fn says_the_same(one: &Passage, other: &Passage) -> bool {
    one.text == other.text && one.title == other.title && one.headings == other.headings
}
