//! Which line of which ignore file leaves a path out; the order of the files is ripgrep's.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, Glob};

/// A line of an ignore file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The file.
    pub(crate) file: PathBuf,
    /// The line, counted from 1; none if the file has changed meanwhile.
    pub(crate) number: Option<u64>,
    /// The pattern as written.
    pub(crate) pattern: String,
}

/// Returns the line that leaves `path` out; none if the files do not tell.
///
/// The nearest file of a kind decides for its kind, the first kind with something to say decides for all. Git's own
/// files count inside of a repository, up to its root.
pub(crate) fn line(path: &Path, is_dir: bool) -> Option<Line> {
    let folders: Vec<&Path> = path.ancestors().skip(1).collect();
    let root = folders.iter().position(|folder| is_repository(folder));
    let repository = root.map_or(&[][..], |root| &folders[..=root]);
    let kinds = [
        (".searchignore", &folders[..]),
        (".ignore", &folders[..]),
        (".gitignore", repository),
        (".git/info/exclude", repository),
    ];
    for (name, folders) in kinds {
        for folder in folders {
            match of_file(folder, name).matched(path, is_dir) {
                Match::None => {}
                Match::Whitelist(_) => return None,
                Match::Ignore(glob) => return found(glob),
            }
        }
    }
    let (global, _) = root.map(|_| Gitignore::global())?;
    match global.matched(path, is_dir) {
        Match::Ignore(glob) => found(glob),
        _ => None,
    }
}

fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists() || folder.join(".jj").exists()
}

/// Returns the patterns of one ignore file; none if there is no such file.
fn of_file(folder: &Path, name: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    // As in the walk, a line that makes no sense is passed over.
    let _ = builder.add(folder.join(name));
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

fn found(glob: &Glob) -> Option<Line> {
    let file = glob.from()?.to_owned();
    Some(Line {
        number: number(&file, glob.original()),
        file,
        pattern: glob.original().to_owned(),
    })
}

/// Returns the last line that is the pattern: later lines win.
fn number(file: &Path, pattern: &str) -> Option<u64> {
    let bytes = fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_it = |line: &str| line == pattern || line.trim_end() == pattern;
    let last = text.lines().enumerate().filter(|(_, line)| is_it(line));
    last.last().map(|(at, _)| at as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)], path: &str) -> Option<String> {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            let file = dir.path().join(name);
            fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        let line = line(&dir.path().join(path), false)?;
        let file = line.file.strip_prefix(dir.path()).expect("a file of ours");
        let number = line.number.expect("a line");
        let file = file.display().to_string().replace('\\', "/");
        Some(format!("{file}:{number}: {}", line.pattern))
    }

    #[test]
    fn the_nearest_file_and_the_last_line_decide() {
        let files = [
            (".ignore", "*.log\n"),
            ("a/.ignore", "# a\n*.log \nx\n*.log\n"),
        ];
        assert_eq!(
            told(&files, "a/b.log").as_deref(),
            Some("a/.ignore:4: *.log")
        );
        assert_eq!(told(&files, "b.log").as_deref(), Some(".ignore:1: *.log"));
        assert_eq!(told(&files, "b.md"), None);
    }

    #[test]
    fn our_own_files_go_before_those_of_git() {
        let files = [
            (".git/info/exclude", "*.log\n"),
            (".gitignore", "b.*\n"),
            (".searchignore", "\u{feff}b.log\n"),
        ];
        assert_eq!(
            told(&files, "b.log").as_deref(),
            Some(".searchignore:1: b.log")
        );
        assert_eq!(
            told(&files[..2], "b.log").as_deref(),
            Some(".gitignore:1: b.*")
        );
        assert_eq!(
            told(&files[..1], "b.log").as_deref(),
            Some(".git/info/exclude:1: *.log")
        );
    }

    #[test]
    fn files_of_git_count_in_its_repository_only() {
        let files = [(".gitignore", "*.log\n"), ("a/.git/HEAD", "ref\n")];
        assert_eq!(told(&files, "a/b.log"), None);
        assert_eq!(told(&files[..1], "b.log"), None);
    }
}
