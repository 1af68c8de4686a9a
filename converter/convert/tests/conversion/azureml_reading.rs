//! Pipelines of Azure ML read back: what we wrote to the same draft, what a person changed in it, and what others wrote.

use crate::support::{
    catalogue, convert_all, convert_one, fixture, json_files, real_exports, real_files, root,
};
use ml_convert::{Conversion, FOLDERS, Material, SourceFile};
use ml_graph::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The files for Azure ML, below a folder.
fn written(draft: &PipelineDraft) -> Vec<SourceFile> {
    let target = FOLDERS.iter().find(|target| target.name == "azureml").unwrap();
    let emitted = (target.write)(&Material::new(draft, catalogue()));
    let files = emitted.files.into_iter();
    files.map(|file| SourceFile { name: format!("job/{}", file.path), bytes: file.bytes }).collect()
}

/// What of a folder matters here; the rest is met in [`a_zip_reads_as_a_whole`].
fn pipeline_alone(files: Vec<SourceFile>) -> Vec<SourceFile> {
    let parts = ["job/pipeline.yml", "job/components/", "job/settings/", "job/data/", "job/ml-migrate.json"];
    files.into_iter().filter(|file| parts.iter().any(|part| file.name.starts_with(part))).collect()
}

fn read(files: &[SourceFile]) -> Conversion {
    let result = convert_all(files);
    assert_eq!(result.drafts.len(), 1, "{:?}", result.diagnostics);
    result
}

fn sample(name: &str) -> PipelineDraft {
    convert_one(&fixture(name)).drafts.remove(0).draft
}

/// A file of the folder, to be changed.
fn text<'a>(files: &'a mut [SourceFile], name: &str) -> &'a mut Vec<u8> {
    &mut files
        .iter_mut()
        .find(|file| file.name == format!("job/{name}"))
        .unwrap_or_else(|| panic!("no {name}"))
        .bytes
}

fn replace(files: &mut [SourceFile], name: &str, from: &str, to: &str) {
    let bytes = text(files, name);
    let old = String::from_utf8(bytes.clone()).unwrap();
    assert!(old.contains(from), "{name} has no {from}:\n{old}");
    *bytes = old.replacen(from, to, 1).into_bytes();
}

