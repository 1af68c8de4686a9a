//! Models that ML.NET itself wrote, held against its own predictions. They are made by `tests/ml_net/models.py`; the variable
//! `ML_MIGRATE_ML_NET` says where they are. Without them there is nothing to hold.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ml_interop::testing::Sample;
use ml_interop::{Limits, Predictor};
use ml_learn::imported::{Foreign, ForeignScores};
use ml_learn::{Column, Matrix, Unwatched};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is known of a model beside its file.
#[derive(Deserialize)]
struct Known {
    labels: usize,
    levels: Vec<String>,
    rows: Vec<Vec<serde_json::Value>>,
    predictions: Vec<Vec<f64>>,
}

/// The predictor of a pipeline of ML.NET in a saved model like those of Studio.
fn saved(zip: &Path, known: &Known) -> Sample {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(zip).unwrap()).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().replace('\\', "/");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name.starts_with("Predictor/") {
            parts.push((name, bytes));
        }
    }
    let mut sample = Sample::of("Model", &[], &[], &[]);
    sample.labels = (0..known.labels).map(|label| label.to_string()).collect();
    sample.parts = parts;
    match known.levels.is_empty() {
        true => sample.features = (0..known.rows[0].len()).map(|column| column.to_string()).collect(),
        false => sample.categories = vec![("level".to_owned(), known.levels.clone())],
    }
    sample
}

fn matrix(known: &Known) -> Matrix {
    let column = |place: usize| known.rows.iter().map(move |row| &row[place]);
    let columns = if known.levels.is_empty() {
        let numbers = |place| column(place).map(|value| value.as_f64().unwrap() as f32).collect();
        (0..known.rows[0].len()).map(|place| Column::Numbers(numbers(place))).collect()
    } else {
        let code = |value: &serde_json::Value| known.levels.iter().position(|level| level == value).unwrap();
        let codes = column(0).map(|value| code(value) as u32).collect();
        vec![Column::Levels { codes, levels: known.levels.len() as u32 }]
    };
    Matrix::new(known.rows.len(), columns).unwrap()
}

/// What ML.NET gives for such a model: of a forest the mean of its trees, else what is predicted here too.
fn predictions(predictor: &Predictor, matrix: &Matrix) -> Vec<Vec<f64>> {
    if let Foreign::Quantiles(forest) = &predictor.model {
        let mut features = vec![0.0; matrix.width()];
        let mut means = Vec::new();
        for row in 0..matrix.rows() {
            matrix.write_row(row, &mut features);
            let leaf = |tree: &ml_learn::trees::Tree| {
                let leaf = tree.leaf(|feature| features[feature as usize]);
                f64::from(tree.leaves[leaf].value)
            };
            let sum: f64 = forest.trees.iter().map(|tree| leaf(&tree.tree)).sum();
            means.push(sum / forest.trees.len() as f64);
        }
        return vec![means];
    }
    match pollster::block_on(predictor.model.predict(matrix, &Unwatched)).unwrap() {
        ForeignScores::Values(values) => vec![values],
        ForeignScores::Classes(columns) | ForeignScores::Quantiles(columns) => columns,
    }
}

#[test]
fn models_of_ml_net_predict_as_there() {
    let Some(folder) = std::env::var_os("ML_MIGRATE_ML_NET").map(PathBuf::from) else {
        println!("skipped: no models of ML.NET");
        return;
    };
    let mut largest = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let known: Known = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let sample = saved(&path.with_extension("zip"), &known);
        let model = ml_interop::read(&sample.bytes(), &Limits::default()).unwrap();
        let predictor = model.predictor.unwrap_or_else(|| panic!("{name}: {:?}", model.diagnostics));
        let found = predictions(&predictor, &matrix(&known));
        assert_eq!(found.len(), known.predictions.len(), "{name}");
        let pairs = found.iter().flatten().zip(known.predictions.iter().flatten());
        let difference = pairs.map(|(found, expected)| (found - expected).abs()).fold(0.0, f64::max);
        println!("{name}: largest difference {difference:e}");
        assert!(difference < 2e-6, "{name}: {difference}");
        largest.insert(name, difference);
    }
    assert!(!largest.is_empty(), "the folder holds no models");
}
