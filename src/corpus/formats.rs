//! The table of formats: which reader a file gets.

use crate::corpus::format::{Format, Reader, extension};
#[cfg(feature = "formats")]
use crate::corpus::office::{docx, kind, opendocument, pptx, sheets};
#[cfg(feature = "formats")]
use crate::corpus::packed;
#[cfg(test)]
use crate::corpus::sample;
use crate::corpus::text::Text;
use crate::corpus::{
    asciidoc, code, html, json, latex, mail, man, markdown, mediawiki, notebook, org, plain,
    restructured, settings, subtitles, table, xml,
};
#[cfg(feature = "formats")]
use crate::corpus::{epub, mhtml, pdf, rtf};

/// Changed when a reader finds other sections or texts in the same file: an index made by other readers is rebuilt.
pub const READERS_VERSION: u32 = 2;

/// So many bytes of a text show what it looks like.
const LOOKS_BYTES: usize = 8 * 1024;

/// What most formats have in common.
const PLAIN: Format = Format {
    name: "",
    extensions: &[],
    is_readable: true,
    signature: nothing,
    looks: never,
    reader: Reader::Text(plain::parse),
};

/// What packed formats have in common.
#[cfg(feature = "formats")]
const PACKED: Format = Format {
    is_readable: false,
    ..PLAIN
};

/// The languages whose definitions are found; of others the source is text all the same.
const CODE: &[&str] = &[
    "bash", "c", "cc", "cjs", "cpp", "cs", "cts", "cxx", "dart", "ex", "exs", "go", "gradle",
    "groovy", "h", "hh", "hpp", "hxx", "java", "jl", "js", "jsx", "kt", "kts", "lua", "mjs", "mts",
    "php", "pl", "pm", "ps1", "psm1", "py", "pyi", "pyx", "r", "rb", "rs", "scala", "sh", "sql",
    "swift", "ts", "tsx", "zig", "zsh",
];

