use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::article::detect;

const SOURCE: Source = Source { path: "a.xml", read_on: date(2026, 11, 24), url: None };

#[track_caller]
fn one(feed: &str) -> Article {
    let mut parsed = parse(feed.as_bytes(), &SOURCE);
    assert_eq!((parsed.articles.len(), parsed.problems.len()), (1, 0), "{:?}", parsed.problems);
    parsed.articles.remove(0)
}

const RSS: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
    <channel><title>The Post</title><link>https://post.example/</link><language>en-GB</language><image><title>Logo</title></image>\
    <item><title>Ferry &amp;amp; bridge</title><link>https://post.example/1</link><media:title>Picture</media:title><dc:creator>Ann Lee</dc:creator><dc:creator>Bo Chen</dc:creator>\
    <pubDate>Sat, 04 May 2019 23:30:00 -0400</pubDate><guid isPermaLink=\"false\">17</guid><category>Sea</category><category>Land</category>\
    <description>Short.</description><content:encoded><![CDATA[<p>SPLIT, Croatia (AP) - It opened.</p><p>Ferries stay.</p>\n\
    <p>The post <a href='x'>Ferry</a> appeared first on <a href='y'>The Post</a>.</p>]]></content:encoded></item></channel></rss>";

#[test]
fn reads_an_entry_of_rss() {
    let article = one(RSS);
    assert_eq!((article.title.as_str(), article.body.as_str()), ("Ferry & bridge", "It opened.\n\nFerries stay."));
    assert_eq!((article.byline.as_deref(), article.dateline.as_deref()), (Some("Ann Lee, Bo Chen"), Some("SPLIT, Croatia (AP)")));
    let stamp = article.date.expect("it is dated");
    assert_eq!((stamp.day, stamp.instant.map(|at| at.to_string()).as_deref()), (date(2019, 5, 4), Some("2019-05-05T03:30:00Z")));
    assert_eq!((article.source.as_deref(), article.language.as_deref()), (Some("The Post"), Some("en")));
    assert_eq!((article.guid.as_deref(), article.url.as_deref()), (Some("17"), Some("https://post.example/1")));
    assert_eq!((article.topics, article.section), (vec!["Sea".to_owned(), "Land".to_owned()], None));
}

#[test]
fn reads_an_entry_of_atom() {
    let article = one(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title type='html'>Die &lt;b&gt;Post&lt;/b&gt;</title><author><name>Ann Lee</name></author>\
         <entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Die <b>Brücke</b></div></title><id>tag:post.example,2019:1</id>\
         <link rel='enclosure' href='https://post.example/a.mp3'/><link rel='alternate' href='https://post.example/1'/><updated>2019-05-05T10:00:00Z</updated>\
         <published>2019-05-04T23:30:00-04:00</published><category term='sea' label='Meer'/><summary>Kurz.</summary>\
         <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Eins.</p><p>Zwei &amp; drei.</p></div></content></entry></feed>",
    );
    assert_eq!((article.title.as_str(), article.body.as_str()), ("Die Brücke", "Eins.\n\nZwei & drei."));
    assert_eq!((article.byline.as_deref(), article.source.as_deref()), (Some("Ann Lee"), Some("Die Post")));
    assert_eq!(
        (article.guid.as_deref(), article.url.as_deref()),
        (Some("tag:post.example,2019:1"), Some("https://post.example/1"))
    );
    assert_eq!((article.date.map(|stamp| stamp.day), article.language.as_deref()), (Some(date(2019, 5, 4)), Some("de")));
    assert_eq!((article.section.as_deref(), article.topics), (Some("Meer"), vec!["Meer".to_owned()]));
}

#[test]
fn reads_an_entry_of_rss_1_and_of_json() {
    let article = one(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel rdf:about='a'><title>The Post</title></channel>\
         <item rdf:about='https://post.example/1'><title>Rain</title><link>https://post.example/1</link><description>Rain &lt;i&gt;fell&lt;/i&gt;.</description>\
         <dc:date>2003-12-31T10:14:55Z</dc:date></item></rdf:RDF>",
    );
    assert_eq!(
        (article.title.as_str(), article.body.as_str(), article.source.as_deref()),
        ("Rain", "Rain fell.", Some("The Post"))
    );
    assert_eq!(
        (article.guid.as_deref(), article.date.map(|stamp| stamp.day)),
        (Some("https://post.example/1"), Some(date(2003, 12, 31)))
    );
    let article = one(
        "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"The Post\", \"language\": \"en\", \"authors\": [{\"name\": \"Ann Lee\"}], \"items\": [\
         {\"id\": 7, \"url\": \"https://post.example/1\", \"title\": \"Rain\", \"content_html\": \"<p>Rain.</p><p>Sun.</p>\", \"date_published\": \"2019-05-04T23:30:00-04:00\", \"tags\": [\"sea\"]}]}",
    );
    assert_eq!(
        (article.title.as_str(), article.body.as_str(), article.byline.as_deref()),
        ("Rain", "Rain.\n\nSun.", Some("Ann Lee"))
    );
    assert_eq!(
        (article.guid.as_deref(), article.topics, article.source.as_deref()),
        (Some("7"), vec!["sea".to_owned()], Some("The Post"))
    );
    assert_eq!(article.date.map(|stamp| stamp.day), Some(date(2019, 5, 4)));
}

