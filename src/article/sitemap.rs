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
    records: Records::None(REASON),
    parse: |_, _| Parsed::problem(REASON),
};

fn recognize(head: &Head) -> bool {
    xml::root(head.bytes).is_some_and(|root| matches!(root.name.as_str(), "urlset" | "sitemapindex"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::detect;

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
}
