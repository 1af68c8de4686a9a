//! Claims on the same service become one endpoint, and find the experiment it was deployed from.

use super::definition::complete;
use super::{Claim, Ground, last_segment};
use ml_classic::Experiment;
use ml_graph::{EndpointDefinition, EndpointKind, EndpointPort, PipelineDraft};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All that was said of services.
#[derive(Debug, Default)]
pub(crate) struct Claims(Vec<Claim>);

/// Experiments, by what services know of them.
#[derive(Debug, Default)]
pub(crate) struct Experiments {
    known: Vec<Known>,
    by_id: HashMap<String, usize>,
    by_group: HashMap<String, usize>,
    by_resource: HashMap<String, usize>,
    by_name: HashMap<(String, String), usize>,
}

/// As much of an experiment as its services need.
#[derive(Debug)]
struct Known {
    file: String,
    /// Its ports and parameters alone.
    interface: PipelineDraft,
}

/// Ids by which an experiment knows its services, taken before the lift.
#[derive(Debug, Default)]
pub(crate) struct ServiceIds {
    group: Option<String>,
    resource: Option<String>,
}

impl ServiceIds {
    pub(crate) fn of(experiment: &Experiment) -> ServiceIds {
        let text = |key: &str| {
            let service = experiment.web_service.as_ref()?;
            let (_, value) = service.other.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
            value.as_str().filter(|text| !text.is_empty()).map(str::to_ascii_lowercase)
        };
        ServiceIds { group: text("WebServiceGroupId"), resource: text("ArmWebServiceId") }
    }
}

impl Experiments {
    /// Remembers an experiment whose draft is in `file`.
    pub(crate) fn add(&mut self, draft: &PipelineDraft, file: &str, ids: ServiceIds) {
        let place = self.known.len();
        let source = draft.source.as_ref();
        let id = source.and_then(|source| source.experiment_id.as_deref());
        if let Some(id) = id {
            self.by_id.entry(stem(id)).or_insert(place);
        }
        if let Some(workspace) = source.and_then(|source| source.workspace_id.as_deref()) {
            self.by_name.entry((workspace.to_lowercase(), draft.name.to_lowercase())).or_insert(place);
        }
        if let Some(group) = ids.group {
            self.by_group.entry(group).or_insert(place);
        }
        if let Some(resource) = ids.resource {
            self.by_resource.entry(resource).or_insert(place);
        }
        let mut interface = PipelineDraft::new(draft.name.clone());
        interface.interface = draft.interface.clone();
        interface.parameters.clone_from(&draft.parameters);
        self.known.push(Known { file: file.to_owned(), interface });
    }

    /// The experiment of a service: by its id, by the service's id in it, or by name within a workspace.
    fn of(&self, claim: &Claim) -> Option<&Known> {
        let source = claim.endpoint.source.as_ref()?;
        let by_id = || self.by_id.get(&stem(source.experiment_id.as_deref()?)).copied();
        let by_group = || claim.ids.iter().find_map(|id| self.by_group.get(id)).copied();
        let by_resource = || {
            let resource = source.resource_id.as_deref()?.to_ascii_lowercase();
            if resource.contains('/') {
                return self.by_resource.get(&resource).copied();
            }
            // A definition that was exported without its id: its name, when only one service has it.
            let mut same = self.by_resource.iter().filter(|(id, _)| last_segment(id) == resource);
            same.next().map(|(_, place)| *place).filter(|_| same.next().is_none())
        };
        let by_name = || {
            let workspace = source.workspace_id.as_deref()?.to_lowercase();
            self.by_name.get(&(workspace, claim.endpoint.name.to_lowercase())).copied()
        };
        by_id().or_else(by_group).or_else(by_resource).or_else(by_name).map(|place| &self.known[place])
    }
}

/// The part of an experiment's id that drafts and snapshots share.
fn stem(id: &str) -> String {
    let mut parts = id.split('.');
    let workspace = parts.next().unwrap_or_default();
    let hex = parts.nth(1).unwrap_or_default();
    format!("{workspace}.{hex}").to_lowercase()
}

impl Claims {
    /// Adds what a file says.
    pub(crate) fn add(&mut self, claim: Claim) {
        self.0.push(claim);
    }

