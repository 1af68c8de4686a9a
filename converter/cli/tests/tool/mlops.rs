//! The repository that trains, judges and deploys: every file is valid, workflows name only what is there, and the scripts go all the way
//! against a stand-in for Azure's command line that runs the pipeline here.

use crate::azureml::{faults_of, run_file, yaml};
use crate::support::{all_text, files, fixtures, text, tool};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Converts a file; gives the folder of the repository.
fn emitted(source: &Path, out: &Path) -> PathBuf {
    let output = tool(&["convert", &text(source), "--out", &text(out), "--to", "mlops"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let mut folders = std::fs::read_dir(out.join("mlops")).unwrap();
    folders.next().unwrap().unwrap().path()
}

fn sample(name: &str) -> PathBuf {
    fixtures().join(format!("classic/{name}.json"))
}

fn is_workflow(folder: &Path, path: &Path) -> bool {
    let path = path.strip_prefix(folder).unwrap();
    path.starts_with(".github")
        || path.starts_with("mlops/devops-pipelines")
        || !path.to_str().unwrap().contains('/')
}

#[test]
fn every_file_is_valid_and_names_what_is_there() {
    for name in [
        "income-two-models",
        "house-prices-regression",
        "customer-segments-clustering",
        "credit-risk-predictive",
        "sales-sql-python",
    ] {
        let out = tempfile::tempdir().unwrap();
        let folder = emitted(&sample(name), out.path());
        let all = files(&folder);
        let (workflows, others): (Vec<PathBuf>, Vec<PathBuf>) =
            all.iter().cloned().partition(|path| is_workflow(&folder, path));
        assert_eq!(faults_of(&folder, &others), Vec::<String>::new(), "{name}");
        let scripts = workflow_faults(&folder, &workflows);
        assert!(scripts.is_empty(), "{name}: {scripts:?}");
        for path in &others {
            let is_script = path.extension().is_some_and(|extension| extension == "sh");
            if is_script {
                let output = Command::new("sh").arg("-n").arg(path).output().unwrap();
                assert!(output.status.success(), "{}: {}", path.display(), all_text(&output));
            }
            if path.starts_with(folder.join("mlops/scripts")) {
                names_files_that_are_there(&folder, path);
            }
        }
        let written: Vec<u8> = all.iter().flat_map(|path| std::fs::read(path).unwrap()).collect();
        assert!(!String::from_utf8_lossy(&written).contains("/components/components/"));
    }
}

/// Paths in a script lead to files of the repository, but for what is put there by people or runs.
fn names_files_that_are_there(folder: &Path, script: &Path) {
    let content = std::fs::read_to_string(script).unwrap();
    for word in content.split(|letter: char| letter.is_whitespace() || "\"'=()".contains(letter)) {
        let word = word.trim_end_matches(['.', ',', ';', ':', '`']);
        let is_path = ["mlops/", "data-science/"].iter().any(|begin| word.starts_with(begin));
        if is_path && !word.contains('$') && !word.ends_with("/ml-migrate") && !word.contains("compute.yml") {
            assert!(folder.join(word).exists(), "{}: {word}", script.display());
        }
    }
}

/// What is wrong with the workflows: scripts that are not there, results that nothing gives.
fn workflow_faults(folder: &Path, workflows: &[PathBuf]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut flows = 0;
    for path in workflows.iter().filter(|path| path.extension().is_some_and(|extension| extension == "yml")) {
        let content = std::fs::read_to_string(path).unwrap();
        let document = yaml(path);
        for word in content.split(|letter: char| letter.is_whitespace() || "\"'".contains(letter)) {
            if word.starts_with("mlops/scripts/") && !folder.join(word).is_file() {
                faults.push(format!("{}: {word} does not exist", path.display()));
            }
        }
        if document["jobs"].is_object() {
            flows += 1;
            github_faults(&document, &mut faults);
        } else if document["stages"].is_array() {
            flows += 1;
            devops_faults(&document, &mut faults);
        }
    }
    if flows != 2 {
        faults.push(format!("{flows} flows"));
    }
    faults
}

/// The expressions in a text: `${{ … }}`.
fn expressions(text: &str) -> Vec<&str> {
    text.split("${{").skip(1).filter_map(|rest| Some(rest.split("}}").next()?.trim())).collect()
}

fn strings<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(members) => members.values().for_each(|item| strings(item, found)),
        _ => {}
    }
}

