//! Front matter: the fields between two lines of `---` (YAML) or `+++` (TOML) at the start of a file.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use toml::de::{DeTable, DeValue};

use crate::corpus::document::Builder;

/// Front matter is not longer than this.
const FRONT_MATTER_BYTES: usize = 64 * 1024;

/// Notes the fields of the front matter and returns where the document goes on: at 0 if there is none.
pub(super) fn note(source: &str, builder: &mut Builder) -> usize {
    let Some(front) = FrontMatter::at_start_of(source) else {
        return 0;
    };
    let Some(fields) = front.fields() else {
        return 0;
    };
    for (name, value) in fields {
        builder.field(&name, &value);
    }
    front.end
}

/// What stands between two lines of `---` or `+++` at the start of a file.
#[derive(Debug, Clone, Copy)]
struct FrontMatter<'a> {
    text: &'a str,
    is_toml: bool,
    /// Where the line after it starts.
    end: usize,
}

impl<'a> FrontMatter<'a> {
    fn at_start_of(source: &'a str) -> Option<Self> {
        let mut lines = source.split_inclusive('\n');
        let opening = lines.next()?;
        let is_toml = match opening.trim_end() {
            "---" => false,
            "+++" => true,
            _ => return None,
        };
        let mut at = opening.len();
        for line in lines {
            let mark = line.trim_end();
            let is_first = at == opening.len();
            if is_first && mark.is_empty() || at > FRONT_MATTER_BYTES {
                return None;
            }
            if mark == opening.trim_end() || !is_toml && mark == "..." {
                return Some(Self {
                    text: &source[opening.len()..at],
                    is_toml,
                    end: at + line.len(),
                });
            }
            at += line.len();
        }
        None
    }

    /// Returns the fields in the order of the source; none if this is no front matter.
    fn fields(&self) -> Option<Fields> {
        let fields = if self.is_toml {
            toml_fields(self.text)
        } else {
            yaml_fields(self.text)
        };
        fields.or_else(|| self.plain_fields())
    }

    /// Returns the fields of broken front matter, if each of its lines could be a part of some.
    fn plain_fields(&self) -> Option<Fields> {
        let mark = if self.is_toml { '=' } else { ':' };
        let mut fields = Fields::new();
        for line in self.text.lines() {
            if line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#', '[', ']', '}']) {
                continue;
            }
            let (name, value) = line.split_once(mark)?;
            let name = name.trim();
            if name.is_empty() || name.contains(char::is_whitespace) {
                return None;
            }
            let value = value.trim().trim_matches(['"', '\'']);
            fields.push((name.to_owned(), value.to_owned()));
        }
        Some(fields).filter(|fields| !fields.is_empty())
    }
}

/// Names and values in the order of the source.
type Fields = Vec<(String, String)>;

fn toml_fields(text: &str) -> Option<Fields> {
    let table = DeTable::parse(text).ok()?.into_inner();
    let mut fields: Vec<_> = table.into_iter().collect();
    fields.sort_by_key(|(name, _)| name.span().start);
    let fields = fields.into_iter().filter_map(|(name, value)| {
        let value = toml_text(value.get_ref())?;
        Some((name.into_inner().into_owned(), value))
    });
    Some(fields.collect())
}

fn toml_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(is_true) => Some(is_true.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Array(values) => {
            let scalars = values.iter().map(|value| value.get_ref());
            let scalars = scalars.filter(|value| !matches!(value, DeValue::Array(_)));
            Some(scalars.filter_map(toml_text).collect::<Vec<_>>().join(", "))
        }
        DeValue::Table(_) => None,
    }
}

fn yaml_fields(text: &str) -> Option<Fields> {
    let map = serde_saphyr::from_str::<Yaml>(text).ok()?;
    let entries = match map {
        Yaml::Map(entries) => entries,
        Yaml::Nothing => Vec::new(),
        _ => return None,
    };
    let fields = entries.into_iter().filter_map(|(name, value)| {
        let value = match &value.value {
            Yaml::List(values) => {
                let scalars = values.iter().filter_map(|value| yaml_text(value, text));
                scalars.collect::<Vec<_>>().join(", ")
            }
            _ => yaml_text(&value, text)?,
        };
        Some((name, value))
    });
    Some(fields.collect())
}

