//! Storage accounts that modules read and write: what was typed into each module becomes a datastore that all of them share.
//!
//! The settings are found by the names that exports give them, whatever module they belong to.

use super::names::Names;
use ml_graph::{ComponentSpec, Node, ParamValue};
use std::collections::BTreeMap;

const ACCOUNT: &str = "account name";
const PATH: &str = "path to container or directory or blob";
const SERVER: &str = "database server name";

/// A container of a storage account.
#[derive(Debug)]
pub(crate) struct Datastore {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) container: String,
    /// The name of the Key Vault secret that holds its key.
    pub(crate) secret: String,
}

/// All datastores of a draft.
#[derive(Debug, Default)]
pub(crate) struct Datastores {
    pub(crate) all: Vec<Datastore>,
    names: Names,
    known: BTreeMap<(String, String), usize>,
}

/// What a module reads or writes outside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A blob, by its address in a datastore.
    Blob(String),
    /// A database, by its server: Azure ML has no datastore for it.
    Database(String),
}

impl Datastores {
    /// Where a node's data is, when it says so; its datastore is added.
    pub(crate) fn place(&mut self, node: &Node, spec: Option<&ComponentSpec>) -> Option<Place> {
        let settings = settings(node, spec);
        let text = |name: &str| settings.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        if let (Some(account), Some(path)) = (text(ACCOUNT), text(PATH)) {
            let path = path.trim_start_matches('/');
            let (container, rest) = path.split_once('/').unwrap_or((path, ""));
            let name = self.datastore(account, container);
            return Some(Place::Blob(format!("azureml://datastores/{name}/paths/{rest}")));
        }
        text(SERVER).map(|server| Place::Database(server.to_owned()))
    }

    fn datastore(&mut self, account: &str, container: &str) -> String {
        let key = (account.to_owned(), container.to_owned());
        if let Some(place) = self.known.get(&key) {
            return self.all[*place].name.clone();
        }
        let name = self.names.next(&format!("{account} {container}"), "blob");
        self.known.insert(key, self.all.len());
        self.all.push(Datastore {
            secret: format!("{}-account-key", name.replace('_', "-")),
            name: name.clone(),
            account: account.to_owned(),
            container: container.to_owned(),
        });
        name
    }
}

/// Texts of a node by the names of exports, in lower case.
fn settings<'a>(node: &'a Node, spec: Option<&ComponentSpec>) -> BTreeMap<String, &'a str> {
    let mut settings = BTreeMap::new();
    for param in spec.into_iter().flat_map(|spec| &spec.params) {
        if let Some(ParamValue::Text(text)) = node.params.get(&param.id) {
            settings.insert(param.classic.name.to_lowercase(), text.as_str());
        }
    }
    for (name, value) in node.origin.iter().flat_map(|origin| &origin.params) {
        if let Some(text) = value.as_str() {
            settings.entry(name.to_lowercase()).or_insert(text);
        }
    }
    // What holds a credential is no name of anything.
    settings.retain(|_, text| !text.contains(crate::value::SECRET));
    settings
}
