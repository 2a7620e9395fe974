//! What the user asked: words, phrases, fields and filters, parsed without failing.

mod begun;
mod dates;
mod parse;
mod written;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use dates::When;

pub(crate) use dates::day_of;

/// A longer query is cut.
pub const MAX_BYTES: usize = 4 * 1024;
/// Parentheses nested deeper than this are text.
pub const MAX_DEPTH: usize = 32;
/// Words beyond this many are left out.
pub const MAX_WORDS: usize = 1024;
/// How many hits deep an answer can reach.
pub const MAX_HITS: usize = 10_000;

/// What the user asked, and which page of the answer.
///
/// ```
/// use section_search::Query;
///
/// let query = Query::parse("\"state of emergency\" -Chad").limit(5);
/// assert_eq!(query.text(), "\"state of emergency\" -Chad");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    text: String,
    items: Vec<Item>,
    page: Page,
}

/// Which part of the answer is wanted, and how much is told of each hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best hits are left out.
    pub offset: usize,
    /// How many hits of one document at most; none for any number.
    pub per_document: Option<usize>,
    /// Are passages that say the same one hit?
    pub folds: bool,
    /// Is what the best passages say looked for, too?
    pub is_deep: bool,
    /// Is each snippet the whole passage?
    pub is_full: bool,
    /// Are all passages counted, even if that takes time?
    pub counts: bool,
    /// Does each hit say how its score came about?
    pub explains: bool,
    /// How many passages before and after each hit are shown with it.
    pub around: [usize; 2],
    /// How long may be looked for passages; none for as long as it takes.
    pub time: Option<Duration>,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            per_document: None,
            folds: true,
            is_deep: false,
            is_full: false,
            counts: false,
            explains: false,
            around: [0, 0],
            time: None,
        }
    }
}

/// A part of a query, wanted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Must passages be without it?
    pub is_excluded: bool,
    /// What it is.
    pub node: Node,
}

/// What a part of a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A word, or several where the writing joins them: `al-Mourabitoun`.
    Word(String),
    /// A word that is being typed: it may be whole, or the beginning of another.
    Begun(String),
    /// Words that begin so: `belmo*`.
    Prefix(String),
    /// Words spelled nearly so: `belmoktar~`.
    Near(String),
    /// Words in a row: `"state of emergency"`; or within `slop` words of each other, in any order.
    Phrase {
        /// The words as typed.
        text: String,
        /// How many other words may stand among them; none for exactly in a row.
        slop: Option<u32>,
    },
    /// The same, but in one place: `title:mali`.
    In(Place, Box<Self>),
    /// Only files whose path fits the glob.
    Path(String),
    /// Only files of this format or extension.
    Type(String),
    /// Only passages in this language.
    Language(String),
    /// Only documents by an author whose name has all these words.
    Author(String),
    /// Only the passage of this id, or the passages of this `path` or `path#anchor`.
    Id(String),
    /// Only documents of this time.
    Date(When),
    /// Only files last written at this time.
    Modified(When),
    /// Any of these.
    Any(Vec<Self>),
    /// All of these.
    All(Vec<Item>),
}

/// The part of a passage in which words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The document's title.
    Title,
    /// The headings above the passage.
    Heading,
    /// The text under the heading.
    Body,
}

