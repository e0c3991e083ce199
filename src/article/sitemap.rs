//! Sitemaps: lists of the pages of a site, which may say of each when it was published and under what title.
//!
//! Rule kept here: such a file is known for what it is, so that it is skipped with a reason; the pages are what can be read.

use super::{Format, Head, Parsed, Records, xml};

const REASON: &str = "a sitemap lists pages, it holds none";

pub const FORMAT: Format = Format {
    name: "sitemap",
    what: "a sitemap, also one of news; it lists pages and holds none, so it is skipped",
    extensions: &[],
    recognized_by: "the root element urlset or sitemapindex",
    fields: &[],
    recognize,
    records: Records::Whole,
    parse: |_, _| Parsed { not_articles: vec![REASON.to_owned()], ..Parsed::default() },
};

fn recognize(head: &Head) -> bool {
    xml::root(head.bytes).is_some_and(|root| matches!(root.name.as_str(), "urlset" | "sitemapindex"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Source, detect};

    #[test]
    fn sitemaps_are_known_by_their_root() {
        let table = [
            (
                "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/\
                 sitemap-news/0.9'><url><loc>https://post.example/1</loc><news:news><news:title>Rain</news:title></news:news></url></urlset>",
                true,
            ),
            ("<sitemapindex><sitemap><loc>https://post.example/a.xml</loc></sitemap></sitemapindex>", true),
            ("<rss version='2.0'><channel/></rss>", false),
            ("About <urlset>", false),
        ];
        for (text, expected) in table {
            let head = Head { extension: "xml", bytes: text.as_bytes(), is_whole: true };
            assert_eq!(detect(&head).is_some_and(|format| format.name == "sitemap"), expected, "{text}");
        }
    }

    #[test]
    fn a_sitemap_is_passed_over_with_its_reason() {
        let source = Source { path: "sitemap.xml", read_on: jiff::civil::date(2026, 11, 24), url: None };
        let parsed = (FORMAT.parse)(b"<urlset/>", &source);
        assert_eq!((parsed.articles.len(), parsed.problems.len(), parsed.not_articles), (0, 0, vec![REASON.to_owned()]));
    }
}
