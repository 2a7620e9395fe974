//! The table of formats: which reader a file gets.

use crate::corpus::document::Document;
use crate::corpus::{asciidoc, html, latex, man, markdown, mediawiki, org, plain, restructured};

/// Changed when a reader finds other sections or texts in the same file: an index made by other readers is rebuilt.
pub const READERS_VERSION: u32 = 1;

/// A format that can be read.
pub struct Format {
    /// Its name, as `type:` and `docs/formats.md` use it.
    pub name: &'static str,
    /// The extensions of its files, in lower case.
    pub extensions: &'static [&'static str],
    /// Is its source meant to be read as it stands? Otherwise passages are shown as rendered.
    pub is_readable: bool,
    /// Does a text that has no telling extension look like it?
    looks: fn(&str) -> bool,
    parse: fn(&str) -> Document,
}

/// The formats; the last one takes whatever no other claims.
pub const FORMATS: &[Format] = &[
    Format {
        name: "markdown",
        extensions: &["md", "markdown", "mdown", "mkd", "mdx", "rmd", "qmd"],
        is_readable: true,
        looks: never,
        parse: markdown::parse,
    },
    Format {
        name: "html",
        extensions: &["html", "htm", "xhtml"],
        is_readable: false,
        looks: looks_like_html,
        parse: html::parse,
    },
    Format {
        name: "restructuredtext",
        extensions: &["rst", "rest"],
        is_readable: true,
        looks: never,
        parse: restructured::parse,
    },
    Format {
        name: "asciidoc",
        extensions: &["adoc", "asciidoc", "asc"],
        is_readable: true,
        looks: never,
        parse: asciidoc::parse,
    },
    Format {
        name: "org",
        extensions: &["org"],
        is_readable: true,
        looks: never,
        parse: org::parse,
    },
    Format {
        name: "latex",
        extensions: &["tex", "ltx", "latex"],
        is_readable: true,
        looks: never,
        parse: latex::parse,
    },
    Format {
        name: "man",
        extensions: &["man", "mdoc", "roff", "troff"],
        is_readable: false,
        looks: looks_like_man,
        parse: man::parse,
    },
    Format {
        name: "mediawiki",
        extensions: &["wiki", "mediawiki", "wikitext"],
        is_readable: true,
        looks: never,
        parse: mediawiki::parse,
    },
    Format {
        name: "text",
        extensions: &["txt", "text"],
        is_readable: true,
        looks: always,
        parse: plain::parse,
    },
];

impl Format {
    /// Returns the format of the file at `path` that holds `source`: by its extension, else by its looks.
    pub fn of(path: &str, source: &str) -> &'static Self {
        let extension = extension(path);
        let by_extension = FORMATS
            .iter()
            .find(|format| format.extensions.contains(&extension.as_str()));
        let by_looks = || FORMATS.iter().find(|format| (format.looks)(source));
        by_extension
            .or_else(by_looks)
            .unwrap_or(&FORMATS[FORMATS.len() - 1])
    }

    /// Returns the format called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// Reads `source`; what the format does not understand is text.
    pub fn parse(&self, source: &str) -> Document {
        (self.parse)(source)
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Returns the extension of the file at `path`, in lower case; empty if it has none.
pub fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
        _ => String::new(),
    }
}

fn never(_source: &str) -> bool {
    false
}

fn always(_source: &str) -> bool {
    true
}

fn looks_like_html(source: &str) -> bool {
    let start = source
        .trim_start()
        .get(..14)
        .unwrap_or_default()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Manual pages end in a section number, `ls.1`, as do many other files.
fn looks_like_man(source: &str) -> bool {
    let is_title = |line: &str| line.starts_with(".TH ") || line.starts_with(".Dd ");
    let is_comment =
        |line: &str| line.starts_with(".\\\"") || line.starts_with("'\\\"") || line.is_empty();
    source
        .lines()
        .take(200)
        .find(|line| !is_comment(line))
        .is_some_and(|line| is_title(line) || line.starts_with(".Dt "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_find_their_format() {
        for (path, source, name) in [
            ("a/README.MD", "", "markdown"),
            ("a.b/notes", "", "text"),
            (".hidden", "", "text"),
            ("page", " <!DOCTYPE html><p>x", "html"),
            ("ls.1", ".\\\" comment\n.TH LS 1\n", "man"),
            ("log.1", "Nov 20 started", "text"),
            ("x.unknown", "words", "text"),
        ] {
            assert_eq!(Format::of(path, source).name, name, "{path}");
        }
    }

    #[test]
    fn no_extension_is_claimed_twice() {
        let mut extensions: Vec<_> = FORMATS
            .iter()
            .flat_map(|format| format.extensions)
            .collect();
        let count = extensions.len();
        extensions.sort();
        extensions.dedup();
        assert_eq!(extensions.len(), count);
    }
}
