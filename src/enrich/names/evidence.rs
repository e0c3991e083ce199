//! Says why a mention was taken for what it was taken for.
//!
//! In: the mentions of an article when all is decided. Out: for each the reason in words and the bearers of the name that were weighed.

use super::{ArticleNames, Finder, FoundMention, NameRef, State, Zone};
use crate::article::Article;
use crate::authority::{Authorities, EntityKey};
use crate::enrich::places::NameId;

/// Why a mention was taken for what it was taken for.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub reason: String,
    /// The bearers of the name, the likeliest first.
    pub candidates: Vec<Weighed>,
}

/// A bearer of a name, with what speaks for and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    pub key: EntityKey,
    pub score: f32,
    pub points: Vec<(&'static str, f32)>,
}

impl Finder {
    /// Returns the evidence for each mention of an article that has just been read.
    pub(super) fn evidence(&self, article: &Article, names: &ArticleNames, authorities: &Authorities) -> Vec<Evidence> {
        let evidence = names.mentions.iter().map(|found| Evidence {
            reason: self.reason(found, article, names, authorities),
            candidates: self.weighed(found.number, authorities),
        });
        evidence.collect()
    }

    fn weighed(&self, number: usize, authorities: &Authorities) -> Vec<Weighed> {
        let mention = &self.mentions[number];
        let name = NameId::of(&self.candidates[mention.from..mention.to]);
        let candidates = self.candidates[mention.from..mention.to].iter();
        let mut weighed = candidates
            .map(|&candidate| {
                let mut points = Vec::new();
                self.context.weigh(candidate, name, authorities, |what, amount| {
                    if amount != 0.0 {
                        points.push((what, amount));
                    }
                });
                Weighed { key: EntityKey(candidate.record()), score: points.iter().map(|(_, amount)| amount).sum(), points }
            })
            .filter(|weighed| weighed.score > f32::MIN)
            .collect::<Vec<_>>();
        weighed.sort_by(|one, other| other.score.total_cmp(&one.score));
        weighed
    }

    fn reason(&self, found: &FoundMention, article: &Article, names: &ArticleNames, authorities: &Authorities) -> String {
        let mention = &self.mentions[found.number];
        let bearers = mention.to - mention.from;
        let name = found.name.map(|name| &names.names[name].name);
        let text = &found.zone.text(article)[found.range.clone()];
        match (&mention.state, name) {
            _ if let Some(long) = mention.same_as => {
                let long = &self.mentions[long];
                format!("the article defines it as short for {:?}", &long.zone.text(article)[long.start..long.end])
            }
            (State::Qualified(_), _) => match mention.container {
                Some(container) => format!("the text says that it lies in {}", authorities.name(container)),
                None => "the name before it says where it lies".to_owned(),
            },
            (State::Resolved(_), _) if mention.zone == Zone::Dateline => {
                "the dateline says where the article was filed".to_owned()
            }
            (State::Resolved(_), _) if bearers == 1 => "the only place of that name in the lists".to_owned(),
            (State::Resolved(_), _) => format!("fits the article best of {bearers} places of that name"),
            (State::Organization(_), _) => "listed under this name".to_owned(),
            (State::Own(_), _) => "names.toml says so".to_owned(),
            (State::Unknown, _) if bearers > 0 => format!("none of the {bearers} places of that name is likely here"),
            (State::Unknown, _) => "a place that is in no list".to_owned(),
            (_, Some(NameRef::Listed(_))) => "another name of an organization that the article names".to_owned(),
            (State::Formed, Some(NameRef::Unlisted { name, .. })) if !name.contains(text) => {
                format!("another name of {name:?} in this article")
            }
            (_, Some(NameRef::Unlisted { name, .. })) if name != text && name.len() > text.len() => {
                format!("short for {name:?} in this article")
            }
            (State::Formed, _) => "an organization that is in no list".to_owned(),
            _ => "a person".to_owned(),
        }
    }
}
