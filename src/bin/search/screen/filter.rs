//! Narrowing a query by keys, in the words of the query language: what keys do can be seen and typed.

use section_search::Hit;

/// A filter that a key sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// `type:`
    Type,
    /// `lang:`
    Language,
    /// `path:`
    Folder,
}

impl Filter {
    fn word(self) -> &'static str {
        match self {
            Self::Type => "type:",
            Self::Language => "lang:",
            Self::Folder => "path:",
        }
    }

    /// Returns what a query is narrowed to.
    fn value(self, query: &str) -> Option<&str> {
        query
            .split(' ')
            .find_map(|word| word.strip_prefix(self.word()))
    }

    /// Returns the query, narrowed to `value` instead of what it was narrowed to before.
    fn set(self, query: &str, value: Option<&str>) -> String {
        let others = query
            .split(' ')
            .filter(|word| !word.starts_with(self.word()));
        let mut words: Vec<_> = others.map(str::to_owned).collect();
        while words.last().is_some_and(String::is_empty) {
            words.pop();
        }
        words.extend(value.map(|value| format!("{}{value}", self.word())));
        words.join(" ")
    }

    /// Returns what hits can be narrowed to, each once, in their order.
    fn choices(self, hits: &[Hit]) -> Vec<String> {
        let mut choices = Vec::new();
        for value in hits.iter().filter_map(|hit| self.of(hit)) {
            if !choices.contains(&value) {
                choices.push(value);
            }
        }
        choices
    }

    /// Returns what narrows a query to hits such as `hit`.
    fn of(self, hit: &Hit) -> Option<String> {
        let passage = &hit.passage;
        let value = match self {
            Self::Type => {
                let name = passage.path.rsplit('/').next()?;
                name.rsplit_once('.')?.1.to_lowercase()
            }
            Self::Language => passage.language.clone()?,
            Self::Folder => {
                let (folder, _) = passage.path.rsplit_once('/')?;
                format!("{folder}/**")
            }
        };
        // What has a space would not be one word of the query.
        let is_word = !value.contains(|c: char| c.is_whitespace() || c == '"' || c == ')');
        is_word.then_some(value)
    }
}

/// What hits were before they were narrowed: what a key can narrow them to.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    types: Vec<String>,
    languages: Vec<String>,
}

impl Choices {
    /// Takes the hits of a query, unless they are narrowed already.
    pub(crate) fn remember(&mut self, query: &str, hits: &[Hit]) {
        let kinds = [
            (Filter::Type, &mut self.types),
            (Filter::Language, &mut self.languages),
        ];
        for (filter, choices) in kinds {
            if filter.value(query).is_none() {
                *choices = filter.choices(hits);
            }
        }
    }

    /// Returns the query, narrowed to the next choice, or to the folder of the chosen hit; to nothing after the last.
    pub(crate) fn narrow(&self, filter: Filter, query: &str, hit: Option<&Hit>) -> String {
        let current = filter.value(query);
        let folder = hit.and_then(|hit| Filter::Folder.of(hit));
        let value = match filter {
            Filter::Type => next(&self.types, current),
            Filter::Language => next(&self.languages, current),
            Filter::Folder => folder.as_deref().filter(|_| current.is_none()),
        };
        filter.set(query, value)
    }
}

/// Returns the choice after `current`; none after the last.
fn next<'a>(choices: &'a [String], current: Option<&str>) -> Option<&'a str> {
    let after = match current {
        Some(current) => choices.iter().position(|it| it == current)? + 1,
        None => 0,
    };
    choices.get(after).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(path: &str, language: &str) -> Hit {
        serde_json::from_value(serde_json::json!({
            "score": 1.0, "matched": "all", "missing": [], "snippet": {"text": "", "highlights": []},
            "id": "", "path": path, "title": "", "headings": [], "anchor": "", "lines": null, "bytes": null,
            "page": null, "language": language
        }))
        .expect("a hit")
    }

    #[test]
    fn a_filter_is_a_word_of_the_query() {
        let query = Filter::Type.set("niger flows ", Some("md"));
        assert_eq!(query, "niger flows type:md");
        assert_eq!(Filter::Type.value(&query), Some("md"));
        assert_eq!(
            Filter::Type.set(&query, Some("html")),
            "niger flows type:html"
        );
        assert_eq!(Filter::Type.set(&query, None), "niger flows");
        assert_eq!(
            Filter::Language.set(&query, Some("fr")),
            "niger flows type:md lang:fr"
        );
    }

    #[test]
    fn choices_are_what_hits_are() {
        let hits = [
            hit("a/b.md", "en"),
            hit("c.HTML", "fr"),
            hit("d.md", "en"),
            hit("e", "en"),
        ];
        assert_eq!(Filter::Type.choices(&hits), ["md", "html"]);
        assert_eq!(Filter::Language.choices(&hits), ["en", "fr"]);
        assert_eq!(Filter::Folder.of(&hits[0]).as_deref(), Some("a/**"));
        assert_eq!(Filter::Folder.of(&hits[1]), None);
    }

    #[test]
    fn choices_go_round() {
        let choices = ["md".to_owned(), "html".to_owned()];
        assert_eq!(next(&choices, None), Some("md"));
        assert_eq!(next(&choices, Some("md")), Some("html"));
        assert_eq!(next(&choices, Some("html")), None);
        assert_eq!(next(&choices, Some("pdf")), None);
    }
}
