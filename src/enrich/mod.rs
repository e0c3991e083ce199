//! Article in, enriched article out: its language, and the places and organizations that it names.
//!
//! Rule kept here: the same article and the same authority lists give the same result; neither disk nor database is known here.

pub mod names;
mod places;
pub mod salience;
pub mod scan;
pub mod tagger;

use crate::analysis::detect_language;
use crate::article::Article;
use names::{ArticleNames, Lists, WhichNames, find_names_by};

/// An article with what was found in it.
#[derive(Debug)]
pub struct EnrichedArticle {
    /// As it was read; its language is now the declared or the detected one.
    pub article: Article,
    pub names: ArticleNames,
}

/// Finds what an article says without naming it. `which` is `None` where no names are wanted.
pub fn enrich(article: Article, lists: Lists, which: Option<WhichNames>) -> EnrichedArticle {
    let article = with_language(article);
    let names = which.map_or_else(ArticleNames::default, |which| find_names_by(&article, lists, which));
    EnrichedArticle { article, names }
}

/// Returns an article with its language, where the file does not declare it and the text tells it.
pub fn with_language(mut article: Article) -> Article {
    if article.language.is_none() {
        article.language = detect_language(&article.title, &article.body).map(|language| language.code().to_string());
    }
    article
}