fn github_faults(document: &Value, faults: &mut Vec<String>) {
    for required in ["name", "on", "permissions"] {
        if document[required].is_null() {
            faults.push(format!("no {required}"));
        }
    }
    let jobs = document["jobs"].as_object().unwrap();
    for (name, job) in jobs {
        let needs: BTreeSet<&str> =
            job["needs"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        faults.extend(
            needs.iter().filter(|need| !jobs.contains_key(**need)).map(|need| format!("{name} needs {need}")),
        );
        let steps: BTreeSet<&str> =
            job["steps"].as_array().unwrap().iter().filter_map(|step| step["id"].as_str()).collect();
        let mut texts = Vec::new();
        strings(job, &mut texts);
        for expression in texts.iter().flat_map(|text| expressions(text)) {
            let parts: Vec<&str> = expression.split([' ', '.']).collect();
            let known = match parts[..] {
                ["needs", of, "outputs", result, ..] => {
                    needs.contains(of) && !jobs[of]["outputs"][result].is_null()
                }
                ["steps", of, "outputs", ..] => steps.contains(of),
                ["secrets" | "vars" | "github", ..] => true,
                _ => false,
            };
            if !known {
                faults.push(format!("{name}: {expression}"));
            }
        }
    }
}

fn devops_faults(document: &Value, faults: &mut Vec<String>) {
    let stages = document["stages"].as_array().unwrap();
    let mut done: Vec<(String, String)> = Vec::new();
    for stage in stages {
        let name = stage["stage"].as_str().unwrap();
        for need in stage["dependsOn"].as_array().unwrap() {
            if !done.iter().any(|(known, _)| known == need) {
                faults.push(format!("{name} depends on {need}"));
            }
        }
        let job = &stage["jobs"][0];
        for (variable, value) in job["variables"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap();
            // Which service the job is about.
            if variable == "SERVICE" {
                if !name.ends_with(value) {
                    faults.push(format!("{name} is about {value}"));
                }
                continue;
            }
            let of = done.iter().any(|(stage, step)| {
                value.starts_with(&format!("$[ stageDependencies.{stage}.{stage}.outputs['{step}."))
            });
            if !of {
                faults.push(format!("{name}: {variable} is {value}"));
            }
        }
        // What callers meet changes only once somebody agrees.
        let deploys = name.starts_with("deploy");
        let environment = job["environment"].as_str().unwrap_or_default();
        if deploys != (environment.contains("'production'") && job["deployment"].is_string()) {
            faults.push(format!("{name}: nobody has to agree"));
        }
        let steps = if deploys { &job["strategy"]["runOnce"]["deploy"]["steps"] } else { &job["steps"] };
        for step in steps.as_array().unwrap() {
            if let Some(step) = step["name"].as_str() {
                done.push((name.to_owned(), step.to_owned()));
            }
        }
    }
}

/// Stands for Azure's command line: notes every call, and gives results that were made here.
const AZ: &str = r#"#!/bin/sh
echo "az $*" >>"$CALLS"
case "$*" in
"ml job create"*) echo the-run ;;
"ml job show"*) echo Completed ;;
"ml job download"*)
    while [ $# -gt 0 ]; do
        case "$1" in
        --output-name) name=$2 ;;
        --download-path) to=$2 ;;
        esac
        shift
    done
    mkdir -p "$to/named-outputs/$name" && cp "$RESULTS/$name"/* "$to/named-outputs/$name/"
    ;;
"ml model show"*"tags"*) cat "$CHAMPION" ;;
"ml online-endpoint show"*"traffic.blue"*) cat "$TRAFFIC" ;;
"ml "*" show"*) [ "${MISSING:-}" = "" ] || exit 1 ;;
esac
"#;

struct Repository {
    folder: PathBuf,
    work: tempfile::TempDir,
}

impl Repository {
    /// The repository of a sample, whose pipeline has run here.
    fn trained(name: &str) -> Repository {
        let work = tempfile::tempdir().unwrap();
        let folder = emitted(&sample(name), work.path());
        let steps =
            run_file(&folder, &folder.join("mlops/azureml/train/pipeline.yml"), &work.path().join("steps"));
        // Results of the pipeline, by their names.
        let pipeline = yaml(&folder.join("mlops/azureml/train/pipeline.yml"));
        for (step, job) in pipeline["jobs"].as_object().unwrap() {
            for (port, result) in job["outputs"].as_object().into_iter().flatten() {
                let result =
                    result.as_str().unwrap().trim_start_matches("${{parent.outputs.").trim_end_matches("}}");
                let to = work.path().join("results").join(result);
                std::fs::create_dir_all(&to).unwrap();
                for file in files(&steps.join(step).join(port)) {
                    std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
                }
            }
        }
        let tools = work.path().join("tools");
        std::fs::create_dir(&tools).unwrap();
        std::fs::write(tools.join("az"), AZ).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(tools.join("az"), std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        std::fs::write(folder.join("data-science/environment/ml-migrate"), "the engine").unwrap();
        Repository { folder, work }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    /// Runs a script as a workflow does.
    fn script(&self, name: &str, arguments: &[&str], champion: &str, traffic: &str, missing: bool) -> Output {
        self.script_for(None, name, arguments, champion, traffic, missing)
    }

    /// The same for one of several services.
    fn script_for(
        &self,
        service: Option<&str>,
        name: &str,
        arguments: &[&str],
        champion: &str,
        traffic: &str,
        missing: bool,
    ) -> Output {
        std::fs::write(self.path("champion"), champion).unwrap();
        std::fs::write(self.path("traffic"), traffic).unwrap();
        std::fs::write(self.path("calls"), "").unwrap();
        let path = format!("{}:{}", self.path("tools").display(), std::env::var("PATH").unwrap());
        Command::new("sh")
            .arg(self.folder.join(format!("mlops/scripts/{name}.sh")))
            .args(arguments)
            .env("PATH", path)
            .env("CALLS", self.path("calls"))
            .env("RESULTS", self.path("results"))
            .env("CHAMPION", self.path("champion"))
            .env("TRAFFIC", self.path("traffic"))
            .env("MISSING", if missing { "yes" } else { "" })
            .env("PAUSE", "0")
            .env("GITHUB_OUTPUT", self.path("given"))
            .env("GITHUB_RUN_NUMBER", "7")
            .env("GITHUB_REF_NAME", "main")
            .env_remove("BUILD_BUILDID")
            .env_remove("SERVICE")
            .envs(service.map(|service| ("SERVICE", service)))
            .output()
            .unwrap()
    }

    fn succeed(
        &self,
        name: &str,
        arguments: &[&str],
        champion: &str,
        traffic: &str,
        missing: bool,
    ) -> String {
        let output = self.script(name, arguments, champion, traffic, missing);
        assert!(output.status.success(), "{name}: {}", all_text(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn calls(&self) -> String {
        std::fs::read_to_string(self.path("calls")).unwrap()
    }
}

#[test]
fn the_flow_goes_all_the_way() {
    let python = Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        return;
    }
    let repository = Repository::trained("income-two-models");
    let said = repository.succeed("train", &[], "", "", true);
    assert!(said.contains("run=the-run"), "{said}");
    let calls = repository.calls();
    for call in [
        "az configure --defaults group=rg-income-two-models-compared-prod workspace=mlw-income-two-models-compared-prod",
        "az ml environment create --file data-science/environment/environment.yml",
        "az ml data create --file data/income_csv.yml",
        "az ml job create --file mlops/azureml/train/pipeline.yml",
    ] {
        assert!(calls.contains(call), "{call}: {calls}");
    }

    // The first model is taken; a worse champion loses, a better or equal one stays.
    for (champion, promote) in [
        ("{}", "true"),
        (r#"{"metric": "AUC", "value": "0.80"}"#, "true"),
        (r#"{"metric": "AUC", "value": "0.99"}"#, "false"),
        (r#"{"metric": "Coefficient of Determination", "value": "0.99"}"#, "true"),
    ] {
        let said = repository.succeed("evaluate", &["the-run"], champion, "", false);
        assert!(
            said.contains(&format!("promote={promote}\n")) && said.contains("metric=AUC\n"),
            "{champion}: {said}"
        );
        assert!(said.contains("value=0.8339"), "the boosted trees stand in the first row: {said}");
    }
    let given = std::fs::read_to_string(repository.path("given")).unwrap();
    assert!(given.contains("run=the-run\n") && given.contains("promote=true\n"), "{given}");

    let said = repository.succeed("register", &["the-run", "AUC", "0.83"], "", "", false);
    assert!(said.contains("version=7"), "{said}");
    assert!(repository.calls().contains("--set version=7 tags.run=the-run tags.metric=AUC tags.value=0.83"));

    // Nothing there yet: blue gets everything. Blue answers: green comes beside it, and takes over in steps.
    repository.succeed("deploy-online", &["7"], "", "None\n", true);
    let calls = repository.calls();
    assert!(calls.contains("--name blue") && calls.contains("--traffic blue=100 "), "{calls}");
    let said = repository.succeed("deploy-online", &["8"], "", "100\n", false);
    let calls = repository.calls();
    let places: Vec<usize> = [
        "--name green --endpoint-name income-two-models-compare-online --set model=azureml:",
        "invoke --name income-two-models-compare-online --deployment-name green",
        "--traffic green=10 blue=90",
        "--traffic green=50 blue=50",
        "--traffic green=100 blue=0",
        "online-deployment delete --name blue",
    ]
    .iter()
    .map(|call| calls.find(call).unwrap_or_else(|| panic!("{call}: {calls}\n{said}")))
    .collect();
    assert!(places.is_sorted(), "{calls}");

    repository.succeed("deploy-batch", &["the-run"], "", "", false);
    let calls = repository.calls();
    assert!(calls.contains("batch-deployment create"), "{calls}");
    assert!(
        repository.folder.join("data/income_two_models_compared_trained_model/trained-model.json").is_file()
    );

    // What was registered answers, with the model and transformations of the run.
    let online =
        repository.folder.join("mlops/azureml/deploy/score_model_two_class_boosted_decision_tree/online");
    let program = "import json, sys\n\
        sys.path.insert(0, sys.argv[1])\n\
        import score\n\
        score.init()\n\
        print(json.dumps(score.run(open(sys.argv[2]).read())))\n";
    let tools = Path::new(env!("CARGO_BIN_EXE_ml-migrate")).parent().unwrap();
    let output = Command::new("python3")
        .args(["-c", program, &text(&online.join("code")), &text(&online.join("sample-request.json"))])
        .env("PATH", format!("{}:{}", tools.display(), std::env::var("PATH").unwrap()))
        .env("AZUREML_MODEL_DIR", &online)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", all_text(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let table = &answer["Results"]["output1"]["value"];
    assert_eq!(table["Values"].as_array().map(Vec::len), Some(3), "{answer}");
    assert_eq!(table["ColumnNames"].as_array().unwrap().last().unwrap(), "Scored Probabilities");
}

#[test]
fn what_is_missing_stops_the_flow_with_a_sentence() {
    let repository = Repository::trained("customer-segments-clustering");
    std::fs::remove_file(repository.folder.join("data-science/environment/ml-migrate")).unwrap();
    let output = repository.script("train", &[], "", "", false);
    assert!(!output.status.success());
    assert!(all_text(&output).contains("Put a Linux build of ml-migrate"), "{}", all_text(&output));
    let output = repository.script("evaluate", &[], "", "", false);
    assert!(!output.status.success() && all_text(&output).contains("Name the run"), "{}", all_text(&output));
}

#[test]
fn each_of_several_models_is_served() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return;
    }
    let repository = Repository::trained("income-two-models");
    let deploy = repository.folder.join("mlops/azureml/deploy");
    let mut places: Vec<PathBuf> =
        std::fs::read_dir(&deploy).unwrap().map(|entry| entry.unwrap().path()).collect();
    places.sort();
    let [trees, logistic] = &places[..] else { panic!("{places:?}") };
    let mut names = Vec::new();
    for (place, row) in [(trees, "0.8339"), (logistic, "0.8")] {
        let service = place.file_name().unwrap().to_str().unwrap();
        let endpoint = yaml(&place.join("online/endpoint.yml"))["name"].as_str().unwrap().to_owned();
        let script = |name: &str, arguments: &[&str]| {
            let output = repository.script_for(Some(service), name, arguments, "{}", "None\n", false);
            assert!(output.status.success(), "{service}: {}", all_text(&output));
            String::from_utf8(output.stdout).unwrap()
        };
        let said = script("evaluate", &["the-run"]);
        assert!(said.contains(&format!("value={row}")), "{service}: {said}");
        script("register", &["the-run", "AUC", "0.83"]);
        assert!(place.join("online/model").read_dir().unwrap().count() > 1);
        script("deploy-online", &["7"]);
        assert!(
            repository.calls().contains(&format!("--endpoint-name {endpoint} ")),
            "{}",
            repository.calls()
        );
        script("deploy-batch", &["the-run"]);
        let batch = yaml(&place.join("batch/endpoint.yml"))["name"].as_str().unwrap().to_owned();
        assert!(repository.calls().contains(&format!("batch-endpoint show --name {batch} ")));
        names.extend([endpoint, batch]);
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4, "{names:?}");
    let output = repository.script_for(Some("another"), "train", &[], "", "", false);
    assert!(all_text(&output).contains("There is no service another"), "{}", all_text(&output));
}
