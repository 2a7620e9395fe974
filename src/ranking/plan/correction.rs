//! Near spellings into a plan, for the words that the index does not have.

use crate::engine::{Clause, Search, Snapshot};
use crate::error::Result;
use crate::hit::Correction;
use crate::ranking::plan::Plan;
use crate::ranking::spelling;

impl Plan {
    /// Returns the plan with near spellings for the words that the index does not have; none if there are none.
    pub(crate) fn corrected(&self, snapshot: &dyn Snapshot) -> Result<Option<Self>> {
        let mut plan = self.clone();
        for &at in &self.words {
            let leaf = &self.leaves[at];
            if leaf.is_soft || leaf.ranked.is_empty() || self.is_known(at, snapshot)? {
                continue;
            }
            let spellings = spelling::near(&leaf.folded, snapshot, &|_| true)?;
            if spellings.is_empty() {
                plan.read_as_two(at, snapshot)?;
            } else {
                plan.respell(at, spellings);
            }
        }
        Ok((plan.corrections.len() > self.corrections.len()).then_some(plan))
    }

    fn respell(&mut self, at: usize, spellings: Vec<String>) {
        let leaf = &mut self.leaves[at];
        leaf.is_corrected = true;
        leaf.surfaces.extend(spellings.iter().cloned());
        let from = leaf.typed.clone();
        let corrections = spellings.into_iter().map(|to| Correction {
            from: from.clone(),
            to,
        });
        self.corrections.extend(corrections);
    }

    /// Takes a word for two that stand next to each other somewhere: `belmokhtar` for `bel mokhtar`.
    fn read_as_two(&mut self, at: usize, snapshot: &dyn Snapshot) -> Result<()> {
        let folded = self.leaves[at].folded.clone();
        for (left, right) in spelling::halves(&folded) {
            if snapshot.surface_count(left)? == 0 || snapshot.surface_count(right)? == 0 {
                continue;
            }
            let row = vec![(0, left.to_owned()), (1, right.to_owned())];
            let search = Search {
                required: vec![Clause::Row(row.clone(), None)],
                ..Search::default()
            };
            if snapshot.count(&search)? > 0 {
                let leaf = &mut self.leaves[at];
                leaf.row = row;
                leaf.is_corrected = true;
                self.corrections.push(Correction {
                    from: leaf.typed.clone(),
                    to: format!("{left} {right}"),
                });
                break;
            }
        }
        Ok(())
    }

    /// Does the index have the word in any form, or what means the same?
    fn is_known(&self, at: usize, snapshot: &dyn Snapshot) -> Result<bool> {
        let leaf = &self.leaves[at];
        if !leaf.surfaces.is_empty() {
            return Ok(true);
        }
        for term in &leaf.ranked {
            if snapshot.ranked_count(term)? > 0 {
                return Ok(true);
            }
        }
        for equivalent in &leaf.equivalents {
            let search = Search {
                required: vec![equivalent.clause()],
                ..Search::default()
            };
            if snapshot.count(&search)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