    /// Joins what belongs together: one claim an endpoint is left, in the order of the files.
    pub(crate) fn join(self, experiments: &Experiments) -> Vec<Claim> {
        let (listings, rest): (Vec<Claim>, Vec<Claim>) =
            self.0.into_iter().partition(|claim| claim.ground == Ground::Service);
        let (callers, rest): (Vec<Claim>, Vec<Claim>) = rest
            .into_iter()
            .partition(|claim| matches!(claim.ground, Ground::Call | Ground::Consumer { .. }));
        let mut joined = Joined::default();
        for claim in rest {
            joined.take(claim);
        }
        for listing in listings {
            joined.list(listing);
        }
        // Linked services first: activities go through them.
        let (through, direct): (Vec<Claim>, Vec<Claim>) = callers
            .into_iter()
            .partition(|claim| matches!(claim.ground, Ground::Consumer { through: Some(_) }));
        for claim in direct.into_iter().chain(through) {
            joined.call(claim);
        }
        joined.claims.into_iter().map(|claim| finished(claim, experiments)).collect()
    }
}

#[derive(Default)]
struct Joined {
    claims: Vec<Claim>,
    by_id: HashMap<String, Vec<usize>>,
    by_linked_service: HashMap<String, usize>,
    /// Definitions by the file of their draft.
    by_draft: HashMap<String, usize>,
}

impl Joined {
    fn push(&mut self, claim: Claim) {
        let place = self.claims.len();
        self.claims.push(claim);
        self.index(place);
    }

