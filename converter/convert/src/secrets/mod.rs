//! Credentials: taken out of the source before anything else looks at it, kept in a vault, replaced by their address.
//!
//! A value counts as a credential by the type or name of its parameter or member, or by its own shape. Shapes are looked for in every
//! text, scripts and comments included, and only those that cannot be anything else count.

mod names;
mod shapes;
mod vault;

use crate::value::{SECRET, is_secret_reference};
use ml_graph::Json;
use names::{holds_something, is_credential_name, is_credential_record, snake};
use shapes::shapes;
use std::collections::{BTreeSet, HashMap};
pub use vault::Vault;

/// Moves every credential of `source` into a vault. `parameters` are the names that the catalogue knows to be credentials, in lower case.
pub(crate) fn seal(source: &mut Json, parameters: &BTreeSet<String>) -> Vault {
    let mut vault = Vault::default();
    seal_into(&mut vault, source, parameters, "experiment");
    vault
}

/// Like [`seal`], into a vault that may hold some already. Addresses outside of modules start with `root`.
pub(crate) fn seal_into(vault: &mut Vault, source: &mut Json, parameters: &BTreeSet<String>, root: &str) {
    let mut sealer = Sealer::new(vault, parameters);
    sealer.value(source, None, false, &Place { parent: None, part: Part::Root(root) });
}

/// Like [`seal_into`], for a pipeline of the designer, whose modules name parameters of the pipeline where a value would stand: what sets a
/// credential is one, whatever it is called, and its name at the module is none.
pub(crate) fn seal_pipeline(vault: &mut Vault, source: &mut Json, parameters: &BTreeSet<String>, root: &str) {
    let mut references = BTreeSet::new();
    interface_parameters(source, &mut references);
    let mut parameters = parameters.clone();
    let secret: BTreeSet<String> = {
        let mut found = BTreeSet::new();
        setting_credentials(source, &parameters, false, &references, &mut found);
        found
    };
    parameters.extend(secret);
    let mut sealer = Sealer { references, ..Sealer::new(vault, &parameters) };
    sealer.value(source, None, false, &Place { parent: None, part: Part::Root(root) });
}

/// Names of the pipeline's parameters.
fn interface_parameters(source: &Json, names: &mut BTreeSet<String>) {
    for (key, value) in source.members() {
        if ["EntityInterface", "Interface", "GraphInterface"]
            .iter()
            .any(|known| key.eq_ignore_ascii_case(known))
        {
            let listed = value.get_ignoring_case("Parameters").map_or(&[][..], Json::items);
            names.extend(
                listed
                    .iter()
                    .filter_map(|parameter| parameter.get_ignoring_case("Name").and_then(Json::as_str))
                    .map(str::to_owned),
            );
        } else {
            interface_parameters(value, names);
        }
    }
}

/// Parameters of the pipeline that set a credential of a module, alone or as a part, in lower case.
fn setting_credentials(
    source: &Json,
    parameters: &BTreeSet<String>,
    within: bool,
    references: &BTreeSet<String>,
    found: &mut BTreeSet<String>,
) {
    match source {
        Json::Array(items) => {
            for item in items {
                setting_credentials(item, parameters, within, references, found);
            }
        }
        Json::Object(members) => {
            let text = |key: &str| source.get_ignoring_case(key).and_then(Json::as_str);
            let named = text("ValueType").is_some()
                && text("Name").is_some_and(|name| {
                    is_credential_name(name) || parameters.contains(&name.to_lowercase())
                });
            let within = within || named;
            if within
                && text("ValueType").is_some_and(is_reference)
                && let Some(name) = text("Value").filter(|name| references.contains(*name))
            {
                found.insert(name.to_lowercase());
            }
            for (_, value) in members {
                setting_credentials(value, parameters, within, references, found);
            }
        }
        _ => {}
    }
}

fn is_reference(value_type: &str) -> bool {
    value_type.eq_ignore_ascii_case("GraphParameterName")
}

