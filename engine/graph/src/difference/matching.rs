//! Which module of one draft is which of another.
//!
//! An id that both drafts have for the same component decides. The others are told apart by their neighbourhood: each module is labelled by
//! what it is, then again and again by the labels around it, and modules whose label occurs once on either side are the same; first with
//! their parameters, then without, for those may have changed. From what is matched, matching goes along the wires. What is still alike in every respect is paired by its parameters, one pair at a time, for
//! each pair tells its neighbours apart as well.

use crate::{Asset, Catalogue, Node, ParamValue, PipelineDraft};
use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

/// For each item of the first draft, its place in the second.
pub(super) struct Matched {
    pub(super) nodes: Vec<Option<usize>>,
    pub(super) assets: Vec<Option<usize>>,
}

/// How far a module's neighbourhood reaches.
const ROUNDS: usize = 6;
/// Pairs of look-alikes that are compared by their parameters; more are taken in order.
const COMPARED: usize = 250_000;

/// Matches the nodes and assets of two drafts.
pub(super) fn matched(first: &PipelineDraft, second: &PipelineDraft, catalogue: &Catalogue) -> Matched {
    let assets = assets(&first.assets, &second.assets);
    let mut matcher = Matcher {
        first: Side::of(first, catalogue),
        second: Side::of(second, catalogue),
        pairs: Pairs::new(first.nodes.len(), second.nodes.len()),
        waiting: VecDeque::new(),
    };
    by_id(&first.nodes, &second.nodes, true, &mut matcher.pairs);
    matcher.neighbours(&assets, true);
    matcher.neighbours(&assets, false);
    matcher.alike(|_, node| (node.1.component.as_str(), node.1.title.as_str()));
    matcher.alike(|_, node| node.1.component.as_str());
    let mut pairs = matcher.pairs;
    by_id(&first.nodes, &second.nodes, false, &mut pairs);
    Matched { nodes: pairs.of_first, assets }
}

/// A draft and what is wired to each of its nodes.
struct Side<'a> {
    draft: &'a PipelineDraft,
    /// The values that count, by node.
    params: Vec<BTreeMap<&'a str, String>>,
    around: Vec<Vec<Wire<'a>>>,
}

/// A wire as one of its nodes sees it.
struct Wire<'a> {
    /// Whether it leaves the node.
    out: bool,
    port: &'a str,
    /// The node at the other end, when it is one.
    other: Option<usize>,
    /// What else is there: an asset, a parameter or port of the whole.
    other_id: &'a str,
    other_port: &'a str,
}

/// What the end of a wire is that is no node and no asset.
const PARAMETER: &str = "parameter";
/// See [`PARAMETER`].
const SERVICE: &str = "service";

impl<'a> Side<'a> {
    fn of(draft: &'a PipelineDraft, catalogue: &'a Catalogue) -> Side<'a> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, node) in draft.nodes.iter().enumerate() {
            places.entry(&node.id).or_insert(place);
        }
        let mut around: Vec<Vec<Wire<'a>>> = draft.nodes.iter().map(|_| Vec::new()).collect();
        for edge in &draft.edges {
            for (out, here, there) in [(false, &edge.to, &edge.from), (true, &edge.from, &edge.to)] {
                if let Some(place) = places.get(here.node.as_str()) {
                    around[*place].push(Wire {
                        out,
                        port: &here.port,
                        other: places.get(there.node.as_str()).copied(),
                        other_id: &there.node,
                        other_port: &there.port,
                    });
                }
            }
        }
        let mut end = |node: &str, out: bool, port: &'a str, other_id: &'static str, name: &'a str| {
            if let Some(place) = places.get(node) {
                around[*place].push(Wire { out, port, other: None, other_id, other_port: name });
            }
        };
        for parameter in &draft.parameters {
            for target in &parameter.targets {
                end(&target.node, false, &target.param, PARAMETER, &parameter.name);
            }
        }
        for (ports, out) in [(&draft.interface.inputs, false), (&draft.interface.outputs, true)] {
            for port in ports {
                end(&port.port.node, out, &port.port.port, SERVICE, &port.name);
            }
        }
        let params = draft.nodes.iter().map(|node| params(node, catalogue)).collect();
        Side { draft, params, around }
    }

    /// Neighbours that are not matched yet, by the way to them and what they are; none where two go the same way.
    fn ways(&self, place: usize, matched: &[Option<usize>]) -> BTreeMap<Way<'a>, Option<usize>> {
        let mut ways = BTreeMap::new();
        for wire in &self.around[place] {
            let Some(other) = wire.other.filter(|other| matched[*other].is_none()) else { continue };
            let node = &self.draft.nodes[other];
            let way = (wire.out, wire.port, wire.other_port, node.component.as_str(), node.title.as_str());
            ways.entry(way).and_modify(|known| *known = None).or_insert(Some(other));
        }
        ways
    }
}

