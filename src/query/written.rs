//! Parts of a query back into text, as a user would type them.

use std::fmt::{self, Display, Formatter};

use jiff::Timestamp;

use crate::query::{Item, Node, Place, When};

const DAY: i64 = 24 * 60 * 60;

impl Display for Item {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.is_excluded { "-" } else { "" };
        write!(f, "{sign}{}", self.node)
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Begun(word) => write!(f, "{word}…"),
            Self::Prefix(word) => write!(f, "{word}*"),
            Self::Near(word) => write!(f, "{word}~"),
            Self::Phrase { text, slop: None } => write!(f, "\"{text}\""),
            Self::Phrase {
                text,
                slop: Some(slop),
            } => write!(f, "\"{text}\"~{slop}"),
            Self::In(place, node) => write!(f, "{place}:{node}"),
            Self::Path(glob) => write!(f, "path:{}", quoted(glob)),
            Self::Type(name) => write!(f, "type:{}", quoted(name)),
            Self::Language(code) => write!(f, "lang:{}", quoted(code)),
            Self::Author(name) => write!(f, "author:{}", quoted(name)),
            Self::Id(id) => write!(f, "id:{}", quoted(id)),
            Self::Date(when) => write!(f, "date:{when}"),
            Self::Modified(when) => write!(f, "modified:{when}"),
            Self::Any(nodes) => joined(f, nodes, " OR "),
            Self::All(items) => joined(f, items, " "),
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Body => "body",
        })
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Last(seconds) if seconds % DAY == 0 => write!(f, "{}d", seconds / DAY),
            Self::Last(seconds) => write!(f, "{}h", seconds / (60 * 60)),
            Self::Between(from, to) => {
                let from = from.map(day).unwrap_or_default();
                // The end is the first second that is not part of it.
                let to = to.map(|to| day(to - 1)).unwrap_or_default();
                match from == to {
                    true => f.write_str(&from),
                    false => write!(f, "{from}..{to}"),
                }
            }
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[impl Display], between: &str) -> fmt::Result {
    let texts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    match &texts[..] {
        [text] => f.write_str(text),
        _ => write!(f, "({})", texts.join(between)),
    }
}

fn quoted(value: &str) -> String {
    match value.contains(char::is_whitespace) {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    }
}

fn day(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds);
    time.map(|time| time.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::query::Query;

    fn written(text: &str) -> String {
        let query = Query::parse(text);
        let items: Vec<_> = query.items().iter().map(ToString::to_string).collect();
        items.join(" ")
    }

    #[test]
    fn what_was_typed_is_written_again() {
        for text in [
            "state belmo* mokhtar~ -Chad",
            "\"state of emergency\" \"mali france\"~5",
            "title:mali heading:\"the war\" -body:hotel*",
            "(coup OR rebellion) (mali -chad)",
            "path:\"a b/*.md\" type:html lang:en id:mali.md#names",
            "date:2015-11-20 date:2015-01-01..2016-12-31 date:..2016-12-31 modified:7d modified:12h",
        ] {
            assert_eq!(written(text), text);
        }
    }

    #[test]
    fn spans_are_written_in_full() {
        assert_eq!(written("date:2015"), "date:2015-01-01..2015-12-31");
        assert_eq!(written("modified:2w"), "modified:14d");
    }
}
