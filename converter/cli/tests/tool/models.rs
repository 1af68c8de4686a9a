//! Saved models as a user meets them: looked into, put beside the drafts, and scoring texts.

use crate::support::{all_text, text, tool};
use ml_interop::testing::{Sample, SampleTree, ensemble};
use ml_learn::imported::{Foreign, Scorer, ScorerModel};
use ml_text::Hashing;
use std::path::{Path, PathBuf};

/// Hashed features of a column.
fn features(column: &str, bits: u32) -> Vec<String> {
    (1..=1 << bits).map(|place| format!("{column}_HashingFeature_{place}")).collect()
}

/// A model of our own making over hashed words.
fn sample(column: &str, bits: u32) -> Sample {
    let names = features(column, bits);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let weights: Vec<f32> = (0..names.len()).map(|place| (place as f32 * 0.37).sin()).collect();
    let scales: Vec<f32> = (0..names.len()).map(|place| 1.0 / (1 + place % 3) as f32).collect();
    Sample::two_class(&names, 0.125, &weights, &scales, [-1.75, 0.0625])
}

/// An experiment that scores texts, and its model.
pub fn moods() -> (String, Vec<u8>) {
    (experiment(&TEXTS, "text", 6), sample("text", 6).bytes())
}

/// An experiment as the Studio exports it: texts, Feature Hashing, Score Model with a saved model.
fn experiment(texts: &[&str], column: &str, bits: u32) -> String {
    let node = |id: &str,
                family: &str,
                params: &[(&str, &str)],
                inputs: serde_json::Value,
                outputs: &[&str]| {
        let params: Vec<_> = params
            .iter()
            .map(|(name, value)| serde_json::json!({ "Name": name, "Value": value, "ValueType": "Literal", "LinkedGlobalParameter": null }))
            .collect();
        let outputs: Vec<_> = outputs
            .iter()
            .map(|name| serde_json::json!({ "Name": name, "NodeId": id, "OutputType": null }))
            .collect();
        serde_json::json!({
            "Id": id, "ModuleId": format!("506153734175476c4f62416c57734963.{family}.v1-default-1"),
            "Comment": "", "CommentCollapsed": true, "ModuleParameters": params,
            "InputPortsInternal": inputs, "OutputPortsInternal": outputs,
        })
    };
    let port = |node: &str, name: &str, model: Option<&str>| serde_json::json!({ "Name": name, "NodeId": node, "DataSourceId": null, "TrainedModelId": model, "TransformModuleId": null });
    let edge = |from: &str, to: &str| serde_json::json!({ "SourceOutputPortId": from, "DestinationInputPortId": to });
    let rows: String = texts.iter().map(|text| format!("\"{text}\"\n")).collect();
    let selection = serde_json::json!({
        "isFilter": true,
        "rules": [{ "ruleType": "ColumnNames", "columns": [column], "exclude": false }],
    });
    let model = "0f1e2d3c4b5a69788796a5b4c3d2e1f0.a94a8fe5ccb19ba61c4c0873d391e987.v1-default-7";
    serde_json::json!({
        "ExperimentId": "0f1e2d3c4b5a69788796a5b4c3d2e1f0.f-id.00112233445566778899aabbccddeeff",
        "Description": "Moods of texts", "Etag": "1", "Category": "user",
        "Graph": {
            "ModuleNodes": [
                node("n-1", "4fbef0ab2c8e4a25b5c47be76eac33d6",
                    &[("DataFormat", "CSV"), ("Data", &format!("{column}\n{rows}")), ("HasHeader", "True")],
                    serde_json::json!([]), &["dataset"]),
                node("n-2", "c9a826602d9c411d81224d9e0b3ce92a",
                    &[("Target column", &selection.to_string()), ("Hashing bitsize", &bits.to_string()), ("N-grams", "2")],
                    serde_json::json!([port("n-2", "Dataset", None)]), &["Transformed dataset"]),
                node("n-3", "401b4f92e7244d5abe81d5b0ff9bdb33",
                    &[("Append score columns to output", "False")],
                    serde_json::json!([port("n-3", "Trained model", Some(model)), port("n-3", "Dataset", None)]),
                    &["Scored dataset"]),
            ],
            "EdgesInternal": [edge("n-1:dataset", "n-2:Dataset"), edge("n-2:Transformed dataset", "n-3:Dataset")],
            "SerializedClientData": null, "PublishInfo": null, "Parameters": null,
        },
        "WebService": null,
    })
    .to_string()
}

