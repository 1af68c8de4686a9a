//! Writers of the formats that are read here: tests make their own models with them.
//!
//! A [`Sample`] becomes the bytes of a saved model of the same shape as those of Studio (classic): an object of .NET with a zip of
//! predictor parts, a packed list of features, settings and a label. [`Numbers`] writes the numbers of a part.

mod blobs;
mod stream;
mod trees;

pub use blobs::{Numbers, affine, blob, floats, linear, platt, sparse_linear};
pub use trees::{SampleTree, ensemble};

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write};
use stream::{Stream, Type};
use zip::write::SimpleFileOptions;

/// A model to write.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Last part of the class, for example `SupportVectorMachineClassifier`.
    pub class: String,
    /// Names of numeric features.
    pub features: Vec<String>,
    /// Names of further features, with their levels.
    pub categories: Vec<(String, Vec<String>)>,
    /// Settings that are texts.
    pub settings: Vec<(String, String)>,
    /// The label column; empty for a model that was trained without one.
    pub label: String,
    /// The labels, the positive one last; none for a regression.
    pub labels: Vec<String>,
    /// The parts of the predictor by path.
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Sample {
    /// A calibrated, scaled two-class model.
    pub fn two_class(
        features: &[&str],
        bias: f32,
        weights: &[f32],
        scales: &[f32],
        platt: [f64; 2],
    ) -> Sample {
        Sample {
            class: "SupportVectorMachineClassifier".to_owned(),
            features: features.iter().map(|&name| name.to_owned()).collect(),
            categories: Vec::new(),
            settings: Vec::new(),
            label: "mood".to_owned(),
            labels: vec!["bad".to_owned(), "good".to_owned()],
            parts: vec![
                ("Predictor\\Model.key".to_owned(), linear("LINEAR2C", "Linear2CExec", bias, weights)),
                ("Predictor\\Normalizer\\Model.bin".to_owned(), affine(scales, &[])),
                ("Predictor\\Calibrator\\Model.bin".to_owned(), self::platt(platt[0], platt[1])),
            ],
        }
    }

    /// A model with these columns and parts.
    pub fn of(class: &str, features: &[&str], labels: &[&str], parts: &[(&str, Vec<u8>)]) -> Sample {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Sample {
            class: class.to_owned(),
            features: owned(features),
            categories: Vec::new(),
            settings: Vec::new(),
            label: "mood".to_owned(),
            labels: owned(labels),
            parts: parts.iter().map(|(path, part)| ((*path).to_owned(), part.clone())).collect(),
        }
    }

    /// The bytes of the saved model.
    pub fn bytes(&self) -> Vec<u8> {
        let mut features = GzEncoder::new(Vec::new(), Compression::default());
        let numbers = self.features.iter().map(|name| {
            serde_json::json!({
                "name": name, "type": "Numeric", "isFeature": true,
                "elementType": { "typeName": "double", "isNullable": false },
            })
        });
        let categories = self.categories.iter().map(|(name, levels)| {
            serde_json::json!({
                "name": name, "type": "Categorical", "isFeature": true, "domain": { "categories": levels },
            })
        });
        let columns: Vec<serde_json::Value> = numbers.chain(categories).collect();
        let written = features.write_all(serde_json::Value::from(columns).to_string().as_bytes());
        let features = written.and_then(|()| features.finish()).unwrap_or_default();
        self.write(&zip(&self.parts), &features)
    }

    /// The stream of objects around packed parts.
    pub fn write(&self, predictor: &[u8], features: &[u8]) -> Vec<u8> {
        let mut out = Stream::begin(1);
        out.library(2, "Sample.Models, Version=1.0.0.0");
        out.class(
            5,
            1,
            &format!("Sample.Models.{}", self.class),
            &[
                ("Base+serializedPredictor", Type::PrimitiveArray(2)),
                ("Base+serializedFeatureAttributes", Type::PrimitiveArray(2)),
                ("Base+<Settings>k__BackingField", Type::Class("Sample.Models.Settings", 2)),
                ("Base+<IsTrained>k__BackingField", Type::Primitive(1)),
                ("Base+<LabelAttribute>k__BackingField", Type::Class("Sample.Data.StringAttribute", 2)),
                (
                    "Base+<LabelValues>k__BackingField",
                    Type::System("System.Collections.Generic.List`1[[System.String]]"),
                ),
                ("Base+<TrainerFactoryName>k__BackingField", Type::Text),
            ],
            Some(2),
        );
        for number in [3, 4, 5] {
            out.reference(number);
        }
        out.0.push(1);
        match self.label.is_empty() {
            true => out.0.push(10),
            false => out.reference(6),
        }
        out.reference(7);
        out.text(8, "SampleTrainer");
        out.bytes(3, predictor);
        out.bytes(4, features);
        let mut members = vec![("numIterations", Type::Primitive(8)), ("lambda", Type::Primitive(6))];
        members.extend(self.settings.iter().map(|(name, _)| (name.as_str(), Type::Text)));
        out.class(5, 5, "Sample.Models.Settings", &members, Some(2));
        out.0.extend(7i32.to_le_bytes());
        out.0.extend(0.25f64.to_le_bytes());
        let numbers = 1_000_000..;
        for ((_, text), number) in self.settings.iter().zip(numbers) {
            out.text(number, text);
        }
        out.class(
            5,
            6,
            "Sample.Data.StringAttribute",
            &[("FeatureAttribute+<Name>k__BackingField", Type::Text)],
            Some(2),
        );
        out.text(9, &self.label);
        // A list has room for more than it holds.
        out.class(
            4,
            7,
            "System.Collections.Generic.List`1[[System.String]]",
            &[("_items", Type::TextArray), ("_size", Type::Primitive(8))],
            None,
        );
        out.reference(10);
        out.0.extend((self.labels.len() as i32).to_le_bytes());
        out.0.push(17);
        out.0.extend(10i32.to_le_bytes());
        out.0.extend((self.labels.len() as i32 + 2).to_le_bytes());
        for (place, label) in self.labels.iter().enumerate() {
            out.text(11 + place as i32, label);
        }
        out.0.extend([13, 2, 11]);
        out.0
    }
}

