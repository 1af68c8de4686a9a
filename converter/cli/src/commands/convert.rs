//! `ml-migrate convert`: turns exported files into drafts with a migration report.

use super::Failure;
use super::inputs::{self, Input};
use super::targets::{self, Target};
use crate::journal::{Entries, Journal};
use crate::run::models;
use crate::terminal;
use ml_convert::{
    Conversion, ConvertedEndpoint, Converter, DataFile, ExperimentReport, Experiments, Finished, Limits,
    Report, Vault, Verdict,
};
use ml_graph::{Asset, AssetKind, Diagnostic, PipelineDraft, counted};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Arguments of `ml-migrate convert`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exports: experiment JSON, inventory reports, zips, drafts, or folders of them.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Folder for what is written; made when missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What to write: draft, azureml (a folder an experiment for Azure Machine Learning), report.
    #[arg(
        long,
        value_name = "TARGET,…",
        value_delimiter = ',',
        default_value = "draft,azureml,report",
        value_parser = targets::parse
    )]
    to: Vec<Target>,
    /// Also write the credentials that were found, to this file, readable by you alone.
    #[arg(long, value_name = "FILE")]
    secrets: Option<PathBuf>,
    /// Leave scripts as they are instead of rewriting them for Python 3 and R 4; the report still shows what would change.
    #[arg(long)]
    keep_scripts: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let limits = Limits::default();
    let (inputs, faults) = inputs::gather(&arguments.inputs)?;
    std::fs::create_dir_all(&arguments.out).map_err(|error| unwritable(&arguments.out, &error))?;
    let writes_drafts = arguments.to.iter().any(|target| matches!(target, Target::Draft));
    let writes_report = arguments.to.iter().any(|target| matches!(target, Target::Report));
    let mut work = Work {
        out: &arguments.out,
        to: &arguments.to,
        writes_drafts,
        writes_report,
        wanted: BTreeSet::new(),
        models: BTreeMap::new(),
        data: Vec::new(),
        secrets: arguments.secrets.is_some().then(BTreeMap::new),
        drafts: Drafts::start(),
        journal: Journal::start(&arguments.out).map_err(|error| unwritable(&arguments.out, &error))?,
    };
    let mut converter = Converter::new(ml_modules::catalogue(), limits.clone());
    if arguments.keep_scripts {
        converter = converter.keeping_scripts();
    }
    inputs::learn(&inputs, &mut converter, &limits);
    let mut failed = !faults.is_empty();
    for fault in &faults {
        terminal::note(&terminal::sentence(fault));
    }
    for input in &inputs {
        match inputs::read(input, &limits) {
            Ok(bytes) => {
                let conversion = converter.convert(&input.name, &bytes);
                for diagnostic in &conversion.diagnostics {
                    failed |= inputs::is_failure(diagnostic, input);
                    if diagnostic.at.node.is_none() && shows(diagnostic, input) {
                        terminal::note(&terminal::sentence(diagnostic));
                    }
                }
                work.take(conversion, input)?;
            }
            Err(diagnostic) => {
                failed = true;
                terminal::note(&terminal::sentence(&diagnostic));
            }
        }
    }
    work.drafts.finish()?;
    if writes_drafts {
        work.write_data()?;
    }
    let Finished { endpoints, vault, report } = converter.finish();
    work.remember("report.json", &vault);
    work.write_endpoints(endpoints)?;
    if let (Some(path), Some(secrets)) = (&arguments.secrets, &work.secrets) {
        write_secrets(path, secrets)?;
    }
    let journal = work.journal.close().map_err(|error| unwritable(&arguments.out, &error))?;
    if writes_report {
        write_report(&arguments.out.join("report.json"), |out| report.write_json(&journal, out))?;
        write_report(&arguments.out.join("report.md"), |out| report.write_markdown(&journal, out))?;
        write_report(&arguments.out.join("report.html"), |out| report.write_html(&journal, out))?;
        write_report(&arguments.out.join("report.csv"), |out| report.write_csv(&journal, out))?;
    }
    if arguments.json {
        terminal::stream(|out| report.write_json(&journal, out)).map_err(|error| {
            Diagnostic::error("cli/report", format!("The report cannot be printed: {error}."))
        })?;
    } else {
        summary(&report, &journal, &arguments)?;
    }
    Ok(if failed { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

/// Files of a folder that are none of ours need no word.
fn shows(diagnostic: &Diagnostic, input: &Input) -> bool {
    input.named || diagnostic.code != "convert/not-recognised"
}

struct Work<'a> {
    out: &'a Path,
    to: &'a [Target],
    writes_drafts: bool,
    writes_report: bool,
    /// Names of the datasets that drafts use.
    wanted: BTreeSet<String>,
    /// Trained models that drafts use, each once.
    models: BTreeMap<String, Asset>,
    /// Data files met in the input.
    data: Vec<DataFile>,
    /// Credentials by draft file and address, when they are asked for.
    secrets: Option<BTreeMap<String, BTreeMap<String, String>>>,
    drafts: Drafts,
    journal: Journal,
}

/// Writes drafts beside the conversion of the next ones, a few of them waiting at most.
struct Drafts {
    waiting: Option<SyncSender<(PathBuf, PipelineDraft)>>,
    writer: Option<JoinHandle<Result<(), Failure>>>,
}

impl Drafts {
    fn start() -> Drafts {
        let (sender, receiver) = sync_channel::<(PathBuf, PipelineDraft)>(16);
        let writer = std::thread::spawn(move || {
            for (path, draft) in receiver {
                let mut text = serde_json::to_vec_pretty(&draft).map_err(|error| {
                    Diagnostic::error("cli/draft", format!("A draft cannot be written: {error}."))
                })?;
                text.push(b'\n');
                write(&path, &text)?;
            }
            Ok(())
        });
        Drafts { waiting: Some(sender), writer: Some(writer) }
    }

    /// Has a draft written; fails with what became of an earlier one.
    fn write(&mut self, path: PathBuf, draft: PipelineDraft) -> Result<(), Failure> {
        match &self.waiting {
            Some(waiting) if waiting.send((path, draft)).is_ok() => Ok(()),
            _ => self.finish(),
        }
    }

    /// Waits until all are written.
    fn finish(&mut self) -> Result<(), Failure> {
        self.waiting = None;
        match self.writer.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            None => Ok(()),
            Some(Err(_)) => Err(Diagnostic::error("cli/fault", "Writing the drafts broke off.").into()),
        }
    }
}

