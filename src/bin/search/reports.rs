//! What updates, the status and checks say, in the form that people read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::Result;
use section_search::{FileReport, Flaw, IndexStatus, Report, State, Status, Verification};

use crate::people::{dim, paint};
use crate::settings::Settings;
use crate::terminal;

/// More files than this that are skipped for one reason are told on one line.
const MOST_SKIPPED: usize = 10;

/// Tells on stderr that the index was damaged and has been made anew.
pub(crate) fn repaired(reason: Option<&str>) -> Result<()> {
    if let Some(reason) = reason {
        let reason = terminal::clean(reason, false);
        writeln!(
            io::stderr(),
            "search: the index was damaged ({reason}) and has been made anew from the files"
        )?;
    }
    Ok(())
}

/// Prints what a check of the index found.
pub(crate) fn verification(found: &Verification, out: &mut dyn Write) -> Result<()> {
    let kinds = [
        ("damaged", &found.damaged),
        ("inconsistent", &found.inconsistent),
        ("differs", &found.differing),
    ];
    for (kind, flaws) in kinds {
        for flaw in flaws {
            let line = format!("{kind} {}: {}", flaw.name, flaw.reason);
            writeln!(out, "{}", terminal::clean(&line, false))?;
        }
    }
    let advice = match (found.is_sound(), found.damaged.is_empty()) {
        (true, _) => "sound",
        (false, false) => "damaged; the next update makes the index anew",
        (false, true) => "not sound; --rebuild makes the index anew",
    };
    let Verification {
        index_bytes,
        files,
        changed,
        took_ms,
        ..
    } = found;
    writeln!(
        out,
        "{advice}: {index_bytes} bytes of the index, {files} files checked, {changed} changed since; {took_ms} ms"
    )?;
    Ok(())
}

/// Prints what an update did.
pub(crate) fn report(report: &Report, settings: &Settings, out: &mut dyn Write) -> Result<()> {
    for line in unread(&report.files) {
        writeln!(out, "{}", paint(&line, dim(settings)))?;
    }
    writeln!(out, "{}", line(report))?;
    Ok(())
}

/// Tells on stderr what an application put into the index and could not be read any more.
pub(crate) fn lost(flaws: &[Flaw]) -> Result<()> {
    for flaw in flaws {
        let line = format!(
            "search: documents that an application put are lost: {}: {}",
            flaw.name, flaw.reason
        );
        writeln!(io::stderr(), "{}", terminal::clean(&line, false))?;
    }
    Ok(())
}

/// Returns the counts of an update, on a line.
pub(crate) fn line(report: &Report) -> String {
    let Report {
        added,
        changed,
        removed,
        unchanged,
        skipped,
        failed,
        passages,
        took_ms,
        ..
    } = report;
    format!(
        "{added} added, {changed} changed, {removed} removed, {unchanged} unchanged, {skipped} skipped, {failed} failed; \
         {passages} passages; {took_ms} ms"
    )
}

/// Prints what an index holds.
pub(crate) fn status(status: &IndexStatus, settings: &Settings, out: &mut dyn Write) -> Result<()> {
    for file in &status.files {
        let line = match file.passages.filter(|_| file.reason.is_none()) {
            Some(passages) => terminal::clean(
                &format!("indexed {}: {passages} passages", file.path),
                false,
            ),
            None => left_out(
                &file.path,
                file.status,
                file.reason.as_deref().unwrap_or_default(),
            ),
        };
        writeln!(out, "{}", paint(&line, dim(settings)))?;
    }
    let changed = status.freshness.changed;
    let fresh = match status.freshness.state {
        State::Fresh => "fresh".to_owned(),
        _ => format!("stale, files changed: {changed}"),
    };
    writeln!(
        out,
        "corpus     {}",
        terminal::clean(&status.corpus.join(", "), false)
    )?;
    writeln!(
        out,
        "index      {}, {} bytes",
        terminal::clean(&status.index, false),
        status.index_bytes
    )?;
    writeln!(
        out,
        "indexed    {}, {fresh}",
        status.indexed_at.as_deref().unwrap_or("at an unknown time")
    )?;
    let files = match status.documents == status.indexed + status.own {
        true => String::new(),
        false => format!(" in {} files", status.indexed),
    };
    let own = match status.own {
        0 => String::new(),
        own => format!(" and {own} of an application"),
    };
    writeln!(
        out,
        "documents  {}{files}{own}, {} passages",
        status.documents - status.own,
        status.passages
    )?;
    writeln!(
        out,
        "left out   {} skipped, {} failed",
        status.skipped, status.failed
    )?;
    Ok(())
}

/// Returns a line for each file that is not indexed; many that are skipped for the same reason share one.
fn unread(files: &[FileReport]) -> Vec<String> {
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files.iter().filter(|file| file.status == Status::Skipped) {
        *skipped.entry(&file.reason).or_default() += 1;
    }
    let is_one_of_many = |file: &&FileReport| {
        file.status == Status::Skipped && skipped[file.reason.as_str()] > MOST_SKIPPED
    };
    let single = files.iter().filter(|file| !is_one_of_many(file));
    let mut lines: Vec<_> = single
        .map(|file| left_out(&file.path, file.status, &file.reason))
        .collect();
    for (reason, count) in skipped.iter().filter(|(_, count)| **count > MOST_SKIPPED) {
        let line = format!("skipped {count} files: {reason}; --status lists them");
        lines.push(terminal::clean(&line, false));
    }
    lines
}

fn left_out(path: &str, status: Status, reason: &str) -> String {
    let status = match status {
        Status::Failed => "failed",
        Status::Skipped => "skipped",
        Status::Indexed => "indexed in part",
    };
    terminal::clean(&format!("{status} {path}: {reason}"), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_skipped_for_one_reason_share_a_line() {
        let file = |number: usize, status, reason: &str| FileReport {
            path: format!("{number}"),
            status,
            reason: reason.to_owned(),
        };
        let mut files: Vec<_> = (0..11)
            .map(|number| file(number, Status::Skipped, "binary"))
            .collect();
        files.push(file(11, Status::Skipped, "symbolic link"));
        files.push(file(12, Status::Failed, "binary"));
        let lines = [
            "skipped 11: symbolic link",
            "failed 12: binary",
            "skipped 11 files: binary; --status lists them",
        ];
        assert_eq!(unread(&files), lines);
    }
}
