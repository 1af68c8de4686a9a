//! The server passes the contract over HTTP, streams events, and lets nobody in who should stay out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ml_exports::Exports;
use ml_modules::LocalBoxFuture;
use ml_protocol::{Event, EventKind, Reply, Request, Response};
use ml_run::contract::{self, Client};
use ml_run::{Executor, MemoryStore, NativePlatform};
use ml_server::{OpenedFile, Options, Server, Stop, Token};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

const TOKEN: &str = "let me in please";

/// A server on a free port, which ends with the value.
struct Running {
    address: SocketAddr,
    stop: Stop,
    agent: ureq::Agent,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

fn serve(change: impl FnOnce(&mut Options)) -> Running {
    let mut options = Options::new(SocketAddr::from(([127, 0, 0, 1], 0)), Token::new(TOKEN));
    change(&mut options);
    let executor = Executor::new(NativePlatform::new("test"), MemoryStore::new(), Exports).unwrap();
    let server = Server::bind(options, executor).unwrap();
    let (address, stop) = (server.address(), Stop::default());
    let stopped = stop.clone();
    std::thread::spawn(move || server.run(stopped));
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    Running { address, stop, agent }
}

impl Running {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn send(&self, request: &Request, attachment: Option<Vec<u8>>) -> Result<Reply, String> {
        let token = format!("Bearer {TOKEN}");
        let sent = match attachment {
            Some(bytes) => self.agent.put(self.url("/api/blob")).header("authorization", token).send(&bytes),
            None => {
                let text = serde_json::to_string(request).map_err(|error| error.to_string())?;
                self.agent.post(self.url("/api/request")).header("authorization", token).send(&text)
            }
        };
        let mut response = sent.map_err(|error| error.to_string())?;
        let beside = response.headers().get("x-ml-response").map(|value| value.to_str().unwrap().to_owned());
        let body = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_vec()
            .map_err(|error| error.to_string())?;
        let (text, attachment) = match beside {
            Some(encoded) => (decode(&encoded), Some(body)),
            None => (String::from_utf8(body).map_err(|error| error.to_string())?, None),
        };
        let response = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
        Ok(Reply { response, attachment })
    }

    /// Sends bytes as they are; gives back the status line, the headers in lower case, and the body.
    fn raw(&self, head: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let head = format!("{head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses early may stop reading.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let headers = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let status = headers.split(' ').nth(1).unwrap().parse().unwrap();
        (status, headers, answer[end + 4..].to_vec())
    }

    fn get(&self, path: &str, headers: &str) -> (u16, String, Vec<u8>) {
        self.raw(&format!("GET {path} HTTP/1.1\r\nhost: {}{headers}", self.address), b"")
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

impl Client for Running {
    fn request<'a>(
        &'a self,
        request: Request,
        attachment: Option<Vec<u8>>,
    ) -> LocalBoxFuture<'a, Result<Reply, String>> {
        Box::pin(std::future::ready(self.send(&request, attachment)))
    }

    fn pause<'a>(&'a self, milliseconds: u64) -> LocalBoxFuture<'a, ()> {
        std::thread::sleep(Duration::from_millis(milliseconds));
        Box::pin(std::future::ready(()))
    }
}

/// Events as the server streams them, until it closes the stream.
fn stream(server: &Running, path: &str) -> Vec<Event> {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {TOKEN}\r\nconnection: close\r\n\r\n",
        server.address
    )
    .unwrap();
    let mut events = Vec::new();
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if let Some(data) = line.strip_prefix("data: ") {
            events.push(serde_json::from_str(data).unwrap());
        }
    }
    events
}

#[test]
fn it_keeps_the_contract_and_streams_events() {
    let server = serve(|_| {});
    pollster::block_on(contract::all(&server, |name| println!("{name}")));

    let Response::Events { events: asked, .. } = server
        .send(&Request::Events { run: ml_protocol::RunId("whole".into()), after: 0 }, None)
        .unwrap()
        .response
    else {
        panic!("no events")
    };
    assert_eq!(stream(&server, "/api/runs/whole/events"), asked);
    assert_eq!(stream(&server, "/api/runs/whole/events?after=5"), asked[5..]);
    let (status, _, body) =
        server.get("/api/runs/never/events", &format!("\r\nauthorization: Bearer {TOKEN}"));
    assert_eq!(status, 404);
    assert!(String::from_utf8_lossy(&body).contains("There is no run"));
}

#[test]
fn events_come_while_the_run_goes_on() {
    let server = serve(|_| {});
    let mut draft = ml_graph::PipelineDraft::new("One module");
    draft.nodes.push(ml_graph::Node {
        id: "data".to_owned(),
        component: "enter-data-manually".to_owned(),
        params: [("data".to_owned(), "a,b\n1,2".into())].into(),
        ..ml_graph::Node::default()
    });
    let submission = ml_protocol::Submission {
        run: ml_protocol::RunId("streamed".to_owned()),
        draft,
        data: Default::default(),
        secrets: Default::default(),
        until: Vec::new(),
        device: ml_protocol::DeviceChoice::Cpu,
        seed: 0,
        allow_scripts: false,
        parameters: Default::default(),
    };
    server.send(&Request::Run(Box::new(submission)), None).unwrap();
    let events = stream(&server, "/api/runs/streamed/events");
    assert!(matches!(events.first().map(|event| &event.kind), Some(EventKind::RunStarted { .. })));
    assert!(matches!(events.last().map(|event| &event.kind), Some(EventKind::RunFinished { .. })));
}

