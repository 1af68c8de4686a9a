//! Who may ask: host, origin and token, checked before anything else.

use crate::{Shared, api, headers};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ml_graph::Diagnostic;
use std::net::IpAddr;
use std::sync::Arc;

/// What callers of the interface must show. Debug output never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token of the user's own choice.
    pub fn new(token: impl Into<String>) -> Token {
        Token(token.into())
    }

    /// A token nobody can guess: 128 random bits as hexadecimal digits.
    pub fn random() -> Result<Token, std::io::Error> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        Ok(Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The token itself, for the address that is opened or printed.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Compares in the same time wherever the difference is.
    fn is(&self, given: &str) -> bool {
        let (ours, given) = (self.0.as_bytes(), given.as_bytes());
        ours.len() == given.len()
            && ours.iter().zip(given).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("«redacted»")
    }
}

/// Lets a request through, or says why not.
pub(crate) async fn check(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let host = match own_host(request.headers(), &shared.options.hosts) {
        Ok(host) => host,
        Err(diagnostic) => return api::refuse(StatusCode::MISDIRECTED_REQUEST, diagnostic),
    };
    if !request.uri().path().starts_with("/api/") {
        let mut response = next.run(request).await;
        headers::protect_page(response.headers_mut());
        return response;
    }
    let origin = match own_origin(request.headers(), &host, &shared.options.origins) {
        Ok(origin) => origin,
        Err(diagnostic) => return api::refuse(StatusCode::FORBIDDEN, diagnostic),
    };
    let mut response = if request.method() == Method::OPTIONS {
        preflight()
    } else if bearer(request.headers()).is_some_and(|given| shared.options.token.is(given)) {
        next.run(request).await
    } else {
        let mut response = api::refuse(
            StatusCode::UNAUTHORIZED,
            Diagnostic::error("server/token", "The token is missing or wrong.")
                .help("Give the token that the server printed when it started."),
        );
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        response
    };
    headers::protect_interface(response.headers_mut());
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-ml-response"));
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        headers.insert(
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        );
    }
    response
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization, content-type, last-event-id"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    headers.insert(
        HeaderName::from_static("access-control-allow-private-network"),
        HeaderValue::from_static("true"),
    );
    response.map(|_| Body::empty())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The host of the request with its port, when it is a name of ours. A page elsewhere can make its own name lead here; it cannot make
/// the browser leave that name out. Addresses and `localhost` are nobody's names.
fn own_host(headers: &HeaderMap, names: &[String]) -> Result<String, Diagnostic> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = without_port(host);
    let literal = name.trim_start_matches('[').trim_end_matches(']');
    let ours = literal.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if ours {
        return Ok(host.to_ascii_lowercase());
    }
    Err(Diagnostic::error("server/host", format!("This server is not known as “{name}”."))
        .help("Use its address or localhost, or start it with that name as a host."))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() => {
            // `::1` without brackets has colons of its own.
            if name.contains(':') && !name.ends_with(']') { host } else { name }
        }
        _ => host,
    }
}

/// The origin to name in the answer: none when no page asks or the page is ours.
fn own_origin(
    headers: &HeaderMap,
    host: &str,
    allowed: &[String],
) -> Result<Option<HeaderValue>, Diagnostic> {
    let Some(value) = headers.get(header::ORIGIN) else { return Ok(None) };
    let origin = value.to_str().unwrap_or_default();
    let (scheme, rest) = origin.split_once("://").unwrap_or_default();
    if matches!(scheme, "http" | "https") && rest.eq_ignore_ascii_case(host) {
        return Ok(None);
    }
    if allowed.iter().any(|known| known.trim_end_matches('/').eq_ignore_ascii_case(origin)) {
        return Ok(Some(value.clone()));
    }
    Err(Diagnostic::error("server/origin", format!("Pages of “{origin}” may not use this server."))
        .help("Open the studio that this server serves, or start it with that origin allowed."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        headers
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let names = ["compute.example".to_owned()];
        for host in [
            "127.0.0.1:8000",
            "localhost",
            "LOCALHOST:1",
            "[::1]:8000",
            "[::1]",
            "192.168.1.5:80",
            "compute.example:8000",
        ] {
            assert!(own_host(&headers(header::HOST, host), &names).is_ok(), "{host}");
        }
        for host in
            ["evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "", "evil.example"]
        {
            assert!(own_host(&headers(header::HOST, host), &names).is_err(), "{host}");
        }
        assert!(own_host(&HeaderMap::new(), &names).is_err());
    }

    #[test]
    fn only_our_own_pages_and_allowed_ones_may_ask() {
        let allowed = ["https://studio.example/".to_owned()];
        let ask = |origin: &str| own_origin(&headers(header::ORIGIN, origin), "127.0.0.1:8000", &allowed);
        assert_eq!(ask("http://127.0.0.1:8000").unwrap(), None);
        assert_eq!(ask("https://studio.example").unwrap().unwrap(), "https://studio.example");
        for origin in ["http://127.0.0.1:8001", "null", "http://evil.example", "file://127.0.0.1:8000", ""] {
            assert!(ask(origin).is_err(), "{origin}");
        }
        assert_eq!(own_origin(&HeaderMap::new(), "127.0.0.1:8000", &allowed).unwrap(), None);
    }

    #[test]
    fn a_token_is_compared_whole_and_never_shown() {
        let token = Token::new("abc");
        assert!(token.is("abc") && !token.is("abd") && !token.is("ab") && !token.is("abcd") && !token.is(""));
        assert!(!format!("{token:?}").contains("abc"));
        let random = Token::random().unwrap();
        assert_eq!(random.reveal().len(), 32);
        assert_ne!(random, Token::random().unwrap());
    }
}