/// The bytes of a saved transformation: an object with texts, numbers, a list inside of an object, and packed bytes.
pub fn transformation(class: &str, means: &[f64], columns: &[&str], packed: &[u8]) -> Vec<u8> {
    let mut out = Stream::begin(1);
    out.library(2, "Sample.Models, Version=1.0.0.0");
    let members = [
        ("_means", Type::PrimitiveArray(6)),
        ("<Columns>k__BackingField", Type::Class("Sample.Data.Columns", 2)),
        ("package", Type::PrimitiveArray(2)),
        ("itself", Type::Class(class, 2)),
        ("password", Type::Text),
    ];
    out.class(5, 1, class, &members, Some(2));
    [3, 4, 5, 1].into_iter().for_each(|number| out.reference(number));
    out.text(6, "hunter2");
    out.0.push(15);
    out.0.extend([3i32, means.len() as i32].map(i32::to_le_bytes).concat());
    out.0.push(6);
    means.iter().for_each(|mean| out.0.extend(mean.to_le_bytes()));
    out.class(
        5,
        4,
        "Sample.Data.Columns",
        &[("names", Type::TextArray), ("count", Type::Primitive(8))],
        Some(2),
    );
    out.reference(7);
    out.0.extend((columns.len() as i32).to_le_bytes());
    out.bytes(5, packed);
    out.0.push(17);
    out.0.extend([7i32, columns.len() as i32].map(i32::to_le_bytes).concat());
    columns.iter().zip(8..).for_each(|(column, number)| out.text(number, column));
    out.0.push(11);
    out.0
}

/// A zip of files.
pub fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        let begun = writer.start_file(path.as_str(), SimpleFileOptions::default());
        let written = begun.map_err(std::io::Error::from).and_then(|()| writer.write_all(content));
        debug_assert!(written.is_ok(), "memory takes everything");
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}