fn assert_same(before: &PipelineDraft, after: &PipelineDraft, name: &str) {
    let pretty = |draft: &PipelineDraft| serde_json::to_string_pretty(draft).unwrap();
    let (before, after) = (pretty(before), pretty(after));
    if before != after {
        let line = before.lines().zip(after.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let around =
            |text: &str| text.lines().skip(line.saturating_sub(8)).take(16).collect::<Vec<_>>().join("\n");
        panic!("{name} differs at line {line}\nbefore:\n{}\nafter:\n{}", around(&before), around(&after));
    }
}

#[test]
fn every_draft_comes_back_equal() {
    let mut files: Vec<SourceFile> = real_exports();
    files.extend(real_files("services"));
    for folder in ["fixtures/classic", "fixtures/tricky", "fixtures/designer", "fixtures/services"] {
        files.extend(json_files(&root().join(folder)));
    }
    let mut drafts = 0;
    for file in files {
        for converted in convert_one(&file).drafts {
            let result = read(&pipeline_alone(written(&converted.draft)));
            assert_same(&converted.draft, &result.drafts[0].draft, &file.name);
            assert!(result.drafts[0].vault.is_empty(), "{}: {:?}", file.name, result.drafts[0].vault);
            drafts += 1;
        }
    }
    assert!(drafts >= 20, "{drafts}");
}

#[test]
fn a_zip_reads_as_a_whole() {
    let draft = sample("classic/credit-risk-predictive.json");
    let zip = ml_convert::export(&draft, "azureml", catalogue()).unwrap();
    let result = convert_one(&SourceFile { name: zip.name, bytes: zip.bytes });
    assert_eq!(result.drafts.len(), 1, "{:?}", result.diagnostics);
    assert_same(&draft, &result.drafts[0].draft, "zip");
    assert!(result.diagnostics.is_empty(), "{:?}", result.diagnostics);
    assert!(result.data.is_empty(), "settings are no data: {:?}", result.data);
}

/// Without the notes everything that runs is there; ids, places and notes are new.
#[test]
fn the_yaml_alone_gives_the_same_pipeline() {
    for file in json_files(&root().join("fixtures/classic")) {
        let draft = convert_one(&file).drafts.remove(0).draft;
        let mut files = pipeline_alone(written(&draft));
        files.retain(|file| file.name != "job/ml-migrate.json");
        let result = read(&files);
        let back = &result.drafts[0].draft;
        assert!(result.diagnostics.is_empty(), "{}: {:?}", file.name, result.diagnostics);
        assert_runs_the_same(back, &draft, &file.name);
    }
}

/// A repository has its pipeline, components and data in folders of their own, and the service's pipeline beside them.
#[test]
fn a_repository_gives_the_pipeline_that_it_trains() {
    for file in json_files(&root().join("fixtures/classic")) {
        let draft = convert_one(&file).drafts.remove(0).draft;
        let target = FOLDERS.iter().find(|target| target.name == "mlops").unwrap();
        let emitted = (target.write)(&Material::new(&draft, catalogue()));
        let files: Vec<SourceFile> = emitted
            .files
            .into_iter()
            .map(|file| SourceFile { name: format!("repo/{}", file.path), bytes: file.bytes })
            .collect();
        let entries: Vec<(&str, &[u8])> =
            files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
        let zip = SourceFile { name: "repo.zip".to_owned(), bytes: crate::support::zipped(&entries) };
        for result in [convert_all(&files), convert_one(&zip)] {
            let errors: Vec<_> = result.diagnostics.iter().filter(|said| said.is_error()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", file.name);
            let trained = |one: &&ml_convert::ConvertedDraft| {
                one.draft.source.as_ref().is_some_and(|source| source.format == "azureml-pipeline")
            };
            let back = result.drafts.iter().find(trained).unwrap_or_else(|| panic!("{}", file.name));
            assert_runs_the_same(&back.draft, &draft, &file.name);
        }
    }
    // A pipeline that is given alone does not reach out of its folder.
    let draft = sample("classic/credit-risk-predictive.json");
    let target = FOLDERS.iter().find(|target| target.name == "mlops").unwrap();
    let emitted = (target.write)(&Material::new(&draft, catalogue()));
    let job = emitted.files.into_iter().find(|file| file.path.ends_with("train/pipeline.yml")).unwrap();
    let alone = convert_one(&SourceFile { name: "pipeline.yml".to_owned(), bytes: job.bytes });
    assert!(
        alone.diagnostics.iter().any(|said| said.help.contains("whole folder")),
        "{:?}",
        alone.diagnostics
    );
}

fn assert_runs_the_same(back: &PipelineDraft, draft: &PipelineDraft, name: &str) {
    assert_eq!(back.name, draft.name);
    assert_eq!(back.description, draft.description);
    let components = |draft: &PipelineDraft| {
        let mut all: Vec<String> = draft.nodes.iter().map(|node| node.component.clone()).collect();
        all.sort();
        all
    };
    assert_eq!(components(back), components(draft), "{}", name);
    let names =
        |draft: &PipelineDraft| draft.assets.iter().map(|asset| asset.name.clone()).collect::<Vec<_>>();
    assert!(names(draft).iter().all(|name| names(back).contains(name)), "{}: {:?}", name, names(back));
    let effective = |draft: &PipelineDraft| {
        let mut all: Vec<String> = Vec::new();
        for node in &draft.nodes {
            let spec = catalogue().get(&node.component).unwrap();
            for param in &spec.params {
                let value = node.params.get(&param.id).or(param.default.as_ref());
                let value = value.filter(|value| **value != ParamValue::Null && value.as_text() != Some(""));
                all.push(format!("{}.{} = {value:?}", spec.id, param.id));
            }
        }
        all.sort();
        all
    };
    assert_eq!(effective(back), effective(draft), "{}", name);
    let wires = |draft: &PipelineDraft| {
        let kind = |port: &PortRef| match draft.node(&port.node) {
            Some(node) => format!("{}:{}", node.component, port.port),
            None => format!("{}:{}", draft.asset(&port.node).unwrap().name, port.port),
        };
        let mut all: Vec<String> =
            draft.edges.iter().map(|edge| format!("{} → {}", kind(&edge.from), kind(&edge.to))).collect();
        all.sort();
        all
    };
    assert_eq!(wires(back), wires(draft), "{}", name);
}

#[test]
fn a_value_changed_in_the_yaml_comes_through() {
    let draft = sample("classic/sales-sql-python.json");
    let mut files = pipeline_alone(written(&draft));
    replace(
        &mut files,
        "pipeline.yml",
        "cleaning_mode: remove-entire-row",
        "cleaning_mode: replace-with-mean",
    );
    replace(
        &mut files,
        "pipeline.yml",
        "columns_to_be_cleaned: quantity",
        "columns_to_be_cleaned: quantity,price",
    );
    let sql = text(&mut files, "settings/apply_sql_transformation.sql");
    *sql = b"select 1".to_vec();
    let back = read(&files).drafts.remove(0).draft;
    let node = |component: &str| back.nodes.iter().find(|node| node.component == component).unwrap();
    assert_eq!(node("clean-missing-data").params["cleaning_mode"], ParamValue::from("replace-with-mean"));
    let columns = ParamValue::from(ColumnSelection::names(["quantity", "price"]));
    assert_eq!(node("clean-missing-data").params["columns_to_be_cleaned"], columns);
    assert_eq!(node("apply-sql-transformation").params["sql_query_script"], ParamValue::from("select 1"));
    // All the rest is as it was.
    let mut expected = draft.clone();
    for (changed, node) in expected.nodes.iter_mut().zip(&back.nodes) {
        changed.params.clone_from(&node.params);
    }
    assert_same(&expected, &back, "edited");
}

#[test]
fn a_default_that_a_step_states_may_be_overruled() {
    // Parameters with their default stand in no step; a value that a person adds there counts.
    let draft = sample("classic/house-prices-regression.json");
    let split = draft.nodes.iter().find(|node| node.component == "split-data").unwrap();
    assert_eq!(split.params["stratified_split"], ParamValue::Bool(false));
    let mut files = pipeline_alone(written(&draft));
    let yaml = String::from_utf8(text(&mut files, "pipeline.yml").clone()).unwrap();
    let place = yaml.find("  split_data:").unwrap();
    let inputs = place + yaml[place..].find("    inputs:\n").unwrap() + "    inputs:\n".len();
    let changed = format!("{}      stratified_split: true\n{}", &yaml[..inputs], &yaml[inputs..]);
    *text(&mut files, "pipeline.yml") = changed.into_bytes();
    let back = read(&files).drafts.remove(0).draft;
    let split = back.nodes.iter().find(|node| node.component == "split-data").unwrap();
    assert_eq!(split.params["stratified_split"], ParamValue::Bool(true));
    // So does a default that a person changes in the component.
    let mut files = pipeline_alone(written(&draft));
    let component = String::from_utf8(text(&mut files, "components/split_data.yml").clone()).unwrap();
    let at = component.find("stratified_split:").unwrap();
    let default = at + component[at..].find("default: false").unwrap();
    let changed = format!("{}default: true{}", &component[..default], &component[default + 14..]);
    *text(&mut files, "components/split_data.yml") = changed.into_bytes();
    let back = read(&files).drafts.remove(0).draft;
    let split = back.nodes.iter().find(|node| node.component == "split-data").unwrap();
    assert_eq!(split.params["stratified_split"], ParamValue::Bool(true));
}

#[test]
fn a_parameter_of_the_pipeline_keeps_its_name_and_takes_its_new_value() {
    let draft = sample("classic/credit-risk-predictive.json");
    let mut files = pipeline_alone(written(&draft));
    replace(&mut files, "pipeline.yml", "training_share: 0.7", "training_share: 0.6");
    let back = read(&files).drafts.remove(0).draft;
    let share = back.parameters.iter().find(|parameter| parameter.name == "Training share").unwrap();
    assert_eq!(share.value, Some(ParamValue::Float(0.6)));
    let node = back.node(&share.targets[0].node).unwrap();
    assert_eq!(node.params[&share.targets[0].param], ParamValue::Float(0.6));
    assert_eq!(
        share.definition,
        draft.parameters.iter().find(|known| known.name == "Training share").unwrap().definition
    );
}

#[test]
fn steps_come_go_and_are_wired_anew() {
    let draft = sample("classic/sales-sql-python.json");
    let mut files = pipeline_alone(written(&draft));
    let yaml = String::from_utf8(text(&mut files, "pipeline.yml").clone()).unwrap();
    // The last step goes, another comes behind the query.
    let cut = yaml.find("  # Which region grows?").unwrap();
    let yaml = format!(
        "{}  remove_duplicate_rows:\n    type: command\n    component: ./components/clean_missing_data.yml\n    inputs:\n      dataset: \
         ${{{{parent.jobs.apply_sql_transformation.outputs.results_dataset}}}}\n      cleaning_mode: remove-entire-row\n",
        &yaml[..cut]
    );
    *text(&mut files, "pipeline.yml") = yaml.into_bytes();
    let back = read(&files).drafts.remove(0).draft;
    assert!(!back.nodes.iter().any(|node| node.component == "execute-python-script"));
    let added = back.node("remove_duplicate_rows").unwrap();
    assert_eq!(added.component, "clean-missing-data");
    let sql = back.nodes.iter().find(|node| node.component == "apply-sql-transformation").unwrap();
    let wire = back.edges.iter().find(|edge| edge.to.node == added.id).unwrap();
    assert_eq!(wire.from, PortRef::new(&sql.id, "results_dataset"));
    assert!(back.edges.iter().all(|edge| {
        [&edge.from.node, &edge.to.node]
            .into_iter()
            .all(|id| back.node(id).is_some() || back.asset(id).is_some())
    }));
    let faults: Vec<_> = Structure::of(&back).check(catalogue());
    assert!(faults.iter().all(|fault| fault.code != "draft/loose-wire"), "{faults:?}");
}

#[test]
fn data_bound_anew_is_other_data() {
    let draft = sample("classic/sales-sql-python.json");
    let mut files = pipeline_alone(written(&draft));
    replace(&mut files, "pipeline.yml", "path: azureml:sales_csv:1", "path: azureml:sales_2027:4");
    let back = read(&files).drafts.remove(0).draft;
    assert_eq!(back.assets[0].name, "sales_2027");
    assert_eq!(back.assets[0].source_id, None);
    assert_eq!(back.assets[0].id, draft.assets[0].id);
    assert_eq!(back.assets[0].position, draft.assets[0].position);
}

#[test]
fn names_that_steps_and_inputs_share_stay_apart() {
    let mut draft = PipelineDraft::new("Same names");
    let node =
        |id: &str, component: &str| Node { id: id.into(), component: component.into(), ..Node::default() };
    draft.nodes = vec![node("a", "split-data"), node("b", "split-data")];
    let asset = |id: &str, name: &str| Asset {
        id: id.into(),
        kind: AssetKind::Dataset,
        name: name.into(),
        format: None,
        location: None,
        source_id: None,
        position: None,
    };
    draft.assets = vec![asset("d", "Split Data"), asset("e", "split data"), asset("unused", "")];
    let edge = |from: (&str, &str), to: (&str, &str)| Edge {
        from: PortRef::new(from.0, from.1),
        to: PortRef::new(to.0, to.1),
    };
    draft.edges = vec![
        edge(("d", "output"), ("b", "dataset")),
        edge(("e", "output"), ("a", "dataset")),
        // Wires that no YAML can say: a second one into a port, a loose one, one twice.
        edge(("e", "output"), ("b", "dataset")),
        edge(("ghost", "output"), ("a", "dataset")),
        edge(("d", "output"), ("b", "dataset")),
    ];
    let back = read(&pipeline_alone(written(&draft)));
    assert_same(&draft, &back.drafts[0].draft, "same names");
}

#[test]
fn circles_and_duplicate_ids_come_back_too() {
    let node = |id: &str| Node { id: id.into(), component: "add-rows".into(), ..Node::default() };
    let mut draft = PipelineDraft::new("Circle");
    draft.nodes = vec![node("a"), node("b"), node("a")];
    draft.nodes[2].comment = "the other a".into();
    for (from, to) in [("a", "b"), ("b", "a")] {
        draft
            .edges
            .push(Edge { from: PortRef::new(from, "results_dataset"), to: PortRef::new(to, "dataset1") });
    }
    let back = read(&pipeline_alone(written(&draft)));
    assert_same(&draft, &back.drafts[0].draft, "circle");
}

/// A pipeline of someone else, in the forms of the public examples.
const FOREIGN: &str = r#"
$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
display_name: Taxi fares
tags: {team: "north", canary: "AccountName=x;AccountKey=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODkrLw==;"}
settings:
  default_compute: azureml:gpu-cluster
inputs:
  rides: {type: uri_folder, path: ./data, mode: ro_mount}
  rate: 0.1
outputs:
  model: {type: mlflow_model, mode: rw_mount}
jobs:
  prep:
    type: command
    component: ./prep.yml
    inputs:
      raw: ${{parent.inputs.rides}}
      seed: 7
  train:
    type: command
    component: azureml:train_taxi@latest
    inputs:
      data: ${{parent.jobs.prep.outputs.clean}}
      rate: ${{parent.inputs.rate}}
      extra: {type: uri_file, path: "https://example.org/extra.csv"}
    outputs:
      model: ${{parent.outputs.model}}
  sweep:
    type: sweep
    trial: {command: "python sweep.py"}
    inputs:
      data: ${{parent.jobs.prep.outputs.other}}
      gone: ${{parent.jobs.nowhere.outputs.x}}
"#;

#[test]
fn pipelines_of_others_are_kept_whole() {
    let files = [
        SourceFile { name: "x/pipeline.yml".into(), bytes: FOREIGN.into() },
        SourceFile {
            name: "x/prep.yml".into(),
            bytes: "name: prep\ndisplay_name: Prepare rides\ntype: command\ninputs:\n  raw: {type: uri_folder}\noutputs:\n  clean: {type: uri_folder}\ncommand: python prep.py\n".into(),
        },
    ];
    let result = read(&files);
    let draft = &result.drafts[0].draft;
    assert_eq!(draft.name, "Taxi fares");
    let titles: Vec<&str> = draft.nodes.iter().map(|node| node.title.as_str()).collect();
    assert_eq!(titles, ["Prepare rides", "train", "sweep"]);
    assert!(draft.nodes.iter().all(|node| node.component == UNKNOWN_COMPONENT));
    let origin = draft.nodes[0].origin.as_ref().unwrap();
    assert_eq!(origin.params["seed"], Json::Integer(7));
    assert_eq!(origin.outputs, ["clean", "other"]);
    assert_eq!(origin.other["component"].get("command"), Some(&Json::from("python prep.py")));
    assert_eq!(
        draft.nodes[1].origin.as_ref().unwrap().module_id.as_deref(),
        Some("azureml:train_taxi@latest")
    );
    let wires: Vec<String> = draft
        .edges
        .iter()
        .map(|edge| format!("{}:{} {}:{}", edge.from.node, edge.from.port, edge.to.node, edge.to.port))
        .collect();
    assert_eq!(
        wires,
        [
            "rides:output prep:raw",
            "prep:clean train:data",
            "train.extra:output train:extra",
            "prep:other sweep:data"
        ]
    );
    assert_eq!(draft.assets[0].location.as_deref(), Some("./data"));
    assert_eq!(draft.parameters[0].targets[0].node, "train");
    assert_eq!(
        draft.extensions["azureml"].get("settings").unwrap().get("default_compute"),
        Some(&Json::from("azureml:gpu-cluster"))
    );
    let codes: Vec<&str> = result.diagnostics.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "convert/foreign-component",
            "convert/foreign-component",
            "convert/loose-wire",
            "convert/foreign-component"
        ]
    );
    assert!(result.diagnostics.iter().all(|found| !found.is_error()));
    assert!(!format!("{result:?}").contains("QUJDREVG"), "the key is out");
    assert_eq!(result.drafts[0].vault.len(), 1);
    // And back: what was read once is read again.
    let again = read(&pipeline_alone(written(draft)));
    assert_same(draft, &again.drafts[0].draft, "again");
}

