//! NewsML 1 of the IPTC: the older envelope of news, in which many agencies still send theirs.
//!
//! In: a document `<NewsML>` with any number of items. Out: an article for each that holds a text; a withdrawal for each that is cancelled.
//!
//! Rule kept here: an item is a tree of components, each of which says what part of the story it is. Of those that hold text the one
//! that calls itself the main one or the body is the story, else the longest; headlines, captions and style sheets are none.

use std::collections::HashMap;

use super::xml::tree::Child;
use super::xml::values::{add, country_code, fill, subject_code};
use super::xml::{self, Document, Element, story, values};
use super::{Article, ArticleDate, Format, Head, Parsed, Problem, Records, Source, Withdrawal, nitf, text};

pub const FORMAT: Format = Format {
    name: "newsml",
    what: "news items in NewsML 1.0 to 1.2",
    extensions: &[],
    recognized_by: "the root element NewsML",
    fields: &[
        "byline",
        "dateline",
        "date",
        "source",
        "language",
        "guid",
        "version",
        "places",
        "organizations",
        "people",
        "topics",
        "codes",
    ],
    recognize,
    records: Records::Whole,
    parse,
};

fn recognize(head: &Head) -> bool {
    xml::root(head.bytes).is_some_and(|root| root.name == "NewsML" || root.name == "NewsItem")
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = xml::tree::decode(bytes);
    let document = match Document::parse(&decoded.text) {
        Ok(document) => document,
        Err(problem) => return Parsed::problem(problem),
    };
    let mut parsed = Parsed::default();
    let mut has_items = false;
    for root in document.roots().filter_map(Child::into_element) {
        let items: Vec<Element> = if root.name() == "NewsItem" { vec![root] } else { root.children_named("NewsItem").collect() };
        let envelope = root.child("NewsEnvelope");
        has_items |= !items.is_empty();
        items.into_iter().filter(Element::is_whole).for_each(|item| Item { item, envelope }.read(source, &mut parsed));
    }
    let is_silent = parsed.articles.is_empty() && parsed.withdrawals.is_empty() && parsed.problems.is_empty();
    match document.damage {
        Some(damage) => parsed.problems.push(Problem(damage)),
        None if is_silent && !has_items => parsed.problems.push(Problem("it holds no news item".to_owned())),
        None if is_silent => parsed.not_articles.push("it holds no text; pictures and other media are not read".to_owned()),
        None => {}
    }
    parsed
}

struct Item<'d, 't> {
    item: Element<'d, 't>,
    envelope: Option<Element<'d, 't>>,
}

impl<'d, 't> Item<'d, 't> {
    fn read(&self, source: &Source, parsed: &mut Parsed) {
        let (guid, version) = self.identity();
        let status = self.item.at(&["NewsManagement", "Status"]).and_then(formal_name);
        if status.is_some_and(|status| nitf::is_withdrawn(&status))
            && let Some(guid) = guid
        {
            parsed.withdrawals.push(Withdrawal { guid, version });
            return;
        }
        let Some(mut article) = self.story(source) else {
            return;
        };
        self.read_metadata(source, &mut article);
        if article.title.is_empty() && article.body.is_empty() {
            return;
        }
        article.guid = guid;
        article.version = version;
        values::tidy_body(&mut article);
        parsed.articles.push(article);
    }

    /// Returns the identifier without the revision that its public form ends in, and the revision.
    fn identity(&self) -> (Option<String>, Option<u64>) {
        let Some(identifier) = self.item.at(&["Identification", "NewsIdentifier"]) else {
            return (None, None);
        };
        let part = |name: &str| identifier.child(name).and_then(|part| part.line());
        let revision = part("RevisionId");
        let version = revision.as_deref().and_then(|revision| revision.parse().ok());
        let public = part("PublicIdentifier").map(|public| {
            let (stem, last) = public.rsplit_once(':').unwrap_or((&public, ""));
            // `urn:newsml:afp.com:20140829:TX-PAR-FXW86:1`, also `:1U` for an update.
            let is_revision = revision.as_deref().is_some_and(|revision| last.trim_end_matches(['U', 'A', 'N']) == revision);
            if is_revision { stem.to_owned() } else { public.clone() }
        });
        let parts = || {
            let parts = ["ProviderId", "DateId", "NewsItemId"].map(part);
            parts[2].is_some().then(|| parts.into_iter().flatten().collect::<Vec<_>>().join(":"))
        };
        (public.or_else(parts), version)
    }

