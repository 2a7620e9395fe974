//! The last word of a query that is being typed.

use crate::query::{Item, Node};

/// Lets the last word go on, unless it is excluded.
pub(crate) fn begin(items: &mut [Item]) {
    if let Some(last) = items.last_mut().filter(|item| !item.is_excluded) {
        last.node.begin();
    }
}

impl Node {
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
    use crate::query::Query;

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
        for text in [
            "state ",
            "mali -cha",
            "\"mali\"",
            "mal*",
            "(mali)",
            "path:docs",
            "",
            "C++",
        ] {
            assert_eq!(Query::as_typed(text), Query::parse(text), "{text}");
        }
    }
}
