//! Ranked lists as TREC writes them, so that other programs can score them, too.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::eval::lines::{Line, Lines};

/// The ranked names of each query, best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    ranked: BTreeMap<String, Vec<String>>,
}

impl Run {
    /// Makes a run of the ranked names of each query.
    pub fn new(ranked: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        Self {
            ranked: ranked.into_iter().collect(),
        }
    }

    /// Returns the names found for a query, best first.
    pub fn ranked(&self, query: &str) -> &[String] {
        self.ranked.get(query).map_or(&[], Vec::as_slice)
    }

    /// Returns the queries, sorted.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.ranked.keys().map(String::as_str)
    }

    /// Reads `query Q0 document rank score tag`, or `query document score`; parted by tabs, or else by white space.
    ///
    /// The order is by score, and by name from the last to the first where scores are equal, as in `trec_eval`.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or a line makes no sense.
    pub fn read(path: &Path) -> Result<Self> {
        let lines = Lines::read(path)?;
        let mut scores: BTreeMap<String, HashMap<String, f64>> = BTreeMap::new();
        for line in lines.iter() {
            let (query, name, score) = scored(&line)?;
            scores.entry(query).or_default().insert(name, score);
        }
        let ranked = scores.into_iter();
        Ok(Self::new(
            ranked.map(|(query, scores)| (query, order(scores))),
        ))
    }

    /// Writes the run, parted by tabs if an id has white space, else by spaces.
    ///
    /// The scores count down, because `trec_eval` looks at them alone: the order stays ours.
    ///
    /// # Errors
    ///
    /// Fails if `out` cannot be written, or an id is empty or has a tab or a line break, which a run cannot hold.
    pub fn write(&self, tag: &str, out: &mut dyn Write) -> io::Result<()> {
        let ids = || self.ranked.keys().chain(self.ranked.values().flatten());
        let cannot_be_held = |id: &&String| id.is_empty() || id.contains(['\t', '\n', '\r']);
        if let Some(id) = ids().find(cannot_be_held) {
            return Err(io::Error::other(format!("a run cannot hold the id {id:?}")));
        }
        let gap = match ids().any(|id| id.contains(char::is_whitespace)) {
            true => '\t',
            false => ' ',
        };
        for (query, names) in &self.ranked {
            for (above, name) in names.iter().enumerate() {
                let (rank, score) = (above + 1, names.len() - above);
                writeln!(
                    out,
                    "{query}{gap}Q0{gap}{name}{gap}{rank}{gap}{score}{gap}{tag}"
                )?;
            }
        }
        Ok(())
    }
}

/// Returns the query, the name and the score of a line.
fn scored(line: &Line<'_>) -> Result<(String, String, f64)> {
    let columns = line.words();
    let (query, name, score) = match columns[..] {
        [query, name, score] => (query, name.to_owned(), score),
        [query, _, ref name @ .., _, score, _] if !name.is_empty() => {
            (query, name.join(" "), score)
        }
        _ => return Err(shape(line)),
    };
    let number = score
        .trim()
        .parse()
        .ok()
        .filter(|score: &f64| !score.is_nan());
    let number = number.ok_or_else(|| line.wrong(format!("the score {score:?} is no number")))?;
    Ok((query.to_owned(), name, number))
}

fn shape(line: &Line<'_>) -> Error {
    line.wrong("a line of a run is: query Q0 document rank score tag".to_owned())
}