    /// Reads the component that is the story.
    fn story(&self, source: &Source) -> Option<Article> {
        let mut found: Vec<(Rank, Article)> = Vec::new();
        gather(self.item, Rank::Unnamed, source, &mut found);
        let best = (0..found.len()).max_by_key(|&index| (found[index].0, found[index].1.body.len()))?;
        let (rank, mut story) = found.swap_remove(best);
        // Some agencies keep the first paragraph apart.
        let lead = found.into_iter().find(|(other, _)| *other == Rank::Lead && rank == Rank::Main).map(|(_, lead)| lead.body);
        if let Some(lead) = lead.filter(|lead| !lead.is_empty() && !story.body.starts_with(lead.as_str())) {
            story.body = format!("{lead}\n\n{}", story.body);
        }
        Some(story)
    }

    /// Returns elements of a name below the item in the order of the document, those of its components among them.
    fn all(&self, name: &'static str) -> impl Iterator<Item = Element<'d, 't>> + use<'d, 't> {
        self.item.descendants().filter(move |element| element.name() == name)
    }

    fn read_metadata(&self, source: &Source, article: &mut Article) {
        let languages = self.all("Language").filter_map(formal_name);
        let declared = self.item.attribute("xml:lang").map(String::from);
        article.language = languages.chain(declared).find_map(|name| values::language(&name)).or(article.language.take());
        if let Some(headline) = self.all("HeadLine").find_map(|line| line.line()) {
            article.title = headline;
        }
        if article.title.is_empty() {
            let labels = [self.all("SlugLine").find_map(|line| line.line()), self.all("NameLabel").find_map(|line| line.line())];
            article.title = labels.into_iter().flatten().next().unwrap_or_default();
        }
        article.date = self.date(source).or(article.date);
        article.source = self.source().or(article.source.take());
        let bylines: Vec<String> = self.all("ByLine").filter_map(|line| text::byline(&line.line()?)).collect();
        article.byline = bylines.into_iter().next().or(article.byline.take());
        fill(&mut article.dateline, || self.all("DateLine").find_map(values::dateline));
        self.read_subjects(article);
    }

    fn date(&self, source: &Source) -> Option<ArticleDate> {
        let managed = ["ThisRevisionCreated", "FirstCreated"].map(|name| self.item.at(&["NewsManagement", name]));
        let sent = self.envelope.and_then(|envelope| envelope.child("DateAndTime"));
        let named = self.item.at(&["Identification", "NewsIdentifier", "DateId"]);
        let elements = managed.into_iter().chain([sent, named]).flatten();
        elements.filter_map(|element| element.line()).find_map(|line| values::date(&line, source.read_on))
    }

    /// Returns who sends the item: the provider, the sender of the envelope, the source, the line of credit.
    fn source(&self) -> Option<String> {
        let party = |name: &'static str| self.all(name).find_map(|element| element.child("Party").and_then(formal_name));
        let sender = || formal_name(self.envelope?.at(&["SentFrom", "Party"])?);
        let credit = || self.all("CreditLine").find_map(|line| line.line());
        let provider = || self.item.at(&["Identification", "NewsIdentifier", "ProviderId"])?.line();
        party("Provider").or_else(sender).or_else(|| party("Source")).or_else(credit).or_else(provider)
    }

