//! Which rule leaves a path out of the corpus: the walk goes there, and where it stops the rule is looked for.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::ignored::{self, Line};
use crate::corpus::looks::Looks;
use crate::corpus::walk::{Ground, builder, name, overrides};
use crate::corpus::{Corpus, Root, Rules, Source, Spot, Unread, Walk};
use crate::error::Result;

/// A rule that leaves a file or a folder out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What kind of rule it is.
    pub kind: RuleKind,
    /// The file or folder that the rule is about: the path asked for, or a folder above it.
    pub path: String,
    /// The ignore file that holds the rule, relative to the corpus where it is inside.
    pub file: Option<String>,
    /// The line of that file, counted from 1.
    pub line: Option<u64>,
    /// The pattern as written.
    pub pattern: Option<String>,
}

/// A kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RuleKind {
    /// Its name begins with a dot, or the system hides it.
    Hidden,
    /// A pattern of an ignore file fits.
    Ignored,
    /// A glob of [`Rules::exclude`] fits.
    Excluded,
    /// No glob of [`Rules::include`] fits.
    NotIncluded,
    /// It is the folder of the index.
    Index,
}

/// What a look at a place of the corpus finds.
#[derive(Debug)]
pub(crate) enum Look {
    /// A file that is read.
    Source(Source),
    /// A folder whose files are read.
    Folder,
    /// A file or folder that is not read; a folder if the flag says so.
    LeftOut(LeftOut, bool),
    /// Nothing.
    Missing,
}

/// Why a path is not read.
#[derive(Debug)]
pub(crate) enum LeftOut {
    /// A rule of the walk.
    Rule(Rule),
    /// What the file is, or an error.
    Unread(Unread),
}

impl Corpus {
    /// Looks at a place of the corpus by the walk's own rules; reads no document.
    ///
    /// # Errors
    ///
    /// Fails if a glob is not valid.
    pub(crate) fn look(&self, spot: &Spot) -> Result<Look> {
        // What may not be looked at is not missing: the walk tells which folder is closed.
        let is_missing = |error: io::Error| error.kind() != ErrorKind::PermissionDenied;
        if fs::symlink_metadata(&spot.file).is_err_and(is_missing) {
            return Ok(Look::Missing);
        }
        let is_folder = self.is_folder(&spot.file);
        let (mut walk, end) = self.toward(spot, &self.rules)?;
        if let Some(source) = walk.sources.pop() {
            return Ok(Look::Source(source));
        }
        if let Some(unread) = walk.unread.pop() {
            return Ok(Look::LeftOut(LeftOut::Unread(unread), is_folder));
        }
        if end == spot.file {
            return Ok(Look::Folder);
        }
        let rule = self.rule(spot, &end)?;
        Ok(Look::LeftOut(LeftOut::Rule(rule), is_folder))
    }

    /// Walks to one place only; returns what is met there, and how far the walk comes.
    fn toward(&self, spot: &Spot, rules: &Rules) -> Result<(Walk, PathBuf)> {
        let Root { dir, prefix } = &self.roots[spot.root];
        let (file, index) = (spot.file.clone(), self.index.clone());
        let walker = builder(dir, rules)?
            .filter_entry(move |entry| {
                file.starts_with(entry.path()) && index.as_deref() != Some(entry.path())
            })
            // The children of the place itself are of no interest.
            .max_depth(Some(depth(&spot.file, dir)))
            .build();
        let ground = Ground {
            root: dir,
            prefix,
            rules,
        };
        let mut walk = Walk::default();
        let mut looks = Looks::default();
        let mut end = dir.clone();
        for entry in walker {
            if let Ok(entry) = &entry {
                end = entry.path().to_owned();
            }
            walk.take(entry, ground, &mut looks);
        }
        Ok((walk, end))
    }

    /// Returns the rule that stops the walk to a place after `end`.
    fn rule(&self, spot: &Spot, end: &Path) -> Result<Rule> {
        let root = &self.roots[spot.root];
        let next = spot.file.components().nth(end.components().count());
        let at = next.map_or_else(|| end.to_owned(), |next| end.join(next));
        let is_folder = self.is_folder(&at);
        let mut rule = Rule {
            kind: RuleKind::Ignored,
            path: name(&at, &root.dir, &root.prefix).0,
            file: None,
            line: None,
            pattern: None,
        };
        if self.index.as_deref() == Some(&at) {
            rule.kind = RuleKind::Index;
        } else if is_left_out(&root.dir, &self.rules, &at, is_folder)? {
            rule.pattern = self.excluding(&root.dir, &at, is_folder)?;
            rule.kind = match rule.pattern {
                Some(_) => RuleKind::Excluded,
                None => RuleKind::NotIncluded,
            };
        } else if self.is_only_hidden(spot, &at)? {
            rule.kind = RuleKind::Hidden;
        } else if let Some(line) = ignored::line(&at, is_folder) {
            rule.add_line(line, root);
        }
        Ok(rule)
    }