/// Converts a folder with an experiment and a model, runs the draft, and gives labels and probabilities.
fn convert_and_score(folder: &Path, model: &str) -> (String, Vec<(String, f64)>) {
    let out = folder.join("out");
    let output = tool(&["convert", &text(&folder.join("in")), "--out", &text(&out)]);
    assert!(output.status.success(), "{}", all_text(&output));
    let said = all_text(&output);
    assert!(
        std::fs::read_dir(&out)
            .unwrap()
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|end| end == "ilearner")),
        "{said}"
    );
    let report = std::fs::read_to_string(out.join("report.md")).unwrap();
    assert!(report.contains("## Trained models") && report.contains("| runs |"), "{report}");
    std::fs::remove_file(folder.join("in").join(model)).unwrap();
    let results = folder.join("results");
    let draft = out.join("Moods of texts.draft.json");
    let draft = if draft.exists() { draft } else { only(&out, ".draft.json") };
    let output = tool(&["run", &text(&draft), "--out", &text(&results), "--device", "cpu"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let csv = std::fs::read_to_string(only(&results, "scored_dataset.csv")).unwrap();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("Scored Labels,Scored Probabilities"));
    let scored = lines
        .map(|line| {
            let (label, probability) = line.split_once(',').unwrap();
            (label.to_owned(), probability.parse().unwrap())
        })
        .collect();
    (said, scored)
}

fn only(folder: &Path, ending: &str) -> PathBuf {
    let paths = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    paths.into_iter().find(|path| path.to_string_lossy().ends_with(ending)).unwrap()
}

/// What a model says of a text, worked out here from its numbers.
fn expected(
    content: &str,
    hashing: Hashing,
    bias: f64,
    weights: &[f32],
    scales: &[f32],
    platt: [f64; 2],
) -> f64 {
    let score: f64 = hashing
        .counts(content)
        .into_iter()
        .map(|(place, count)| {
            let place = place as usize;
            f64::from(weights[place]) * f64::from(count as f32 * scales[place])
        })
        .sum();
    1.0 / (1.0 + (platt[0] * (bias + score) + platt[1]).exp())
}

const TEXTS: [&str; 5] = [
    "i love this it is so great thank you",
    "so sad i miss you i hate this",
    "lol lol lol lol good morning",
    "café 42 42",
    "x",
];

#[test]
fn a_model_of_our_own_scores_texts() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    let hashing = Hashing { bits: 6, n_grams: 2 };
    let model = sample("text", 6);
    std::fs::write(folder.path().join("in/moods.json"), experiment(&TEXTS, "text", 6)).unwrap();
    std::fs::write(folder.path().join("in/anything.ilearner"), model.bytes()).unwrap();
    let (said, scored) = convert_and_score(folder.path(), "anything.ilearner");
    assert!(said.contains("anything.ilearner was taken for the trained model"), "{said}");
    assert_eq!(scored.len(), TEXTS.len());
    let weights: Vec<f32> = (0..64).map(|place| (place as f32 * 0.37).sin()).collect();
    let scales: Vec<f32> = (0..64).map(|place| 1.0 / (1 + place % 3) as f32).collect();
    for (content, (label, probability)) in TEXTS.iter().zip(scored) {
        let wanted = expected(content, hashing, 0.125, &weights, &scales, [-1.75, 0.0625]);
        assert!((probability - wanted).abs() < 1e-12, "{content}: {probability} is not {wanted}");
        assert_eq!(label, if wanted >= 0.5 { "good" } else { "bad" });
    }
}

#[test]
fn inspect_says_what_is_in_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("moods.bin");
    std::fs::write(&path, sample("text", 2).bytes()).unwrap();
    let output = tool(&["inspect", &text(&path)]);
    assert!(output.status.success(), "{}", all_text(&output));
    let said = all_text(&output);
    for part in [
        "moods.bin: trained model, runs",
        "class Sample.Models.SupportVectorMachineClassifier, trained by SampleTrainer",
        "It was trained by Two-Class Support Vector Machine.",
        "It tells the two labels of “mood” apart by a weighted sum, as a probability.",
        "It takes 4 columns that make 4 features, which are scaled first.",
        "predicts “mood”: bad, good",
        "4 features: text_HashingFeature_1 … text_HashingFeature_4",
        "setting lambda = 0.25",
        "part Predictor/Model.key: Linear2CExec, version 2.1",
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&tool(&["inspect", "--json", &text(&path)]).stdout).unwrap();
    assert_eq!(json["models"][0]["runs"], true);
    assert_eq!(json["models"][0]["features"].as_array().unwrap().len(), 4);

    // Cut off: an error that says where, and the exit code of input that could not be read.
    let bytes = sample("text", 2).bytes();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let output = tool(&["inspect", &text(&path)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(all_text(&output).contains("it was cut off"), "{}", all_text(&output));
}

#[test]
fn boosted_trees_score_texts() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    let hashing = Hashing { bits: 6, n_grams: 2 };
    let others = hashing.counts(TEXTS[1]);
    let mut own = hashing.counts(TEXTS[0]).into_keys();
    let place = own.find(|place| !others.contains_key(place)).unwrap();
    let mut model = sample("text", 6);
    model.class = "BoostedTreeClassifier".to_owned();
    let tree = SampleTree::new(&[(!0, !1, place as i32, 0.5)], &[-2.0, 3.0]);
    let trees = ensemble(&[tree], 0x10005, false, 64);
    model.parts = vec![
        ("Predictor\\Model.key".to_owned(), trees.part("FTREE BC", "FastTreeBinaryExec", 0x10005)),
        model.parts.remove(2),
    ];
    std::fs::write(folder.path().join("in/moods.ilearner"), model.bytes()).unwrap();
    std::fs::write(folder.path().join("in/moods.json"), experiment(&TEXTS, "text", 6)).unwrap();
    let (_, scored) = convert_and_score(folder.path(), "moods.ilearner");
    let probability = |score: f64| 1.0 / (1.0 + (-1.75 * score + 0.0625).exp());
    for (content, (label, found)) in TEXTS.iter().zip(&scored) {
        let has = hashing.counts(content).contains_key(&place);
        let expected = probability(if has { 3.0 } else { -2.0 });
        assert!((found - expected).abs() < 1e-12, "{content}: {found} {expected}");
        assert_eq!(label, if has { "good" } else { "bad" });
    }
    assert!(
        scored.iter().any(|(label, _)| label == "good") && scored.iter().any(|(label, _)| label == "bad")
    );
}

