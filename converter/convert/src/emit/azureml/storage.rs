//! Storage accounts that modules read and write: what was typed into each module becomes a datastore that all of them share.
//!
//! The settings are found by the names that exports give them, whatever module they belong to.

use super::names::Names;
use ml_graph::{ComponentSpec, Node, ParamValue};
use std::collections::BTreeMap;

const ACCOUNT: &str = "account name";
const PATH: &str = "path to container or directory or blob";
const SERVER: &str = "database server name";
const ADDRESS: &str = "uri";
const AUTHENTICATION: &str = "please specify authentication type";
/// The value of [`AUTHENTICATION`] with which a module looks for its file by the path, not at an address.
const BY_ACCOUNT: &str = "Account";
/// What follows the account in the address of a blob.
const BLOBS: &str = ".blob.core.windows.net";

/// A container of a storage account.
#[derive(Debug)]
pub(crate) struct Datastore {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) container: String,
    pub(crate) access: Access,
    /// The name of the Key Vault secret that holds what opens it.
    pub(crate) secret: String,
}

/// What opens a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    /// The account's key.
    Key,
    /// A shared access signature.
    Signature,
}

impl Access {
    /// The member of the datastore's credentials.
    pub(crate) fn member(self) -> &'static str {
        match self {
            Access::Key => "account_key",
            Access::Signature => "sas_token",
        }
    }

    /// For people.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Access::Key => "key",
            Access::Signature => "shared access signature",
        }
    }
}

/// All datastores of a draft.
#[derive(Debug, Default)]
pub(crate) struct Datastores {
    pub(crate) all: Vec<Datastore>,
    names: Names,
    known: BTreeMap<(String, String, Access), usize>,
}

/// What a module reads or writes outside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A blob, by its address in a datastore.
    Blob {
        /// The address.
        address: String,
        /// Settings, by the names of exports in lower case, with which a module reads the file that a pipeline hands it.
        instead: Vec<(&'static str, String)>,
    },
    /// A database, by its server: Azure ML has no datastore for it.
    Database(String),
}

impl Datastores {
    /// Where a node's data is, when it says so; its datastore is added.
    pub(crate) fn place(&mut self, node: &Node, spec: Option<&ComponentSpec>) -> Option<Place> {
        let settings = settings(node, spec);
        let text = |name: &str| settings.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        if let (Some(account), Some(path)) =
            (text(ACCOUNT).filter(|text| is_open(text)), text(PATH).filter(|text| is_open(text)))
        {
            let path = path.trim_start_matches('/');
            let (container, rest) = path.split_once('/').unwrap_or((path, ""));
            let name = self.datastore(account, container, Access::Key);
            return Some(Place::Blob { address: address(&name, rest), instead: Vec::new() });
        }
        if let Some(blob) = text(ADDRESS).and_then(Blob::at) {
            let name = self.datastore(blob.account, blob.container, Access::Signature);
            let instead = vec![
                (AUTHENTICATION, BY_ACCOUNT.to_owned()),
                (PATH, format!("{}/{}", blob.container, blob.path)),
            ];
            return Some(Place::Blob { address: address(&name, blob.path), instead });
        }
        text(SERVER).filter(|text| is_open(text)).map(|server| Place::Database(server.to_owned()))
    }

    fn datastore(&mut self, account: &str, container: &str, access: Access) -> String {
        let key = (account.to_owned(), container.to_owned(), access);
        if let Some(place) = self.known.get(&key) {
            return self.all[*place].name.clone();
        }
        let name = self.names.next(&format!("{account} {container}"), "blob");
        self.known.insert(key, self.all.len());
        let kind = if access == Access::Signature { "sas-token" } else { "account-key" };
        self.all.push(Datastore {
            secret: format!("{}-{kind}", name.replace('_', "-")),
            name: name.clone(),
            account: account.to_owned(),
            container: container.to_owned(),
            access,
        });
        name
    }
}

fn address(datastore: &str, path: &str) -> String {
    format!("azureml://datastores/{datastore}/paths/{path}")
}

/// A blob that a shared access signature opens, by its web address. Modules read one that is open to all by themselves.
struct Blob<'a> {
    account: &'a str,
    container: &'a str,
    path: &'a str,
}

impl<'a> Blob<'a> {
    fn at(address: &'a str) -> Option<Blob<'a>> {
        let rest = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme))?;
        let (host, rest) = rest.split_once('/')?;
        // The signature itself is in the vault.
        let (path, query) = rest.split_once('?')?;
        let (container, path) = path.split_once('/')?;
        let blob = Blob { account: host.strip_suffix(BLOBS)?, container, path };
        let plain = |text: &str| !text.is_empty() && is_open(text);
        let signed = query.contains("sig=") || !is_open(query);
        (signed && [blob.account, container, path].into_iter().all(plain)).then_some(blob)
    }
}

/// What holds a credential is no name of anything.
fn is_open(text: &str) -> bool {
    !text.contains(crate::value::SECRET)
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
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_blobs() {
        let blob =
            Blob::at("https://weather.blob.core.windows.net/readings/2021/b.csv?sv=1&sig=secret://b/uri");
        let blob = blob.unwrap_or_else(|| panic!("it is one"));
        assert_eq!((blob.account, blob.container, blob.path), ("weather", "readings", "2021/b.csv"));
        for other in [
            "",
            "https://example.org/a/b.csv?sig=secret://a/uri",
            "https://w.blob.core.windows.net/r/open.csv",
            "https://w.blob.core.windows.net/r?sig=secret://a/uri",
            "secret://a/uri",
        ] {
            assert!(Blob::at(other).is_none(), "{other}");
        }
    }
}
