//! Microsoft's inventory report, or one workspace of it: taken apart in its text, so that one experiment at a time is held.

use crate::experiment::Other;
use crate::listing;
use crate::outline::{Broken, Part, read_all};
use crate::read::{Content, Found, Out};
use crate::service::{self, ServiceKind};
use crate::shape::{self, Members, ReadError};
use crate::within;
use ml_graph::Json;

/// What each part of a report says that it comes from.
const FORMAT: &str = "mlclassic-report";

/// What an object is, as far as it matters for taking it apart.
pub(crate) enum Outline<'a> {
    /// A report, or a workspace of one.
    Report,
    /// An answer that wraps a list: what it calls the list, and the items.
    List(&'static str, Vec<Part<'a>>),
    /// One thing.
    Other,
}

/// Looks at the names of members, no further than needed: experiments say early that they are one.
pub(crate) fn outline(part: Part<'_>) -> Outline<'_> {
    let (mut workspaces, mut experiments, mut listed) = (false, false, false);
    let (mut id, mut tag) = (false, false);
    let mut list = None;
    for member in part.members() {
        let Ok((name, value)) = member else { return Outline::Other };
        if value.is_null() {
            continue;
        }
        match name.to_ascii_lowercase().as_str() {
            "graph" | "experimentgraph" | "nodestatuses" | "modulenodes" => return Outline::Other,
            "schema" if value.text().starts_with("\"ml-pipeline-draft/") => return Outline::Other,
            "experimentid" => id = true,
            "etag" => tag = true,
            // A project names experiments, but holds none.
            "projectid" => return Outline::Other,
            "workspaces" => workspaces = true,
            "experiments" => experiments = true,
            "datatypeid" => listed = true,
            "value" if list.is_none() => list = value.items().map(|items| ("value", items)),
            "entity" if list.is_none() => list = value.items().map(|items| ("Entity", items)),
            _ => {}
        }
        if id && tag {
            return Outline::Other;
        }
    }
    match list {
        _ if workspaces || (experiments && !listed) => Outline::Report,
        Some((name, items)) if !listed => Outline::List(name, items),
        _ => Outline::Other,
    }
}

/// Whether a value is a report by what it holds.
pub(crate) fn is_report(value: &Json) -> bool {
    let holds = |holder: &Json, key: &str| {
        matches!(holder.get_ignoring_case(key), Some(Json::Array(_) | Json::Object(_)))
    };
    let workspaces = value.get_ignoring_case("workspaces").map_or(&[][..], Json::items);
    holds(value, "workspaces") && holds(value, "subscription")
        || workspaces.iter().any(|workspace| holds(workspace, "experiments"))
}

/// The members of a part that are still to be read, as [`Members`] are those of a value.
struct Rest<'a>(Vec<(String, Part<'a>)>);

impl<'a> Rest<'a> {
    fn of(part: Part<'a>, pointer: &str, what: &str) -> Result<Rest<'a>, ReadError> {
        match part.members().collect() {
            Ok(members) => Ok(Rest(members)),
            // The parser says what is wrong with the text, or it is no object.
            Err(Broken) => Members::of(part.read(pointer)?, pointer, what).map(|_| Rest(Vec::new())),
        }
    }

    fn take(&mut self, name: &str) -> Option<Part<'a>> {
        let index = self
            .0
            .iter()
            .position(|(key, _)| key == name)
            .or_else(|| self.0.iter().position(|(key, _)| key.eq_ignore_ascii_case(name)))?;
        Some(self.0.remove(index).1)
    }

    /// A list; null and a missing member are empty, a single object stands for a list of one.
    fn list(&mut self, name: &str, pointer: &str) -> Result<Vec<Part<'a>>, ReadError> {
        let Some(part) = self.take(name).filter(|part| !part.is_null()) else { return Ok(Vec::new()) };
        if part.is_object() {
            return Ok(vec![part]);
        }
        match part.items() {
            Some(items) => Ok(items),
            None => {
                let value = part.read(&format!("{pointer}/{name}"))?;
                Members::new(vec![(name.to_owned(), value)]).list(name, pointer).map(|_| Vec::new())
            }
        }
    }

    /// What no one took, read.
    fn read(self, pointer: &str) -> Result<Other, ReadError> {
        let read = |(name, part): (String, Part<'_>)| {
            let value = part.read(&format!("{pointer}/{name}"))?;
            Ok((name, value))
        };
        self.0.into_iter().map(read).collect()
    }
}

/// Hands on everything in a report: first its lists of assets, which its experiments name.
pub(crate) fn report(part: Part<'_>, name: &str, pointer: &str, out: &mut Out<'_>) -> Result<(), ReadError> {
    let mut members = Rest::of(part, pointer, "The report")?;
    let parts = members.list("workspaces", pointer)?;
    let mut workspaces = Vec::new();
    if parts.is_empty() {
        workspaces.push((pointer.to_owned(), std::mem::replace(&mut members, Rest(Vec::new()))));
    }
    for (index, part) in parts.into_iter().enumerate() {
        let place = format!("{pointer}/workspaces/{index}");
        match Rest::of(part, &place, "A workspace") {
            Ok(workspace) => workspaces.push((place, workspace)),
            Err(error) => out.errors.push(error.in_file(name)),
        }
    }
    // A workspace whose lists are broken is left out whole.
    workspaces.retain_mut(|(place, workspace)| match listings(workspace, name, place, out) {
        Ok(()) => true,
        Err(error) => {
            out.errors.push(error.in_file(name));
            false
        }
    });
    let mut alone = Vec::new();
    for (place, workspace) in workspaces {
        match self::workspace(workspace, name, &place, out) {
            Ok(rest) if place == pointer => alone = rest,
            Ok(rest) => inventory(rest, name, &place, out),
            Err(error) => out.errors.push(error.in_file(name)),
        }
    }
    for (list, usual) in
        [("newwebservices", ServiceKind::Definition), ("commitmentplans", ServiceKind::Resource)]
    {
        services(members.list(list, pointer)?, usual, name, &format!("{pointer}/{list}"), out);
    }
    alone.extend(members.read(pointer)?);
    inventory(alone, name, pointer, out);
    Ok(())
}

