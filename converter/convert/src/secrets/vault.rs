//! Where credentials are kept.

use super::names::snake;
use crate::value::{SECRET, is_secret_reference};
use ml_graph::Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Credentials by their address. Debug output shows addresses only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Vault {
    values: BTreeMap<String, String>,
    /// Of an address that several credentials share: each of them with its number.
    shared: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Vault {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Their addresses.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// The credential at an address, for the one call that needs it.
    pub fn reveal(&self, address: &str) -> Option<&str> {
        self.values.get(address).map(String::as_str)
    }

    /// Takes in another vault, whose addresses are others.
    pub(crate) fn extend(&mut self, other: Vault) {
        self.values.extend(other.values);
    }

    /// Only what stands at addresses below `root`.
    pub(crate) fn below(&self, root: &str) -> Vault {
        let start = format!("{SECRET}{root}/");
        let values = self.values.iter().filter(|(address, _)| address.starts_with(&start));
        Vault {
            values: values.map(|(address, value)| (address.clone(), value.clone())).collect(),
            ..Vault::default()
        }
    }

    /// What stands at addresses whose first part is none of `roots`.
    pub(crate) fn outside(&self, roots: &BTreeSet<&str>) -> Vault {
        let first = |address: &str| {
            address.strip_prefix(SECRET).and_then(|path| path.split('/').next()).unwrap_or("").to_owned()
        };
        let values = self.values.iter().filter(|(address, _)| !roots.contains(first(address).as_str()));
        Vault {
            values: values.map(|(address, value)| (address.clone(), value.clone())).collect(),
            ..Vault::default()
        }
    }

    /// Replaces every text of `value` that is, or holds, something of the vault. For what repeats a credential under a harmless name.
    pub(crate) fn redact(&self, value: &mut Json) {
        match value {
            Json::String(text) if !is_secret_reference(text) => {
                for (address, secret) in &self.values {
                    if text == secret {
                        address.clone_into(text);
                        return;
                    }
                    // Shorter ones occur by chance.
                    if secret.len() >= 8 && text.contains(secret.as_str()) {
                        *text = text.replace(secret.as_str(), address);
                    }
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| self.redact(item)),
            Json::Object(members) => members.iter_mut().for_each(|(_, member)| self.redact(member)),
            _ => {}
        }
    }

    /// Stores a value of `root` by its name; gives its address.
    pub(crate) fn keep(&mut self, root: &str, name: &str, value: &str) -> String {
        self.store(format!("{SECRET}{root}/{}", snake(name)), value)
    }

    /// Stores a credential at `address`, or beside it when that is taken, and gives back where it is.
    pub(super) fn store(&mut self, address: String, value: &str) -> String {
        let place = match self.values.get(&address) {
            Some(taken) if taken != value => {
                let shared = self.shared.entry(address.clone()).or_default();
                let free = (shared.len() + 2..).find(|number| {
                    let place = format!("{address}#{number}");
                    self.values.get(&place).is_none_or(|taken| taken == value)
                });
                let number = *shared.entry(value.to_owned()).or_insert(free.unwrap_or_default());
                format!("{address}#{number}")
            }
            _ => address,
        };
        self.values.insert(place.clone(), value.to_owned());
        place
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.values.keys()).finish()
    }
}
