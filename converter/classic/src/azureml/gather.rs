//! Everything that a pipeline's job refers to, as one value.

use super::command::ModuleCommand;
use super::own::own_module;
use super::yaml;
use crate::limits::Limits;
use crate::outline::Part;
use crate::shape::{ReadError, name_of};
use crate::text;
use ml_graph::Json;
use std::collections::{BTreeMap, BTreeSet};

/// The file beside a pipeline with what its YAML has no place for.
pub const BESIDE: &str = "ml-migrate.json";
/// The folder of data assets, each in a file of its name.
pub const DEFINITIONS: &str = "data";

/// What a web service beside a pipeline runs: the same pipeline once more, and what goes with it.
const SERVED: [&str; 3] = [
    "endpoints/online/model/pipeline.draft.json",
    "endpoints/online/model/service.json",
    "endpoints/online/model/sample-request.json",
];

/// Gives a file by its path below the folder that the job stands in; none when there is none.
pub type Beside<'a> = dyn FnMut(&str) -> Option<Vec<u8>> + 'a;

/// Members of a gathered pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// The job.
    Job,
    /// Components by the path that steps give.
    Components,
    /// Files with values, by component path and file name.
    Settings,
    /// Customers' own modules by component path.
    Modules,
    /// Data assets by name.
    Data,
    /// What [`BESIDE`] says.
    Beside,
}

impl Member {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Member::Job => "job",
            Member::Components => "components",
            Member::Settings => "settings",
            Member::Modules => "modules",
            Member::Data => "data",
            Member::Beside => "beside",
        }
    }
}

/// A gathered pipeline.
#[derive(Debug)]
pub struct Folder {
    /// All of it; read it with [`super::PipelineJob::from_json`].
    pub json: Json,
    /// The files that it took in, by their path below the job's folder.
    pub used: BTreeSet<String>,
}

/// Reads a job and what it refers to. A part that is missing or broken is left out and noted; the job itself must be sound.
///
/// # Errors
/// When the job is no YAML, or no object.
pub fn gather(
    job: &str,
    limits: &Limits,
    beside: &mut Beside<'_>,
    faults: &mut Vec<ReadError>,
) -> Result<Folder, ReadError> {
    let job = yaml::parse(job)?;
    if !matches!(job, Json::Object(_)) {
        return Err(ReadError::new(
            format!("The pipeline should be a mapping, but it is {}.", name_of(&job)),
            "Give the file that “az ml job create” takes.",
        ));
    }
    let mut gatherer = Gatherer { beside, limits, used: BTreeSet::new(), bytes: 0, faults };
    let mut components: BTreeMap<String, Json> = BTreeMap::new();
    let mut settings: BTreeMap<String, BTreeMap<String, Json>> = BTreeMap::new();
    for (_, step) in job.get("jobs").map_or(&[][..], Json::members) {
        let Some(path) = step.get("component").and_then(Json::as_str).filter(|path| is_file(path)) else {
            continue;
        };
        if !components.contains_key(path) {
            let Some(component) = gatherer.yaml(path) else { continue };
            components.insert(path.to_owned(), component);
        }
        let component = &components[path];
        let Some(command) = component.get("command").and_then(Json::as_str).and_then(ModuleCommand::parse)
        else {
            continue;
        };
        let code = component.get("code").and_then(Json::as_str).unwrap_or(".");
        let inputs = step.get("inputs").map_or(&[][..], Json::members);
        for (_, input) in &command.files {
            let given = inputs.iter().find(|(name, _)| name == input).and_then(|(_, value)| value.as_str());
            let Some(file) = given.filter(|file| !file.starts_with("${{")) else { continue };
            let known = settings.entry(path.to_owned()).or_default();
            if !known.contains_key(file)
                && let Some(text) = gatherer.text(path, &format!("{code}/{file}"))
            {
                known.insert(file.to_owned(), Json::String(text));
            }
        }
    }
    let modules = gatherer.own_modules(&components);
    let mut data = Vec::new();
    for (_, input) in job.get("inputs").map_or(&[][..], Json::members) {
        let path = input.get("path").and_then(Json::as_str).unwrap_or_default();
        let name =
            path.strip_prefix("azureml:").and_then(|rest| rest.split([':', '@']).next()).unwrap_or_default();
        if !name.is_empty()
            && !name.contains('/')
            && let Some(asset) = gatherer
                .quiet(&format!("{DEFINITIONS}/{name}.yml"))
                .or_else(|| gatherer.quiet(&format!("{}{DEFINITIONS}/{name}.yml", "../".repeat(UP))))
        {
            data.push((name.to_owned(), asset));
        }
    }
    let noted = gatherer.beside_file();
    if noted.is_some() {
        for path in SERVED {
            gatherer.bytes(path);
        }
    }
    let used = gatherer.used;
    let object = |members: BTreeMap<String, Json>| Json::Object(members.into_iter().collect());
    let member = |member: Member, value: Json| (member.name().to_owned(), value);
    let mut members = vec![
        member(Member::Job, job),
        member(Member::Components, object(components)),
        member(
            Member::Settings,
            object(settings.into_iter().map(|(path, files)| (path, object(files))).collect()),
        ),
        member(Member::Modules, object(modules)),
        member(Member::Data, Json::Object(data)),
    ];
    members.extend(noted.map(|noted| member(Member::Beside, noted)));
    Ok(Folder { json: Json::Object(members), used })
}

/// Whether a reference names a file rather than something registered.
fn is_file(reference: &str) -> bool {
    let reference = reference.strip_prefix("file:").unwrap_or(reference);
    !reference.starts_with("azureml:") && (reference.ends_with(".yml") || reference.ends_with(".yaml"))
}

