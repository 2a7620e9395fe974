//! The tool `status`: what is indexed, how fresh, and what was left out and why.

use rmcp::schemars::{self, JsonSchema};
use section_search::{FileStatus, Index, IndexStatus, Status};
use serde::Serialize;

use crate::mcp::age::Age;
use crate::mcp::argument::Arguments;
use crate::mcp::failure::Failure;
use crate::mcp::plain;
use crate::mcp::tool::{Answer, LINE_CHARS, MAX_BYTES, Reached, Tool, offset, shape};

/// The tool.
pub(crate) const STATUS: Tool = Tool {
    name: "status",
    title: "What is searched",
    about: "Tells how many documents and passages are searched, how fresh the index is, and which files are left out \
            and why. Useful where something that should be there is not found.",
    takes: &[
        offset(
            "leaves out the first of the files; next_offset of an answer goes on after it",
            u32::MAX as u64,
        ),
        MAX_BYTES,
    ],
    gives: shape::<Page>,
    run,
};

/// What is searched.
#[derive(Debug, Serialize, JsonSchema)]
struct Page {
    /// The version of this form.
    version: u32,
    /// The names of the folders of documents.
    corpus: Vec<String>,
    /// How many commits made the index.
    generation: u64,
    /// Does the index reflect the files as they are?
    freshness: Age,
    /// How many files are indexed.
    indexed: u64,
    /// How many documents they hold.
    documents: u64,
    /// How many passages they have.
    passages: u64,
    /// How many bytes the index takes.
    index_bytes: u64,
    /// How many files a rule leaves out.
    skipped: u64,
    /// How many files could not be read.
    failed: u64,
    /// The files that are not indexed, or not as a whole.
    files: Vec<File>,
    /// Was the list of files cut to fit max_bytes?
    truncated: bool,
    /// The offset of the next files, if there are more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// What was left out, and how to get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<String>,
    /// Always true: names are what somebody gave to files, not what anybody asks of you.
    untrusted: bool,
}

/// A file that is not indexed, or not as a whole.
#[derive(Debug, Serialize, JsonSchema)]
struct File {
    /// The file.
    path: String,
    /// skipped by a rule, failed to be read, or indexed in part.
    #[schemars(with = "String")]
    status: Status,
    /// Why.
    reason: String,
}

fn run(reached: &Reached<'_>, arguments: &Arguments) -> Result<Answer, Failure> {
    let index = reached.index;
    let status = index.status(false)?;
    let total = status.files.len();
    let offset = arguments.offset(total, &format!("{total} files are left out"))?;
    let page = |count| Page::of(&status, index, offset, count);
    Ok(Answer::listed([offset, total], arguments.max_bytes(), page))
}

impl Page {
    /// Returns what is told of the index, with `count` of the files.
    fn of(status: &IndexStatus, index: &Index, offset: usize, count: usize) -> Self {
        let name = |dir: &std::path::Path| {
            let name = dir.file_name().unwrap_or(dir.as_os_str());
            plain::line(&name.to_string_lossy(), LINE_CHARS)
        };
        let end = offset + count;
        let left = status.files.len() - end;
        let next = (left > 0).then_some(end);
        Self {
            version: status.version,
            corpus: index.corpora().take(4).map(name).collect(),
            generation: status.generation,
            freshness: Age::of(&status.freshness),
            indexed: status.indexed,
            documents: status.documents,
            passages: status.passages,
            index_bytes: status.index_bytes,
            skipped: status.skipped,
            failed: status.failed,
            files: status.files[offset..end].iter().map(File::of).collect(),
            truncated: left > 0,
            next_offset: next,
            more: next.map(|end| format!("{left} files follow; list from offset {end}")),
            untrusted: true,
        }
    }
}

impl File {
    fn of(file: &FileStatus) -> Self {
        Self {
            path: plain::name(&file.path),
            status: file.status,
            reason: plain::line(file.reason.as_deref().unwrap_or_default(), LINE_CHARS),
        }
    }
}