    fn read_subjects(&self, article: &mut Article) {
        let topics = self.topic_names(article.language.as_deref());
        for code in
            self.item.descendants().filter(|element| matches!(element.name(), "Subject" | "SubjectMatter" | "SubjectDetail"))
        {
            let Some(code) = formal_name(code) else { continue };
            add(&mut article.topics, topics.get(&code).cloned());
            add(&mut article.codes, subject_code(&code));
        }
        for line in self.all("KeywordLine") {
            add(&mut article.topics, line.line());
        }
        for location in self.all("Location") {
            // Where it was written is told by the dateline.
            let is_origin = location.attribute("HowPresent").is_some_and(|how| how == "Origin");
            let property = |name: &str| location.children_named("Property").find_map(|property| value_of(property, name));
            let country = property("Country");
            let city = property("City").filter(|_| !is_origin);
            add(&mut article.codes, country.as_deref().and_then(country_code));
            let names = [city, country.filter(|country| country_code(country).is_none() && !is_origin)];
            let place = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
            add(&mut article.places, Some(place));
        }
        let listed = self.item.descendants().filter(|element| matches!(element.name(), "DescriptiveMetadata" | "Metadata"));
        for property in listed.flat_map(|metadata| metadata.children_named("Property")) {
            let Some(name) = formal_name(property) else { continue };
            let value = property.attribute("Value").map(|value| text::clean_line(&value));
            match name.as_str() {
                "Keyword" | "Keywords" => add(&mut article.topics, value),
                "Country" => match value.as_deref().and_then(country_code) {
                    Some(code) => add(&mut article.codes, code),
                    None => add(&mut article.places, value),
                },
                "City" | "BWCountryKeywords" | "BWStateKeywords" => add(&mut article.places, value),
                "BWIndustryKeywords" | "BWCategoryKeywords" => add(&mut article.topics, value),
                _ => {}
            }
        }
    }

    /// Returns what the item calls the codes of its subjects.
    fn topic_names(&self, language: Option<&str>) -> HashMap<String, String> {
        let mut names = HashMap::new();
        for topic in self.all("Topic") {
            let Some(code) = topic.child("FormalName").and_then(|name| name.line()) else { continue };
            let is_name = |line: &Element| line.attribute("Variant").is_none_or(|variant| variant == "Name");
            let lines: Vec<Element> = topic.children_named("Description").filter(is_name).collect();
            let in_language =
                |line: &&Element| line.attribute("xml:lang").is_some_and(|tag| values::language(&tag).as_deref() == language);
            let best = lines.iter().find(in_language).or(lines.first());
            if let Some(name) = best.and_then(|line| line.line()) {
                names.entry(code).or_insert(name);
            }
        }
        names
    }
}

/// How surely a component is the story, by its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Another part of it, or none: a caption, a headline, a list of contacts.
    Part,
    Lead,
    Unnamed,
    Main,
}

impl Rank {
    fn of(role: &str) -> Self {
        match role.to_ascii_lowercase().as_str() {
            "main" | "body" | "bodytext" | "maintext" | "story" | "text" => Self::Main,
            "lead" | "lede" | "intro" => Self::Lead,
            "title" | "caption" | "headline" | "subheadline" | "stylesheet" | "contact" | "logo" | "photo" | "picture"
            | "graphic" | "video" | "audio" | "thumbnail" | "preview" | "quicklook" | "byline" | "dateline" | "keywords"
            | "related" => Self::Part,
            _ => Self::Unnamed,
        }
    }
}

/// Goes through the components of an item for those that hold text.
fn gather(component: Element, outer: Rank, source: &Source, found: &mut Vec<(Rank, Article)>) {
    for child in component.children() {
        match child.name() {
            "NewsComponent" => {
                let role = child.child("Role").and_then(formal_name);
                let rank = role.map_or(outer, |role| Rank::of(&role));
                if rank != Rank::Part {
                    gather(child, rank, source, found);
                }
            }
            "ContentItem" if is_text(child) => {
                found.extend(child.children_named("DataContent").filter_map(|data| Some((outer, read_content(data, source)?))));
            }
            // What is inline already, but for the picture in another encoding.
            "NewsItem" => gather(child, outer, source, found),
            _ => {}
        }
    }
}