#[test]
fn what_is_missing_or_broken_is_said() {
    let draft = sample("classic/sales-sql-python.json");
    let mut files = pipeline_alone(written(&draft));
    files.retain(|file| file.name != "job/components/join_data.yml" && !file.name.ends_with(".sql"));
    *text(&mut files, "ml-migrate.json") = b"{\"schema\": \"something else\"}".to_vec();
    let result = read(&files);
    let found: BTreeMap<&str, &Diagnostic> =
        result.diagnostics.iter().map(|found| (found.code.as_str(), found)).collect();
    let missing: Vec<&str> = result
        .diagnostics
        .iter()
        .filter(|found| found.code == "convert/not-read")
        .filter_map(|found| found.at.file.as_deref())
        .collect();
    assert_eq!(missing, ["job/components/join_data.yml", "job/settings/apply_sql_transformation.sql"]);
    assert!(found.contains_key("convert/notes") && found.contains_key("convert/foreign-component"));
    for (yaml, what) in [
        ("type: pipeline\njobs:\n  a: [\n", "not valid YAML"),
        ("type: pipeline\njobs:\n  - canary\n", "should be a JSON object"),
    ] {
        let result = convert_one(&SourceFile { name: "pipeline.yml".into(), bytes: yaml.into() });
        assert!(result.drafts.is_empty());
        assert!(result.diagnostics[0].message.contains(what), "{:?}", result.diagnostics);
        assert!(!format!("{result:?}").contains("canary"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drafts_made_in_the_studio_come_back_equal(draft in crate::round_trip::a_draft()) {
        let back = read(&pipeline_alone(written(&draft)));
        assert_same(&draft, &back.drafts[0].draft, "made in the studio");
    }
}

#[test]
fn large_pipelines_come_back_too() {
    let mut draft = PipelineDraft::new("Large");
    for number in 0..4_000 {
        let node = Node {
            id: format!("n{number}"),
            component: "remove-duplicate-rows".to_owned(),
            position: Some(Position { x: f64::from(number), ..Position::default() }),
            ..Node::default()
        };
        draft.nodes.push(node);
        if number > 0 {
            let from = PortRef::new(format!("n{}", number - 1), "results_dataset");
            draft.edges.push(Edge { from, to: PortRef::new(format!("n{number}"), "dataset") });
        }
    }
    let back = read(&pipeline_alone(written(&draft)));
    assert_same(&draft, &back.drafts[0].draft, "large");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_folder_with_any_damage_is_answered(
        which in any::<proptest::sample::Index>(),
        place in any::<proptest::sample::Index>(),
        cut in 0usize..40,
        new in "[-a-z0-9:&*{}\\[\\]\"'$. \n#|>]{0,24}",
    ) {
        let draft = sample("classic/credit-risk-predictive.json");
        let mut files = pipeline_alone(written(&draft));
        let file = which.index(files.len());
        let bytes = &mut files[file].bytes;
        let start = place.index(bytes.len().max(1));
        let end = (start + cut).min(bytes.len());
        bytes.splice(start..end, new.bytes());
        let result = convert_all(&files);
        let read = result.drafts.len() + result.diagnostics.iter().filter(|found| found.is_error()).count();
        prop_assert!(read > 0 || !result.diagnostics.is_empty(), "{}", files[file].name);
        for converted in &result.drafts {
            written(&converted.draft);
        }
    }
}
