//! Front matter: the block of fields that opens a Markdown file, in YAML or TOML.
//!
//! In: a Markdown file with `\n` line ends. Out: its keys and values as text, in the order of the file, and the body that follows.
//!
//! Rule kept here: a block that cannot be parsed is a problem, and what its lines say one by one is read all the same.

use crate::article::{Problem, text};

/// Keys and their values, in the order of the file.
pub type Fields = Vec<(String, Vec<String>)>;

pub enum FrontMatter<'a> {
    Yaml(&'a str),
    Toml(&'a str),
    /// The line that ends it is missing, so that where the body begins is a guess.
    Unclosed(&'a str),
}

impl<'a> FrontMatter<'a> {
    /// Splits front matter from the body.
    pub fn split(markdown: &'a str) -> (Option<Self>, &'a str) {
        let markdown = markdown.trim_start_matches(['\u{feff}', '\n', ' ']);
        for (fence, kind) in [("---", Self::Yaml as fn(&'a str) -> Self), ("+++", Self::Toml)] {
            let Some(inside) =
                markdown.strip_prefix(fence).and_then(|rest| rest.trim_start_matches([' ', '\t']).strip_prefix('\n'))
            else {
                continue;
            };
            let mut at = 0;
            for line in inside.split_inclusive('\n') {
                let is_end = line.trim_end() == fence || (fence == "---" && line.trim_end() == "...");
                if is_end {
                    return (Some(kind(&inside[..at])), &inside[at + line.len()..]);
                }
                at += line.len();
            }
            // A rule may open a text that has no front matter at all.
            let has_key = inside.lines().next().and_then(key_and_value).is_some();
            if !has_key {
                return (None, markdown);
            }
            let (block, body) = inside.split_once("\n\n").unwrap_or((inside, ""));
            return (Some(Self::Unclosed(block)), body);
        }
        (None, markdown)
    }

    /// Reads the fields; with a problem, those that could be told line by line.
    pub fn fields(&self) -> Result<Fields, (Problem, Fields)> {
        match self {
            Self::Yaml(block) => match read_yaml(block) {
                Ok(value) => Ok(fields_of(&value)),
                Err(error) => Err((
                    Problem(format!("front matter is not valid YAML: {}", one_line(&error.to_string()))),
                    simple_fields(block),
                )),
            },
            Self::Toml(block) => match block.parse::<toml::Table>() {
                Ok(table) => Ok(fields_of(&json_of(toml::Value::Table(table)))),
                Err(error) => {
                    Err((Problem(format!("front matter is not valid TOML: {}", error.message())), simple_fields(block)))
                }
            },
            Self::Unclosed(block) => Err((Problem("front matter has no closing line".to_owned()), simple_fields(block))),
        }
    }
}

fn read_yaml(block: &str) -> Result<serde_json::Value, serde_saphyr::Error> {
    // A key given twice is a slip that editors make often, and no reason to doubt the others.
    let options = serde_saphyr::options! { duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::FirstWins };
    serde_saphyr::from_str_with_options(block, options)
}

/// Returns the first line of an error, which tells the fault; the rest draws it.
fn one_line(message: &str) -> String {
    let line = text::clean_line(message.lines().next().unwrap_or_default());
    line.strip_prefix("error: ").map(str::to_owned).unwrap_or(line)
}

/// Reads `key: value` and `key = "value"` lines where the block as a whole cannot be parsed.
fn simple_fields(block: &str) -> Fields {
    let fields = block.lines().filter_map(key_and_value);
    fields.map(|(key, value)| (key.to_owned(), vec![value.to_owned()])).collect()
}

fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let at = line.find([':', '='])?;
    let (key, value) = (line[..at].trim_end(), line[at + 1..].trim());
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let is_quoted = value.len() >= 2 && ["\"", "'"].iter().any(|quote| value.starts_with(quote) && value.ends_with(quote));
    let value = if is_quoted { &value[1..value.len() - 1] } else { value };
    (is_key && !value.is_empty()).then_some((key, value))
}

/// Returns the top-level keys with their values as text. Of an object that stands for a person or site, its name counts.
fn fields_of(value: &serde_json::Value) -> Fields {
    let Some(object) = value.as_object() else { return Vec::new() };
    let mut fields = Vec::new();
    for (key, value) in object {
        match value {
            // Hugo keeps its taxonomies here where a site was moved from Jekyll.
            serde_json::Value::Object(_) if key == "taxonomies" || key == "extra" || key == "params" => {
                fields.extend(fields_of(value))
            }
            serde_json::Value::Array(values) => fields.push((key.clone(), values.iter().filter_map(scalar).collect())),
            value => fields.push((key.clone(), scalar(value).into_iter().collect())),
        }
    }
    fields
}

fn scalar(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Object(object) => ["name", "title", "label"].iter().find_map(|key| scalar(object.get(*key)?)),
        _ => None,
    }
}

fn json_of(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Datetime(datetime) => datetime.to_string().into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Array(values) => values.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, json_of(value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}
