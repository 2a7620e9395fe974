//! A tool: what it is called, what it takes and gives, and how it is run.

use std::borrow::Cow;
use std::sync::Arc;

use rmcp::model::{self, CallToolResult, ContentBlock, ToolAnnotations};
use rmcp::schemars::generate::SchemaSettings;
use rmcp::schemars::transform::RecursiveTransform;
use rmcp::schemars::{JsonSchema, Schema};
use section_search::{Error, Hits, Index, Look, Query};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::mcp::argument::{Argument, Arguments, Kind, schema};
use crate::mcp::failure::Failure;
use crate::mcp::fit;
use crate::mcp::outline::OUTLINE;
use crate::mcp::read::READ;
use crate::mcp::search::SEARCH;
use crate::mcp::status::STATUS;

/// The tools, in the order in which a model would use them.
pub(crate) const TOOLS: [&Tool; 4] = [&SEARCH, &READ, &OUTLINE, &STATUS];

/// How many characters a title or a heading has at most.
pub(crate) const LINE_CHARS: usize = 200;

/// An entry of a list takes more bytes than this.
const LEAST_ENTRY_BYTES: usize = 12;

/// The argument that bounds an answer.
pub(crate) const MAX_BYTES: Argument = Argument {
    name: "max_bytes",
    about: "the answer is at most so many bytes long",
    kind: Kind::Number {
        min: fit::LEAST_BYTES,
        max: fit::MOST_BYTES,
        default: Some(fit::DEFAULT_BYTES),
    },
};

/// Returns the argument that leaves out what earlier answers had, at most so much.
pub(crate) const fn offset(about: &'static str, most: u64) -> Argument {
    Argument {
        name: "offset",
        about,
        kind: Kind::Number {
            min: 0,
            max: most,
            default: Some(0),
        },
    }
}

/// A tool.
pub(crate) struct Tool {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) title: &'static str,
    /// What it does, for models.
    pub(crate) about: &'static str,
    /// What it takes.
    pub(crate) takes: &'static [Argument],
    /// The schema of what it gives.
    pub(crate) gives: fn() -> Schema,
    /// How it is run.
    pub(crate) run: fn(&Reached<'_>, &Arguments) -> Result<Answer, Failure>,
}

/// An index, as fresh as it is meant to be.
pub(crate) struct Reached<'a> {
    pub(crate) index: &'a Index,
    /// How fresh, where somebody else sees to that; else the index sees to it itself.
    pub(crate) look: Option<&'a Look>,
}

impl Reached<'_> {
    /// Answers a query.
    pub(crate) fn search(&self, query: &Query) -> Result<Hits, Error> {
        match self.look {
            Some(look) => self.index.search_after(look, query),
            None => self.index.search(query),
        }
    }
}

/// What a tool gives, written once.
pub(crate) struct Answer {
    text: String,
    value: Value,
}

/// Returns the schema of what is written of a type.
pub(crate) fn shape<T: JsonSchema>() -> Schema {
    // Formats such as uint64 are Rust's own: clients would warn of each.
    let without_format = RecursiveTransform(|schema: &mut Schema| {
        schema.remove("format");
    });
    SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(without_format)
        .into_generator()
        .into_root_schema_for::<T>()
}

impl Tool {
    /// Returns the tool of a name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TOOLS.into_iter().find(|tool| tool.name == name)
    }

    /// Returns its description for clients.
    pub(crate) fn described(&self) -> model::Tool {
        let gives = (self.gives)().as_object().cloned().unwrap_or_default();
        let hints = ToolAnnotations::with_title(self.title)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        model::Tool::new(self.name, Cow::Borrowed(self.about), schema(self.takes))
            .with_title(self.title)
            .with_raw_output_schema(Arc::new(gives))
            .with_annotations(hints)
    }

    /// Answers a call.
    pub(crate) fn call(
        &self,
        reached: &Reached<'_>,
        given: Map<String, Value>,
    ) -> Result<Answer, Failure> {
        let arguments = Arguments::check(self.name, self.takes, given).map_err(Failure::Wrong)?;
        (self.run)(reached, &arguments)
    }
}

impl Arguments {
    /// Returns how long the answer may be.
    pub(crate) fn max_bytes(&self) -> usize {
        let number = self.number(MAX_BYTES.name);
        number.unwrap_or(fit::DEFAULT_BYTES as usize)
    }

    /// Returns the offset, which is not behind the end of a whole of `total`; `whole` says what that is.
    pub(crate) fn offset(&self, total: usize, whole: &str) -> Result<usize, Failure> {
        let offset = self.number("offset").unwrap_or(0);
        match offset <= total {
            true => Ok(offset),
            false => Err(Failure::Wrong(format!(
                "offset {offset} is behind the end: {whole}"
            ))),
        }
    }
}

impl Answer {
    /// Writes as much of a list of `total` entries as fits from `offset` on; `page` has so many of them.
    pub(crate) fn listed<T: Serialize>(
        [offset, total]: [usize; 2],
        max_bytes: usize,
        page: impl Fn(usize) -> T,
    ) -> Self {
        let most = (total - offset).min(max_bytes / LEAST_ENTRY_BYTES);
        let count = fit::largest(most, |count| fit::size(&page(count)) <= max_bytes);
        Self::of(&page(count))
    }

    /// Writes an answer.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        // Values of our own can always be written.
        Self {
            text: serde_json::to_string(value).unwrap_or_default(),
            value: serde_json::to_value(value).unwrap_or_default(),
        }
    }
}

impl From<Answer> for CallToolResult {
    fn from(answer: Answer) -> Self {
        let mut result = Self::success(vec![ContentBlock::text(answer.text)]);
        result.structured_content = Some(answer.value);
        result
    }
}