/// The values that count, set or by default, each in one spelling.
fn params<'a>(node: &'a Node, catalogue: &'a Catalogue) -> BTreeMap<&'a str, String> {
    let defaults = catalogue.get(&node.component).map_or(&[][..], |spec| &spec.params).iter();
    let defaults = defaults.filter_map(|param| Some((param.id.as_str(), param.default.as_ref()?)));
    let set = node.params.iter().map(|(name, value)| (name.as_str(), value));
    let spelled =
        |value: &ParamValue| value.as_f64().map_or_else(|| format!("{value:?}"), |number| number.to_string());
    // What is set comes last and counts.
    let mut all: BTreeMap<&str, &ParamValue> = defaults.chain(set).collect();
    all.retain(|_, value| **value != ParamValue::Null);
    all.into_iter().map(|(name, value)| (name, spelled(value))).collect()
}

/// Direction, port, port at the other end, component and title there.
type Way<'a> = (bool, &'a str, &'a str, &'a str, &'a str);

struct Matcher<'a> {
    first: Side<'a>,
    second: Side<'a>,
    pairs: Pairs,
    /// Pairs whose neighbours have not been looked at.
    waiting: VecDeque<(usize, usize)>,
}

impl<'a> Matcher<'a> {
    fn pair(&mut self, first: usize, second: usize) {
        self.pairs.add(first, second);
        self.waiting.push_back((first, second));
    }

    /// Goes along the wires of what is matched.
    fn spread(&mut self) {
        while let Some((first, second)) = self.waiting.pop_front() {
            let others = self.second.ways(second, &self.pairs.of_second);
            for (way, place) in self.first.ways(first, &self.pairs.of_first) {
                if let (Some(place), Some(Some(other))) = (place, others.get(&way))
                    && self.pairs.of_first[place].is_none()
                    && self.pairs.of_second[*other].is_none()
                {
                    self.pair(place, *other);
                }
            }
        }
    }

    fn is_done(&self) -> bool {
        self.pairs.count == self.first.draft.nodes.len().min(self.second.draft.nodes.len())
    }

    /// Matches by labels, surest first.
    fn neighbours(&mut self, assets: &[Option<usize>], with_params: bool) {
        let known =
            self.pairs.of_first.iter().enumerate().filter_map(|(place, other)| Some((place, (*other)?)));
        self.waiting = known.collect();
        if self.is_done() {
            return;
        }
        let (firsts, seconds) = self.labels(assets, with_params);
        for round in (0..=ROUNDS).rev() {
            let others =
                groups(&self.second.draft.nodes, &self.pairs.of_second, |place, _| seconds[round][place]);
            let own = groups(&self.first.draft.nodes, &self.pairs.of_first, |place, _| firsts[round][place]);
            for (label, places) in own {
                if let (1, Some(others)) = (places.len(), others.get(&label))
                    && others.len() == 1
                {
                    self.pair(places[0], others[0]);
                }
            }
        }
        self.spread();
        for round in (1..=ROUNDS).rev() {
            self.alike(|side, node| if side { seconds[round][node.0] } else { firsts[round][node.0] });
        }
    }
}

struct Pairs {
    of_first: Vec<Option<usize>>,
    of_second: Vec<Option<usize>>,
    count: usize,
}

impl Pairs {
    fn new(first: usize, second: usize) -> Pairs {
        Pairs { of_first: vec![None; first], of_second: vec![None; second], count: 0 }
    }

    fn add(&mut self, first: usize, second: usize) {
        self.of_first[first] = Some(second);
        self.of_second[second] = Some(first);
        self.count += 1;
    }
}

/// Places of what is not matched yet, by key.
fn groups<'t, T, K: Ord>(
    items: &'t [T],
    matched: &[Option<usize>],
    key: impl Fn(usize, &'t T) -> K,
) -> BTreeMap<K, VecDeque<usize>> {
    let mut groups: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (place, item) in items.iter().enumerate().filter(|(place, _)| matched[*place].is_none()) {
        groups.entry(key(place, item)).or_default().push_back(place);
    }
    groups
}

fn assets(first: &[Asset], second: &[Asset]) -> Vec<Option<usize>> {
    let mut pairs = Pairs::new(first.len(), second.len());
    let keys: [fn(&Asset) -> String; 4] = [
        |asset| format!("{:?} {} {}", asset.kind, asset.id, asset.name),
        |asset| format!("{:?} {}", asset.kind, asset.name),
        |asset| format!("{:?} {}", asset.kind, asset.id),
        |asset| asset.name.clone(),
    ];
    for key in keys {
        let mut others = groups(second, &pairs.of_second, |_, asset| key(asset));
        for (place, asset) in first.iter().enumerate() {
            if pairs.of_first[place].is_none()
                && let Some(other) = others.get_mut(&key(asset)).and_then(VecDeque::pop_front)
            {
                pairs.add(place, other);
            }
        }
    }
    pairs.of_first
}

