//! Drafts in other forms, as `ml-migrate convert --to …` writes them: one file as it is, everything else as a zip of that folder.

use crate::{samples, saved_models};
use ml_convert::{
    AssetFile, ConvertedDraft, Converter, DataFile, Emitted, Exported, FOLDERS, Finished, FolderTarget,
    Limits, Material, Pack, Report,
};
use ml_graph::{AssetKind, Diagnostic, EndpointDefinition};
use ml_protocol::ExportTarget;
use ml_run::{Columns, ExportOrder, ExportedDraft, ExportedFile};
use std::collections::BTreeSet;

/// The name of the target that is the migration report.
const REPORT: &str = "report";
/// The name of the target that everything here reads.
const DRAFT: &str = "draft";

/// Every form, in the order to offer them.
pub(crate) fn targets() -> Vec<ExportTarget> {
    let of = |(name, title): (&str, &str)| ExportTarget {
        name: name.to_owned(),
        title: title.to_owned(),
        folder: name == REPORT || folder_target(name).is_some(),
    };
    let report = (REPORT, "Migration report: pages, Markdown, table, JSON");
    ml_convert::targets().chain(std::iter::once(report)).map(of).collect()
}

fn folder_target(name: &str) -> Option<&'static FolderTarget> {
    FOLDERS.iter().find(|folder| folder.name == name)
}

/// Writes what was ordered.
pub(crate) fn write(order: ExportOrder<'_>) -> Result<ExportedFile, Diagnostic> {
    let ExportOrder { drafts, endpoints, targets, columns } = order;
    check(targets)?;
    let mut converter = Converter::new(ml_modules::catalogue(), Limits::default());
    let mut going = Vec::with_capacity(drafts.len());
    for (place, ordered) in drafts.into_iter().enumerate() {
        going.push(Going::new(place, ordered, &mut converter)?);
    }
    if let ([only], [target]) = (going.as_slice(), targets)
        && target != REPORT
        && folder_target(target).is_none()
    {
        return ml_convert::export(&only.converted.draft, target, ml_modules::catalogue()).map(exported);
    }
    for endpoint in &endpoints {
        let answers = |pipeline: &&Going| endpoint.draft.as_ref() == Some(&pipeline.id);
        let file = going.iter().find(answers).map(|pipeline| pipeline.converted.report.file.as_str());
        converter.endpoint_again(endpoint.clone(), file.unwrap_or_default());
    }
    let Finished { endpoints, mut report, .. } = converter.finish();
    let mut folder = Folder { pack: Pack::new(), diagnostics: Vec::new() };
    for pipeline in &going {
        let mine: Vec<EndpointDefinition> = endpoints
            .iter()
            .filter(|endpoint| endpoint.endpoint.draft.as_ref() == Some(&pipeline.converted.file))
            .map(|endpoint| endpoint.endpoint.clone())
            .collect();
        for target in targets {
            folder.pipeline(pipeline, target, &mine, columns)?;
        }
    }
    for endpoint in &endpoints {
        folder.json(&endpoint.file, &endpoint.endpoint)?;
    }
    let name = match (going.as_slice(), targets) {
        ([only], [target]) => format!("{}.{target}.zip", only.stem()),
        ([only], _) => format!("{}.zip", only.stem()),
        _ => "pipelines.zip".to_owned(),
    };
    if targets.iter().any(|target| target == REPORT) {
        let files: Vec<DataFile> = going.iter().flat_map(|pipeline| pipeline.saved_models()).collect();
        report.models = saved_models::reports(&files);
        folder.report(report, going)?;
    }
    let Folder { pack, diagnostics, .. } = folder;
    let media = "application/zip".to_owned();
    Ok(ExportedFile { name, media, bytes: pack.finish()?, diagnostics: each_once(diagnostics) })
}

/// Refuses an order of nothing and one of what there is not.
fn check(targets: &[String]) -> Result<(), Diagnostic> {
    if targets.is_empty() {
        return Err(Diagnostic::error("export/no-target", "Nothing was chosen to be written.")
            .help("Choose at least one form."));
    }
    let known = self::targets();
    let is_known = |target: &String| known.iter().any(|known| known.name == *target);
    match targets.iter().find(|target| !is_known(target)) {
        None => Ok(()),
        Some(unknown) => {
            let names: Vec<&str> = known.iter().map(|target| target.name.as_str()).collect();
            let sentence = format!("There is no export to “{unknown}”.");
            let help = format!("Choose one of: {}.", names.join(", "));
            Err(Diagnostic::error("export/unknown-target", sentence).help(help))
        }
    }
}

fn exported(exported: Exported) -> ExportedFile {
    let Exported { name, media, bytes, diagnostics } = exported;
    ExportedFile { name, media: media.to_owned(), bytes, diagnostics }
}

/// What two targets cannot say need not be read twice.
fn each_once(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    diagnostics.retain(|diagnostic| {
        seen.insert((diagnostic.code.clone(), diagnostic.message.clone(), diagnostic.at.node.clone()))
    });
    diagnostics
}

/// A draft on its way, with its files.
struct Going {
    id: String,
    place: usize,
    converted: ConvertedDraft,
    data: Vec<AssetFile>,
}

