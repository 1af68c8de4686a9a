//! `environment/Dockerfile`: the image that steps and the web service run in, with R where a module needs it.

use super::plan::Plan;
use ml_graph::{CustomFile, ParamKind, ParamValue, ScriptLanguage};
use ml_scripts::Availability;
use std::collections::BTreeSet;

/// What every image has.
const EVERY: &str = include_str!("templates/Dockerfile");
/// Where R's packages come from.
const CRAN: &str = "https://cloud.r-project.org";

/// The file.
pub(super) fn dockerfile(plan: &Plan<'_>) -> String {
    let (head, tail) = EVERY.split_once("{r}\n").unwrap_or((EVERY, ""));
    format!("{head}{}{tail}", r(plan))
}

/// R, and the packages that Studio (classic) had and scripts here load.
fn r(plan: &Plan<'_>) -> String {
    let needed = plan.components.iter().filter_map(|component| component.spec?.flags.needs_script);
    if !needed.into_iter().any(|language| language == ScriptLanguage::R) {
        return String::new();
    }
    let packages = packages(plan);
    let compilers = if packages.is_empty() { "" } else { " r-base-dev" };
    let mut lines = format!(
        "RUN apt-get update && apt-get install --yes --no-install-recommends r-base-core{compilers} && rm -rf /var/lib/apt/lists/*\n"
    );
    if !packages.is_empty() {
        let names: Vec<String> = packages.iter().map(|name| format!("\"{name}\"")).collect();
        lines += "# Packages that the scripts load. Those of Studio (classic) were years older.\n";
        lines += &format!("RUN Rscript -e 'install.packages(c({}), repos = \"{CRAN}\")'\n", names.join(", "));
    }
    lines + "\n"
}

/// Those packages, by name; what the Studio did not have came with the script.
fn packages(plan: &Plan<'_>) -> BTreeSet<String> {
    let of_steps = plan.steps.iter().flat_map(|step| {
        let spec = plan.component(step).spec;
        let params = spec.map_or(&[][..], |spec| &spec.params);
        let scripts =
            params.iter().filter(|param| param.kind == ParamKind::Script { language: ScriptLanguage::R });
        scripts.filter_map(|param| step.node.params.get(&param.id).and_then(ParamValue::as_text))
    });
    let codes = plan.components.iter().filter_map(|component| component.own?.code.as_ref());
    let of_modules = codes.flat_map(|code| code.files.iter()).filter_map(|(name, file)| match file {
        CustomFile::Text(text) if name.to_ascii_lowercase().ends_with(".r") => Some(text.as_str()),
        _ => None,
    });
    of_steps
        .chain(of_modules)
        .flat_map(|script| ml_scripts::r(script).packages)
        .filter(|package| matches!(package.availability, Availability::InStudio(_)))
        .map(|package| package.name)
        .collect()
}