/// Like [`seal_into`], for a template whose expressions have yet to be worked out: these stay, except for what shows in them.
pub(crate) fn seal_template(vault: &mut Vault, source: &mut Json, parameters: &BTreeSet<String>, root: &str) {
    let mut sealer = Sealer { expressions: true, ..Sealer::new(vault, parameters) };
    sealer.value(source, None, false, &Place { parent: None, part: Part::Root(root) });
}

struct Sealer<'a> {
    vault: &'a mut Vault,
    parameters: &'a BTreeSet<String>,
    /// Whether texts in brackets stay.
    expressions: bool,
    /// Names that stand where a value would, see [`seal_pipeline`].
    references: BTreeSet<String>,
    /// What was found out about names: an export repeats a few of them thousands of times.
    names: HashMap<String, bool>,
}

/// Where the walk is; spelled out only when something is found.
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    part: Part<'a>,
}

enum Part<'a> {
    /// The whole, and what addresses outside of modules start with.
    Root(&'a str),
    Member(&'a str),
    Item(usize),
    /// A module: addresses start here.
    Node(&'a str),
    /// A parameter of it.
    Parameter(&'a str),
}

impl Place<'_> {
    fn address(&self) -> String {
        let mut parts = Vec::new();
        let mut current = Some(self);
        let mut in_parameter = false;
        while let Some(place) = current {
            match place.part {
                Part::Member(name) if !in_parameter => parts.push(name.to_owned()),
                Part::Item(index) if !in_parameter => parts.push(index.to_string()),
                Part::Root(root) => parts.push(root.to_owned()),
                Part::Member(_) | Part::Item(_) => {}
                Part::Parameter(name) => {
                    // The list around a parameter says nothing, and what stands inside belongs to it.
                    parts.clear();
                    parts.push(snake(name));
                    in_parameter = true;
                }
                Part::Node(id) => {
                    parts.push(id.to_owned());
                    break;
                }
            }
            current = place.parent;
        }
        parts.reverse();
        let path: String = parts.join("/").chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
        format!("{SECRET}{path}")
    }
}

/// A file of a custom module that is no text ([`ml_graph::CustomFile`]): its bytes may be coded in the letters that a key has, but are none.
fn is_file_of_bytes(members: &[(String, Json)], place: &Place<'_>) -> bool {
    let in_files = place.parent.is_some_and(|parent| matches!(parent.part, Part::Member("files")));
    in_files && matches!(members, [(key, Json::String(_))] if key == "base64")
}

impl<'a> Sealer<'a> {
    fn new(vault: &'a mut Vault, parameters: &'a BTreeSet<String>) -> Sealer<'a> {
        Sealer { vault, parameters, expressions: false, references: BTreeSet::new(), names: HashMap::new() }
    }

    fn value(&mut self, value: &mut Json, name: Option<&str>, forced: bool, place: &Place<'_>) {
        match value {
            Json::String(text) => {
                if is_secret_reference(text) {
                    return;
                }
                let named = forced || name.is_some_and(|name| self.names_a_credential(name));
                // An expression may come to a credential, and text made of one holds its address already.
                let open = self.expressions && text.starts_with('[') || text.contains(SECRET);
                if (named && !open && holds_something(text)) || is_credential_record(text) {
                    *text = self.vault.store(place.address(), text);
                } else if let Some(sealed) = self.text(text, place) {
                    *text = sealed;
                }
            }
            Json::Integer(_) | Json::Unsigned(_) | Json::Float(_) => {
                if (forced || name.is_some_and(|name| self.names_a_credential(name)))
                    && let Some(text) = crate::value::raw_text(value)
                {
                    *value = Json::String(self.vault.store(place.address(), &text));
                }
            }
            Json::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(item, name, forced, &Place { parent: Some(place), part: Part::Item(index) });
                }
            }
            Json::Object(members) => self.object(members, name, place),
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn object(&mut self, members: &mut [(String, Json)], outer: Option<&str>, place: &Place<'_>) {
        if is_file_of_bytes(members, place) {
            return;
        }
        let text = |key: &str| {
            members
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .and_then(|(_, value)| value.as_str().map(str::to_owned))
        };
        let has = |key: &str| members.iter().any(|(name, _)| name.eq_ignore_ascii_case(key));
        // A module, in an export or in a draft.
        let node = (has("ModuleParameters") || (has("component") && has("id"))).then(|| text("Id")).flatten();
        // A node of a service is named by its key.
        let node = node.or_else(|| match place.part {
            Part::Member(id) if has("assetId") => Some(id.to_owned()),
            _ => None,
        });
        // A name and its value: a parameter, or metadata. Without a name it is that of the member around it.
        let valued = has("Value") || has("DefaultValue") || has("AssignmentsToConcatenate");
        let parameter = valued.then(|| text("Name")).flatten();
        let outer = outer.filter(|_| valued && parameter.is_none());
        let secure = |kind: &str| {
            ["SecureString", "SecureObject"].iter().any(|secure| kind.eq_ignore_ascii_case(secure))
        };
        let forced = valued
            && (text("Type").is_some_and(|kind| secure(&kind))
                || text("certificateThumbprint").is_some_and(|thumbprint| !thumbprint.is_empty())
                || text("ValueType").is_some_and(|kind| kind.eq_ignore_ascii_case("PlaceHolder"))
                || text("ParameterType").is_some_and(|kind| kind.eq_ignore_ascii_case("Credential"))
                || members.iter().any(|(name, value)| {
                    let credential = |holder: &Json| {
                        holder
                            .get_ignoring_case("ParameterType")
                            .and_then(Json::as_str)
                            .is_some_and(|kind| kind.eq_ignore_ascii_case("Credential"))
                    };
                    (name.eq_ignore_ascii_case("IsSensitiveField") && *value == Json::Bool(true))
                        || (name.eq_ignore_ascii_case("ParameterDefinition") && credential(value))
                }));
        let named = text("ValueType").is_some_and(|kind| is_reference(&kind))
            && text("Value").is_some_and(|name| self.references.contains(&name));
        let rooted;
        let base = match &node {
            Some(id) => {
                rooted = Place { parent: Some(place), part: Part::Node(id) };
                &rooted
            }
            None => place,
        };
        for (key, value) in members.iter_mut() {
            let is_value = key.eq_ignore_ascii_case("Value") || key.eq_ignore_ascii_case("DefaultValue");
            match &parameter {
                _ if is_value && named => {}
                // A concatenation is of the parameter whose value it is.
                Some(name) if key.eq_ignore_ascii_case("AssignmentsToConcatenate") => {
                    let here = Place { parent: Some(base), part: Part::Parameter(name) };
                    self.value(value, Some(name), forced, &here);
                }
                Some(name) if is_value => {
                    let here = Place { parent: Some(base), part: Part::Parameter(name) };
                    self.value(value, Some(name), forced, &here);
                }
                None if is_value && (forced || outer.is_some()) => {
                    let here = Place { parent: Some(base), part: Part::Member(key) };
                    self.value(value, outer.or(Some(key)), forced, &here);
                }
                // The key of a storage account has no other name.
                None if key.eq_ignore_ascii_case("key")
                    && matches!(place.part, Part::Member(name) if name.eq_ignore_ascii_case("storageAccount")) =>
                {
                    self.value(
                        value,
                        Some(key),
                        true,
                        &Place { parent: Some(base), part: Part::Member(key) },
                    );
                }
                _ if node.is_some()
                    && matches!(value, Json::Object(_))
                    && (key == "params" || key.eq_ignore_ascii_case("parameters")) =>
                {
                    for (name, value) in object_members(value) {
                        let here = Place { parent: Some(base), part: Part::Parameter(name) };
                        self.value(value, Some(name), false, &here);
                    }
                }
                _ => self.value(
                    value,
                    Some(key),
                    false,
                    &Place { parent: Some(base), part: Part::Member(key) },
                ),
            }
        }
    }

    /// Replaces what is unmistakable in running text.
    fn text(&mut self, text: &str, place: &Place<'_>) -> Option<String> {
        let mut found = shapes(text);
        if found.is_empty() {
            return None;
        }
        found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut sealed = String::with_capacity(text.len());
        let mut done = 0;
        for range in found {
            if range.start < done || text[range.clone()].starts_with(SECRET) {
                continue;
            }
            sealed.push_str(&text[done..range.start]);
            sealed.push_str(&self.vault.store(place.address(), &text[range.clone()]));
            done = range.end;
        }
        sealed.push_str(&text[done..]);
        Some(sealed)
    }

    fn names_a_credential(&mut self, name: &str) -> bool {
        if let Some(known) = self.names.get(name) {
            return *known;
        }
        let credential = is_credential_name(name) || self.parameters.contains(&name.to_lowercase());
        self.names.insert(name.to_owned(), credential);
        credential
    }
}

fn object_members(value: &mut Json) -> impl Iterator<Item = (&str, &mut Json)> {
    let members = match value {
        Json::Object(members) => members.as_mut_slice(),
        _ => &mut [],
    };
    members.iter_mut().map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(text: &str) -> (String, Vec<String>) {
        let mut json = Json::Object(vec![("Comment".into(), Json::String(text.into()))]);
        let vault = seal(&mut json, &BTreeSet::new());
        let left = json.get("Comment").and_then(Json::as_str).unwrap().to_owned();
        let values = vault.addresses().map(|address| vault.reveal(address).unwrap().to_owned()).collect();
        (left, values)
    }

    #[test]
    fn shapes_are_found_in_running_text() {
        let key = format!("{}==", "aB3/".repeat(22).split_at(86).0);
        let cases = [
            (
                format!("DefaultEndpointsProtocol=https;AccountName=x;AccountKey={key};EndpointSuffix=z"),
                key.as_str(),
            ),
            (format!("the key is {key}, keep it"), key.as_str()),
            (
                "https://x.blob.core.windows.net/a/b.csv?sv=2015&sig=abcDEF0123456789%2B%3D&se=1".to_owned(),
                "abcDEF0123456789%2B%3D",
            ),
            ("uri%3Fsv%3D2015%26sig%3DabcDEF0123456789%252B%26x".to_owned(), "abcDEF0123456789%252B"),
            ("Server=tcp:db;User ID=me;Password=Gr8!pw#1;Encrypt=True".to_owned(), "Gr8!pw#1"),
            ("api_key <- 'k-123456'\nx <- 1".to_owned(), "k-123456"),
            ("conn = {\"password\": \"hunter22\"}".to_owned(), "hunter22"),
            ("ftp://me:s3cret@host/data.csv".to_owned(), "s3cret"),
            ("Authorization: Bearer abcdefghijklmnopqrstuvwx".to_owned(), "abcdefghijklmnopqrstuvwx"),
        ];
        for (text, secret) in cases {
            let (left, values) = sealed(&text);
            assert!(!left.contains(secret), "{left}");
            assert!(left.contains("secret://experiment/Comment"), "{left}");
            assert_eq!(values, [secret], "{text}");
        }
    }

    #[test]
    fn ordinary_text_stays() {
        for text in [
            "tokens = \"a b c\"",
            "def login(user, password=None):\n    return password == user",
            "select * from t1 where key = 'value'",
            "https://example.org/a?b=c&signal=1",
            "set the password: see the manual",
            "x <- y; z = 3; label: 'yes'",
        ] {
            assert_eq!(sealed(text).0, text);
        }
    }

    #[test]
    fn names_decide_for_parameters() {
        let mut json: Json = serde_json::from_str(
            r#"{"Id":"n-1","ModuleParameters":[{"Name":"Account Key","Value":"short1"},{"Name":"Custom","Value":"plain","ValueType":"PlaceHolder"},{"Name":"Join key columns","Value":"id"}]}"#,
        )
        .unwrap();
        let vault = seal(&mut json, &BTreeSet::new());
        assert_eq!(
            vault.addresses().collect::<Vec<_>>(),
            ["secret://n-1/account_key", "secret://n-1/custom"]
        );
        assert!(!format!("{vault:?}").contains("short1"));
    }
}