impl Going {
    fn new(place: usize, ordered: ExportedDraft, converter: &mut Converter<'_>) -> Result<Going, Diagnostic> {
        let ExportedDraft { id, draft, data, report } = ordered;
        // An entry of another version says nothing.
        let text = report.and_then(|report| serde_json::to_string(&report).ok());
        let before = text.and_then(|text| serde_json::from_str(&text).ok());
        let converted = converter.again(&id, draft, before)?;
        let file = |(asset, (name, bytes)): (String, (String, Vec<u8>))| {
            let asset = converted.draft.asset(&asset)?.name.clone();
            Some(AssetFile { asset, name, bytes })
        };
        let data = data.into_iter().filter_map(file).collect();
        Ok(Going { id, place, converted, data })
    }

    fn stem(&self) -> &str {
        self.converted.file.strip_suffix(".draft.json").unwrap_or(&self.converted.file)
    }

    fn saved_models(&self) -> impl Iterator<Item = DataFile> {
        let models = self.data.iter().filter(|file| ml_interop::is_saved_model(&file.bytes));
        models.map(|file| DataFile { name: file.name.clone(), bytes: file.bytes.clone() })
    }

    /// A file's name beside the draft, by which a run finds it.
    fn beside(&self, file: &AssetFile) -> String {
        let is_stem = |name: &str| name.rsplit_once('.').is_some_and(|(stem, _)| stem == file.asset);
        let plain = !file.asset.contains(['/', '\\', ':']) && !file.asset.starts_with('.');
        let model = self
            .converted
            .draft
            .assets
            .iter()
            .any(|asset| asset.name == file.asset && asset.kind == AssetKind::TrainedModel);
        if file.name == file.asset || !plain || (is_stem(&file.name) && !model) {
            return file.name.clone();
        }
        let ending = if ml_interop::is_saved_model(&file.bytes) {
            ".ilearner"
        } else {
            file.name.rfind('.').map_or("", |dot| &file.name[dot..])
        };
        format!("{}{ending}", file.asset)
    }
}

/// The folder that a zip holds.
struct Folder {
    pack: Pack,
    diagnostics: Vec<Diagnostic>,
}

impl Folder {
    /// Adds one draft in one form.
    fn pipeline(
        &mut self,
        pipeline: &Going,
        target: &str,
        endpoints: &[EndpointDefinition],
        columns: &dyn Fn(usize) -> Columns,
    ) -> Result<(), Diagnostic> {
        let Going { place, converted, data, .. } = pipeline;
        let draft = &converted.draft;
        if let Some(folder) = folder_target(target) {
            let bytes =
                |name: &str| data.iter().find(|file| file.asset == name).map(|file| file.bytes.clone());
            let samples = samples::samples(draft, &|asset| bytes(&asset.name), &|| columns(*place));
            let material =
                Material { draft, catalogue: ml_modules::catalogue(), samples: &samples, endpoints };
            let emitted: Emitted = (folder.write)(&material);
            self.pack.emitted(&format!("{}/{}", folder.name, pipeline.stem()), &emitted, data)?;
            self.diagnostics.extend(emitted.diagnostics);
        } else if target == DRAFT {
            self.json(&converted.file, draft)?;
            for file in data {
                self.file(&pipeline.beside(file), &file.bytes)?;
            }
        } else if target == REPORT {
            self.file(&converted.report.page(), converted.report.to_html(draft).as_bytes())?;
        } else {
            let file = ml_convert::export(draft, target, ml_modules::catalogue())?;
            let ending = file.name.rfind('.').map_or("", |dot| &file.name[dot..]);
            self.file(&format!("{}{ending}", pipeline.stem()), &file.bytes)?;
            self.diagnostics.extend(file.diagnostics);
        }
        Ok(())
    }

    /// Adds the report's pages about all drafts.
    fn report(&mut self, mut report: Report, going: Vec<Going>) -> Result<(), Diagnostic> {
        let read = going.iter().map(|pipeline| &pipeline.converted.report.file);
        let data = going.iter().flat_map(|pipeline| &pipeline.data).map(|file| &file.name);
        report.files = read.chain(data).collect::<BTreeSet<_>>().len();
        let experiments: Vec<_> = going.into_iter().map(|pipeline| pipeline.converted.report).collect();
        let text = |write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
            let mut text = Vec::new();
            write(&mut text).map(|()| text).map_err(|error| {
                Diagnostic::error("export/report", format!("The report cannot be written: {error}."))
            })
        };
        self.file("report.json", &text(&|out| report.write_json(&experiments, out))?)?;
        self.file("report.md", &text(&|out| report.write_markdown(&experiments, out))?)?;
        self.file("report.html", &text(&|out| report.write_html(&experiments, out))?)?;
        self.file("report.csv", &text(&|out| report.write_csv(&experiments, out))?)
    }

    fn json(&mut self, path: &str, value: &impl serde::Serialize) -> Result<(), Diagnostic> {
        let mut text = serde_json::to_vec_pretty(value).map_err(|error| {
            Diagnostic::error("export/json", format!("{path} cannot be written: {error}."))
        })?;
        text.push(b'\n');
        self.file(path, &text)
    }

    fn file(&mut self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.pack.file(path, bytes, false)
    }
}
