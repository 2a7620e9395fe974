//! The last word of a query that is being typed.

use crate::query::{Item, Node, Query};

/// Lets the last word go on, unless it is excluded; filters after it are no words.
pub(crate) fn begin(items: &mut [Item]) {
    let last = items.iter_mut().rev().find(|item| !item.node.is_filter());
    if let Some(last) = last.filter(|item| !item.is_excluded) {
        last.node.begin();
    }
}

/// Returns what was typed, without filters at its end.
pub(crate) fn without_filters(text: &str) -> &str {
    let mut words = text;
    while let Some((before, last)) = words.rsplit_once(' ')
        && is_filter(last)
    {
        words = before.trim_end();
    }
    words
}

fn is_filter(word: &str) -> bool {
    let query = Query::parse(word);
    let items = query.items();
    !items.is_empty() && items.iter().all(|item| item.node.is_filter())
}

impl Node {
    /// Does it only say which passages are looked at?
    fn is_filter(&self) -> bool {
        match self {
            Self::Path(_)
            | Self::Type(_)
            | Self::Language(_)
            | Self::Author(_)
            | Self::Id(_)
            | Self::Date(_)
            | Self::Modified(_) => true,
            Self::Word(_)
            | Self::Begun(_)
            | Self::Prefix(_)
            | Self::Near(_)
            | Self::Phrase { .. }
            | Self::In(..)
            | Self::Any(_)
            | Self::All(_) => false,
        }
    }

    /// Lets the last word go on.
    fn begin(&mut self) {
        match self {
            Self::Word(word) => *self = Self::Begun(std::mem::take(word)),
            Self::In(_, node) => node.begin(),
            Self::Any(nodes) => {
                if let Some(node) = nodes.last_mut() {
                    node.begin();
                }
            }
            Self::All(items) => begin(items),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_word_goes_on() {
        let typed = |text: &str| {
            let query = Query::as_typed(text);
            let items: Vec<_> = query.items().iter().map(ToString::to_string).collect();
            items.join(" ")
        };
        assert_eq!(typed("state emerg"), "state emerg…");
        assert_eq!(typed("title:ma"), "title:ma…");
        assert_eq!(typed("mali OR cha"), "(mali OR cha…)");
        assert_eq!(typed("war (mali cha"), "war (mali cha…)");
        assert_eq!(typed("war cha type:md"), "war cha… type:md");
        assert_eq!(typed("cha type:md path:a/**"), "cha… type:md path:a/**");
        for text in [
            "state ",
            "mali -cha",
            "\"mali\"",
            "mal*",
            "(mali)",
            "path:docs",
            "type:md",
            "mali -cha type:md",
            "\"mali\" type:md",
            "",
            "C++",
        ] {
            assert_eq!(Query::as_typed(text), Query::parse(text), "{text}");
        }
    }
}