/// Whether a content calls itself a text, or does not call itself anything else.
fn is_text(content: Element) -> bool {
    let kind = content.child("MediaType").and_then(formal_name).is_none_or(|kind| kind.eq_ignore_ascii_case("text"));
    let mime = content.child("MimeType").and_then(formal_name).unwrap_or_default().to_ascii_lowercase();
    kind && mime != "text/css" && !["image/", "video/", "audio/"].iter().any(|media| mime.starts_with(media))
}

/// Reads the story itself: NITF, XHTML, HTML that is wrapped up as text, or text.
fn read_content(data: Element, source: &Source) -> Option<Article> {
    let notation = data.attribute("Encoding").is_some() || data.child("Encoding").is_some();
    if notation {
        return None;
    }
    let article = if let Some(nitf) = data.child("nitf") {
        nitf::article(nitf, source)
    } else {
        let body = data.find("body.content").or_else(|| data.at(&["html", "body"])).unwrap_or(data);
        Article { body: story::body(body), ..Article::default() }
    };
    Some(article)
}

/// Returns the value of a property of that name.
fn value_of(property: Element, name: &str) -> Option<String> {
    let is_named = property.attribute("FormalName").is_some_and(|found| found == name);
    let value = property.attribute("Value").filter(|_| is_named)?;
    Some(text::clean_line(&value)).filter(|value| !value.is_empty())
}

