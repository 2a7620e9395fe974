//! A record of JSON as a document: its id, its title, its text, and what else it says.

use std::ops::Range;

use crate::corpus::document::{Builder, Document};
use crate::corpus::json::leaves::{Leaf, Leaves};
use crate::corpus::json::text::decoded;
use crate::corpus::json::writer::Writer;
use crate::corpus::known::{AUTHORS, DATES, LANGUAGES, NAMES, TITLES};

/// Keys of its text, which is shown without them.
const TEXTS: &[&str] = &[
    "text",
    "body",
    "content",
    "contents",
    "abstract",
    "description",
    "summary",
];
/// What a record says of itself, by the keys of its outermost object.
#[derive(Debug, Default)]
pub(super) struct Known {
    name: Best,
    title: Best,
    date: Best,
    language: Best,
    authors: Vec<Range<usize>>,
}

/// The value of the best of several keys.
#[derive(Debug, Default)]
struct Best {
    rank: Option<usize>,
    value: Range<usize>,
}

impl Best {
    fn note(&mut self, keys: &[&str], key: &str, value: &Range<usize>) {
        let rank = keys.iter().position(|known| *known == key);
        let is_better = |rank: &usize| self.rank.is_none_or(|best| *rank < best);
        if let Some(rank) = rank.filter(is_better) {
            self.rank = Some(rank);
            self.value = value.clone();
        }
    }

    fn text(&self, source: &str) -> Option<String> {
        self.rank.map(|_| decoded(source, self.value.clone()))
    }
}

impl Known {
    /// Finds what the object at `range` says of itself.
    pub(super) fn of(source: &str, range: &Range<usize>) -> Self {
        let mut known = Self::default();
        let mut leaves = Leaves::new(source, range.clone());
        while let Some(Leaf::Text(value) | Leaf::Bare(value)) = leaves.next() {
            if value.is_empty() {
                continue;
            }
            if is_author(&leaves) {
                known.authors.push(value.clone());
            }
            if leaves.path().len() != 1 {
                continue;
            }
            let Some(key) = leaves.key(0).map(str::to_ascii_lowercase) else {
                continue;
            };
            known.name.note(NAMES, &key, &value);
            known.title.note(TITLES, &key, &value);
            known.date.note(DATES, &key, &value);
            known.language.note(LANGUAGES, &key, &value);
        }
        known
    }

    /// Tells the builder of the document.
    pub(super) fn tell(&self, source: &str, builder: &mut Builder) {
        if let Some(name) = self.name.text(source) {
            builder.name(&name);
        }
        let fields = [
            ("title", &self.title),
            ("date", &self.date),
            ("lang", &self.language),
        ];
        for (field, best) in fields {
            builder.field(field, &best.text(source).unwrap_or_default());
        }
        for author in &self.authors {
            builder.field("author", &decoded(source, author.clone()));
        }
    }

    /// Is the value at `range` the title or the name, which are not shown again?
    fn is_told(&self, range: &Range<usize>) -> bool {
        let is_one = |best: &Best| best.rank.is_some() && best.value == *range;
        is_one(&self.title) || is_one(&self.name)
    }

    fn title(&self) -> Option<&Range<usize>> {
        self.title.rank.map(|_| &self.title.value)
    }
}

/// Is the value the name of an author: their only value, an element of their list, or the `name` in one of these?
fn is_author(leaves: &Leaves<'_>) -> bool {
    let has_key = |key: &str| AUTHORS.iter().any(|it| it.eq_ignore_ascii_case(key));
    let (last, outer) = leaves.path().split_last().unzip();
    let is_listed = |depth: usize| leaves.element(depth).is_some();
    leaves.key(0).is_some_and(has_key)
        && match outer.map_or(0, <[_]>::len) {
            0 => last.is_some(),
            1 => is_listed(1) || leaves.key(1) == Some("name"),
            2 => is_listed(1) && leaves.key(2) == Some("name"),
            _ => false,
        }
}

/// Reads the record at `range`, whose document is `part` of the source.
pub(super) fn record(source: &str, range: &Range<usize>, part: Range<usize>) -> Document {
    let known = Known::of(source, range);
    let mut builder = Builder::within(part);
    known.tell(source, &mut builder);
    let mut writer = Writer::new(source, builder);
    let mut leaves = Leaves::new(source, range.clone());
    while let Some(leaf) = leaves.next() {
        let is_outermost = leaves.path().len() == 1;
        let (Leaf::Text(value) | Leaf::Bare(value)) = &leaf;
        if is_outermost && known.is_told(value) {
            continue;
        }
        let is_text = leaves.key(0).is_some_and(|key| TEXTS.contains(&key));
        match &leaf {
            Leaf::Text(value) if is_text && is_outermost => writer.paragraph(value),
            _ => writer.line(&leaves, &leaf, 0),
        }
    }
    if let Some(title) = known.title().filter(|_| writer.end == 0) {
        writer.paragraph(title);
    }
    writer.builder.finish()
}