/// Hands on what a report says besides its lists.
fn inventory(rest: Other, name: &str, pointer: &str, out: &mut Out<'_>) {
    let empty = |value: &Json| match value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        _ => false,
    };
    let rest: Other = rest.into_iter().filter(|(_, value)| !empty(value)).collect();
    if !rest.is_empty() {
        out.found(Found::at(name, pointer, FORMAT, Content::Inventory(rest)));
    }
}

fn listings(workspace: &mut Rest<'_>, name: &str, pointer: &str, out: &mut Out<'_>) -> Result<(), ReadError> {
    for list in ["datasources", "trainedmodels", "transformmodules"] {
        let parts = workspace.list(list, pointer)?;
        let pointer = format!("{pointer}/{list}");
        let entries = listing::entries(read_all(parts, &pointer)?, &pointer)?;
        if !entries.is_empty() {
            out.found(Found::at(name, &pointer, FORMAT, Content::Listing(entries)));
        }
    }
    let place = format!("{pointer}/modules");
    let modules = read_all(workspace.list("modules", pointer)?, &place)?;
    if !modules.is_empty() {
        out.found(Found::at(name, &place, FORMAT, Content::Modules(modules)));
    }
    Ok(())
}

fn workspace(
    mut members: Rest<'_>,
    name: &str,
    pointer: &str,
    out: &mut Out<'_>,
) -> Result<Other, ReadError> {
    for (index, part) in members.list("experiments", pointer)?.into_iter().enumerate() {
        if out.ended {
            return Ok(Other::new());
        }
        let place = format!("{pointer}/experiments/{index}");
        match experiment(part, &place, index) {
            Ok((pointer, json)) => out.found(Found::at(name, &pointer, FORMAT, Content::Experiment(json))),
            Err(error) => out.errors.push(error.in_file(name)),
        }
    }
    for list in ["webservices", "webservicegroups"] {
        let place = format!("{pointer}/{list}");
        services(members.list(list, pointer)?, ServiceKind::Managed, name, &place, out);
    }
    members.read(pointer)
}

/// An experiment of the list and where it stands: itself, or in the details of its entry.
fn experiment(part: Part<'_>, pointer: &str, index: usize) -> Result<(String, Json), ReadError> {
    let mut entry = Rest::of(part, pointer, "An experiment of the report")?;
    if entry.0.iter().any(|(key, value)| key.eq_ignore_ascii_case("Graph") && !value.is_null()) {
        return Ok((pointer.to_owned(), part.read(pointer)?));
    }
    let place = format!("{pointer}/details");
    let details = match entry.take("details").filter(|details| !details.is_null()) {
        Some(details) => details.read(&place)?,
        None => Json::Null,
    };
    let mut details = match details {
        Json::Object(_) => details,
        // Some kept the answer of the service as it came: a text.
        Json::String(text) if within::json_of(&text).is_some() => within::json_of(&text).unwrap_or_default(),
        cut if shape::is_cut_off(&cut) => {
            return Err(shape::unexpected("The details of an experiment should be an object", &cut).at(place));
        }
        _ => {
            return Err(ReadError::new(
                format!("Experiment {} of the report comes without its graph.", index + 1),
                "Write the report again with its details switched on ($verbose = $true).",
            )
            .at(place));
        }
    };
    let described = details.get_ignoring_case("Description").is_some_and(|name| !name.is_null());
    let title = match entry.take("description") {
        Some(title) if !described => shape::scalar_text(&title.read(pointer)?),
        _ => None,
    };
    if let (Some(title), Json::Object(inner)) = (title, &mut details) {
        inner.push(("Description".to_owned(), Json::String(title)));
    }
    Ok((place, details))
}

/// Services of an inventory report. What does not say what it is counts as what the list usually holds.
fn services(parts: Vec<Part<'_>>, usual: ServiceKind, name: &str, pointer: &str, out: &mut Out<'_>) {
    for (index, part) in parts.into_iter().enumerate() {
        let json = match part.read(&format!("{pointer}/{index}")) {
            Ok(json) => json,
            Err(error) => {
                out.errors.push(error.in_file(name));
                continue;
            }
        };
        // Newer versions of the tool wrap what the service answered, as they do with experiments.
        let wrapped = ["details", "info"].into_iter().find(|key| {
            json.get_ignoring_case(key).is_some_and(|inner| service::service_kind(inner).is_some())
        });
        let (json, place) = match wrapped.and_then(|key| Some((json.get_ignoring_case(key)?.clone(), key))) {
            Some((inner, key)) => (inner, format!("{pointer}/{index}/{key}")),
            None => (json, format!("{pointer}/{index}")),
        };
        let kind = service::service_kind(&json).unwrap_or(usual);
        out.found(Found::at(name, &place, FORMAT, Content::Service { kind, json }));
    }
}