#[test]
fn strangers_stay_out() {
    let server = serve(|options| options.origins.push("https://studio.example".to_owned()));
    let hello = br#"{"request":"hello","version":1}"#;
    let post = |headers: &str| server.raw(&format!("POST /api/request HTTP/1.1\r\n{headers}"), hello);
    let host = format!("host: {}", server.address);
    let token = format!("authorization: Bearer {TOKEN}");

    assert_eq!(post(&format!("{host}\r\n{token}")).0, 200);
    let (status, headers, body) = post(&host);
    assert_eq!(status, 401);
    assert!(headers.contains("www-authenticate: bearer"), "{headers}");
    assert!(String::from_utf8_lossy(&body).contains("token is missing or wrong"));
    assert_eq!(post(&format!("{host}\r\nauthorization: Bearer wrong")).0, 401);
    assert_eq!(post(&format!("host: evil.example:80\r\n{token}")).0, 421);
    assert_eq!(post(&format!("{host}\r\n{token}\r\norigin: http://evil.example")).0, 403);
    assert_eq!(post(&format!("{host}\r\n{token}\r\norigin: null")).0, 403);
    let (status, headers, _) = post(&format!("{host}\r\n{token}\r\norigin: https://studio.example"));
    assert_eq!(status, 200);
    assert!(headers.contains("access-control-allow-origin: https://studio.example"), "{headers}");
    let (status, headers, _) = server.raw(
        &format!("OPTIONS /api/request HTTP/1.1\r\n{host}\r\norigin: https://studio.example\r\naccess-control-request-method: POST"),
        b"",
    );
    assert_eq!(status, 204);
    assert!(headers.contains("access-control-allow-headers: authorization"), "{headers}");
    let (status, headers, _) =
        server.raw(&format!("OPTIONS /api/request HTTP/1.1\r\n{host}\r\norigin: https://evil.example"), b"");
    assert_eq!(status, 403);
    assert!(!headers.contains("access-control-allow-origin"), "{headers}");
    // The pages of a site elsewhere cannot even load our files under another name.
    assert_eq!(server.raw("GET / HTTP/1.1\r\nhost: evil.example", b"").0, 421);
    assert_eq!(server.get("/api/other", &format!("\r\n{token}")).0, 404);
    assert_eq!(server.raw(&format!("POST /api/request HTTP/1.1\r\n{host}\r\n{token}"), b"{").0, 400);
}

#[test]
fn too_much_is_refused() {
    let server = serve(|options| options.largest_blob = 1000);
    let token = format!("authorization: Bearer {TOKEN}");
    let put = |bytes: &[u8]| {
        server.raw(&format!("PUT /api/blob HTTP/1.1\r\nhost: {}\r\n{token}", server.address), bytes)
    };
    assert_eq!(put(&[7; 1000]).0, 200);
    assert_eq!(put(&[7; 1001]).0, 413);
}

fn site(folder: &Path) {
    std::fs::write(folder.join("index.html"), "<!doctype html>").unwrap();
    std::fs::create_dir(folder.join("engine-cpu")).unwrap();
    std::fs::write(folder.join("engine-cpu/engine_bg.wasm"), b"\0asm").unwrap();
    std::fs::write(folder.join("studio.js"), "let studio = 1;").unwrap();
    std::fs::write(folder.join("studio.js.br"), "compressed").unwrap();
    std::fs::write(folder.join(".studio.stamp"), "hidden").unwrap();
}

#[test]
fn the_studio_is_served_as_browsers_want_it() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    let server = serve(|options| {
        options.assets = Some(folder.path().to_owned());
        options.opened.push(OpenedFile { name: "Größe 1.json".to_owned(), bytes: b"{}".to_vec() });
    });
    let (status, headers, body) = server.get("/", "");
    assert_eq!((status, body.as_slice()), (200, b"<!doctype html>".as_slice()));
    for header in [
        "content-type: text/html; charset=utf-8",
        "script-src 'self' 'wasm-unsafe-eval';",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-embedder-policy: require-corp",
        "x-content-type-options: nosniff",
        "cache-control: no-cache",
    ] {
        assert!(headers.contains(header), "{header} is missing in\n{headers}");
    }
    assert!(!headers.contains("script-src 'self' 'unsafe"), "{headers}");
    let (_, headers, _) = server.get("/engine-cpu/engine_bg.wasm", "");
    assert!(headers.contains("content-type: application/wasm"), "{headers}");

    let (_, headers, body) = server.get("/studio.js", "\r\naccept-encoding: gzip, br");
    assert!(headers.contains("content-encoding: br") && headers.contains("text/javascript"), "{headers}");
    assert_eq!(body, b"compressed");
    let (_, headers, body) = server.get("/studio.js", "");
    assert!(!headers.contains("content-encoding"), "{headers}");
    assert_eq!(body, b"let studio = 1;");
    let tag = headers.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let (status, _, body) = server.get("/studio.js", &format!("\r\nif-none-match: {tag}"));
    assert_eq!((status, body.len()), (304, 0));

    for path in
        ["/../Cargo.toml", "/%2e%2e/secret", "/.studio.stamp", "/none.js", "/engine-cpu", "/opened/none"]
    {
        assert_eq!(server.get(path, "").0, 404, "{path}");
    }
    let (_, _, body) = server.get("/opened/index.json", "");
    let list: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap();
    assert_eq!(list[0]["name"], "Größe 1.json");
    let path = format!("/opened/{}", list[0]["path"].as_str().unwrap());
    assert_eq!(server.get(&path, "").2, b"{}");
}

#[test]
fn without_a_studio_the_server_says_so() {
    let server = serve(|_| {});
    let (status, _, body) = server.get("/", "");
    assert_eq!(status, 200);
    assert!(String::from_utf8_lossy(&body).contains("cargo xtask studio"));
}
