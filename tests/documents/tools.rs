//! One text in many formats, each made by several tools (`tools/`): what it says is found where it stands.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use section_search::Passage;

use crate::made::{Made, has, passages};

/// The trail of headings of each section, and how its text begins.
const SECTIONS: [(&[&str], &str); 3] = [
    (
        &["Background"],
        "On 20 November 2015, a hotel in Bamako was attacked.",
    ),
    (
        &["Background", "Causes"],
        "The river Niger floods the fields.",
    ),
    (&["Timeline"], "In January 2013 the town of Konna fell."),
];

/// Files in which nothing tells a heading from a text: it is a paragraph, or its letters are no larger.
const WITHOUT_HEADINGS: [&str; 8] = [
    "epub/libreoffice-of-odfpy.epub",
    "fictionbook/calibre-of-pandoc.fb2",
    "pdf/ghostscript.pdf",
    "pdf/groff.pdf",
    "tei/trafilatura.xml",
    "text/pandoc.txt",
    "text/texinfo.txt",
    "text/txt2tags.txt",
];

/// Has the tools write their files; none without Python.
#[expect(
    clippy::print_stderr,
    reason = "who runs the tests should know what is not tested"
)]
fn made() -> Option<Made> {
    // Of libraries only the versions that are tried count: without them, Python runs without any.
    let (python, options) = match env::var("DOCUMENT_TOOLS") {
        Ok(python) => (python, ["-W", "ignore"].as_slice()),
        Err(_) => ("python3".to_owned(), ["-S"].as_slice()),
    };
    if !has(&python, false) {
        return None;
    }
    let made = Made::new();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/tools");
    let mut command = Command::new(python);
    let output = command.args(options).arg(script).arg(made.path(""));
    let output = output.output().expect("it runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    Some(made)
}

/// Returns the files that were made, as `FORMAT/TOOL.EXTENSION`.
fn files(made: &Made) -> Vec<String> {
    let entries = |dir: PathBuf| {
        let entries = fs::read_dir(dir).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path())
    };
    let folders = entries(made.path("")).filter(|path| path.is_dir());
    let name = |path: &Path| {
        let name = path.file_name().expect("a name");
        name.to_string_lossy().into_owned()
    };
    let folders = folders.filter(|path| !["home", "sources"].contains(&name(path).as_str()));
    let files = folders.flat_map(|folder| {
        let format = name(&folder);
        entries(folder).map(move |file| format!("{format}/{}", name(&file)))
    });
    let mut files: Vec<_> = files.collect();
    files.sort();
    files
}

/// Returns the text of a passage, its white space as single spaces.
fn text(passage: &Passage) -> String {
    let words: Vec<_> = passage.text.split_whitespace().collect();
    words.join(" ")
}

/// Does a passage stand under these headings? Some tools number them, and some add one above them.
fn is_under(passage: &Passage, trail: &[&str]) -> bool {
    let plain = |heading: &String| {
        let numbers = |c: char| c.is_ascii_digit() || c == '.' || c == ' ';
        heading.trim_start_matches(numbers).to_lowercase()
    };
    let headings: Vec<_> = passage.headings.iter().map(plain).collect();
    let trail: Vec<_> = trail.iter().map(|heading| heading.to_lowercase()).collect();
    headings.ends_with(&trail)
}

/// Claims that each text is found, in a passage that is as it should be.
fn check(file: &str, passages: &[Passage], is_right: impl Fn(&Passage, &[&str]) -> bool) {
    for (trail, start) in SECTIONS {
        let mut having = passages.iter().filter(|it| text(it).contains(start));
        let having = having.find(|passage| is_right(passage, trail));
        assert!(having.is_some(), "{file}: {trail:?} in {passages:#?}");
    }
}

fn check_file(file: &str, passages: &[Passage]) {
    let last = |trail: &[&str]| trail[trail.len() - 1].to_owned();
    let format = file.split('/').next().expect("a folder");
    match format {
        // Of slides, only the outermost headings are titles.
        "pptx" | "odp" => check(file, passages, |passage, trail| {
            let is_slide = |place: &String| place.starts_with("slide ");
            let has_title = is_under(passage, &trail[..1]) || is_under(passage, &trail[1..]);
            passage.place.as_ref().is_some_and(is_slide) && has_title
        }),
        "xlsx" | "xls" | "ods" => {
            assert_eq!(passages.len(), 1, "{file}");
            assert_eq!(passages[0].headings, ["Events"], "{file}");
            assert_eq!(passages[0].place.as_deref(), Some("Events!A1:B4"), "{file}");
            let rows = "Year | Event\n2013 | Background\n2014 | Causes\n2015 | Timeline";
            assert_eq!(passages[0].text, rows, "{file}");
        }
        "json" | "jsonl" | "csv" => {
            check(file, passages, |passage, trail| {
                passage.title == last(trail)
            });
            assert_eq!(passages.len(), 3, "{file}");
        }
        "mailbox" => check(file, passages, |passage, trail| {
            passage.title == last(trail)
        }),
        "mail" => {
            assert_eq!(passages[0].title, "Background", "{file}");
            assert!(text(&passages[0]).contains(SECTIONS[0].1), "{file}");
        }
        "subtitles" => {
            let anchors: Vec<_> = passages.iter().map(|it| it.anchor.as_str()).collect();
            assert_eq!(anchors, ["t=1", "t=65", "t=130"], "{file}");
            check(file, passages, |_, _| true);
        }
        "code" => check(file, passages, |passage, trail| {
            passage
                .headings
                .last()
                .is_some_and(|it| it.eq_ignore_ascii_case(trail[trail.len() - 1]))
        }),
        "settings" => check(file, passages, |passage, trail| {
            is_under(passage, &trail[trail.len() - 1..])
        }),
        _ if WITHOUT_HEADINGS.contains(&file) => check(file, passages, |_, _| true),
        _ => check(file, passages, is_under),
    }
    if format == "pdf" {
        assert!(passages.iter().all(|it| it.page == Some(1)), "{file}");
    }
}

#[test]
fn what_tools_make_of_a_text_says_what_it_says() {
    let Some(made) = made() else {
        return;
    };
    let files = files(&made);
    assert!(!files.is_empty());
    for file in files {
        match passages(&made.path(&file)) {
            Ok(passages) => check_file(&file, &passages),
            Err(reason) => panic!("{file}: {reason}"),
        }
    }
}
