//! What a tool takes: one table for the schema that models read and for the check of what they send.

use serde_json::{Map, Value, json};

/// An argument of a tool.
#[derive(Debug)]
pub(crate) struct Argument {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it means, for models.
    pub(crate) about: &'static str,
    /// What it may be.
    pub(crate) kind: Kind,
}

/// What an argument may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A text; a tool may need it.
    Text {
        /// Does the tool need it?
        is_needed: bool,
    },
    /// A whole number.
    Number {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
        /// What it is where nothing is said; none for no number at all.
        default: Option<u64>,
    },
}

/// What a call of a tool says, checked.
#[derive(Debug)]
pub(crate) struct Arguments {
    taken: &'static [Argument],
    given: Map<String, Value>,
}

impl Argument {
    fn schema(&self) -> Value {
        match self.kind {
            Kind::Text { .. } => json!({"type": "string", "description": self.about}),
            Kind::Number { min, max, default } => {
                let mut schema = json!({
                    "type": "integer", "minimum": min, "maximum": max, "description": self.about
                });
                if let Some(default) = default {
                    schema["default"] = json!(default);
                }
                schema
            }
        }
    }

    fn is_needed(&self) -> bool {
        matches!(self.kind, Kind::Text { is_needed: true })
    }

    /// Tells what is wrong with a value, if anything is.
    fn check(&self, value: &Value) -> Result<(), String> {
        let name = self.name;
        match self.kind {
            Kind::Text { .. } if value.is_string() => Ok(()),
            Kind::Text { .. } => Err(format!("{name} must be a text, not {value}")),
            Kind::Number { min, max, .. } => match whole(value) {
                Some(number) if (min..=max).contains(&number) => Ok(()),
                _ => Err(format!(
                    "{name} must be a whole number from {min} to {max}, not {value}"
                )),
            },
        }
    }
}

/// Returns the JSON Schema of what a tool takes.
pub(crate) fn schema(taken: &[Argument]) -> Map<String, Value> {
    let properties: Map<String, Value> = taken
        .iter()
        .map(|argument| (argument.name.to_owned(), argument.schema()))
        .collect();
    let needed = taken.iter().filter(|argument| argument.is_needed());
    let needed: Vec<_> = needed.map(|argument| argument.name).collect();
    let schema = json!({
        "type": "object", "properties": properties, "required": needed, "additionalProperties": false
    });
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

impl Arguments {
    /// Checks what a call of `tool` says.
    ///
    /// # Errors
    ///
    /// Names the argument that is unknown, missing or wrong, and says what may stand there.
    pub(crate) fn check(
        tool: &str,
        taken: &'static [Argument],
        mut given: Map<String, Value>,
    ) -> Result<Self, String> {
        // Some clients write null for what is not set.
        given.retain(|_, value| !value.is_null());
        for (name, value) in &given {
            let argument = taken.iter().find(|argument| argument.name == name);
            let names = || taken.iter().map(|argument| argument.name);
            let argument = argument.ok_or_else(|| {
                let names = names().collect::<Vec<_>>().join(", ");
                format!("unknown argument {name:?}; {tool} takes {names}")
            })?;
            argument.check(value)?;
        }
        let missing = taken
            .iter()
            .find(|argument| argument.is_needed() && !given.contains_key(argument.name));
        match missing {
            Some(argument) => Err(format!(
                "{tool} needs {}: {}",
                argument.name, argument.about
            )),
            None => Ok(Self { taken, given }),
        }
    }

    /// Returns a text, if it is given.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.given.get(name)?.as_str()
    }

    /// Returns a number: the one that is given, else the default.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        let default = || {
            let argument = self.taken.iter().find(|argument| argument.name == name)?;
            match argument.kind {
                Kind::Number { default, .. } => default,
                Kind::Text { .. } => None,
            }
        };
        let number = self.given.get(name).and_then(whole).or_else(default)?;
        usize::try_from(number).ok()
    }
}

/// Returns a whole number, which JSON may write as `5` or as `5.0`.
fn whole(value: &Value) -> Option<u64> {
    let written_so = || {
        let number = value.as_f64()?;
        let is_whole = number.fract() == 0.0 && (0.0..=9e15).contains(&number);
        is_whole.then_some(number as u64)
    };
    value.as_u64().or_else(written_so)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKEN: &[Argument] = &[
        Argument {
            name: "query",
            about: "what to look for",
            kind: Kind::Text { is_needed: true },
        },
        Argument {
            name: "limit",
            about: "how many",
            kind: Kind::Number {
                min: 1,
                max: 50,
                default: Some(10),
            },
        },
    ];

    fn check(given: Value) -> Result<Arguments, String> {
        let given = given.as_object().cloned().unwrap_or_default();
        Arguments::check("search", TAKEN, given)
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_right() {
        let wrong = |given| check(given).expect_err("an error");
        assert_eq!(
            wrong(json!({"query": "a", "top_k": 3})),
            "unknown argument \"top_k\"; search takes query, limit"
        );
        assert_eq!(
            wrong(json!({"limit": 3})),
            "search needs query: what to look for"
        );
        assert_eq!(wrong(json!({"query": 3})), "query must be a text, not 3");
        for limit in [json!(0), json!(51), json!(-1), json!(1.5), json!("5")] {
            assert_eq!(
                wrong(json!({"query": "a", "limit": limit})),
                format!("limit must be a whole number from 1 to 50, not {limit}")
            );
        }
    }

    #[test]
    fn what_is_not_given_is_the_default() {
        let arguments = check(json!({"query": "a", "limit": null})).expect("arguments");
        assert_eq!(arguments.text("query"), Some("a"));
        assert_eq!(arguments.number("limit"), Some(10));
        let arguments = check(json!({"query": "a", "limit": 5.0})).expect("arguments");
        assert_eq!(arguments.number("limit"), Some(5));
    }

    #[test]
    fn the_schema_allows_what_the_check_allows() {
        let expected = json!({
            "type": "object",
            "properties": {
                "query": {"type": "string", "description": "what to look for"},
                "limit": {
                    "type": "integer", "minimum": 1, "maximum": 50, "default": 10,
                    "description": "how many"
                }
            },
            "required": ["query"],
            "additionalProperties": false
        });
        assert_eq!(Value::Object(schema(TAKEN)), expected);
    }
}
