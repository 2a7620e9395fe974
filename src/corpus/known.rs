//! What records call the things that they say of themselves, as keys or as names of columns, best first.

/// Their own names.
pub(super) const NAMES: &[&str] = &["_id", "id", "doc_id", "docid", "uuid", "key"];
/// Their titles.
pub(super) const TITLES: &[&str] = &["title", "headline", "name", "subject", "label"];
/// Their dates.
pub(super) const DATES: &[&str] = &[
    "date",
    "published",
    "published_at",
    "pubdate",
    "created_at",
    "created",
    "timestamp",
];
/// Their authors.
pub(super) const AUTHORS: &[&str] = &["author", "authors", "creator", "byline"];
/// Their languages.
pub(super) const LANGUAGES: &[&str] = &["lang", "language"];
