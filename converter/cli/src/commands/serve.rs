//! `ml-migrate serve`: serves the studio and runs pipelines for it.

use super::Failure;
use crate::engine::NAME;
use crate::site;
use crate::terminal::{line, note};
use ml_exports::Exports;
use ml_graph::Diagnostic;
use ml_run::{DiskStore, Executor, MemoryStore, NativePlatform};
use ml_server::{Options, Server, ServerError, Stop, Token};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `ml-migrate serve`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8642)]
    port: u16,
    /// Address to listen on. Only this machine reaches 127.0.0.1; 0.0.0.0 is every network it has.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// What clients must show. A random one is made and printed when none is given.
    #[arg(long, env = "ML_MIGRATE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Folder of the studio.
    #[arg(long, value_name = "DIR")]
    assets: Option<PathBuf>,
    /// Folder that keeps runs.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Origin of pages elsewhere that may use this server, such as `https://studio.example`. May be given more than once.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// A name besides addresses that clients call this machine by. May be given more than once.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Run no Python and R scripts, whatever a pipeline allows.
    #[arg(long)]
    no_scripts: bool,
    /// Largest file to take, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    largest_upload: usize,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let token = match arguments.token {
        Some(token) if token.len() < 8 => {
            return Err(Diagnostic::error("cli/token", "The token is too short to keep anyone out.")
                .help("Take at least 8 characters, or leave it out to get a random one.")
                .into());
        }
        Some(token) => Token::new(token),
        None => random_token()?,
    };
    let mut options = Options::new(SocketAddr::new(arguments.host, arguments.port), token.clone());
    options.assets = checked_assets(arguments.assets)?;
    options.origins = arguments.allow_origin;
    options.hosts = arguments.allow_host;
    options.largest_blob = arguments.largest_upload.saturating_mul(1 << 20);
    let has_studio = options.assets.is_some();
    let store = arguments.store.or_else(site::store);
    let executor = executor(store, arguments.no_scripts)?;
    let server = Server::bind(options, executor.clone()).map_err(failed)?;
    let address = server.address();
    let shown = if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    };
    if has_studio {
        line(&format!("Studio          http://{shown}/#token={}", token.reveal()));
    } else {
        note(
            "note: The studio is not built here; only remote studios can use this server (--assets names its folder).",
        );
    }
    line(&format!("Remote compute  http://{shown}"));
    line(&format!("Token           {}", token.reveal()));
    if !address.ip().is_loopback() {
        note(
            "warning: Others on the network reach this server, and what they send is not encrypted.\n  \
             Use it in networks you trust, or put a proxy with TLS in front.",
        );
    }
    answer(server, executor)
}

/// A token nobody can guess.
pub(super) fn random_token() -> Result<Token, Failure> {
    Token::random().map_err(|error| {
        Diagnostic::error("cli/token", format!("The system gives no random numbers: {error}."))
            .help("Give a token with --token.")
            .into()
    })
}

/// The studio's folder, which must hold a studio when it was named.
pub(super) fn checked_assets(given: Option<PathBuf>) -> Result<Option<PathBuf>, Failure> {
    let folder = site::assets(given.as_deref());
    match &folder {
        Some(folder) if !folder.join("index.html").is_file() => {
            Err(Diagnostic::error("cli/assets", format!("There is no studio in {}.", folder.display()))
                .help("“cargo xtask studio” builds it.")
                .into())
        }
        _ => Ok(folder),
    }
}

/// An executor that keeps its runs in `store`, if there is one.
pub(super) fn executor(store: Option<PathBuf>, no_scripts: bool) -> Result<Executor, Failure> {
    let platform = NativePlatform::new(NAME);
    let platform = if no_scripts { platform.without_scripts() } else { platform };
    let made = match store {
        Some(folder) => DiskStore::open(folder).and_then(|store| Executor::new(platform, store, Exports)),
        None => Executor::new(platform, MemoryStore::new(), Exports),
    };
    made.map_err(|error| error.to_diagnostic().into())
}

/// Serves until Ctrl-C; runs that go on are cancelled.
pub(super) fn answer(server: Server, executor: Executor) -> Result<ExitCode, Failure> {
    let stop = Stop::default();
    let asked = stop.clone();
    if ctrlc::set_handler(move || asked.stop()).is_err() {
        note("note: Ctrl-C will end the server at once.");
    }
    server.run(stop).map_err(failed)?;
    executor.cancel_all();
    executor.wait_idle(std::time::Duration::from_secs(2));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn failed(error: ServerError) -> Failure {
    let help = match &error {
        ServerError::Listen { .. } => "Choose another port with --port, or end the program that uses it.",
        ServerError::Failed(_) => "Start it again.",
    };
    let mut message = format!("{error}.");
    if let Some(first) = message.get(..1) {
        message.replace_range(..1, &first.to_uppercase());
    }
    Diagnostic::error("cli/server", message).help(help).into()
}