#[test]
fn authors_are_told_from_their_addresses() {
    let table = [
        ("<author>ann@post.example (Ann Lee)</author>", Some("Ann Lee")),
        ("<author>Ann Lee (ann@post.example)</author>", Some("Ann Lee")),
        ("<author>Ann Lee &lt;ann@post.example&gt;</author>", Some("Ann Lee")),
        ("<author>By Ann Lee (Split)</author>", Some("Ann Lee (Split)")),
        ("<author>ann@post.example</author>", None),
        ("<author><email>ann@post.example</email></author>", None),
        ("<author/>", None),
    ];
    for (author, expected) in table {
        let feed = format!("<rss><channel><item>{author}<description>Rain.</description></item></channel></rss>");
        assert_eq!(one(&feed).byline.as_deref(), expected, "{author}");
    }
}

#[test]
fn text_is_html_where_it_does_not_say_otherwise() {
    let table = [
        ("<description>&lt;embed src='a'&gt;Rain&lt;/embed&gt; fell.</description>", "Rain fell."),
        ("<description>&lt;p&gt;Rain&lt;p&gt;fell.</description>", "Rain\n\nfell."),
        ("<description>3 &lt; 5 &gt; 4.\n\nRain.</description>", "3 < 5 > 4.\n\nRain."),
        ("<content type='text'>&lt;rain&gt; fell.</content>", "<rain> fell."),
        ("<content src='https://post.example/1'/><summary>Rain.</summary>", "Rain."),
        ("<content type='application/zip'>UmFpbg==</content><summary>Rain.</summary>", "Rain."),
    ];
    for (text, expected) in table {
        assert_eq!(one(&format!("<rss><channel><item>{text}</item></channel></rss>")).body, expected, "{text}");
    }
}

#[test]
fn what_is_no_article_is_counted() {
    let table = [
        (
            "<rss><channel><item><title>A</title><link>https://a.example</link></item></channel></rss>",
            "1 entry has no text, only a link",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title></entry><entry/></feed>",
            "2 entries have no text, only links",
        ),
        ("<rss><channel><title>A</title></channel></rss>", "the feed has no entries"),
        ("<rss><channel><item><description>Rain.", "the file is cut off: it ends within \"description\", line 1"),
        (
            "<!DOCTYPE rss [<!ENTITY a 'aaaa'>]><rss><item><title>&a;</title></item></rss>",
            "it declares entities of its own, such as \"a\", and these are not replaced",
        ),
        ("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}", "the feed has no entries"),
        (
            "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [",
            "not valid JSON: EOF while parsing a list at line 1 column 56",
        ),
    ];
    for (feed, expected) in table {
        let parsed = parse(feed.as_bytes(), &SOURCE);
        let said = parsed.problems.iter().map(|problem| &problem.0).chain(&parsed.not_articles).next();
        assert_eq!((parsed.articles.len(), said.map(String::as_str)), (0, Some(expected)), "{feed}");
        let is_damaged =
            expected.starts_with("the file") || expected.starts_with("it declares") || expected.starts_with("not valid");
        assert_eq!(parsed.problems.is_empty(), !is_damaged, "{feed}");
    }
}

#[test]
fn a_feed_that_breaks_off_gives_its_whole_entries() {
    let parsed = parse(RSS.replace("</channel></rss>", "<item><title>B").as_bytes(), &SOURCE);
    assert_eq!((parsed.articles.len(), parsed.problems.len()), (1, 1));
}

#[test]
fn feeds_are_told_by_their_first_bytes() {
    let table = [
        (RSS, "xml", true),
        ("<feed xmlns='http://purl.org/atom/ns#' version='0.3'>", "", true),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "", true),
        ("<feed><entry/></feed>", "", true),
        ("<feed xmlns='urn:cows'>", "", false),
        ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "", true),
        ("<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>", "", false),
        ("{\"version\":\"https:\\/\\/jsonfeed.org\\/version\\/1\",", "json", true),
        ("{\"version\": \"1.1\", \"url\": \"https://jsonfeed.org/\"}", "json", false),
        ("log line\n<rss>", "rss", true),
        ("About <rss>", "txt", false),
    ];
    for (text, extension, expected) in table {
        let head = Head { extension, bytes: text.as_bytes(), is_whole: false };
        assert_eq!(detect(&head).is_some_and(|format| format.name == "feed"), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn no_cut_and_no_noise_makes_it_panic(at in 0..RSS.len(), flips in prop::collection::vec((0..RSS.len(), any::<u8>()), 0..8)) {
        let mut bytes = RSS.as_bytes().to_vec();
        flips.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        for part in [&bytes[..at], &bytes[at..], &bytes[..]] {
            let parsed = parse(part, &SOURCE);
            let says_something = !parsed.articles.is_empty() || !parsed.problems.is_empty() || !parsed.not_articles.is_empty();
            prop_assert!(says_something);
        }
    }
}