struct Gatherer<'a, 'b> {
    beside: &'a mut Beside<'b>,
    limits: &'a Limits,
    used: BTreeSet<String>,
    bytes: u64,
    faults: &'a mut Vec<ReadError>,
}

impl Gatherer<'_, '_> {
    fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        if self.used.len() >= self.limits.entries {
            return None;
        }
        let bytes = (self.beside)(path)?;
        self.bytes += bytes.len() as u64;
        if self.bytes > self.limits.bytes {
            return None;
        }
        self.used.insert(path.to_owned());
        Some(bytes)
    }

    /// A component; its absence is worth a word.
    fn yaml(&mut self, reference: &str) -> Option<Json> {
        let Some(path) = within("", reference.strip_prefix("file:").unwrap_or(reference)) else {
            self.fault(
                "A step names a component that is far from the pipeline.",
                "Put the component beside the pipeline.",
                "",
            );
            return None;
        };
        let Some(bytes) = self.bytes(&path) else {
            self.fault(
                "A component of the pipeline is not there.",
                "Give the whole folder, or a zip of it: the pipeline with all files it names.",
                &path,
            );
            return None;
        };
        self.parsed(&path, &bytes)
    }

    fn quiet(&mut self, path: &str) -> Option<Json> {
        let bytes = self.bytes(path)?;
        self.parsed(path, &bytes)
    }

    fn parsed(&mut self, path: &str, bytes: &[u8]) -> Option<Json> {
        match yaml::parse(&text::decode(bytes)) {
            Ok(json) => Some(json),
            Err(error) => {
                self.faults.push(error.in_file(path));
                None
            }
        }
    }

    /// A file with a value, by its path from a component's folder.
    fn text(&mut self, component: &str, relative: &str) -> Option<String> {
        let base = within("", component.strip_prefix("file:").unwrap_or(component))?;
        let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = within(folder, relative);
        let Some(bytes) = path.as_deref().and_then(|path| self.bytes(path)) else {
            self.fault(
                "A file with the value of a parameter is not there.",
                "Give the whole folder, or a zip of it: the pipeline with all files it names.",
                path.as_deref().unwrap_or_default(),
            );
            return None;
        };
        // Scripts keep every byte that is text.
        Some(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => text::decode(error.as_bytes()).into_owned(),
        })
    }

    /// The modules that components bring along, by the components' paths.
    fn own_modules(&mut self, components: &BTreeMap<String, Json>) -> BTreeMap<String, Json> {
        let mut modules = BTreeMap::new();
        for (path, component) in components {
            let command = component.get("command").and_then(Json::as_str).and_then(ModuleCommand::parse);
            let Some(own) = command.and_then(|command| command.own) else { continue };
            let code = component.get("code").and_then(Json::as_str).unwrap_or(".");
            match own_module(&mut |file| self.below(path, &format!("{code}/{own}/{file}"))) {
                Ok(module) => drop(modules.insert(path.clone(), module)),
                Err(error) => self.faults.push(error.in_file(path.trim_start_matches("./"))),
            }
        }
        modules
    }

    /// A file by its path from a component's folder.
    fn below(&mut self, component: &str, relative: &str) -> Option<Vec<u8>> {
        let base = within("", component.strip_prefix("file:").unwrap_or(component))?;
        let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.bytes(&within(folder, relative)?)
    }

    fn beside_file(&mut self) -> Option<Json> {
        let bytes = self.bytes(BESIDE)?;
        match Part::of(&text::decode(&bytes)).read("") {
            Ok(json) => Some(json),
            Err(error) => {
                self.faults.push(error.in_file(BESIDE));
                None
            }
        }
    }

    fn fault(&mut self, message: &str, help: &str, path: &str) {
        self.faults.push(ReadError::new(message, help).in_file(path));
    }
}

/// How far above its job a file may be: in a repository of the target `mlops`, the job is three folders down.
const UP: usize = 3;

/// `relative` from `folder`, both by their path from the job's folder; none when it is no path that a file may have. Whether one that
/// leads out of the job's folder is in reach, whoever gives the files has to know.
fn within(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') || relative.contains([':', '\\', '\0']) {
        return None;
    }
    let mut up = 0;
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    up += 1;
                }
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty() && up <= UP).then(|| format!("{}{}", "../".repeat(up), parts.join("/")))
}

/// The name of the file that a pipeline in `folder` calls `path`; none when it leads out of all folders.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let mut folder = folder;
    let mut path = path;
    while let Some(rest) = path.strip_prefix("../") {
        path = rest;
        let inner = folder.strip_suffix('/').unwrap_or(folder);
        if inner.is_empty() || inner.ends_with('!') {
            return None;
        }
        folder = inner.rfind(['/', '!']).map_or("", |end| &inner[..=end]);
    }
    Some(format!("{folder}{path}"))
}

#[cfg(test)]
mod tests {
    use super::{joined, within};

    #[test]
    fn paths_lead_to_files() {
        assert_eq!(within("components", "../settings/a.sql").as_deref(), Some("settings/a.sql"));
        assert_eq!(within("", "./components/a.yml").as_deref(), Some("components/a.yml"));
        assert_eq!(within("../../data", "../x/./a.yml").as_deref(), Some("../../x/a.yml"));
        for out in ["../../../../a", "/etc/passwd", "C:\\x", "..", "a/.."] {
            assert_eq!(within("", out), None, "{out}");
        }
        assert_eq!(joined("a/b/", "../../c.yml").as_deref(), Some("c.yml"));
        assert_eq!(joined("x.zip!a/", "../c.yml").as_deref(), Some("x.zip!c.yml"));
        for (folder, out) in [("a/", "../../c"), ("", "../c"), ("/", "../c"), ("x.zip!", "../c")] {
            assert_eq!(joined(folder, out), None, "{folder}{out}");
        }
    }
}
