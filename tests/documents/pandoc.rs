//! One text in many formats has the same sections in all of them.

use crate::made::{Made, SOURCE, Sections, has, passages, sections};

/// What Pandoc calls its formats, and the names of their files.
const FORMATS: &[(&str, &str)] = &[
    ("docx", "a.docx"),
    ("odt", "a.odt"),
    ("epub3", "a.epub"),
    ("epub2", "b.epub"),
    ("html", "a.html"),
    ("rst", "a.rst"),
    ("latex", "a.tex"),
    ("org", "a.org"),
    ("asciidoc", "a.adoc"),
    ("rtf", "a.rtf"),
];

/// What a source is, and what Pandoc makes of it in all formats.
struct Copies {
    made: Made,
    original: Sections,
    found: Vec<(&'static str, Sections)>,
}

impl Copies {
    /// Makes the copies; none if Pandoc is not installed.
    fn of(source: &str) -> Option<Self> {
        if !has("pandoc", true) {
            return None;
        }
        let made = Made::new();
        let original = made.write("source.md", source.as_bytes());
        let found = FORMATS.iter().map(|(format, name)| {
            // Quotes and dashes stay as they are.
            let options = ["-s", "-f", "markdown-smart", "--columns=200"];
            let files = ["-t", *format, "-o", *name, "source.md"];
            made.run("pandoc", &[&options[..], &files].concat());
            (*format, sections(&made.path(name)))
        });
        Some(Self {
            found: found.collect(),
            original: sections(&original),
            made,
        })
    }
}

#[test]
fn all_formats_have_the_sections_of_their_source() {
    let Some(Copies {
        made,
        original,
        found,
    }) = Copies::of(SOURCE)
    else {
        return;
    };
    let trails: Vec<_> = original
        .iter()
        .map(|(trail, _)| trail.join(" / "))
        .collect();
    let expected = [
        "",
        "Background",
        "Background / Causes & effects",
        "Background / Causes & effects / Details",
        "Background / Timeline",
        "Über Keïta (visit)",
        "Über Keïta (visit) / Deep heading",
    ];
    assert_eq!(trails, expected);
    for (format, sections) in found {
        match format {
            // Its title, author and date are paragraphs as all others.
            "rtf" => assert_eq!(sections[1..], original[1..], "{format}"),
            _ => assert_eq!(sections, original, "{format}"),
        }
    }
    for name in [
        "source.md",
        "a.docx",
        "a.odt",
        "a.epub",
        "b.epub",
        "a.html",
        "a.rst",
        "a.tex",
        "a.org",
        "a.adoc",
    ] {
        let passages = passages(&made.path(name)).expect("it can be read");
        assert_eq!(passages[0].title, "The Mali War", "{name}");
    }
}

#[test]
fn notes_stand_in_their_section_or_at_the_end() {
    let source = "# One\n\nText.[^1]\n\n[^1]: The note.\n\n# Two\n\nMore.\n";
    let Some(Copies { found, .. }) = Copies::of(source) else {
        return;
    };
    for (format, sections) in found {
        let has_note = |section: &(Vec<String>, String)| section.1.contains("The note.");
        let at: Vec<_> = sections.iter().filter(|it| has_note(it)).collect();
        assert_eq!(at.len(), 1, "{format}: {sections:?}");
        let heading = &at[0].0[0];
        match format {
            "html" | "rst" | "org" => assert_eq!(heading, "Two", "{format}"),
            _ => assert_eq!(heading, "One", "{format}"),
        }
    }
}

/// Joins the pieces of long sections, which may be cut in other places: the spaces in their sources differ.
fn whole(sections: Sections) -> Sections {
    let mut joined: Sections = Vec::new();
    for (trail, text) in sections {
        match joined.last_mut().filter(|(last, _)| *last == trail) {
            Some((_, begun)) => *begun += &format!(" {text}"),
            None => joined.push((trail, text)),
        }
    }
    joined
}

#[test]
fn the_documents_of_this_project_are_the_same_in_office_formats() {
    for name in ["docs/guide.md", "docs/formats.md", "CHANGELOG.md"] {
        let source = std::fs::read_to_string(name).expect("a document of the repository");
        let Some(Copies {
            original, found, ..
        }) = Copies::of(&source)
        else {
            return;
        };
        for (format, sections) in found {
            if ["docx", "odt", "epub3", "epub2", "html"].contains(&format) {
                assert_eq!(
                    whole(sections),
                    whole(original.clone()),
                    "{name} as {format}"
                );
            }
        }
    }
}