fn by_id(first: &[Node], second: &[Node], same_component: bool, pairs: &mut Pairs) {
    let key = |node: &Node| {
        let component = if same_component { node.component.clone() } else { String::new() };
        (node.id.clone(), component)
    };
    let mut others = groups(second, &pairs.of_second, |_, node| key(node));
    for (place, node) in first.iter().enumerate() {
        if pairs.of_first[place].is_none()
            && let Some(other) = others.get_mut(&key(node)).and_then(VecDeque::pop_front)
        {
            pairs.add(place, other);
        }
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Labels of a draft's nodes, one list a round.
fn labels(
    side: &Side<'_>,
    of_node: impl Fn(usize, &Node) -> u64,
    of_asset: impl Fn(usize, &Asset) -> u64,
) -> Vec<Vec<u64>> {
    let assets = side.draft.assets.iter().enumerate().rev();
    let of_assets: BTreeMap<&str, u64> =
        assets.map(|(place, asset)| (asset.id.as_str(), of_asset(place, asset))).collect();
    let nodes = side.draft.nodes.iter().enumerate();
    let mut rounds: Vec<Vec<u64>> = vec![nodes.map(|(place, node)| of_node(place, node)).collect()];
    for round in 0..ROUNDS {
        let last = &rounds[round];
        let label = |wire: &Wire<'_>| match wire.other {
            Some(place) => last[place],
            None => match wire.other_id {
                PARAMETER | SERVICE => hash(&wire.other_id),
                asset => of_assets.get(asset).copied().unwrap_or(0),
            },
        };
        let next = side.around.iter().enumerate().map(|(place, wires)| {
            let mut ends: Vec<(bool, &str, u64, &str)> =
                wires.iter().map(|wire| (wire.out, wire.port, label(wire), wire.other_port)).collect();
            ends.sort_unstable();
            hash(&(last[place], ends))
        });
        let next = next.collect();
        rounds.push(next);
    }
    rounds
}

impl<'a> Matcher<'a> {
    /// Labels of both drafts. What is matched has a label of its own, the same on both sides.
    fn labels(&self, assets: &[Option<usize>], with_params: bool) -> (Vec<Vec<u64>>, Vec<Vec<u64>>) {
        let own = |place: usize| hash(&("matched", place));
        let of_node = |side: &Side<'_>, place: usize, node: &Node| {
            let more = with_params.then(|| (&side.params[place], &node.comment));
            hash(&(&node.component, &node.title, more))
        };
        let of_asset = |place: Option<usize>, asset: &Asset| match place {
            Some(place) => hash(&("asset", place)),
            None => hash(&(&asset.kind, &asset.name)),
        };
        let mut of_assets: BTreeMap<usize, usize> = BTreeMap::new();
        for (place, other) in assets.iter().enumerate() {
            of_assets.extend(other.map(|other| (other, place)));
        }
        let pairs = &self.pairs;
        let firsts = labels(
            &self.first,
            |place, node| {
                pairs.of_first[place].map_or_else(|| of_node(&self.first, place, node), |_| own(place))
            },
            |place, asset| of_asset(assets[place].map(|_| place), asset),
        );
        let seconds = labels(
            &self.second,
            |place, node| pairs.of_second[place].map_or_else(|| of_node(&self.second, place, node), own),
            |place, asset| of_asset(of_assets.get(&place).copied(), asset),
        );
        (firsts, seconds)
    }

    /// Pairs what has the same key, most parameters in common first; each pair tells its neighbours apart. `key` gets the side and the
    /// place with the node.
    fn alike<K: Ord>(&mut self, key: impl Fn(bool, Keyed<'a>) -> K) {
        let (first, second) = (self.first.draft, self.second.draft);
        let keyed = |side: bool, place: usize, node: &'a Node| key(side, Keyed(place, node));
        let own = groups(&first.nodes, &self.pairs.of_first, |place, node| keyed(false, place, node));
        let mut others = groups(&second.nodes, &self.pairs.of_second, |place, node| keyed(true, place, node));
        for (key, places) in own {
            let Some(others) = others.remove(&key) else { continue };
            let compare = places.len() * others.len() <= COMPARED;
            let mut left: Vec<usize> = Vec::from(others);
            for place in places {
                left.retain(|other| self.pairs.of_second[*other].is_none());
                if self.pairs.of_first[place].is_some() {
                    continue;
                }
                // The last of the best would change the order of what is equal.
                let best = match compare {
                    true => left.iter().copied().rev().max_by_key(|other| self.common(place, *other)),
                    false => left.first().copied(),
                };
                let Some(other) = best else { break };
                self.pair(place, other);
                self.spread();
            }
        }
    }
}

/// A node and its place.
struct Keyed<'a>(usize, &'a Node);

impl Matcher<'_> {
    /// How much two look-alikes have in common.
    fn common(&self, place: usize, other_place: usize) -> usize {
        let (node, other) = (&self.first.draft.nodes[place], &self.second.draft.nodes[other_place]);
        let (own, others) = (&self.first.params[place], &self.second.params[other_place]);
        let params = own.iter().filter(|(name, value)| others.get(*name) == Some(value)).count();
        let comment = !node.comment.is_empty() && node.comment == other.comment;
        2 * params + usize::from(comment) + usize::from(node.title == other.title)
    }
}
