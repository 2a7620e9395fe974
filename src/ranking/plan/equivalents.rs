//! Synonyms into a plan: what else each word or run of words means, and how else dates are written.

use std::borrow::Cow;

use crate::analyzer::{Form, tokens};
use crate::ranking::dates::written;
use crate::ranking::plan::planner::Planner;
use crate::ranking::plan::{Leaf, Plan};
use crate::ranking::synonyms::Synonyms;

impl Planner<'_> {
    /// Lets plain words, and runs of them, be found by what else they mean.
    pub(super) fn add_equivalents(&mut self, synonyms: &Synonyms) {
        let mut at = 0;
        while at < self.plan.words.len() {
            let run = self.plan.run_from(at);
            let words: Vec<_> = run.iter().map(|leaf| leaf.folded.as_str()).collect();
            let listed = synonyms.longest(&words);
            let listed = listed.map(|(len, meanings)| (len, Cow::Borrowed(meanings)));
            let date = || written(&words, &self.text);
            let date = || date().map(|(len, meanings)| (len, Cow::Owned(meanings)));
            let Some((len, meanings)) = listed.or_else(date) else {
                at += 1;
                continue;
            };
            let others: Vec<_> = meanings
                .others
                .iter()
                .map(|text| self.meaning(text))
                .collect();
            for word in at..at + len {
                let leaf = &mut self.plan.leaves[self.plan.words[word]];
                if !meanings.is_kept {
                    leaf.ranked.clear();
                    leaf.surfaces.clear();
                }
                leaf.equivalents.extend(others.iter().cloned());
            }
            at += len;
        }
    }

    /// Returns the leaf of an equivalent: a word in all its forms, or words in a row.
    fn meaning(&self, text: &str) -> Leaf {
        let mut tokens = tokens(text);
        let mut words = self.words_of(text, &tokens);
        if words.len() == 1 {
            return words.remove(0);
        }
        tokens.retain(|token| token.form != Form::Whole);
        let row = tokens.iter();
        let row = row.map(|token| (token.position, token.term.to_string()));
        Leaf::phrase(text, row.collect(), None)
    }
}

impl Plan {
    /// Returns the plain words from the one at `at` that stand in a row in the query.
    fn run_from(&self, at: usize) -> &[Leaf] {
        let first = self.words[at];
        let words = self.words[at..].iter().zip(first..);
        let in_a_row = words.take_while(|&(&word, next)| {
            let leaf = &self.leaves[word];
            word == next && leaf.place.is_none() && !leaf.ranked.is_empty()
        });
        &self.leaves[first..first + in_a_row.count()]
    }
}