/// Returns a scalar as it is written: a version `1.10` is no number, a language `no` is no boolean.
fn yaml_text(value: &Spanned<Yaml>, source: &str) -> Option<String> {
    match &value.value {
        Yaml::Text(text) => Some(text.clone()),
        Yaml::Plain(text) => {
            let span = value.referenced.span();
            let start = usize::try_from(span.byte_offset()?).ok()?;
            let len = usize::try_from(span.byte_len()?).ok()?;
            let written = source.get(start..start + len).map(str::to_owned);
            Some(written.unwrap_or_else(|| text.clone()))
        }
        Yaml::List(_) | Yaml::Map(_) | Yaml::Nothing => None,
    }
}

/// A value of the front matter.
#[derive(Debug)]
enum Yaml {
    Text(String),
    /// A number or a boolean, as YAML understands it.
    Plain(String),
    List(Vec<Spanned<Self>>),
    Map(Vec<(String, Spanned<Self>)>),
    Nothing,
}

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = Yaml;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Yaml, E> {
        Ok(Yaml::Plain(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Yaml, E> {
        Ok(Yaml::Plain(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Yaml, E> {
        Ok(Yaml::Plain(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Yaml, E> {
        Ok(Yaml::Plain(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Yaml, E> {
        Ok(Yaml::Text(value.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Yaml, E> {
        Ok(Yaml::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Yaml, E> {
        Ok(Yaml::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Yaml, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Yaml::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Yaml, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Yaml::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::note;
    use crate::corpus::document::Builder;

    /// Checks the fields, and what of the source stands behind them.
    fn check(source: &str, expected: &[(&str, &str)], rest: &str) {
        let mut builder = Builder::new(source.len());
        let end = note(source, &mut builder);
        let expected = expected.iter().map(|&(n, v)| (n.to_owned(), v.to_owned()));
        let fields = builder.finish().fields;
        assert_eq!(fields, expected.collect::<Vec<_>>(), "{source}");
        assert_eq!(&source[end..], rest, "{source}");
    }

    #[test]
    fn yaml_becomes_fields() {
        let source = "---\ntitle: \"A: b\"\ndate: 2024-01-02\nlang: no\nversion: 1.10\ntags: [a, 2]\n\
                      list:\n- b\n- c\nmap:\n  x: y\nnone:\nlong: |\n  d\n  e\n---\n# A\n";
        let expected = [
            ("title", "A: b"),
            ("date", "2024-01-02"),
            ("lang", "no"),
            ("version", "1.10"),
            ("tags", "a, 2"),
            ("list", "b, c"),
            ("long", "d\ne"),
        ];
        check(source, &expected, "# A\n");
    }

    #[test]
    fn toml_becomes_fields() {
        let source = "+++\r\ntitle = \"A\"\r\nn = 1.10\r\ndate = 2024-01-02\r\n\
                      a = [\"x\", 'y']\r\n[t]\r\nz = 1\r\n+++\r\nb\r\n";
        let expected = [
            ("title", "A"),
            ("n", "1.10"),
            ("date", "2024-01-02"),
            ("a", "x, y"),
        ];
        check(source, &expected, "b\r\n");
    }

    #[test]
    fn broken_front_matter_gives_what_it_can() {
        check(
            "---\ntitle: a: b\nx: 'y'\n---\nc",
            &[("title", "a: b"), ("x", "y")],
            "c",
        );
        check("---\ntitle: a: b\n---\nc", &[("title", "a: b")], "c");
        check("+++\ntitle = a b\n+++\n", &[("title", "a b")], "");
        check("---\na: b\na: c\n...\n", &[("a", "b"), ("a", "c")], "");
        check("---\n---\n", &[], "");
        check("---\n# comment\n---\n", &[], "");
    }

    #[test]
    fn what_is_no_front_matter_belongs_to_the_document() {
        for source in [
            "a\n\n---\nb: c\n---\n",
            "---\n\na: b\n\n---\n",
            "---\nJust text\n---\n",
            "---\na: b\n",
            "\n---\na: b\n---\n",
            "---\n- a\n- b\n---\n",
        ] {
            check(source, &[], source);
        }
    }
}