    /// Returns the last of the globs to be left out that fits.
    fn excluding(&self, dir: &Path, at: &Path, is_folder: bool) -> Result<Option<String>> {
        for glob in self.rules.exclude.iter().rev() {
            let alone = Rules {
                exclude: vec![glob.clone()],
                ..Rules::default()
            };
            if is_left_out(dir, &alone, at, is_folder)? {
                return Ok(Some(glob.clone()));
            }
        }
        Ok(None)
    }

    fn is_folder(&self, at: &Path) -> bool {
        let metadata = match self.rules.follow {
            true => fs::metadata(at),
            false => fs::symlink_metadata(at),
        };
        metadata.is_ok_and(|metadata| metadata.is_dir())
    }

    /// Would the walk meet `at` if hidden files were read?
    fn is_only_hidden(&self, spot: &Spot, at: &Path) -> Result<bool> {
        if self.rules.hidden {
            return Ok(false);
        }
        let rules = Rules {
            hidden: true,
            ..self.rules.clone()
        };
        let (_, end) = self.toward(spot, &rules)?;
        Ok(end.starts_with(at))
    }
}

impl Rule {
    fn add_line(&mut self, line: Line, root: &Root) {
        self.file = Some(match line.file.starts_with(&root.dir) {
            true => name(&line.file, &root.dir, &root.prefix).0,
            false => line.file.display().to_string(),
        });
        self.line = line.number;
        self.pattern = Some(line.pattern);
    }
}

/// Do the globs of the rules leave `at` out?
fn is_left_out(dir: &Path, rules: &Rules, at: &Path, is_folder: bool) -> Result<bool> {
    Ok(overrides(dir, rules)?.matched(at, is_folder).is_ignore())
}

fn depth(file: &Path, dir: &Path) -> usize {
    file.strip_prefix(dir)
        .map_or(0, |relative| relative.components().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[(&str, &str)] = &[
        (".gitignore", "*.log\nbuild/\n!keep.log\n"),
        (".git/info/exclude", "local.md\n"),
        (".git/HEAD", "ref\n"),
        ("a.md", "x"),
        ("a.log", "x"),
        ("keep.log", "x"),
        ("local.md", "x"),
        (".env", "x"),
        (".notes/a.md", "x"),
        ("build/a.md", "x"),
        ("drafts/a.md", "x"),
        ("index/a.md", "x"),
        ("sub/.ignore", "a.md\n"),
        ("sub/.searchignore", "!a.log\nb.md\n"),
        ("sub/a.md", "x"),
        ("sub/a.log", "x"),
        ("sub/b.md", "x"),
        ("sub/c.md", "more than ten bytes"),
        ("sub/other/.git/HEAD", "ref\n"),
        ("sub/other/b.log", "x"),
    ];

    fn all_rules() -> Vec<Rules> {
        let rules = Rules {
            exclude: vec!["drafts/".to_owned()],
            max_file_bytes: Some(10),
            ..Rules::default()
        };
        let include = vec!["*.md".to_owned(), ".env".to_owned()];
        let more = |rules: &Rules| Rules {
            hidden: true,
            ..rules.clone()
        };
        vec![
            more(&rules),
            Rules {
                no_ignore: true,
                ..rules.clone()
            },
            Rules {
                include,
                ..rules.clone()
            },
            rules,
        ]
    }

    #[test]
    fn a_look_finds_what_the_walk_finds() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in FILES {
            let file = dir.path().join(name);
            fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        for rules in all_rules() {
            let corpus = Corpus::new(&[dir.path().to_owned()], rules).expect("a corpus");
            let corpus = corpus.without(&dir.path().join("index"));
            let walk = corpus.walk().expect("a walk");
            for (name, _) in FILES {
                let spot = &corpus.spots(name, None)[0];
                let look = corpus.look(spot).expect("a look");
                let is_read = walk.sources.iter().any(|source| source.path == *name);
                assert_eq!(matches!(look, Look::Source(_)), is_read, "{name}: {look:?}");
                if let Look::LeftOut(LeftOut::Rule(rule), _) = look {
                    let is_named = rule.kind != RuleKind::Ignored || rule.line.is_some();
                    assert!(is_named, "{name}: {rule:?}");
                }
            }
        }
    }
}
