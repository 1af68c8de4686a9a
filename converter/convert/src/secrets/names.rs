//! Names that only credentials have, and how names become addresses.

/// Whether a text under a credential's name can be one: neither empty nor a flag nor a column selection.
pub(super) fn holds_something(text: &str) -> bool {
    let trimmed = text.trim();
    !(trimmed.is_empty()
        || ["true", "false", "null", "none"].iter().any(|word| trimmed.eq_ignore_ascii_case(word))
        || (trimmed.starts_with('{') || trimmed.starts_with("%7B")) && trimmed.contains("isFilter"))
}

/// The Studio's own pointer to a stored credential.
pub(super) fn is_credential_record(text: &str) -> bool {
    text.starts_with('{') && text.contains("\"RecordKey\"") && text.contains("\"IndexInRecord\"")
}

/// The letters and digits of a name, in lower case, as far as they fit.
pub(super) fn letters<'b>(name: &str, buffer: &'b mut [u8; 64]) -> &'b str {
    let mut length = 0;
    for byte in name.bytes().filter(u8::is_ascii_alphanumeric).take(64) {
        buffer[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&buffer[..length]).unwrap_or_default()
}

/// Parts of names that only credentials have.
pub(super) const CREDENTIAL_PARTS: [&str; 29] = [
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
    "primarytoken",
    "secondarytoken",
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

pub(super) fn is_credential_name(name: &str) -> bool {
    let mut buffer = [0; 64];
    let letters = letters(name, &mut buffer);
    CREDENTIAL_NAMES.contains(&letters) || CREDENTIAL_PARTS.iter().any(|part| letters.contains(part))
}

/// `Account Key` → `account_key`.
pub(super) fn snake(name: &str) -> String {
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
