//! What a request asks, as a query of the library.

use std::time::Duration;

use schemars::JsonSchema;
use section_search::query::{MAX_BYTES, MAX_HITS, Node, When};
use section_search::{Fresh, Query};
use serde::Deserialize;

use crate::http::problem::Problem;

/// So many hits are in one answer at most.
const MAX_LIMIT: usize = 1000;
/// So long is looked for passages; what was found by then is the answer.
const TIME: Duration = Duration::from_secs(2);
/// So many passages around a hit are shown at most.
const MAX_CONTEXT: usize = 10;

/// What is looked for, and which part of the answer is wanted; the names are those of the command line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// What to look for, in the query language; at most 4096 bytes.
    #[schemars(length(max = 4096))]
    pub(crate) q: String,
    /// At most so many hits.
    #[serde(default = "ten")]
    #[schemars(range(max = 1000))]
    pub(crate) limit: usize,
    /// Without the first so many hits; with `limit` at most 10,000.
    #[serde(default)]
    #[schemars(range(max = 10000))]
    pub(crate) offset: usize,
    /// Only files whose path fits one of these globs; `!glob` leaves out.
    #[serde(default)]
    pub(crate) path: Vec<String>,
    /// Only files of one of these formats or extensions.
    #[serde(default, rename = "type")]
    pub(crate) types: Vec<String>,
    /// Only passages in one of these languages (ISO 639-1).
    #[serde(default)]
    pub(crate) lang: Vec<String>,
    /// Only documents of this time: `2015`, `2015-11..2016`, `7d`.
    pub(crate) date: Option<String>,
    /// Only files last written at this time, likewise.
    pub(crate) modified: Option<String>,
    /// At most so many hits of each document.
    pub(crate) per_document: Option<usize>,
    /// Look for what the best hits say, too.
    #[serde(default)]
    pub(crate) deep: bool,
    /// Whole passages instead of snippets.
    #[serde(default)]
    pub(crate) full: bool,
    /// How each score came about.
    #[serde(default)]
    pub(crate) explain: bool,
    /// Count all passages, even if that takes time.
    #[serde(default)]
    pub(crate) count: bool,
    /// So many passages before and after each hit, too.
    #[serde(default)]
    #[schemars(range(max = 10))]
    pub(crate) context: usize,
    /// So many passages before each hit, too.
    #[schemars(range(max = 10))]
    pub(crate) before: Option<usize>,
    /// So many passages after each hit, too.
    #[schemars(range(max = 10))]
    pub(crate) after: Option<usize>,
    /// Leave out hits, the last first, until the answer has at most so many bytes.
    pub(crate) max_bytes: Option<usize>,
    /// Bring the index up to date first: if that is quick, always, or never.
    #[serde(default)]
    pub(crate) fresh: Fresh,
    /// Is the last word still being typed?
    #[serde(default)]
    pub(crate) typing: bool,
}

fn ten() -> usize {
    10
}

impl Asked {
    /// Asks for a text, and leaves all else as it is where nobody says.
    pub(crate) fn of(q: &str) -> Self {
        Self {
            q: q.to_owned(),
            limit: ten(),
            offset: 0,
            path: Vec::new(),
            types: Vec::new(),
            lang: Vec::new(),
            date: None,
            modified: None,
            per_document: None,
            deep: false,
            full: false,
            explain: false,
            count: false,
            context: 0,
            before: None,
            after: None,
            max_bytes: None,
            fresh: Fresh::Auto,
            typing: false,
        }
    }

    /// Returns the query, if it keeps within the limits.
    pub(crate) fn query(&self) -> Result<Query, Problem> {
        self.check()?;
        let [before, after] = self.around();
        let parsed = match self.typing {
            true => Query::as_typed(&self.q),
            false => Query::parse(&self.q),
        };
        let query = parsed
            .limit(self.limit)
            .offset(self.offset)
            .deep(self.deep)
            .full(self.full)
            .explain(self.explain)
            .count(self.count)
            .around(before, after)
            .time(TIME);
        let query = match self.per_document {
            Some(count) => query.per_document(count),
            None => query,
        };
        self.filtered(query)
    }

    fn around(&self) -> [usize; 2] {
        [self.before, self.after].map(|count| count.unwrap_or(self.context))
    }

    fn check(&self) -> Result<(), Problem> {
        let [before, after] = self.around();
        let has_room = before.max(after).max(self.context) <= MAX_CONTEXT;
        let problem = match () {
            () if is_long(&self.q) => format!("q has more than {MAX_BYTES} bytes"),
            () if self.limit > MAX_LIMIT => format!("limit is more than {MAX_LIMIT}"),
            () if self.limit.saturating_add(self.offset) > MAX_HITS => {
                format!("offset and limit reach beyond the first {MAX_HITS} hits")
            }
            () if !has_room => format!("context, before or after is more than {MAX_CONTEXT}"),
            () => return Ok(()),
        };
        Err(Problem::bad_request(problem))
    }

    fn filtered(&self, query: Query) -> Result<Query, Problem> {
        let (excluded, included): (Vec<_>, Vec<_>) =
            self.path.iter().partition(|glob| glob.starts_with('!'));
        let excluded: Vec<_> = excluded.iter().map(|glob| glob[1..].to_owned()).collect();
        let included: Vec<_> = included.into_iter().cloned().collect();
        let any = |names: &[String], node: fn(String) -> Node| {
            names.iter().cloned().map(node).collect::<Vec<_>>()
        };
        Ok(query
            .within(&included)
            .without(&excluded)
            .filter(any(&self.types, Node::Type))
            .filter(any(&self.lang, Node::Language))
            .filter(time("date", self.date.as_deref(), Node::Date)?)
            .filter(time("modified", self.modified.as_deref(), Node::Modified)?))
    }
}

/// Would a part of the query be left out?
pub(super) fn is_long(q: &str) -> bool {
    q.len() > MAX_BYTES
}

/// Reads a time; none was asked for where it is empty, as an empty field of a form is.
fn time(name: &str, text: Option<&str>, node: fn(When) -> Node) -> Result<Vec<Node>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(Vec::new());
    };
    let Some(when) = When::parse(text) else {
        return Err(Problem::bad_request(format!(
            "{name} {text:?} is no time; use one such as 2015, 2015-11..2016 or 7d"
        )));
    };
    Ok(vec![node(when)])
}