#[test]
fn a_model_that_cannot_run_says_so_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = sample("text", 6);
    model.class = "SomeForestClassifier".to_owned();
    model.parts[0].1 = ml_interop::testing::blob("SOMETREE", "SomeForestExec", 0x10001, &[0; 8]);
    let path = folder.path().join("forest.ilearner");
    std::fs::write(&path, model.bytes()).unwrap();
    let output = tool(&["inspect", &text(&path)]);
    assert!(output.status.success(), "{}", all_text(&output));
    assert!(all_text(&output).contains("cannot run here"), "{}", all_text(&output));
    let source = folder.path().join("moods.json");
    std::fs::write(&source, experiment(&TEXTS, "text", 6)).unwrap();
    let data = format!("trained-model-a94a8fe5={}", text(&path));
    let output = tool(&["run", &text(&source), "--data", &data, "--out", &text(&folder.path().join("out"))]);
    assert_eq!(output.status.code(), Some(2), "{}", all_text(&output));
    assert!(all_text(&output).contains("SomeForestExec"), "{}", all_text(&output));
}

#[test]
fn a_transformation_is_told_without_its_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scaling.itransform");
    let bytes = ml_interop::testing::transformation("Sample.MinMaxTransform", &[1.5, 2.0], &["age"], b"");
    std::fs::write(&path, bytes).unwrap();
    let output = tool(&["inspect", &text(&path)]);
    let said = all_text(&output);
    assert!(output.status.success(), "{said}");
    for part in [
        "scaling.itransform: saved transformation or object, cannot run here",
        "class Sample.MinMaxTransform",
        "holds means = 1.5; 2",
        "holds Columns.names = age",
        "holds password = secret://",
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn the_real_model_scores_texts_through_hashing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("ML_MIGRATE_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let models = shared.join("exports/models");
    if !models.is_dir() {
        println!("skipped: no real models at {}", models.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    let source = only(&models, "TwitterModel.ilearner");
    std::fs::copy(&source, folder.path().join("in/TwitterModel.ilearner")).unwrap();
    std::fs::write(folder.path().join("in/moods.json"), experiment(&TEXTS, "tweet_text", 11)).unwrap();
    let (_, scored) = convert_and_score(folder.path(), "TwitterModel.ilearner");

    let model = ml_interop::read(&std::fs::read(&source).unwrap(), &ml_interop::Limits::default()).unwrap();
    let golden: serde_json::Value =
        serde_json::from_slice(&std::fs::read(models.join("TwitterModel.decoded.golden.json")).unwrap())
            .unwrap();
    let predictor = model.predictor.unwrap();
    let Foreign::Scorer(Scorer { model: ScorerModel::Linear(linear), .. }) = &predictor.model else {
        panic!("it is a linear model")
    };
    let weights: Vec<f32> = linear.weights.iter().map(|&weight| weight as f32).collect();
    let number = |name: &str| golden[name].as_f64().unwrap();
    let platt = [number("platt_slope"), number("platt_offset")];
    let hashing = Hashing { bits: 11, n_grams: 2 };
    let mut largest = 0f64;
    for (content, (label, probability)) in TEXTS.iter().zip(&scored) {
        let scales = &predictor.normaliser.as_ref().unwrap().scales;
        let wanted = expected(content, hashing, number("predictor_bias_f32"), &weights, scales, platt);
        largest = largest.max((probability - wanted).abs());
        assert_eq!(label, if wanted >= 0.5 { "4" } else { "0" });
    }
    println!("largest difference: {largest:e}");
    assert!(largest < 1e-12, "{largest}");
    // The places of the words are those of training: glad words are glad, sad ones sad.
    assert!(scored[0].1 > 0.85 && scored[1].1 < 0.15, "{scored:?}");
}
