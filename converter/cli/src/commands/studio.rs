//! `ml-migrate studio`: opens the studio in the browser.

use super::Failure;
use super::serve::{answer, checked_assets, executor, failed, random_token};
use crate::run::{data, draft};
use crate::site;
use crate::terminal::{line, note};
use ml_graph::Diagnostic;
use ml_server::{OpenedFile, Options, Server};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Arguments of `ml-migrate studio`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exports or drafts to open. Data files that lie beside them come along.
    files: Vec<PathBuf>,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Print the address instead of opening a browser.
    #[arg(long)]
    no_open: bool,
    /// Folder of the studio.
    #[arg(long, value_name = "DIR")]
    assets: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Some(assets) = checked_assets(arguments.assets)? else {
        return Err(Diagnostic::error("cli/assets", "The studio is not built here.")
            .help("“cargo xtask studio” builds it; --assets says where it is.")
            .into());
    };
    let opened = opened(&arguments.files)?;
    let token = random_token()?;
    let mut options = Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)), token.clone());
    options.assets = Some(assets);
    let first = opened.first().map(|file| format!("&open={}", ml_server::percent_encode(&file.name)));
    options.opened = opened;
    let executor = match executor(site::store(), false) {
        Ok(executor) => executor,
        // Another studio or server has the folder; this one keeps its runs in memory.
        Err(_) => {
            note("note: The folder of earlier runs is in use; runs of this studio are gone when it ends.");
            executor(None, false)?
        }
    };
    let server = Server::bind(options, executor.clone()).map_err(failed)?;
    let address =
        format!("http://{}/#token={}{}", server.address(), token.reveal(), first.unwrap_or_default());
    line(&format!("Studio  {address}"));
    line("It runs until you press Ctrl-C.");
    if !arguments.no_open && !open(&address) {
        note("note: No browser could be started; open the address above.");
    }
    answer(server, executor)
}

/// The files as the studio gets them. One with data beside it travels with its data in a package.
fn opened(files: &[PathBuf]) -> Result<Vec<OpenedFile>, Failure> {
    let mut opened: Vec<OpenedFile> = Vec::new();
    let mut faults = Vec::new();
    for path in files {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                faults.push(
                    Diagnostic::error("cli/file", format!("The file cannot be read: {error}."))
                        .help("Give the path of a draft or an export.")
                        .in_file(path.display().to_string()),
                );
                continue;
            }
        };
        let name = name_of(path);
        let file = match package(path, &name, &bytes) {
            Some(packed) => OpenedFile { name: format!("{}.zip", stem(&name)), bytes: packed },
            None => OpenedFile { name, bytes },
        };
        opened.push(unique(file, &opened));
    }
    if faults.is_empty() { Ok(opened) } else { Err(Failure(faults)) }
}

/// A zip of the file and the data beside it; none when there is no data or the file is no single pipeline.
fn package(path: &Path, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let found = draft::open(path).ok()?;
    let files: Vec<PathBuf> =
        found.draft.assets.iter().filter_map(|asset| data::beside(path, asset)).collect();
    if files.is_empty() || !found.data.is_empty() {
        return None;
    }
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file(name, options).ok()?;
    archive.write_all(bytes).ok()?;
    let mut packed = std::collections::BTreeSet::new();
    for file in files {
        let name = name_of(&file);
        if packed.insert(name.clone()) {
            archive.start_file(name, options).ok()?;
            archive.write_all(&std::fs::read(&file).ok()?).ok()?;
        }
    }
    Some(archive.finish().ok()?.into_inner())
}

/// Two files of the same name get numbers.
fn unique(mut file: OpenedFile, others: &[OpenedFile]) -> OpenedFile {
    let name = file.name.clone();
    let mut number = 2;
    while others.iter().any(|other| other.name == file.name) {
        file.name = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
            None => format!("{name}-{number}"),
        };
        number += 1;
    }
    file
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Opens an address with the user's browser.
fn open(address: &str) -> bool {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else {
        Command::new("xdg-open")
    };
    let started =
        command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    started.is_ok_and(|status| status.success())
}
