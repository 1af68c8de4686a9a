//! `ml-migrate convert`: turns exported files into drafts with a migration report.

use super::Failure;
use super::inputs::{self, Input};
use super::targets::{self, Subject, Target};
use crate::journal::{Entries, Journal};
use crate::progress::Progress;
use crate::terminal;
use crate::writer::{Wanted, Writer};
use ml_convert::{
    Conversion, ConvertedEndpoint, Converter, DataFile, DataFileReport, ExperimentReport, Experiments,
    Finished, Limits, Report, Vault, Verdict,
};
use ml_exports::data_files::{self, Datasets};
use ml_exports::{models, saved_models};
use ml_graph::{Asset, AssetKind, Diagnostic, EndpointDefinition, counted};
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `ml-migrate convert`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exports: experiment JSON, inventory reports, pipelines of the designer or Azure ML, zips, drafts, or folders of them.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Folder for what is written; made when missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What to write: draft; a folder an experiment as azureml, designer, mlops or python; report. `ml-migrate supported` explains them.
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
        datasets: Datasets::default(),
        models: BTreeMap::new(),
        data: Vec::new(),
        secrets: arguments.secrets.is_some().then(BTreeMap::new),
        writer: Writer::start(&arguments.out, Wanted { drafts: writes_drafts, pages: writes_report }),
        journal: Journal::start(&arguments.out).map_err(|error| unwritable(&arguments.out, &error))?,
        served: Journal::start(&arguments.out).map_err(|error| unwritable(&arguments.out, &error))?,
    };
    let mut converter = Converter::new(ml_modules::catalogue(), limits.clone());
    if arguments.keep_scripts {
        converter = converter.keeping_scripts();
    }
    let mut progress = Progress::start(inputs.len(), !arguments.json);
    let mut failed = !faults.is_empty();
    for fault in &faults {
        progress.error(&terminal::sentence(fault));
    }
    progress.doing("lists that other files need");
    let parts = inputs::learn(&inputs, &mut converter, &limits);
    for input in inputs.iter().filter(|input| !parts.contains(&input.name)) {
        progress.file(&input.name);
        match inputs::read(input, &limits) {
            Ok(bytes) => failed |= work.convert(&mut converter, input, bytes, &mut progress)?,
            Err(diagnostic) => {
                failed = true;
                progress.error(&terminal::sentence(&diagnostic));
            }
        }
    }
    progress.doing("what is still to be written");
    work.writer.finish()?;
    if writes_drafts {
        work.write_data()?;
    }
    let Finished { endpoints, vault, diagnostics, mut report } = converter.finish();
    for diagnostic in &diagnostics {
        progress.note(&terminal::sentence(diagnostic));
    }
    report.models = saved_models::reports(&work.data);
    report.data_files = work.data_files(&mut progress);
    work.remember("report.json", &vault);
    work.write_served(&endpoints, &mut progress)?;
    progress.doing("the report");
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
    progress.end();
    if arguments.json {
        terminal::stream(|out| report.write_json(&journal, out)).map_err(|error| {
            Diagnostic::error("cli/report", format!("The report cannot be printed: {error}."))
        })?;
    } else {
        summary(&report, &journal, &arguments)?;
    }
    Ok(if failed { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

/// Writes the folders of one draft, and says what could not be written as it was.
fn write_folders(
    out: &Path,
    to: &[Target],
    subject: &Subject<'_>,
    endpoints: &[EndpointDefinition],
    packed: &[DataFile],
    progress: &mut Progress,
) -> Result<(), Failure> {
    for target in to {
        let Target::Folder(target) = target else { continue };
        for diagnostic in targets::write_folder(out, target, subject, endpoints, packed)? {
            progress.note(&terminal::sentence(&diagnostic.in_file(&*subject.file)));
        }
    }
    Ok(())
}

/// Why writing folders stopped.
enum Interrupted {
    Failure(Failure),
    Io(std::io::Error),
}

impl From<std::io::Error> for Interrupted {
    fn from(error: std::io::Error) -> Interrupted {
        Interrupted::Io(error)
    }
}

/// Files of a folder that are none of ours need no word.
fn shows(diagnostic: &Diagnostic, input: &Input) -> bool {
    input.named || diagnostic.code != "convert/not-recognised"
}

struct Work<'a> {
    out: &'a Path,
    to: &'a [Target],
    /// The datasets that drafts use.
    datasets: Datasets,
    /// Trained models that drafts use, each once.
    models: BTreeMap<String, Asset>,
    /// Data files met in the input.
    data: Vec<DataFile>,
    /// Credentials by draft file and address, when they are asked for.
    secrets: Option<BTreeMap<String, BTreeMap<String, String>>>,
    writer: Writer,
    journal: Journal,
    /// Drafts that endpoints may name: their folders are written when all endpoints are known.
    served: Journal,
}

impl Work<'_> {
    /// Converts one input, part by part; whether something that the user wanted could not be read.
    fn convert(
        &mut self,
        converter: &mut Converter<'_>,
        input: &Input,
        bytes: Vec<u8>,
        progress: &mut Progress,
    ) -> Result<bool, Failure> {
        let mut failed = false;
        let mut outcome = Ok(());
        let before = self.data.len();
        let limits = Limits::default();
        let mut beside = inputs::beside(&input.path, &input.root, &limits);
        converter.convert_beside(&input.name, bytes, &mut beside, &mut |part| {
            for diagnostic in &part.diagnostics {
                failed |= inputs::is_failure(diagnostic, input);
                if diagnostic.is_error() {
                    progress.error(&terminal::sentence(diagnostic));
                } else if diagnostic.at.node.is_none() && shows(diagnostic, input) {
                    progress.note(&terminal::sentence(diagnostic));
                }
            }
            progress.experiments(part.drafts.len());
            outcome = self.take(part, input, before, progress);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        outcome.map(|()| failed)
    }

    /// Takes a part of what an input comes to. Data of the same input starts at the place `before`.
    fn take(
        &mut self,
        part: Conversion,
        input: &Input,
        before: usize,
        progress: &mut Progress,
    ) -> Result<(), Failure> {
        self.data.extend(part.data);
        for converted in part.drafts {
            self.datasets.add(&converted.draft, &converted.file);
            for asset in &converted.draft.assets {
                if asset.kind == AssetKind::TrainedModel {
                    self.models.entry(asset.name.clone()).or_insert_with(|| asset.clone());
                }
            }
            self.remember(&converted.file, &converted.vault);
            self.journal.add(&converted.report).map_err(|error| unwritable(self.out, &error))?;
            if self.to.iter().any(|target| matches!(target, Target::Folder(_))) {
                let subject = Subject::new(&converted, &input.path);
                if converted.may_be_served() {
                    self.served.add(&subject).map_err(|error| unwritable(self.out, &error))?;
                } else {
                    write_folders(self.out, self.to, &subject, &[], &self.data[before..], progress)?;
                }
            }
            self.writer.write(converted)?;
        }
        Ok(())
    }

    /// Writes the folders of drafts that may be served, each with its endpoints.
    fn write_served(
        &mut self,
        endpoints: &[ConvertedEndpoint],
        progress: &mut Progress,
    ) -> Result<(), Failure> {
        let mut of_draft: BTreeMap<&str, Vec<EndpointDefinition>> = BTreeMap::new();
        for converted in endpoints {
            if let Some(draft) = &converted.endpoint.draft {
                of_draft.entry(draft).or_default().push(converted.endpoint.clone());
            }
        }
        let started = Journal::start(self.out).map_err(|error| unwritable(self.out, &error))?;
        let served = std::mem::replace(&mut self.served, started);
        let served = served.close().map_err(|error| unwritable(self.out, &error))?;
        served
            .each_entry(|subject: &Subject<'static>| {
                let endpoints = of_draft.get(&*subject.file).map_or(&[][..], Vec::as_slice);
                progress.experiments(1);
                write_folders(self.out, self.to, subject, endpoints, &self.data, progress)
                    .map_err(Interrupted::Failure)
            })
            .map_err(|error| match error {
                Interrupted::Failure(failure) => failure,
                Interrupted::Io(error) => unwritable(self.out, &error),
            })
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

    /// What is in the data files. Those that a draft reads and that differ from what the export says are noted.
    fn data_files(&self, progress: &mut Progress) -> Vec<DataFileReport> {
        let reports = data_files::reports(&self.datasets, &self.data);
        for report in reports.iter().filter(|report| !report.drafts.is_empty()) {
            for said in report.differences.iter().chain(&report.reasons) {
                progress.note(&format!("note: {}: {said}", report.file));
            }
        }
        reports
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
            let path = self.out.join(&file.name);
            if self.datasets.read(&file.name) && !path.exists() {
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

/// Experiments that the summary names, and services: the report has them all.
const LISTED: usize = 20;

fn summary(report: &Report, journal: &Entries, arguments: &Arguments) -> Result<(), Failure> {
    let mut left = LISTED;
    journal
        .each(&mut |experiment| {
            if left > 0 {
                left -= 1;
                summary_of(experiment, &arguments.out);
            }
            Ok(())
        })
        .map_err(|error| {
            Diagnostic::error("cli/report", format!("The report cannot be read again: {error}."))
        })?;
    for service in report.services.iter().take(LISTED) {
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
    let beyond = [(report.totals.experiments, "experiment"), (report.services.len(), "service endpoint")];
    for (more, what) in beyond.map(|(all, what)| (all.saturating_sub(LISTED), what)) {
        if more > 0 {
            terminal::line(&format!("… and {}", counted(more, &format!("more {what}"))));
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
