//! The palette: modules by category, and search that forgives.

use ml_graph::{Catalogue, ComponentSpec, PortKind};
use std::collections::BTreeMap;

/// A category of the palette tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Last part of its path.
    pub name: String,
    /// Whole path, for example `Data Transformation / Manipulation`.
    pub path: String,
    /// Categories inside.
    pub groups: Vec<Group>,
    /// Component ids, by title.
    pub components: Vec<String>,
}

impl Group {
    /// Modules in it and below.
    pub fn count(&self) -> usize {
        self.components.len() + self.groups.iter().map(Group::count).sum::<usize>()
    }
}

/// The palette tree: categories and modules by name.
pub fn groups(catalogue: &Catalogue) -> Vec<Group> {
    let mut by_category: BTreeMap<&str, Vec<&ComponentSpec>> = BTreeMap::new();
    for component in catalogue.components() {
        by_category.entry(&component.category).or_default().push(component);
    }
    let mut root = Group::default();
    for (category, mut components) in by_category {
        components.sort_by(|a, b| a.title.cmp(&b.title));
        let mut group = &mut root;
        let mut path = String::new();
        for part in category.split('/').map(str::trim).filter(|part| !part.is_empty()) {
            if !path.is_empty() {
                path.push_str(" / ");
            }
            path.push_str(part);
            let index = match group.groups.iter().position(|inner| inner.name == part) {
                Some(index) => index,
                None => {
                    group.groups.push(Group {
                        name: part.to_owned(),
                        path: path.clone(),
                        ..Group::default()
                    });
                    group.groups.len() - 1
                }
            };
            group = &mut group.groups[index];
        }
        group.components.extend(components.iter().map(|component| component.id.clone()));
    }
    root.groups
}

/// A module that search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Component id.
    pub component: String,
    /// Byte ranges of the title to emphasise.
    pub marks: Vec<(usize, usize)>,
}

/// Modules for `query`, best first: title from its start, then at word starts, initials, anywhere, older names, keywords, summary,
/// and letters in order. Modules that run come before those that do not. Every word of the query must be found.
pub fn search(catalogue: &Catalogue, query: &str) -> Vec<Match> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u32, &ComponentSpec)> = catalogue
        .components()
        .iter()
        .filter_map(|component| Some((score(component, &words, query.trim())?, component)))
        .collect();
    found.sort_by(|a, b| {
        let runs = b.1.runs().cmp(&a.1.runs());
        a.0.cmp(&b.0).then(runs).then(a.1.title.len().cmp(&b.1.title.len())).then(a.1.title.cmp(&b.1.title))
    });
    found
        .into_iter()
        .map(|(_, component)| Match {
            component: component.id.clone(),
            marks: marks(&component.title, &words),
        })
        .collect()
}

/// The modules that a wire can be drawn to: those an output of `kind` can feed, or (`backwards`) those that can feed an input of
/// `kind`.
pub fn suitable(catalogue: &Catalogue, kind: PortKind, backwards: bool) -> Vec<String> {
    catalogue
        .components()
        .iter()
        .filter(|component| match backwards {
            false => component.inputs.iter().any(|port| kind.feeds(port.kind)),
            true => component.outputs.iter().any(|port| port.kind.feeds(kind)),
        })
        .map(|component| component.id.clone())
        .collect()
}

/// Lower is better; none when a word is nowhere.
fn score(component: &ComponentSpec, words: &[String], query: &str) -> Option<u32> {
    let title = component.title.to_lowercase();
    if title == query.to_lowercase() {
        return Some(0);
    }
    let mut total = 0;
    for word in words {
        total += word_score(component, &title, word)?;
    }
    Some(1 + total)
}

fn word_score(component: &ComponentSpec, title: &str, word: &str) -> Option<u32> {
    let names = || component.classic.names.iter().map(|name| name.to_lowercase());
    let initials: String = title.split([' ', '-']).filter_map(|part| part.chars().next()).collect();
    if title.starts_with(word) {
        Some(1)
    } else if word_start(title, word) {
        Some(2)
    } else if word.chars().count() > 1 && initials.starts_with(word) {
        Some(3)
    } else if title.contains(word) {
        Some(4)
    } else if names().any(|name| name.contains(word)) {
        Some(5)
    } else if component.keywords.iter().any(|keyword| keyword.to_lowercase().starts_with(word)) {
        Some(6)
    } else if component.category.to_lowercase().contains(word) {
        Some(8)
    } else if component.summary.to_lowercase().contains(word) {
        Some(9)
    } else if word.chars().count() > 2 && letters_in_order(title, word) {
        Some(12)
    } else {
        None
    }
}

fn word_start(title: &str, word: &str) -> bool {
    title.match_indices(word).any(|(at, _)| title[..at].ends_with([' ', '-', '(', '/']))
}

fn letters_in_order(title: &str, word: &str) -> bool {
    let mut letters = title.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// Where the words are in the title; empty when lower-casing changes its length, so that the ranges stay true.
fn marks(title: &str, words: &[String]) -> Vec<(usize, usize)> {
    let lower = title.to_lowercase();
    if lower.len() != title.len() {
        return Vec::new();
    }
    let mut marks: Vec<(usize, usize)> = words
        .iter()
        .filter_map(|word| lower.find(word.as_str()).map(|at| (at, at + word.len())))
        .filter(|&(from, to)| title.is_char_boundary(from) && title.is_char_boundary(to))
        .collect();
    marks.sort_unstable();
    let mut end = 0;
    marks.retain(|&(from, to)| {
        let apart = from >= end;
        end = end.max(to);
        apart
    });
    marks
}
