//! Names that are given once: to the sections of a document, the documents of a file, the files in a message.

use std::collections::HashMap;

/// The names given so far, and the number that the next one of each gets.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<String, u64>);

impl Names {
    /// Starts with names that are given already.
    pub(crate) fn with(given: impl IntoIterator<Item = String>) -> Self {
        Self(given.into_iter().map(|name| (name, 1)).collect())
    }

    /// Returns `base`, numbered from 1 if it was given before.
    pub(crate) fn give(&mut self, base: String) -> String {
        self.give_by(base, |base, number| format!("{base}-{number}"))
    }

    /// Returns the name of a file, numbered before its extension if it was given before.
    #[cfg(any(test, feature = "formats"))]
    pub(crate) fn give_file(&mut self, base: String) -> String {
        self.give_by(base, |base, number| {
            let name = base.rfind('/').map_or(0, |at| at + 1);
            let end = base[name..].rfind('.').filter(|&at| at > 0);
            let (stem, extension) = base.split_at(end.map_or(base.len(), |at| name + at));
            format!("{stem}-{number}{extension}")
        })
    }

    fn give_by(&mut self, base: String, numbered: impl Fn(&str, u64) -> String) -> String {
        let Some(next) = self.0.get(&base).copied() else {
            self.0.insert(base.clone(), 1);
            return base;
        };
        let numbers = (next..).map(|number| (number, numbered(&base, number)));
        let mut free = numbers.filter(|(_, name)| !self.0.contains_key(name));
        let (number, name) = free.next().expect("numbers do not end");
        self.0.insert(base, number + 1);
        self.0.insert(name.clone(), 1);
        name
    }
}

/// The names of the documents that were met so far in a file that holds several.
#[derive(Debug, Default)]
pub(crate) struct Records {
    names: Names,
    count: u64,
}

impl Records {
    /// Returns the name of the next document: its own, or its number in the file; numbered if it was given before.
    pub(crate) fn name(&mut self, own: Option<&str>) -> String {
        self.count += 1;
        let own = own.map(|name| plain_name(name).replace('/', "%2F"));
        // What follows a slash is the anchor of a section; dots alone lead out of a folder.
        let own = own.filter(|name| !matches!(name.as_str(), "" | "." | ".."));
        self.names
            .give(own.unwrap_or_else(|| self.count.to_string()))
    }
}

/// Returns a name as it can stand in an id: white space would end it, `~` counts pieces.
pub(crate) fn plain_name(name: &str) -> String {
    name.replace(|c: char| c.is_whitespace() || c == '~', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::default();
        let given = ["a", "a", "a-1", "a", "a-1", "a-3", "a"].map(|name| names.give(name.into()));
        assert_eq!(given, ["a", "a-1", "a-1-1", "a-2", "a-1-2", "a-3", "a-4"]);
    }

    #[test]
    fn files_keep_their_extension() {
        let mut names = Names::default();
        let given = ["a.md", "a.md", "b.c/d", "b.c/d", ".a", ".a", "a-1.md"];
        let given = given.map(|name| names.give_file(name.into()));
        let expected = [
            "a.md", "a-1.md", "b.c/d", "b.c/d-1", ".a", ".a-1", "a-1-1.md",
        ];
        assert_eq!(given, expected);
    }

    #[test]
    fn documents_without_a_name_are_numbered() {
        let mut records = Records::default();
        let own = [None, Some("x y~2/z"), Some("3"), None, Some(""), Some("..")];
        let names = own.map(|own| records.name(own));
        assert_eq!(names, ["1", "x-y-2%2Fz", "3", "4", "5", "6"]);
    }
}