impl Work<'_> {
    fn take(&mut self, conversion: Conversion, input: &Input) -> Result<(), Failure> {
        for converted in conversion.drafts {
            for target in self.to {
                let Target::Folder(target) = target else { continue };
                let diagnostics =
                    targets::write_folder(self.out, target, &converted, &input.path, &conversion.data)?;
                for diagnostic in diagnostics {
                    terminal::note(&terminal::sentence(&diagnostic.in_file(&converted.file)));
                }
            }
            for asset in &converted.draft.assets {
                self.wanted.insert(asset.name.clone());
                if asset.kind == AssetKind::TrainedModel {
                    self.models.entry(asset.name.clone()).or_insert_with(|| asset.clone());
                }
            }
            self.remember(&converted.file, &converted.vault);
            if self.writes_report {
                targets::write_page(self.out, &converted)?;
            }
            if self.writes_drafts {
                self.drafts.write(self.out.join(&converted.file), converted.draft)?;
            }
        }
        for experiment in &conversion.report.experiments {
            self.journal.add(experiment).map_err(|error| unwritable(self.out, &error))?;
        }
        self.data.extend(conversion.data);
        Ok(())
    }

    /// Puts saved models beside the drafts, under the names by which a run looks for them.
    fn write_models(&self) -> Result<(), Failure> {
        let assets: Vec<&Asset> = self.models.values().collect();
        let pairs = models::pair(&assets, &self.data);
        for (place, file) in self.data.iter().enumerate() {
            if !ml_interop::is_saved_model(&file.bytes) {
                continue;
            }
            let mut owners = pairs.iter().filter(|pair| pair.file == place).peekable();
            if owners.peek().is_none() {
                terminal::note(&format!(
                    "note: {} is a trained model that no draft names. Give it to a run with --data \"NAME={}\".",
                    file.name, file.name
                ));
                continue;
            }
            for pair in owners {
                let name = &assets[pair.asset].name;
                let plain = !name.contains(['/', '\\', ':']) && !name.starts_with('.');
                let target = if plain { format!("{name}.ilearner") } else { file.name.clone() };
                let path = self.out.join(&target);
                if !path.exists() {
                    write(&path, &file.bytes)?;
                }
                if pair.assumed {
                    terminal::note(&format!(
                        "note: {} was taken for the trained model “{name}”, the only one without a file. It is in {}.",
                        file.name,
                        path.display()
                    ));
                } else if !plain {
                    terminal::note(&format!(
                        "note: give a run the trained model “{name}” with --data \"{name}={}\".",
                        path.display()
                    ));
                }
            }
        }
        Ok(())
    }

    /// Keeps credentials for the file of them, should the user want one.
    fn remember(&mut self, file: &str, vault: &Vault) {
        if let Some(secrets) = &mut self.secrets
            && !vault.is_empty()
        {
            let values = vault
                .addresses()
                .filter_map(|address| Some((address.to_owned(), vault.reveal(address)?.to_owned())));
            secrets.insert(file.to_owned(), values.collect());
        }
    }

    fn write_endpoints(&mut self, endpoints: Vec<ConvertedEndpoint>) -> Result<(), Failure> {
        for converted in endpoints {
            self.remember(&converted.file, &converted.vault);
            let mut text = serde_json::to_vec_pretty(&converted.endpoint).map_err(|error| {
                Diagnostic::error("cli/endpoint", format!("An endpoint cannot be written: {error}."))
            })?;
            text.push(b'\n');
            write(&self.out.join(&converted.file), &text)?;
        }
        Ok(())
    }

    /// Puts data files that a draft uses beside the drafts, where a run looks for them.
    fn write_data(&self) -> Result<(), Failure> {
        self.write_models()?;
        for file in self.data.iter().filter(|file| !ml_interop::is_saved_model(&file.bytes)) {
            let stem = Path::new(&file.name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let used =
                self.wanted.contains(&file.name) || stem.is_some_and(|stem| self.wanted.contains(&stem));
            let path = self.out.join(&file.name);
            if used && !path.exists() {
                write(&path, &file.bytes)?;
            }
        }
        Ok(())
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

/// Writes a report as it is made: that of thousands of experiments is large.
fn write_report(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let write = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        write(&mut file)?;
        file.flush()
    };
    write().map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Diagnostic::error("cli/write", format!("{} cannot be written: {error}.", path.display()))
        .help("Choose another place, or make room.")
        .into()
}

/// Writes the credentials so that only their owner can read them, whoever may read the folder.
fn write_secrets(path: &Path, secrets: &BTreeMap<String, BTreeMap<String, String>>) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        // The mode above counts for new files only.
        if path.exists() {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
                .map_err(|error| unwritable(path, &error))?;
        }
    }
    let mut text = serde_json::to_vec_pretty(secrets).map_err(|error| {
        Diagnostic::error("cli/secrets", format!("The credentials cannot be written: {error}."))
    })?;
    text.push(b'\n');
    options.open(path).and_then(|mut file| file.write_all(&text)).map_err(|error| unwritable(path, &error))
}