    fn index(&mut self, place: usize) {
        for id in &self.claims[place].ids {
            let places = self.by_id.entry(id.clone()).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
        for consumer in &self.claims[place].endpoint.consumers {
            self.by_linked_service.entry(consumer.name.to_lowercase()).or_insert(place);
        }
    }

    fn merge(&mut self, place: usize, claim: Claim) {
        merge(&mut self.claims[place], claim);
        self.index(place);
    }

    fn candidates(&self, ids: &BTreeSet<String>) -> Vec<usize> {
        let all: BTreeSet<usize> =
            ids.iter().filter_map(|id| self.by_id.get(id)).flatten().copied().collect();
        all.into_iter().collect()
    }

    /// Definitions stand alone; descriptions and endpoints join when they share an id and do not name different endpoints.
    fn take(&mut self, claim: Claim) {
        let own = |claim: &Claim| claim.ground == Ground::Definition;
        // A definition that was met again names the draft that was made the first time.
        let draft = claim.endpoint.draft.clone().filter(|_| own(&claim));
        if let Some(place) = draft.as_ref().and_then(|draft| self.by_draft.get(draft)).copied() {
            self.merge(place, claim);
            return;
        }
        let same = self.candidates(&claim.ids).into_iter().find(|place| {
            let known = &self.claims[*place];
            !(own(known) && own(&claim)) && agree(&known.endpoint, &claim.endpoint)
        });
        let place = same.unwrap_or(self.claims.len());
        match same {
            // The definition says more, so it is what others join.
            Some(place) if own(&claim) => {
                let lesser = std::mem::replace(&mut self.claims[place], claim);
                self.merge(place, lesser);
            }
            Some(place) => self.merge(place, claim),
            None => self.push(claim),
        }
        if let Some(draft) = draft {
            self.by_draft.insert(draft, place);
        }
    }

    /// What a service's listing says holds for each of its endpoints.
    fn list(&mut self, listing: Claim) {
        let places = self.candidates(&listing.ids);
        let of_service =
            |place: &usize| matches!(self.claims[*place].ground, Ground::Endpoint | Ground::Written);
        let places: Vec<usize> = places.into_iter().filter(of_service).collect();
        if places.is_empty() {
            self.push(listing);
            return;
        }
        for place in places {
            let copy = Claim {
                endpoint: listing.endpoint.clone(),
                vault: listing.vault.clone(),
                ground: listing.ground.clone(),
                ids: BTreeSet::new(),
                file: listing.file.clone(),
            };
            self.merge(place, copy);
        }
    }

    /// Calls and callers join by the address they call, through a linked service, or by what only one endpoint has.
    fn call(&mut self, claim: Claim) {
        let by_address = self.candidates(&claim.ids).first().copied();
        let by_link = || match &claim.ground {
            Ground::Consumer { through: Some(name) } => {
                self.by_linked_service.get(&name.to_lowercase()).copied()
            }
            _ => None,
        };
        let by_shape = || {
            if claim.ground != Ground::Call || !claim.ids.is_empty() {
                return None;
            }
            let mut fitting =
                (0..self.claims.len()).filter(|place| fits(&claim.endpoint, &self.claims[*place].endpoint));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        match by_address.or_else(by_link).or_else(by_shape) {
            Some(place) => self.merge(place, claim),
            None => self.push(claim),
        }
    }
}

/// Whether they do not name different endpoints of a service.
fn agree(a: &EndpointDefinition, b: &EndpointDefinition) -> bool {
    let name = |endpoint: &EndpointDefinition| {
        endpoint.source.as_ref().and_then(|source| source.endpoint.as_deref()).map(str::to_lowercase)
    };
    match (name(a), name(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Whether all that a call names is an endpoint's own, and it names enough to tell.
fn fits(call: &EndpointDefinition, endpoint: &EndpointDefinition) -> bool {
    let known =
        |ports: &[EndpointPort], name: &str| ports.iter().any(|port| port.name.eq_ignore_ascii_case(name));
    let within = |ports: &[EndpointPort], of: &[EndpointPort]| ports.iter().all(|port| known(of, &port.name));
    let columns_fit = call.inputs.iter().all(|port| {
        let of = endpoint.inputs.iter().find(|known| known.name.eq_ignore_ascii_case(&port.name));
        let of = of.map_or(&[][..], |of| &of.columns);
        of.is_empty() || port.columns.iter().all(|column| of.iter().any(|known| known.name == column.name))
    });
    let parameters_fit = call.parameters.iter().all(|parameter| {
        endpoint.parameters.iter().any(|known| known.name.eq_ignore_ascii_case(&parameter.name))
    });
    let says = call.parameters.len()
        + call.inputs.iter().chain(&call.outputs).map(|port| port.columns.len()).sum::<usize>()
        + call.outputs.len();
    says > 0
        && within(&call.inputs, &endpoint.inputs)
        && within(&call.outputs, &endpoint.outputs)
        && columns_fit
        && parameters_fit
}

/// Fills what `into` lacks; what both say stays as the first said it.
fn merge(into: &mut Claim, mut from: Claim) {
    let from_listing = from.ground == Ground::Service;
    let names_itself = !matches!(from.ground, Ground::Call | Ground::Consumer { .. });
    into.ids.append(&mut from.ids);
    into.vault.extend(from.vault);
    let (a, b) = (&mut into.endpoint, from.endpoint);
    if a.name.is_empty() && names_itself || from_listing && !b.name.is_empty() {
        a.name = b.name;
    }
    if a.description.is_empty() {
        a.description = b.description;
    }
    merge_ports(&mut a.inputs, b.inputs, names_itself);
    merge_ports(&mut a.outputs, b.outputs, names_itself);
    for parameter in b.parameters {
        match a.parameters.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&parameter.name)) {
            None => a.parameters.push(parameter),
            Some(known) => {
                if known.description.is_empty() {
                    known.description = parameter.description;
                }
                if known.value_type.is_empty() {
                    known.value_type = parameter.value_type;
                }
                // What a client once sent is no default.
                if names_itself {
                    known.value = known.value.take().or(parameter.value);
                }
                known.minimum = known.minimum.or(parameter.minimum);
                known.maximum = known.maximum.or(parameter.maximum);
                if known.choices.is_empty() {
                    known.choices = parameter.choices;
                }
            }
        }
    }
    let samples =
        [(&mut a.sample_request, b.sample_request), (&mut a.sample_batch_request, b.sample_batch_request)];
    for (known, more) in samples {
        match more {
            Some(more) if known.is_some() && known.as_ref() != Some(&more) => {
                insert(&mut a.extensions, "sample".to_owned(), more);
            }
            Some(more) => *known = Some(more),
            None => {}
        }
    }
    let (settings, more) = (&mut a.settings, b.settings);
    settings.max_concurrent_calls = settings.max_concurrent_calls.or(more.max_concurrent_calls);
    settings.throttle_level = settings.throttle_level.take().or(more.throttle_level);
    settings.diagnostics_level = settings.diagnostics_level.take().or(more.diagnostics_level);
    settings.diagnostics_expiry = settings.diagnostics_expiry.take().or(more.diagnostics_expiry);
    settings.sample_data_exposed = settings.sample_data_exposed.or(more.sample_data_exposed);
    settings.read_only = settings.read_only.or(more.read_only);
    settings.storage_account = settings.storage_account.take().or(more.storage_account);
    for (name, key) in more.keys {
        settings.keys.entry(name).or_insert(key);
    }
    for resource in b.resources {
        if !a.resources.iter().any(|known| known.name == resource.name) {
            a.resources.push(resource);
        }
    }
    for address in b.original_addresses {
        if !a.original_addresses.contains(&address) {
            a.original_addresses.push(address);
        }
    }
    a.consumers.extend(b.consumers);
    match (&mut a.source, b.source) {
        (Some(source), Some(more)) => {
            for format in more.formats {
                if !source.formats.contains(&format) {
                    source.formats.push(format);
                }
            }
            let pairs = [
                (&mut source.resource_id, more.resource_id),
                (&mut source.workspace_id, more.workspace_id),
                (&mut source.service_id, more.service_id),
                (&mut source.endpoint, more.endpoint),
                (&mut source.experiment_id, more.experiment_id),
                (&mut source.region, more.region),
                (&mut source.commitment_plan, more.commitment_plan),
                (&mut source.created, more.created),
                (&mut source.modified, more.modified),
            ];
            for (known, more) in pairs {
                if known.is_none() {
                    *known = more;
                }
            }
        }
        (source @ None, more) => *source = more,
        (Some(_), None) => {}
    }
    for (key, value) in b.extensions {
        insert(&mut a.extensions, key, value);
    }
}

/// Adds a member under a key that is free.
fn insert(extensions: &mut BTreeMap<String, ml_graph::Json>, key: String, value: ml_graph::Json) {
    if extensions.get(&key) == Some(&value) {
        return;
    }
    let free = (1..).map(|number| if number == 1 { key.clone() } else { format!("{key}-{number}") });
    if let Some(free) = free.into_iter().find(|name| !extensions.contains_key(name)) {
        extensions.insert(free, value);
    }
}

fn merge_ports(ports: &mut Vec<EndpointPort>, more: Vec<EndpointPort>, complete: bool) {
    let complete = complete || ports.is_empty();
    for port in more {
        match ports.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&port.name)) {
            Some(known) => {
                if known.columns.is_empty() {
                    known.columns = port.columns;
                }
                if known.description.is_empty() {
                    known.description = port.description;
                }
            }
            // A caller that names a port by its own word does not add one.
            None if complete => ports.push(port),
            None => {}
        }
    }
}

fn finished(mut claim: Claim, experiments: &Experiments) -> Claim {
    let found = experiments.of(&claim);
    let endpoint = &mut claim.endpoint;
    if let Some(known) = found {
        if endpoint.draft.is_none() {
            endpoint.draft = Some(known.file.clone());
            complete(endpoint, &known.interface);
        } else if endpoint.draft.as_ref() != Some(&known.file) {
            endpoint.experiment = Some(known.file.clone());
        }
        if endpoint.name.is_empty() {
            endpoint.name.clone_from(&known.interface.name);
        }
    }
    if endpoint.name.is_empty() {
        let source = endpoint.source.as_ref();
        let named = source.and_then(|source| source.endpoint.clone().or_else(|| source.service_id.clone()));
        endpoint.name = named.unwrap_or_else(|| "web service".to_owned());
    }
    if claim.ground == Ground::Written {
        return claim;
    }
    // Without an input there is nothing to send with a call; without a word on ports, calls are likelier.
    let described =
        !endpoint.outputs.is_empty() || !endpoint.parameters.is_empty() || endpoint.draft.is_some();
    if !endpoint.inputs.is_empty()
        && !matches!(claim.ground, Ground::Call | Ground::Consumer { .. } | Ground::Pipeline)
    {
        endpoint.kind = EndpointKind::Realtime;
    } else if endpoint.inputs.is_empty() && described {
        endpoint.kind = EndpointKind::Batch;
    }
    claim
}