impl Query {
    /// Parses what the user typed; what is not understood is text.
    pub fn parse(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(MAX_BYTES)];
        Self {
            items: parse::items(text),
            text: text.to_owned(),
            page: Page::default(),
        }
    }

    /// Parses what the user has typed so far: the last word, if no space ends it, may be the beginning of one, whatever
    /// filters follow it.
    ///
    /// It then stands for itself in all its forms and, from two characters on, for the most frequent words that begin
    /// so. All else is as in `parse`; so is a last word that is excluded, quoted, or has a sign of its own.
    ///
    /// ```
    /// use section_search::Query;
    ///
    /// let query = Query::as_typed("state emerg");
    /// assert_eq!(query.items()[1].to_string(), "emerg…");
    /// assert_eq!(Query::as_typed("state "), Query::parse("state "));
    /// ```
    pub fn as_typed(text: &str) -> Self {
        let mut query = Self::parse(text);
        if begun::without_filters(&query.text).ends_with(char::is_alphanumeric) {
            begun::begin(&mut query.items);
        }
        query
    }

    /// Takes at most `limit` hits. Default: 10.
    pub fn limit(mut self, limit: usize) -> Self {
        self.page.limit = limit;
        self
    }

    /// Leaves out the first `offset` hits. Default: 0.
    pub fn offset(mut self, offset: usize) -> Self {
        self.page.offset = offset;
        self
    }

    /// Takes at most `count` hits of each document. Default: any number.
    pub fn per_document(mut self, count: usize) -> Self {
        self.page.per_document = Some(count);
        self
    }

    /// Takes passages that say the same, under the same title and headings, as one hit. Default: true.
    pub fn fold(mut self, folds: bool) -> Self {
        self.page.folds = folds;
        self
    }

    /// Looks for what the best passages say, too: finds more, at some cost of time and exactness. Default: false.
    pub fn deep(mut self, is_deep: bool) -> Self {
        self.page.is_deep = is_deep;
        self
    }

    /// Shows whole passages instead of snippets. Default: false.
    pub fn full(mut self, is_full: bool) -> Self {
        self.page.is_full = is_full;
        self
    }

    /// Counts all passages, even if that takes time. Default: false.
    pub fn count(mut self, counts: bool) -> Self {
        self.page.counts = counts;
        self
    }

    /// Says of each hit how its score came about. Default: false.
    pub fn explain(mut self, explains: bool) -> Self {
        self.page.explains = explains;
        self
    }

    /// Shows so many passages before and after each hit with it. Default: none.
    pub fn around(mut self, before: usize, after: usize) -> Self {
        self.page.around = [before, after];
        self
    }

    /// Looks for passages no longer than about this: what was found by then is ranked, and the answer says that it
    /// timed out. Default: as long as it takes.
    pub fn time(mut self, time: Duration) -> Self {
        self.page.time = Some(time);
        self
    }

    /// Takes only files whose path fits one of the globs, if there are any.
    pub fn within(mut self, globs: &[String]) -> Self {
        self.push_paths(globs, false);
        self
    }

    /// Leaves out files whose path fits one of the globs.
    pub fn without(mut self, globs: &[String]) -> Self {
        self.push_paths(globs, true);
        self
    }

    /// Takes only passages that one of these fits, if there are any: an OR of filters, beside what was typed.
    ///
    /// ```
    /// use section_search::Query;
    /// use section_search::query::Node;
    ///
    /// let types = ["md", "html"].map(|name| Node::Type(name.to_owned()));
    /// let query = Query::parse("niger").filter(types.to_vec());
    /// assert_eq!(query.text(), "niger");
    /// ```
    pub fn filter(mut self, nodes: Vec<Node>) -> Self {
        if !nodes.is_empty() {
            self.items.push(Item {
                is_excluded: false,
                node: Node::Any(nodes),
            });
        }
        self
    }

    /// Returns what the user typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the parts of the query.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Returns which part of the answer is wanted.
    pub fn page(&self) -> Page {
        self.page
    }

    /// Returns a query with this part alone, and the same page.
    pub(crate) fn only(&self, item: &Item) -> Self {
        Self {
            text: item.to_string(),
            items: vec![item.clone()],
            page: self.page,
        }
    }

    fn push_paths(&mut self, globs: &[String], is_excluded: bool) {
        if globs.is_empty() {
            return;
        }
        let paths = globs.iter().cloned().map(Node::Path).collect();
        self.items.push(Item {
            is_excluded,
            node: Node::Any(paths),
        });
    }
}
