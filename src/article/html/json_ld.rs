//! The article among the JSON-LD scripts of a page.
//!
//! Rule kept here: what a browser would ignore is read if it can be; these scripts are written by templates that forget to escape.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Returns the first object that is an article, with the things it refers to by `@id` put in their place.
pub fn article(scripts: &[String]) -> Option<Map<String, Value>> {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let mut objects = Vec::new();
    values.iter().for_each(|value| collect(value, &mut objects));
    let by_id: HashMap<&str, &Map<String, Value>> = objects
        .iter()
        .filter(|object| object.contains_key("name"))
        .filter_map(|&object| Some((object.get("@id")?.as_str()?, object)))
        .collect();
    let mut article = objects.iter().find(|object| is_article(object)).map(|&object| object.clone())?;
    article.values_mut().for_each(|value| resolve(value, &by_id));
    Some(article)
}

/// Collects the objects of a script: itself, the elements of lists and of `@graph`, and what a page is about.
fn collect<'a>(value: &'a Value, objects: &mut Vec<&'a Map<String, Value>>) {
    match value {
        Value::Array(list) => list.iter().for_each(|element| collect(element, objects)),
        Value::Object(object) => {
            objects.push(object);
            ["@graph", "mainEntity", "mainEntityOfPage"]
                .iter()
                .filter_map(|key| object.get(*key))
                .for_each(|inner| collect(inner, objects));
        }
        _ => {}
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    const TYPES: [&str; 4] = ["Article", "BlogPosting", "SocialMediaPosting", "Report"];
    let is_article_type = |kind: &str| TYPES.iter().any(|ending| kind.ends_with(ending));
    match object.get("@type") {
        Some(Value::String(kind)) => is_article_type(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_article_type),
        _ => false,
    }
}

/// Puts the thing itself in the place of `{"@id": …}`, as it is or in a list.
fn resolve(value: &mut Value, by_id: &HashMap<&str, &Map<String, Value>>) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|element| resolve(element, by_id)),
        Value::Object(object) if !object.contains_key("name") => {
            let thing = object.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
            if let Some(&thing) = thing {
                *object = thing.clone();
            }
        }
        _ => {}
    }
}

/// Reads a script as it is, else after the repair of what is often wrong with them.
fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    first_value(script).or_else(|| first_value(&repaired(script))).or_else(|| {
        let unescaped = script.replace("&quot;", "\"").replace("&amp;", "&");
        first_value(&repaired(&unescaped))
    })
}

/// Returns the first value of a text, whatever follows it.
fn first_value(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

/// Replaces line breaks and false escapes in strings, and drops commas before a closing bracket.
fn repaired(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut in_string = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                match chars.next() {
                    Some(escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => repaired.extend(['\\', escaped]),
                    Some(other) if !other.is_control() => repaired.push(other),
                    _ => repaired.push(' '),
                }
                continue;
            }
            c if in_string && c.is_control() => {
                repaired.push(' ');
                continue;
            }
            '}' | ']' if !in_string => {
                let end = repaired.trim_end().len();
                if repaired[..end].ends_with(',') {
                    repaired.truncate(end - 1);
                }
            }
            _ => {}
        }
        repaired.push(c);
    }
    repaired
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn headline(script: &str) -> String {
        let article = article(&[script.to_owned()]);
        article.and_then(|article| article.get("headline").and_then(Value::as_str).map(str::to_owned)).unwrap_or_default()
    }

    #[test]
    fn the_article_is_found_in_lists_and_graphs() {
        let cases = [
            (r#"{"@type": "NewsArticle", "headline": "A"}"#, "A"),
            (r#"{"@type": "SocialMediaPosting", "headline": "A"}"#, "A"),
            (r#"[{"@type": "WebSite"}, {"@type": ["Thing", "BlogPosting"], "headline": "A"}]"#, "A"),
            (r#"{"@graph": [{"@type": "WebPage", "headline": "B"}, {"@type": "ReportageNewsArticle", "headline": "A"}]}"#, "A"),
            (r#"{"@type": "WebPage", "mainEntity": {"@type": "http://schema.org/Article", "headline": "A"}}"#, "A"),
            (r#"{"@type": "Organization", "headline": "B"}"#, ""),
            ("[]", ""),
            ("", ""),
        ];
        for (script, expected) in cases {
            assert_eq!(headline(script), expected, "{script}");
        }
    }

    #[test]
    fn broken_scripts_are_repaired() {
        let cases = [
            ("{\"@type\": \"Article\", \"headline\": \"A\nB\",}", "A B"),
            ("{\"@type\": \"Article\", \"headline\": \"It\\'s A\"};", "It's A"),
            ("//<![CDATA[\n{\"@type\": \"Article\", \"headline\": \"A\"}\n//]]>", "A"),
            ("{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;A&quot;}", "A"),
            ("{\"@type\": \"Article\", \"headline\": ", ""),
        ];
        for (script, expected) in cases {
            assert_eq!(headline(script), expected, "{script}");
        }
    }

    #[test]
    fn references_are_resolved() {
        let script = r##"{"@graph": [{"@type": "Article", "author": [{"@id": "#ann"}], "publisher": {"@id": "#us"}},
            {"@id": "#ann", "name": "Ann Lee"}, {"@id": "#us", "name": "The Herald"}]}"##;
        let article = article(&[script.to_owned()]).expect("it is an article");
        assert_eq!(article["author"][0]["name"], "Ann Lee");
        assert_eq!(article["publisher"]["name"], "The Herald");
    }
}
