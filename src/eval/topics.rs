//! Queries in a file: TREC topics, or one a line → `Topic`s.

use super::Fault;
use clap::ValueEnum;

/// A query of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// `None` where the line is the query and nothing else.
    pub qid: Option<String>,
    pub text: String,
    /// Where it stands, from 1.
    pub line: usize,
}

/// Which part of a TREC topic is the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TopicField {
    #[default]
    Title,
    /// The description: a sentence
    Desc,
    /// The narrative: what is relevant and what is not
    Narr,
}

impl TopicField {
    fn tag(self) -> &'static str {
        match self {
            TopicField::Title => "title",
            TopicField::Desc => "desc",
            TopicField::Narr => "narr",
        }
    }
}

/// Reads a list of queries. One that begins with `<top>` is in the form of TREC's topics; any other has one query a line, most with its
/// number and a tab before it.
///
/// Lines that are blank, and comments (`#` alone or before a space: `#MeToo` is a query) are left out, and so is a first line that
/// begins with `qid` and a tab, which names the columns.
///
/// # Errors
///
/// A topic that has no number, or not the part that is wanted. Lines have no faults.
pub fn parse_topics(text: &str, field: TopicField) -> Result<Vec<Topic>, Fault> {
    let text = text.trim_start_matches('\u{FEFF}');
    let is_trec = text.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<top>"));
    if is_trec { trec_topics(text, field) } else { Ok(listed(text)) }
}

fn listed(text: &str) -> Vec<Topic> {
    let is_comment = |line: &str| line == "#" || line.starts_with("# ") || line.starts_with("#\t");
    let mut topics = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !is_comment(line.trim_end())) {
        let topic = match line.split_once('\t') {
            Some((qid, text)) => Topic { qid: Some(qid.trim().to_string()), text: text.trim().to_string(), line: at + 1 },
            None => Topic { qid: None, text: line.trim().to_string(), line: at + 1 },
        };
        let names_the_columns = topics.is_empty() && topic.qid.as_deref().is_some_and(|qid| qid.eq_ignore_ascii_case("qid"));
        if !names_the_columns {
            topics.push(topic);
        }
    }
    topics
}

fn trec_topics(text: &str, field: TopicField) -> Result<Vec<Topic>, Fault> {
    let mut topics = Vec::new();
    // Elements are not closed in most of the topics that TREC has published: each ends where the next begins.
    for element in elements(text) {
        match element.name.as_str() {
            "top" => topics.push((element.line, None, None)),
            name => {
                let Some((_, qid, wanted)) = topics.last_mut() else { continue };
                let value = Some((unlabelled(element.text), element.line)).filter(|(text, _)| !text.is_empty());
                if name == "num" {
                    *qid = value;
                } else if name == field.tag() {
                    *wanted = value;
                }
            }
        }
    }
    let topics = topics.into_iter().map(|(line, qid, wanted)| {
        let Some((qid, _)) = qid else { return Err(Fault { line, fault: "the topic has no <num>".to_string() }) };
        match wanted {
            Some((text, line)) => Ok(Topic { qid: Some(qid), text, line }),
            None => Err(Fault { line, fault: format!("topic {qid} has no <{}>", field.tag()) }),
        }
    });
    topics.collect()
}

/// A tag and what stands between it and the next.
struct Element<'a> {
    name: String,
    text: &'a str,
    line: usize,
}

fn elements(text: &str) -> Vec<Element<'_>> {
    const NAMES: [&str; 9] = ["top", "num", "title", "desc", "narr", "head", "dom", "smry", "con"];
    let mut elements: Vec<Element> = Vec::new();
    let mut line = 1;
    for (at, piece) in text.split('<').enumerate() {
        // A `<` that begins no tag of a topic belongs to the text.
        let tag = piece.split_once('>').filter(|_| at > 0).and_then(|(tag, rest)| {
            let name = tag.trim().to_ascii_lowercase();
            NAMES.contains(&name.trim_start_matches('/')).then_some((name, rest))
        });
        match tag {
            Some((name, rest)) => elements.push(Element { name, text: rest, line }),
            None => {
                if let Some(last) = elements.last_mut() {
                    let start = last.text.as_ptr() as usize - text.as_ptr() as usize;
                    let end = piece.as_ptr() as usize - text.as_ptr() as usize + piece.len();
                    last.text = &text[start..end];
                }
            }
        }
        line += piece.matches('\n').count();
    }
    elements
}

/// Returns the text of an element as one line, without the label that TREC puts before it.
fn unlabelled(text: &str) -> String {
    const LABELS: [&str; 4] = ["Number:", "Topic:", "Description:", "Narrative:"];
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = LABELS.into_iter().find(|label| text.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label)));
    text[label.map_or(0, str::len)..].trim_start().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPICS: &str = "\
<top>

<num> Number: 301
<title> International Organized
Crime

<desc> Description:
Identify organizations that participate in < 3 countries.

<narr> Narrative:
A relevant document must name the organization.

</top>

<top>
<num>Number: 302</num><title>Topic: Poliomyelitis</title>
<desc>Is it under control?</desc>
</top>
";

    fn read(text: &str, field: TopicField) -> Vec<(String, String, usize)> {
        let topics = parse_topics(text, field).expect("they can be read");
        topics.into_iter().map(|topic| (topic.qid.unwrap_or_default(), topic.text, topic.line)).collect()
    }

    fn expected(topics: &[(&str, &str, usize)]) -> Vec<(String, String, usize)> {
        topics.iter().map(|(qid, text, line)| (qid.to_string(), text.to_string(), *line)).collect()
    }

    #[test]
    fn topics_are_read_closed_or_not() {
        assert_eq!(
            read(TOPICS, TopicField::Title),
            expected(&[("301", "International Organized Crime", 4), ("302", "Poliomyelitis", 16)])
        );
        assert_eq!(
            read(TOPICS, TopicField::Desc),
            expected(&[
                ("301", "Identify organizations that participate in < 3 countries.", 7),
                ("302", "Is it under control?", 17)
            ])
        );
    }

    #[test]
    fn a_topic_that_lacks_something_is_named() {
        let lacking = |text: &str, field| parse_topics(text, field).expect_err(text).to_string();
        assert_eq!(lacking(TOPICS, TopicField::Narr), "line 15: topic 302 has no <narr>");
        assert_eq!(lacking("<top>\n<title> oil\n</top>\n", TopicField::Title), "line 1: the topic has no <num>");
    }

    #[test]
    fn a_list_has_a_query_a_line_with_its_number_or_without() {
        assert_eq!(
            read("\u{FEFF}qid\tquery\n# a comment\n\n1\toil  price\n 2 \t\"red crescent\"\r\n#MeToo\n", TopicField::Title),
            expected(&[("1", "oil  price", 4), ("2", "\"red crescent\"", 5), ("", "#MeToo", 6)])
        );
    }
}
