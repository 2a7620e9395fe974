//! The forms in which judged queries come: a table, the files of TREC, the layout of BEIR.

use std::collections::HashMap;
use std::path::Path;

use crate::error::{Error, Result};
use crate::eval::beir;
use crate::eval::judgements::{Judged, Judgements};
use crate::eval::lines::{Line, Lines};

/// What a line of a table has; the section may be empty, the grade is 1 if it is left away.
const TABLE: &str = "query, document, section, grade, parted by tabs";

/// Reads the form that `path` has.
pub(super) fn read(path: &Path, split: &str) -> Result<Judgements> {
    if !path.is_dir() {
        return table(path);
    }
    if path.join("queries.jsonl").exists() {
        return beir::read(path, split);
    }
    if path.join("queries.tsv").exists() {
        return trec(path);
    }
    Err(Error::Rule {
        what: "folder of queries",
        value: path.display().to_string(),
        reason: "it has neither queries.jsonl nor queries.tsv".to_owned(),
    })
}

/// Reads a table of query, document, section and grade; the first line may name them.
fn table(path: &Path) -> Result<Judgements> {
    let mut known = Known::default();
    for line in Lines::read(path)?.iter() {
        let columns = line.columns();
        if line.number == 1 && columns.starts_with(&["query", "document"]) {
            continue;
        }
        let [query, document, ref rest @ ..] = columns[..] else {
            return Err(line.wrong(format!("a line is: {TABLE}")));
        };
        if query.trim().is_empty() || document.is_empty() {
            return Err(line.wrong(format!(
                "the query or the document is empty; a line is: {TABLE}"
            )));
        }
        let name = match rest.first() {
            Some(section) if !section.is_empty() => format!("{document}#{section}"),
            _ => document.to_owned(),
        };
        let grade = rest.get(1).filter(|grade| !grade.is_empty());
        let grade = grade.map_or(Ok(1), |grade| line.grade(grade))?;
        // The query is its own name: it stays the same when other queries come and go.
        known.entry(query, query).grades.insert(name, grade);
    }
    Ok(known.judgements)
}

/// Reads `queries.tsv`, `qrels.tsv`, and `exclude.tsv` if it is there.
fn trec(folder: &Path) -> Result<Judgements> {
    let mut known = Known::default();
    for line in Lines::read(&folder.join("queries.tsv"))?.iter() {
        let (id, text) = pair(&line, "id, query, parted by a tab")?;
        known.add(&line, id, text)?;
    }
    for line in Lines::read(&folder.join("qrels.tsv"))?.iter() {
        match line.words()[..] {
            [id, _, ref name @ .., grade] if !name.is_empty() => {
                let grade = line.grade(grade)?;
                known.find(&line, id)?.grades.insert(name.join(" "), grade);
            }
            _ => return Err(line.wrong("a line is: query 0 document grade".to_owned())),
        }
    }
    let exclude = folder.join("exclude.tsv");
    if exclude.exists() {
        for line in Lines::read(&exclude)?.iter() {
            let (id, name) = pair(&line, "query, document, parted by a tab")?;
            known.find(&line, id)?.excluded.insert(name.to_owned());
        }
    }
    Ok(known.judgements)
}

/// Returns what stands before the first tab, and what after it.
fn pair<'a>(line: &Line<'a>, form: &str) -> Result<(&'a str, &'a str)> {
    let pair = line.text.split_once('\t');
    pair.ok_or_else(|| line.wrong(format!("a line is: {form}")))
}

/// The queries read so far.
#[derive(Default)]
pub(super) struct Known {
    pub(super) judgements: Judgements,
    /// Where each id stands.
    places: HashMap<String, usize>,
}

impl Known {
    /// Adds a query whose id must be new.
    pub(super) fn add(&mut self, line: &Line<'_>, id: &str, text: &str) -> Result<()> {
        if self.places.contains_key(id) {
            return Err(line.wrong(format!("the query {id:?} stands twice")));
        }
        self.entry(id, text);
        Ok(())
    }

    /// Returns the query of that id, a new one if there is none.
    fn entry(&mut self, id: &str, text: &str) -> &mut Judged {
        let queries = &mut self.judgements.queries;
        let place = *self.places.entry(id.to_owned()).or_insert_with(|| {
            queries.push(Judged {
                id: id.to_owned(),
                text: text.to_owned(),
                ..Judged::default()
            });
            queries.len() - 1
        });
        &mut queries[place]
    }

