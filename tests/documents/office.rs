//! Documents that LibreOffice makes, in the newer and in the older formats.

use crate::made::{Made, SOURCE, has, passages, sections};

/// Makes a document of the source in a format, by way of others.
fn converted(made: &Made, steps: &[&str]) -> Option<()> {
    if !has("pandoc", true) || !has("soffice", false) {
        return None;
    }
    made.write("source.md", SOURCE.as_bytes());
    made.run(
        "pandoc",
        &["-s", "-f", "markdown-smart", "-o", "a.docx", "source.md"],
    );
    made.run(
        "pandoc",
        &["-s", "-f", "markdown-smart", "-o", "a.pptx", "source.md"],
    );
    for step in steps {
        let (from, to) = step.split_once(' ').expect("a file and a format");
        made.run("soffice", &["--headless", "--convert-to", to, from]);
    }
    Some(())
}

#[test]
fn texts_keep_their_sections_in_other_formats() {
    let made = Made::new();
    // Each step makes a file that the next ones may take.
    let steps = ["a.docx odt", "a.odt rtf", "a.docx pdf", "a.odt doc"];
    let Some(()) = converted(&made, &steps) else {
        return;
    };
    let original = sections(&made.path("a.docx"));
    assert_eq!(sections(&made.path("a.odt")), original);
    let trails = |name: &str| {
        let passages = sections(&made.path(name)).into_iter();
        passages
            .map(|(trail, _)| trail)
            .filter(|trail| !trail.is_empty())
            .collect::<Vec<_>>()
    };
    assert_eq!(trails("a.rtf"), trails("a.docx"));
    assert_eq!(trails("a.pdf"), trails("a.docx"));
    let pdf = passages(&made.path("a.pdf")).expect("it can be read");
    assert!(
        pdf.iter()
            .all(|passage| passage.page.is_some() && passage.lines.is_none())
    );
    assert!(pdf.iter().any(|passage| {
        passage
            .text
            .contains("On 20 November 2015, a hotel in Bamako was attacked.")
    }));
    let reason = "a document of Office 97-2003; save it in a newer format".to_owned();
    assert_eq!(passages(&made.path("a.doc")).map(|_| ()), Err(reason));
}

#[test]
fn slides_are_the_same_in_both_formats() {
    let made = Made::new();
    let Some(()) = converted(&made, &["a.pptx odp"]) else {
        return;
    };
    let slides = |name: &str| {
        let passages = passages(&made.path(name)).expect("it can be read");
        let slides = passages
            .into_iter()
            .map(|passage| (passage.place, passage.headings));
        slides.collect::<Vec<_>>()
    };
    let found = slides("a.pptx");
    assert_eq!(slides("a.odp"), found);
    let background = (Some("slide 3".to_owned()), vec!["Background".to_owned()]);
    assert!(found.contains(&background), "{found:?}");
}

#[test]
fn sheets_are_the_same_in_all_formats() {
    if !has("soffice", false) {
        return;
    }
    let made = Made::new();
    let rows = (0..100).map(|row| {
        format!(
            "{},Event {row},2015-11-{:02},{}.5\n",
            1915 + row,
            1 + row % 30,
            row
        )
    });
    let rows: String = rows.collect();
    made.write("t.csv", format!("Year,Event,Day,Number\n{rows}").as_bytes());
    for format in ["xlsx", "ods", "xls"] {
        made.run("soffice", &["--headless", "--convert-to", format, "t.csv"]);
        let passages = passages(&made.path(&format!("t.{format}"))).expect("it can be read");
        assert_eq!(passages[0].title, "T", "{format}");
        assert_eq!(passages[0].headings, ["t"], "{format}");
        assert_eq!(passages[0].place.as_deref(), Some("t!A1:D50"), "{format}");
        assert_eq!(passages.len(), 3, "{format}");
        let last = passages.last().expect("a passage");
        assert!(
            last.text.starts_with("Year | Event | Day | Number\n"),
            "{format}"
        );
        assert!(
            last.text.ends_with("2014 | Event 99 | 2015-11-10 | 99.5"),
            "{format}: {}",
            last.text
        );
    }
}
