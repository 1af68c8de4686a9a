//! Credentials: taken out of the source before anything else looks at it, kept in a vault, replaced by their address.
//!
//! A value counts as a credential by the type or name of its parameter or member, or by its own shape. Shapes are looked for in every
//! text, scripts and comments included, and only those that cannot be anything else count.

use crate::value::{SECRET, is_secret_reference};
use ml_graph::Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

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
    fn store(&mut self, address: String, value: &str) -> String {
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

/// Moves every credential of `source` into a vault. `parameters` are the names that the catalogue knows to be credentials, in lower case.
pub(crate) fn seal(source: &mut Json, parameters: &BTreeSet<String>) -> Vault {
    let mut vault = Vault::default();
    seal_into(&mut vault, source, parameters, "experiment");
    vault
}

/// Like [`seal`], into a vault that may hold some already. Addresses outside of modules start with `root`.
pub(crate) fn seal_into(vault: &mut Vault, source: &mut Json, parameters: &BTreeSet<String>, root: &str) {
    let mut sealer = Sealer { vault, parameters, expressions: false, references: BTreeSet::new() };
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
    let mut sealer = Sealer { vault, parameters: &parameters, expressions: false, references };
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
    let mut sealer = Sealer { vault, parameters, expressions: true, references: BTreeSet::new() };
    sealer.value(source, None, false, &Place { parent: None, part: Part::Root(root) });
}

struct Sealer<'a> {
    vault: &'a mut Vault,
    parameters: &'a BTreeSet<String>,
    /// Whether texts in brackets stay.
    expressions: bool,
    /// Names that stand where a value would, see [`seal_pipeline`].
    references: BTreeSet<String>,
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

/// `Account Key` → `account_key`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_alphanumeric() {
            snake.extend(character.to_lowercase());
        } else if !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
    }
    snake.truncate(snake.trim_end_matches('_').len());
    snake
}

impl Sealer<'_> {
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

    fn names_a_credential(&self, name: &str) -> bool {
        is_credential_name(name) || self.parameters.contains(&name.to_lowercase())
    }
}

fn object_members(value: &mut Json) -> impl Iterator<Item = (&str, &mut Json)> {
    let members = match value {
        Json::Object(members) => members.as_mut_slice(),
        _ => &mut [],
    };
    members.iter_mut().map(|(name, value)| (name.as_str(), value))
}

/// Whether a text under a credential's name can be one: neither empty nor a flag nor a column selection.
fn holds_something(text: &str) -> bool {
    let trimmed = text.trim();
    !(trimmed.is_empty()
        || ["true", "false", "null", "none"].iter().any(|word| trimmed.eq_ignore_ascii_case(word))
        || (trimmed.starts_with('{') || trimmed.starts_with("%7B")) && trimmed.contains("isFilter"))
}

/// The Studio's own pointer to a stored credential.
fn is_credential_record(text: &str) -> bool {
    text.starts_with('{') && text.contains("\"RecordKey\"") && text.contains("\"IndexInRecord\"")
}

/// The letters and digits of a name, in lower case, as far as they fit.
fn letters<'b>(name: &str, buffer: &'b mut [u8; 64]) -> &'b str {
    let mut length = 0;
    for byte in name.bytes().filter(u8::is_ascii_alphanumeric).take(64) {
        buffer[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&buffer[..length]).unwrap_or_default()
}

/// Parts of names that only credentials have.
const CREDENTIAL_PARTS: [&str; 27] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "accountkey",
    "storagekey",
    "accesskey",
    "apikey",
    "sharedkey",
    "authkey",
    "workspacekey",
    "masterkey",
    "subscriptionkey",
    "privatekey",
    "accountsharedkey",
    "connectionstring",
    "accesscredential",
    "authorizationtoken",
    "accesstoken",
    "authtoken",
    "workspacetoken",
    "sastoken",
    "sasblobtoken",
    "bearertoken",
    "sharedaccesssignature",
    "refreshtoken",
    "encryptedcredential",
];

/// Names that are credentials when nothing else is in them.
const CREDENTIAL_NAMES: [&str; 11] = [
    "pwd",
    "token",
    "sas",
    "sig",
    "signature",
    "primarykey",
    "secondarykey",
    "primary",
    "secondary",
    "credentials",
    "authorization",
];

fn is_credential_name(name: &str) -> bool {
    let mut buffer = [0; 64];
    let letters = letters(name, &mut buffer);
    CREDENTIAL_NAMES.contains(&letters) || CREDENTIAL_PARTS.iter().any(|part| letters.contains(part))
}

/// The ranges of a text that are credentials by their shape.
fn shapes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if text.len() < 8 {
        return found;
    }
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        // What stands inside something found is found already.
        if found.last().is_some_and(|range: &Range<usize>| index < range.end) {
            continue;
        }
        match byte {
            b'=' if bytes.get(index + 1) != Some(&b'=') => assigned(text, index, index + 1, &mut found),
            b'%' if bytes[index..].len() > 3 && bytes[index + 1..index + 3].eq_ignore_ascii_case(b"3d") => {
                assigned(text, index, index + 3, &mut found);
            }
            b':' if bytes[index..].starts_with(b"://") => user_info(text, index + 3, &mut found),
            b':' => quoted(text, index, index + 1, &mut found),
            b'<' if bytes.get(index + 1) == Some(&b'-') => quoted(text, index, index + 2, &mut found),
            b'B' | b'b'
                if bytes[index..].len() > 7 && bytes[index..index + 7].eq_ignore_ascii_case(b"bearer ") =>
            {
                let end = index
                    + 7
                    + run(&bytes[index + 7..], |b| b.is_ascii_alphanumeric() || b"+/=._~-".contains(&b));
                if end - index >= 27 {
                    found.push(index + 7..end);
                }
            }
            b'e' if bytes[index..].starts_with(b"eyJ")
                && !before(bytes, index, |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') =>
            {
                web_token(bytes, index, &mut found);
            }
            b'-' if bytes[index..].starts_with(b"-----BEGIN ") => private_key(text, index, &mut found),
            _ => {}
        }
    }
    account_keys(bytes, &mut found);
    found
}

fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

/// No credential but a private key is longer; the bound keeps the search linear on hostile text.
const LONGEST: usize = 1024;

/// Like [`run`], over the next [`LONGEST`] bytes.
fn short_run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    run(&bytes[..bytes.len().min(LONGEST)], belongs)
}

fn before(bytes: &[u8], index: usize, is: impl Fn(u8) -> bool) -> bool {
    index > 0 && is(bytes[index - 1])
}

/// 64 bytes in base64: storage and service keys. Longer and shorter runs are data.
fn account_keys(bytes: &[u8], found: &mut Vec<Range<usize>>) {
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let mut start = 0;
    while start < bytes.len() {
        let length = run(&bytes[start..], belongs);
        if length == 86 && bytes[start + 86..].starts_with(b"==") {
            found.push(start..start + 88);
        }
        start += length + 1;
    }
}

/// `name = value` in connection strings, queries and code.
fn assigned(text: &str, sign: usize, after: usize, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let name_start =
        sign - bytes[..sign].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    // After an encoded delimiter its two digits are no part of the name.
    let encoded = before(bytes, name_start, |b| b == b'%') && sign - name_start > 2;
    let name_start = if encoded { name_start + 2 } else { name_start };
    let name = &text[name_start..sign];
    if ["sig", "signature"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
        let length = short_run(&bytes[after..], |b| b.is_ascii_alphanumeric() || b"+/%=-_.~".contains(&b));
        let value = &text[after..after + length];
        // An encoded ampersand ends the value as well.
        let end = value.find("%26").unwrap_or(value.len());
        if end >= 16 {
            found.push(after..after + end);
        }
        return;
    }
    let mut buffer = [0; 64];
    let key = letters(name, &mut buffer);
    let in_connection_string = [
        "accountkey",
        "sharedaccesskey",
        "sharedaccesssignature",
        "sharedsecretvalue",
        "accesskey",
        "password",
        "pwd",
    ]
    .contains(&key);
    if in_connection_string {
        let length = short_run(&bytes[after..], |b| !b";\"'\r\n&<>".contains(&b));
        let Some(value) = text.get(after..after + length) else { return };
        let opened = name_start == 0 || encoded || b" ;\"'?&\r\n>".contains(&bytes[name_start - 1]);
        let closed = bytes.get(after + length).is_none_or(|b| b";\"'&".contains(b));
        let code = value.contains(['(', ')', '{', '}', ' ']);
        if opened && closed && !code && value.len() >= 4 {
            found.push(after..after + length);
            return;
        }
    }
    quoted(text, sign, after, found);
}

/// `password = "…"`, `"api_key": "…"`, `secret <- '…'`: a credential's name, a sign, a quoted value without spaces.
fn quoted(text: &str, sign: usize, after: usize, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let value_start = after + short_run(&bytes[after..], |b| b == b' ' || b == b'\t');
    let Some(quote @ (b'"' | b'\'')) = bytes.get(value_start).copied() else { return };
    let name_end = sign - bytes[..sign].iter().rev().take_while(|b| b" \t\"'\\".contains(b)).count();
    let name_start = name_end
        - bytes[..name_end]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric() || b"_.$-".contains(b))
            .count();
    let mut buffer = [0; 64];
    let name = letters(&text[name_start..name_end], &mut buffer);
    if !(name == "pwd" || CREDENTIAL_PARTS.iter().any(|part| name.ends_with(part))) {
        return;
    }
    let length = short_run(&bytes[value_start + 1..], |b| b != quote && !b" \t\r\n\\".contains(&b));
    let end = value_start + 1 + length;
    if length >= 4 && bytes.get(end).is_some_and(|b| *b == quote || *b == b'\\') {
        found.push(value_start + 1..end);
    }
}

/// The password of `scheme://user:password@host`.
fn user_info(text: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let length = short_run(&bytes[start..], |b| !b"/?#\"' \t\r\n<>".contains(&b));
    let Some(authority) = text.get(start..start + length) else { return };
    if let Some((user, _)) = authority.rsplit_once('@')
        && let Some((name, password)) = user.split_once(':')
        && password.len() >= 3
    {
        let from = start + name.len() + 1;
        found.push(from..from + password.len());
    }
}

/// A signed web token: three parts in base64.
fn web_token(bytes: &[u8], start: usize, found: &mut Vec<Range<usize>>) {
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let mut end = start;
    for part in 0..3 {
        let length = run(&bytes[end..], belongs);
        if length < 8 {
            return;
        }
        end += length;
        if part < 2 {
            if bytes.get(end) != Some(&b'.') {
                return;
            }
            end += 1;
        }
    }
    found.push(start..end);
}

fn private_key(text: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let rest = &text[start..];
    let Some(header) = rest[11..].find("-----") else { return };
    if !rest[..11 + header].ends_with("PRIVATE KEY") {
        return;
    }
    let end = rest[16 + header..].find("-----END").map_or(rest.len(), |end| 16 + header + end);
    found.push(start + 16 + header..start + end);
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