fn order(scores: HashMap<String, f64>) -> Vec<String> {
    let mut ranked: Vec<_> = scores.into_iter().collect();
    ranked.sort_by(|(a, a_score), (b, b_score)| b_score.total_cmp(a_score).then(b.cmp(a)));
    ranked.into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Judged, Judgements, Measures};
    use std::fs;

    fn read(text: &str) -> Result<Run> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.run");
        fs::write(&path, text).expect("a file");
        Run::read(&path)
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn judged(id: &str, grades: &[(&str, i32)], excluded: &[&str]) -> Judged {
        Judged {
            id: id.to_owned(),
            text: id.to_owned(),
            grades: grades
                .iter()
                .map(|&(name, grade)| (name.to_owned(), grade))
                .collect(),
            excluded: excluded.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let run = Run::new([
            ("2".to_owned(), names(&["b", "a", "c"])),
            ("1".to_owned(), names(&["a"])),
        ]);
        let mut plain = Vec::new();
        run.write("t", &mut plain).expect("it is written");
        let plain = String::from_utf8(plain).expect("text");
        assert_eq!(
            plain,
            "1 Q0 a 1 1 t\n2 Q0 b 1 3 t\n2 Q0 a 2 2 t\n2 Q0 c 3 1 t\n"
        );
        assert_eq!(read(&plain).expect("a run"), run);
    }

    #[test]
    fn ids_with_spaces_are_parted_by_tabs() {
        let run = Run::new([("a  query".to_owned(), names(&["my  notes.md", "x"]))]);
        let mut tabs = Vec::new();
        run.write("t", &mut tabs).expect("it is written");
        let tabs = String::from_utf8(tabs).expect("text");
        assert!(tabs.starts_with("a  query\tQ0\tmy  notes.md\t1\t2\tt\n"));
        assert_eq!(read(&tabs).expect("a run"), run);
        let run = Run::new([("1".to_owned(), names(&["a\tb"]))]);
        assert!(run.write("t", &mut Vec::new()).is_err());
    }

    #[test]
    fn ties_go_from_the_last_name_to_the_first() {
        let run = read("1 Q0 a 1 5.0 t\n1 Q0 a b 2 5 t\n1 Q0 c 3 7e0 t\n\n1 Q0 b 4 5 t\n");
        assert_eq!(run.expect("a run").ranked("1"), ["c", "b", "a b", "a"]);
        assert_eq!(
            read("1 a 2\n1 b 3\n").expect("a run").ranked("1"),
            ["b", "a"]
        );
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (text, reason) in [
            ("1 Q0 a 1 1 t\n1 Q0 a 1\n", "a.run:2: a line of a run"),
            ("1 Q0 a 1 high t\n", "a.run:1: the score \"high\""),
        ] {
            let error = read(text).expect_err("it is wrong").to_string();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn a_run_is_measured_as_by_trec_eval() {
        let judgements = Judgements {
            queries: vec![
                judged("graded", &[("a", 2), ("b", 1), ("c", 0), ("d", 1)], &[]),
                judged("excluded", &[("a", 1)], &["z"]),
                judged("lacking", &[("a", 1)], &[]),
                judged("without", &[("a", 0)], &[]),
            ],
        };
        // By the tie rule the first query is ranked d, b, c, a; the second z (taken out), y, a.
        let run = read(
            "graded Q0 a 1 1 t\ngraded Q0 c 2 2 t\ngraded Q0 b 3 2.5 t\ngraded Q0 d 4 2.5 t\n\
             excluded Q0 z 1 3 t\nexcluded Q0 y 2 2 t\nexcluded Q0 a 3 1 t\nunknown Q0 a 1 1 t\n",
        );
        let scores = judgements.measure(&run.expect("a run"));
        let ids: Vec<_> = scores.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["graded", "excluded", "lacking"]);
        // graded: DCG 1 + 1/log2(3) + 0 + 2/log2(5) = 1 + 0.6309297535714575 + 0.8613531161467861 = 2.4922828697182435;
        // ideal 2 + 0.6309297535714575 + 1/2 = 3.1309297535714575; nDCG 0.7960200534283121.
        // MAP (1/1 + 2/2 + 3/4)/3 = 0.9166666666666666. excluded: rank 2, nDCG 1/log2(3). lacking: 0.
        let expected = [
            [
                0.796_020_053_428_312_1,
                1.0,
                1.0,
                0.916_666_666_666_666_6,
                1.0,
            ],
            [0.630_929_753_571_457_5, 0.5, 1.0, 0.5, 0.0],
            [0.0; 5],
        ];
        for ((id, found), expected) in scores.iter().zip(expected) {
            for (found, expected) in found.values().iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{id}: {found} {expected}");
            }
        }
        // (0.7960200534283121 + 0.6309297535714575 + 0)/3
        let mean = Measures::mean(scores.iter().map(|(_, measures)| measures));
        assert!((mean.ndcg_10 - 0.475_649_935_666_589_9).abs() < 1e-12);
    }
}