fn summary(report: &Report, journal: &Entries, arguments: &Arguments) -> Result<(), Failure> {
    journal
        .each(&mut |experiment| {
            summary_of(experiment, &arguments.out);
            Ok(())
        })
        .map_err(|error| {
            Diagnostic::error("cli/report", format!("The report cannot be read again: {error}."))
        })?;
    for service in &report.services {
        terminal::line(&format!(
            "{} (web service, {})\n  {} → {}",
            service.name,
            service.kind,
            service.file,
            arguments.out.join(&service.endpoint).display()
        ));
        if service.draft.is_none() {
            terminal::line("  its graph is in none of the files");
        }
    }
    let secrets = report.totals.secrets;
    if secrets > 0 {
        let kept = match &arguments.secrets {
            Some(path) => format!("Kept in {}; keep that file to yourself.", path.display()),
            None => "Kept in no file; --secrets FILE writes one.".to_owned(),
        };
        terminal::line(&format!("{} taken out of the drafts. {kept}", counted(secrets, "credential")));
    }
    let services = match report.services.len() {
        0 => String::new(),
        services => format!(" and {}", counted(services, "service endpoint")),
    };
    terminal::line(&format!(
        "{}{services} converted. What runs, what changes and what to do: {}",
        counted(report.totals.experiments, "experiment"),
        arguments.out.join("report.md").display()
    ));
    Ok(())
}

fn summary_of(experiment: &ExperimentReport, out: &Path) {
    let of = |verdict| experiment.modules.iter().filter(|module| module.verdict == verdict).count();
    let name = if experiment.name.is_empty() { "(no name)" } else { &experiment.name };
    terminal::line(&format!("{name}\n  {} → {}", experiment.file, out.join(&experiment.draft).display()));
    let counts: Vec<String> =
        [Verdict::RunsTheSame, Verdict::RunsDifferently, Verdict::NeedsInput, Verdict::CannotRun]
            .into_iter()
            .filter(|verdict| of(*verdict) > 0)
            .map(|verdict| format!("{} {}", of(verdict), verdict.describe()))
            .collect();
    terminal::line(&format!("  {}: {}", counted(experiment.modules.len(), "module"), counts.join(", ")));
}