fn formal_name(element: Element) -> Option<String> {
    element.attribute("FormalName").map(|name| text::clean_line(&name))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const SOURCE: Source = Source { path: "a.xml", read_on: date(2026, 11, 24), url: None };

    const MESSAGE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<NewsML Version="1.2">
  <NewsEnvelope><DateAndTime>20160102T120000Z</DateAndTime></NewsEnvelope>
  <NewsItem xml:lang="en">
    <Identification><NewsIdentifier>
      <ProviderId>wire.example</ProviderId><DateId>20160101</DateId><NewsItemId>ferry</NewsItemId>
      <RevisionId PreviousRevision="1" Update="U">2</RevisionId>
      <PublicIdentifier>urn:newsml:wire.example:20160101:ferry:2U</PublicIdentifier>
    </NewsIdentifier></Identification>
    <NewsManagement>
      <FirstCreated>20160101T100000Z</FirstCreated>
      <ThisRevisionCreated>20160101T233000-0500</ThisRevisionCreated>
      <Status FormalName="Usable"/>
    </NewsManagement>
    <NewsComponent>
      <TopicSet><Topic><FormalName>04015001</FormalName><Description Variant="Category">ECO</Description>
        <Description xml:lang="de" Variant="Name">Schiffe</Description><Description xml:lang="en" Variant="Name">shipping</Description></Topic></TopicSet>
      <NewsLines><HeadLine><![CDATA[Ferry <Polaris> is back]]></HeadLine><ByLine>By Ann Lee</ByLine><DateLine>BERGEN, Jan 1 (EW) -</DateLine>
        <KeywordLine>ferries</KeywordLine></NewsLines>
      <AdministrativeMetadata><Provider><Party FormalName="Example Wire"/></Provider></AdministrativeMetadata>
      <DescriptiveMetadata>
        <Language FormalName="EN"/>
        <SubjectCode><SubjectMatter FormalName="04015001"/></SubjectCode>
        <Location HowPresent="Event"><Property FormalName="Country" Value="NOR"/><Property FormalName="City" Value="Bergen"/></Location>
        <Property FormalName="Keyword" Value="ports"/>
      </DescriptiveMetadata>
      <NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>The ferry in a picture, with a caption longer than the story.</p></DataContent></ContentItem></NewsComponent>
      <NewsComponent><Role FormalName="Main"/>
        <ContentItem><MediaType FormalName="Photo"/><DataContent>AAAA</DataContent></ContentItem>
        <ContentItem><MediaType FormalName="Text"/><DataContent>CONTENT</DataContent></ContentItem>
      </NewsComponent>
    </NewsComponent>
  </NewsItem>
</NewsML>"#;

    fn parse_with(content: &str) -> Parsed {
        parse(MESSAGE.replace("CONTENT", content).as_bytes(), &SOURCE)
    }

    #[test]
    fn reads_an_item() {
        let article =
            parse_with("<nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf>").articles.remove(0);
        assert_eq!(article.title, "Ferry <Polaris> is back");
        assert_eq!(article.body, "One.\n\nTwo.");
        assert_eq!((article.guid.as_deref(), article.version), (Some("urn:newsml:wire.example:20160101:ferry"), Some(2)));
        assert_eq!(article.date.and_then(|date| date.instant), "2016-01-02T04:30:00Z".parse().ok());
        assert_eq!(article.date.map(|date| date.day), Some(date(2016, 1, 1)));
        assert_eq!((article.byline.as_deref(), article.dateline.as_deref()), (Some("Ann Lee"), Some("BERGEN, Jan 1 (EW)")));
        assert_eq!((article.source.as_deref(), article.language.as_deref()), (Some("Example Wire"), Some("en")));
        assert_eq!(article.topics, ["shipping", "ferries", "ports"]);
        assert_eq!(article.places, ["Bergen"]);
        assert_eq!(article.codes, ["subj:04015001", "iso3166-1a3:NOR"]);
    }

    #[test]
    fn the_story_comes_in_many_markups() {
        let table = [
            ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
            ("<html xmlns='x'><head><title/></head><body><p>One.</p><ul><li>Two.</li></ul></body></html>", "One.\n\nTwo."),
            ("<![CDATA[<P>One.</P><P>Two &amp; three.</P>]]>", "One.\n\nTwo & three."),
            ("One.\n\nTwo.", "One.\n\nTwo."),
        ];
        for (content, expected) in table {
            assert_eq!(parse_with(content).articles[0].body, expected, "{content}");
        }
    }

    #[test]
    fn a_lead_that_stands_apart_comes_first() {
        let component = |role: &str, text: &str| {
            format!(
                "<NewsComponent><Role FormalName='{role}'/><ContentItem><DataContent>{text}</DataContent></ContentItem></NewsComponent>"
            )
        };
        let parts =
            [component("Title", "Ferry back again"), component("Lead", "One."), component("Body", "Two, and it is longer.")];
        let xml = format!("<NewsML><NewsItem><NewsComponent>{}</NewsComponent></NewsItem></NewsML>", parts.concat());
        assert_eq!(parse(xml.as_bytes(), &SOURCE).articles[0].body, "One.\n\nTwo, and it is longer.");
    }

    #[test]
    fn what_is_cancelled_is_withdrawn_and_what_has_no_text_says_so() {
        let cancelled = MESSAGE.replace("\"Usable\"", "\"Canceled\"");
        let withdrawal = Withdrawal { guid: "urn:newsml:wire.example:20160101:ferry".to_owned(), version: Some(2) };
        assert_eq!(parse(cancelled.as_bytes(), &SOURCE).withdrawals, [withdrawal]);
        let picture = MESSAGE.replace("\"Text\"", "\"Photo\"");
        let expected = "it holds no text; pictures and other media are not read";
        assert_eq!(parse(picture.as_bytes(), &SOURCE).not_articles, [expected]);
    }

    #[test]
    fn an_identifier_without_a_public_form_is_put_together() {
        let xml = MESSAGE.replace("<PublicIdentifier>urn:newsml:wire.example:20160101:ferry:2U</PublicIdentifier>", "");
        let article = parse(xml.replace("CONTENT", "One.").as_bytes(), &SOURCE).articles.remove(0);
        assert_eq!((article.guid.as_deref(), article.version), (Some("wire.example:20160101:ferry"), Some(2)));
    }
}