    /// Returns the query of that id.
    pub(super) fn find(&mut self, line: &Line<'_>, id: &str) -> Result<&mut Judged> {
        match self.places.get(id) {
            Some(&place) => Ok(&mut self.judgements.queries[place]),
            None => Err(line.wrong(format!("there is no query {id:?}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Reads a folder of these files, or the only one of them; an error as its message.
    fn check(files: &[(&str, &str)], split: &str) -> std::result::Result<Judgements, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let path = match files {
            [(only, _)] => folder.path().join(only),
            _ => folder.path().to_owned(),
        };
        read(&path, split).map_err(|error| error.to_string())
    }

    /// Returns each query with its grades and what is excluded.
    fn shown(judgements: &Judgements) -> Vec<String> {
        let queries = judgements.queries.iter();
        queries
            .map(|judged| {
                let grades: Vec<_> = judged
                    .grades
                    .iter()
                    .map(|(name, grade)| format!("{name}={grade}"))
                    .collect();
                let excluded: String = judged
                    .excluded
                    .iter()
                    .map(|name| format!(" -{name}"))
                    .collect();
                format!(
                    "{} [{}] {}{excluded}",
                    judged.id,
                    judged.text,
                    grades.join(" ")
                )
            })
            .collect()
    }

    fn reads(files: &[(&str, &str)], expected: &[&str]) {
        let judgements = check(files, "test").expect("judgements");
        assert_eq!(shown(&judgements), expected);
    }

    fn fails(files: &[(&str, &str)], reason: &str) {
        let error = check(files, "test").expect_err("it is wrong");
        assert!(error.contains(reason), "{error}");
    }

    #[test]
    fn a_table_has_queries_documents_sections_and_grades() {
        let table = "\u{feff}query\tdocument\tsection\tgrade\tnote\r\none\ta.md\tPart 1\t3\tx\r\n\none\tb c.md\ntwo\ta.md\t\t0\none\td.md\tE\n";
        let expected = [
            "one [one] a.md#Part 1=3 b c.md=1 d.md#E=1",
            "two [two] a.md=0",
        ];
        reads(&[("queries.tsv", table)], &expected);
        fails(
            &[("q.tsv", "one\ta.md\nalone\n")],
            "q.tsv:2: a line is: query, document",
        );
        fails(
            &[("q.tsv", "one\ta.md\t\tgood\n")],
            "q.tsv:1: the grade \"good\"",
        );
    }

    #[test]
    fn trec_has_queries_judgements_and_exclusions() {
        let queries = ("queries.tsv", "1\tone\ttwo\n2\t\"three\"\n");
        let qrels = ("qrels.tsv", "2 0 a b.md#c 2\n1\t0\ta  b\t1\n1 0 d -1\n");
        let exclude = ("exclude.tsv", "1\ta b\n");
        let expected = ["1 [one\ttwo] a  b=1 d=-1 -a b", "2 [\"three\"] a b.md#c=2"];
        reads(&[queries, qrels, exclude], &expected);
        fails(&[queries, ("other", "")], "qrels.tsv");
        fails(
            &[queries, ("qrels.tsv", "1 0 a 1\n3 0 a 1\n")],
            "qrels.tsv:2: there is no query \"3\"",
        );
        fails(
            &[queries, ("qrels.tsv", "1 0 1\n")],
            "qrels.tsv:1: a line is: query 0",
        );
        fails(
            &[queries, qrels, ("exclude.tsv", "1 a\n")],
            "exclude.tsv:1: a line is: query",
        );
        fails(
            &[("queries.tsv", "1\ta\n1\tb\n"), qrels],
            "queries.tsv:2: the query \"1\" stands twice",
        );
        fails(
            &[("queries.tsv", "1 a\n"), qrels],
            "queries.tsv:1: a line is: id, query",
        );
    }

    #[test]
    fn beir_has_queries_and_splits() {
        let queries = (
            "queries.jsonl",
            "{\"_id\": \"1\", \"text\": \"one\", \"metadata\": {}}\n",
        );
        let header = "query-id\tcorpus-id\tscore\n";
        let test = format!("{header}1\ta b\t2\n");
        let dev = format!("{header}1\tc\t1\n");
        let (test, dev) = (
            ("qrels/test.tsv", test.as_str()),
            ("qrels/dev.tsv", dev.as_str()),
        );
        reads(&[queries, test, dev], &["1 [one] a b=2"]);
        reads(&[queries, dev], &["1 [one] c=1"]);
        let train = ("qrels/train.tsv", header);
        fails(&[queries, dev, train], "split \"test\" is not valid");
        fails(&[queries, dev, train], "qrels has dev, train");
        fails(&[queries, ("qrels/README", "")], "has no judgements");
        fails(&[queries, ("other", "")], "qrels");
        assert!(check(&[queries, dev, train], "dev").is_ok());
        fails(
            &[("queries.jsonl", "{\"_id\": 1}\n"), test],
            "queries.jsonl:1: no query",
        );
        fails(
            &[queries, ("qrels/test.tsv", "1\ta\n")],
            "test.tsv:1: a line is: query-id",
        );
        fails(
            &[queries, ("qrels/test.tsv", "1\ta\t1\n1\tb\tx\n")],
            "test.tsv:2: the grade",
        );
    }

    #[test]
    fn what_is_no_set_of_queries_is_said() {
        fails(
            &[("a", ""), ("b", "")],
            "neither queries.jsonl nor queries.tsv",
        );
        assert!(read(Path::new("/no such file.tsv"), "test").is_err());
    }
}
