//! Counts of places, organizations and other values over the articles found, as trees.

use crate::authority::Kind;
use crate::query::compile::Reach;
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacetField {
    Place,
    Organization,
    Person,
    Source,
    Language,
    Topic,
}

impl FacetField {
    pub const ALL: [FacetField; 6] = [
        FacetField::Place,
        FacetField::Organization,
        FacetField::Person,
        FacetField::Source,
        FacetField::Language,
        FacetField::Topic,
    ];

    pub fn name(self) -> &'static str {
        match self {
            FacetField::Place => "place",
            FacetField::Organization => "org",
            FacetField::Person => "person",
            FacetField::Source => "source",
            FacetField::Language => "lang",
            FacetField::Topic => "topic",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Returns the kind of names that are counted; their values are ids, in a tree.
    pub fn kind(self) -> Option<Kind> {
        match self {
            FacetField::Place => Some(Kind::Place),
            FacetField::Organization => Some(Kind::Organization),
            FacetField::Person => Some(Kind::Person),
            FacetField::Source | FacetField::Language | FacetField::Topic => None,
        }
    }

    fn is_tree(self) -> bool {
        self.kind().is_some()
    }
}

/// Which counts are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRequest {
    pub field: FacetField,
    /// How many values, the most frequent first, counted over the whole tree.
    pub limit: usize,
    /// Only what lies below the name with this id.
    pub under: Option<String>,
    /// How many levels: 1 for countries alone.
    pub depth: usize,
    /// Only names that contain this, folded.
    pub find: Option<String>,
}

impl FacetRequest {
    pub fn new(field: FacetField, limit: usize) -> Self {
        Self { field, limit, under: None, depth: usize::MAX, find: None }
    }
}

/// One value with the number of articles, exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    pub id: String,
    pub name: String,
    pub count: u64,
    pub children: Vec<FacetCount>,
}

/// The columns of the index that hold a facet's values; no article has a value in two of them.
pub fn column_names(field: FacetField, reach: Reach) -> &'static [&'static str] {
    match (field, reach) {
        (FacetField::Place, Reach::About) => &["place"],
        (FacetField::Place, Reach::Mentioned) => &["place", "place_mentioned"],
        (FacetField::Organization, Reach::About) => &["org"],
        (FacetField::Organization, Reach::Mentioned) => &["org", "org_mentioned"],
        (FacetField::Person, Reach::About) => &["person"],
        (FacetField::Person, Reach::Mentioned) => &["person", "person_mentioned"],
        (FacetField::Source, _) => &["source"],
        (FacetField::Language, _) => &["lang"],
        (FacetField::Topic, _) => &["topic"],
    }
}

/// Makes the tree of what was counted: the most frequent values, each below the one that holds it, most articles first.
/// `label_of` knows the names' labels by their ids.
pub fn tree(
    request: &FacetRequest,
    counts: &FxHashMap<String, u64>,
    label_of: &dyn Fn(&str) -> Result<Option<String>>,
) -> Result<Vec<FacetCount>> {
    let mut wanted: Vec<(Vec<&str>, u64)> = Vec::new();
    for (encoded, count) in counts {
        let path: Vec<&str> = if request.field.is_tree() { encoded.split('\0').collect() } else { vec![encoded.as_str()] };
        if path.iter().any(|part| part.is_empty()) {
            continue;
        }
        let depth = match &request.under {
            None => path.len(),
            Some(under) => match path.iter().position(|id| id == under) {
                Some(at) if at + 1 < path.len() => path.len() - at - 1,
                _ => continue,
            },
        };
        if depth <= request.depth {
            wanted.push((path, *count));
        }
    }
    if request.find.is_none() {
        keep_most_frequent(&mut wanted, request.limit);
    }
    let mut labels: BTreeMap<&str, String> = BTreeMap::new();
    for (path, _) in &wanted {
        let id = path[path.len() - 1];
        if !labels.contains_key(id) {
            let name = if request.field.is_tree() { label_of(id)? } else { None };
            labels.insert(id, name.unwrap_or_else(|| id.to_string()));
        }
    }
    let label = |path: &[&str]| labels.get(path[path.len() - 1]).cloned().unwrap_or_default();
    if let Some(find) = &request.find {
        let find = crate::analysis::fold_whole(find);
        wanted.retain(|(path, _)| crate::analysis::fold_whole(&label(path)).contains(&find));
    }
    // Most articles first; a place before what lies in it; then by name, so that the order is total.
    wanted.sort_by(|(path, count), (other_path, other_count)| {
        let by_count = other_count.cmp(count).then(path.len().cmp(&other_path.len()));
        by_count.then_with(|| label(path).cmp(&label(other_path))).then_with(|| path.cmp(other_path))
    });
    wanted.truncate(request.limit);
    let at_path: FxHashMap<&[&str], usize> = wanted.iter().enumerate().map(|(at, (path, _))| (path.as_slice(), at)).collect();
    let parent_of = |path: &[&str]| (1..path.len()).rev().find_map(|length| at_path.get(&path[..length]).copied());
    let mut nodes: Vec<Option<FacetCount>> = wanted
        .iter()
        .map(|(path, count)| {
            Some(FacetCount { id: path[path.len() - 1].to_string(), name: label(path), count: *count, children: Vec::new() })
        })
        .collect();
    // Deepest first, so that a node has all its children when it is hung below its own parent.
    let mut by_depth: Vec<usize> = (0..wanted.len()).collect();
    by_depth.sort_by_key(|at| std::cmp::Reverse(wanted[*at].0.len()));
    for at in by_depth {
        if let Some(parent) = parent_of(&wanted[at].0)
            && let Some(node) = nodes[at].take()
            && let Some(parent) = nodes[parent].as_mut()
        {
            parent.children.push(node);
        }
    }
    let mut roots: Vec<FacetCount> = nodes.into_iter().flatten().collect();
    sort_children(&mut roots);
    Ok(roots)
}

/// Drops the values that are too rare to be among the first `limit`, whatever their names, before names are looked up: that took three
/// quarters of a search with facets over thousands of values.
fn keep_most_frequent(wanted: &mut Vec<(Vec<&str>, u64)>, limit: usize) {
    if limit == 0 || wanted.len() <= limit {
        return;
    }
    let mut counts: Vec<u64> = wanted.iter().map(|(_, count)| *count).collect();
    let (_, rarest, _) = counts.select_nth_unstable_by(limit - 1, |one, other| other.cmp(one));
    let rarest = *rarest;
    wanted.retain(|(_, count)| *count >= rarest);
}

fn sort_children(nodes: &mut [FacetCount]) {
    nodes.sort_by(|one, other| {
        other.count.cmp(&one.count).then_with(|| one.name.cmp(&other.name)).then_with(|| one.id.cmp(&other.id))
    });
    for node in nodes {
        sort_children(&mut node.children);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_values_go_and_those_that_tie_stay() {
        for (limit, expected) in [
            (1, &["a"][..]),
            (2, &["a", "b", "c"]),
            (3, &["a", "b", "c"]),
            (4, &["a", "b", "c", "d"]),
            (9, &["a", "b", "c", "d"]),
        ] {
            let mut wanted = vec![(vec!["a"], 9), (vec!["b"], 5), (vec!["c"], 5), (vec!["d"], 1)];
            keep_most_frequent(&mut wanted, limit);
            let kept: Vec<&str> = wanted.iter().map(|(path, _)| path[0]).collect();
            assert_eq!(kept, expected, "{limit}");
        }
    }
}