/// The formats; the last one takes whatever no other claims.
pub const FORMATS: &[Format] = &[
    Format {
        name: "markdown",
        extensions: &["md", "markdown", "mdown", "mkd", "mdx", "rmd", "qmd"],
        reader: Reader::Text(markdown::parse),
        ..PLAIN
    },
    Format {
        name: "html",
        extensions: &["html", "htm", "xhtml"],
        is_readable: false,
        looks: looks_like_html,
        reader: Reader::Page(html::parse_page),
        ..PLAIN
    },
    Format {
        name: "restructuredtext",
        extensions: &["rst", "rest"],
        reader: Reader::Text(restructured::parse),
        ..PLAIN
    },
    Format {
        name: "asciidoc",
        extensions: &["adoc", "asciidoc", "asc"],
        reader: Reader::Text(asciidoc::parse),
        ..PLAIN
    },
    Format {
        name: "org",
        extensions: &["org"],
        reader: Reader::Text(org::parse),
        ..PLAIN
    },
    Format {
        name: "latex",
        extensions: &["tex", "ltx", "latex"],
        reader: Reader::Text(latex::parse),
        ..PLAIN
    },
    Format {
        name: "man",
        extensions: &["man", "mdoc", "roff", "troff"],
        is_readable: false,
        looks: looks_like_man,
        reader: Reader::Text(man::parse),
        ..PLAIN
    },
    Format {
        name: "mediawiki",
        extensions: &["wiki", "mediawiki", "wikitext"],
        reader: Reader::Text(mediawiki::parse),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "docx",
        extensions: &["docx", "docm", "dotx", "dotm", "doc"],
        is_readable: false,
        signature: kind::is_document,
        reader: Reader::Extract(docx::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "odt",
        extensions: &["odt", "ott"],
        is_readable: false,
        signature: kind::is_open_text,
        reader: Reader::Extract(opendocument::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "odp",
        extensions: &["odp", "otp"],
        is_readable: false,
        signature: kind::is_open_slides,
        reader: Reader::Extract(opendocument::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "epub",
        extensions: &["epub"],
        is_readable: false,
        signature: kind::is_book,
        reader: Reader::Extract(epub::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "mhtml",
        extensions: &["mhtml", "mht"],
        is_readable: false,
        signature: mhtml::is_page,
        reader: Reader::Extract(mhtml::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "pdf",
        extensions: &["pdf"],
        is_readable: false,
        signature: pdf::is_pdf,
        reader: Reader::Extract(pdf::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "pptx",
        extensions: &["pptx", "pptm", "ppsx", "potx"],
        is_readable: false,
        signature: kind::is_slides,
        reader: Reader::Extract(pptx::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "xlsx",
        extensions: &["xlsx", "xlsm", "xlsb", "xls", "xltx", "ods", "ots"],
        is_readable: false,
        signature: kind::is_sheets,
        reader: Reader::Extract(sheets::read),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "rtf",
        extensions: &["rtf"],
        is_readable: false,
        signature: rtf::is_rtf,
        reader: Reader::Extract(rtf::read),
        ..PLAIN
    },
    Format {
        name: "jupyter",
        extensions: &["ipynb"],
        is_readable: false,
        reader: Reader::Text(notebook::parse),
        ..PLAIN
    },
    Format {
        name: "code",
        extensions: CODE,
        reader: Reader::Text(code::parse),
        ..PLAIN
    },
    Format {
        name: "xml",
        extensions: &[
            "xml", "dbk", "dita", "docbook", "fb2", "gpx", "jats", "kml", "nxml", "opml", "plist",
            "rdf", "rss", "atom", "svg", "tei", "wsdl", "xlf", "xliff", "xsd", "xsl", "xslt",
        ],
        is_readable: false,
        looks: xml::looks_like_xml,
        reader: Reader::Checked(xml::parse),
        ..PLAIN
    },
    Format {
        name: "json",
        extensions: &["json", "geojson", "json5", "jsonc", "webmanifest"],
        reader: Reader::Records(json::parse, None),
        ..PLAIN
    },
    Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        is_readable: false,
        reader: Reader::Records(json::parse_lines, Some(json::LINES)),
        ..PLAIN
    },
    Format {
        name: "csv",
        extensions: &["csv", "tsv", "tab"],
        is_readable: false,
        reader: Reader::Records(table::parse, Some(table::ROWS)),
        ..PLAIN
    },
    Format {
        name: "mail",
        extensions: &["eml"],
        is_readable: false,
        looks: mail::looks_like_mail,
        reader: Reader::Text(mail::parse),
        ..PLAIN
    },
    Format {
        name: "mailbox",
        extensions: &["mbox", "mbx"],
        is_readable: false,
        looks: mail::looks_like_mailbox,
        reader: Reader::Records(mail::parse_mailbox, Some(mail::MESSAGES)),
        ..PLAIN
    },
    Format {
        name: "mediawiki-dump",
        extensions: &[],
        signature: mediawiki::dump::looks_like_dump,
        is_readable: false,
        reader: Reader::Records(mediawiki::dump::parse, Some(mediawiki::dump::PAGES)),
        ..PLAIN
    },
    #[cfg(test)]
    Format {
        name: "sample-records",
        extensions: &["records"],
        reader: Reader::Records(sample::records, None),
        ..PLAIN
    },
    #[cfg(test)]
    Format {
        name: "sample-slides",
        extensions: &["slides"],
        is_readable: false,
        signature: |bytes| bytes.starts_with(sample::SLIDES),
        reader: Reader::Extract(sample::slides),
        ..PLAIN
    },
    #[cfg(feature = "formats")]
    Format {
        name: "zip",
        extensions: &["zip"],
        signature: packed::is_zip,
        reader: Reader::Container(packed::zip),
        ..PACKED
    },
    #[cfg(feature = "formats")]
    Format {
        name: "tar",
        extensions: &["tar", "tgz", "tbz2", "txz", "tzst"],
        signature: packed::is_tar,
        reader: Reader::Container(packed::tar),
        ..PACKED
    },
    #[cfg(feature = "formats")]
    Format {
        name: "gzip",
        extensions: &["gz"],
        signature: packed::is_gzip,
        reader: Reader::Compressed(packed::gzip),
        ..PACKED
    },
    #[cfg(feature = "formats")]
    Format {
        name: "bzip2",
        extensions: &["bz2"],
        signature: packed::is_bzip2,
        reader: Reader::Compressed(packed::bzip2),
        ..PACKED
    },
    #[cfg(feature = "formats")]
    Format {
        name: "zstd",
        extensions: &["zst"],
        signature: packed::is_zstd,
        reader: Reader::Compressed(packed::zstd),
        ..PACKED
    },
    #[cfg(feature = "formats")]
    Format {
        name: "xz",
        extensions: &["xz"],
        signature: packed::is_xz,
        reader: Reader::Compressed(packed::xz),
        ..PACKED
    },
    Format {
        name: "subtitles",
        extensions: &["srt", "vtt"],
        is_readable: false,
        reader: Reader::Text(subtitles::parse),
        ..PLAIN
    },
    Format {
        name: "toml",
        extensions: &["toml"],
        reader: Reader::Text(settings::toml),
        ..PLAIN
    },
    Format {
        name: "yaml",
        extensions: &["yaml", "yml"],
        reader: Reader::Text(settings::yaml),
        ..PLAIN
    },
    Format {
        name: "ini",
        extensions: &["ini", "cfg", "conf", "desktop", "service"],
        reader: Reader::Text(settings::ini),
        ..PLAIN
    },
    Format {
        name: "text",
        extensions: &["txt", "text"],
        looks: always,
        ..PLAIN
    },
];

/// What a command of the user's makes of a file.
pub(crate) static CONVERTED: Format = Format {
    name: "command",
    is_readable: false,
    reader: Reader::Text(markdown::parse),
    ..PLAIN
};

impl Format {
    /// Returns the format of the file at `path` that holds `bytes`: by its signature, else its extension, else its looks.
    pub fn of(path: &str, bytes: &[u8]) -> &'static Self {
        let by_signature = FORMATS.iter().find(|format| (format.signature)(bytes));
        let extension = extension(path);
        let is_named = |format: &&Self| format.extensions.contains(&extension.as_str());
        let mut texts = FORMATS.iter().filter(|format| format.is_text());
        by_signature
            .or_else(|| texts.clone().find(is_named))
            .or_else(|| {
                let head = bytes[..bytes.len().min(LOOKS_BYTES)].to_vec();
                let head = Text::decode(head)?;
                texts.find(|format| (format.looks)(head.as_str()))
            })
            .unwrap_or(&FORMATS[FORMATS.len() - 1])
    }

    /// Returns the format called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

fn nothing(_bytes: &[u8]) -> bool {
    false
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
            // A signature tells more than an extension.
            ("x.md", "\u{1}slides", "sample-slides"),
            ("x.slides", "words", "text"),
        ] {
            assert_eq!(Format::of(path, source.as_bytes()).name, name, "{path}");
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
