//! Reads an HTTP(S) address, within limits of size and time.

use crate::platform::Stop;
use ml_modules::HostError;
use std::io::Read;
use std::time::Duration;

/// Largest answer that is taken.
const LARGEST: u64 = 1 << 30;

/// What `address` answers.
pub(super) fn fetch(address: &str, stop: Stop<'_>) -> Result<Vec<u8>, HostError> {
    let place = without_query(address);
    let failed = |reason: String| {
        HostError::failed(
            "error-0039",
            format!("{place} cannot be read: {reason}."),
            "Check the address and the network, or download the file and attach it.",
        )
    };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .timeout_global(Some(Duration::from_secs(30 * 60)))
        .max_redirects(5)
        .user_agent(concat!("ml-migrate/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut response = agent.get(address).call().map_err(|error| failed(reason(error)))?;
    let mut reader = response.body_mut().with_config().limit(LARGEST + 1).reader();
    let mut bytes = Vec::new();
    let mut part = vec![0_u8; 256 << 10];
    loop {
        if stop() {
            return Err(HostError::Cancelled);
        }
        match reader.read(&mut part) {
            Ok(0) => return Ok(bytes),
            Ok(length) => bytes.extend_from_slice(&part[..length]),
            Err(error) => return Err(failed(error.to_string())),
        }
        if bytes.len() as u64 > LARGEST {
            return Err(failed(format!("it is larger than {} MiB", LARGEST >> 20)));
        }
    }
}

/// The library's words without the address, which may carry a signature.
fn reason(error: ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(code) => format!("the server answered {code}"),
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        ureq::Error::Timeout(_) => "it took too long".to_owned(),
        ureq::Error::ConnectionFailed => "no connection".to_owned(),
        ureq::Error::BadUri(_) => "it is no valid address".to_owned(),
        ureq::Error::TooManyRedirects => "it leads in circles".to_owned(),
        ureq::Error::Io(error) => error.to_string(),
        _ => "the transfer failed".to_owned(),
    }
}

/// The address for people: signatures and keys live behind the question mark, passwords before the `@`.
fn without_query(address: &str) -> String {
    let bare = address.split(['?', '#']).next().unwrap_or_default();
    match bare.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            match path {
                Some(path) => format!("{scheme}://{host}/{path}"),
                None => format!("{scheme}://{host}"),
            }
        }
        None => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::TcpListener;

    #[test]
    fn messages_never_hold_signatures_or_passwords() {
        assert_eq!(
            without_query("https://user:pw@host.example/a/b.csv?sig=secret#x"),
            "https://host.example/a/b.csv"
        );
        assert_eq!(without_query("http://host.example?sig=secret"), "http://host.example");
        let error = fetch("http://127.0.0.1:1/a.csv?sig=secret", &|| false).unwrap_err();
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }

    fn serve(answer: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut part = [0; 4096];
            let _ = stream.read(&mut part);
            let _ = stream.write_all(answer);
        });
        format!("http://{address}/data.csv")
    }

    #[test]
    fn an_answer_is_read_and_a_refusal_says_why() {
        let address = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\na\n1\n");
        assert_eq!(fetch(&address, &|| false).unwrap(), b"a\n1\n");
        let address = serve(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
        let error = fetch(&address, &|| false).unwrap_err().to_string();
        assert!(error.contains("the server answered 404"), "{error}");
        let address = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\na\n1\n");
        assert_eq!(fetch(&address, &|| true).unwrap_err(), HostError::Cancelled);
    }
}
