//! Writers of the formats that are read here: tests make their own models with them.
//!
//! A [`Sample`] becomes the bytes of a saved model of the same shape as those of Studio (classic): an object of .NET with a zip of
//! predictor parts, a packed list of features, settings and a label.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A model to write.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Last part of the class, for example `SupportVectorMachineClassifier`.
    pub class: String,
    /// Names of numeric features.
    pub features: Vec<String>,
    /// The label column.
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
            label: "mood".to_owned(),
            labels: vec!["bad".to_owned(), "good".to_owned()],
            parts: vec![
                ("Predictor\\Model.key".to_owned(), linear("LINEAR2C", "Linear2CExec", bias, weights)),
                ("Predictor\\Normalizer\\Model.bin".to_owned(), affine(scales, &[])),
                (
                    "Predictor\\Calibrator\\Model.bin".to_owned(),
                    blob("PLATTCAL", "PlattCaliExec", 0x10001, &{
                        let mut model = platt[0].to_le_bytes().to_vec();
                        model.extend(platt[1].to_le_bytes());
                        model
                    }),
                ),
            ],
        }
    }

    /// The bytes of the saved model.
    pub fn bytes(&self) -> Vec<u8> {
        let mut features = GzEncoder::new(Vec::new(), Compression::default());
        let columns: Vec<serde_json::Value> = self
            .features
            .iter()
            .map(|name| {
                serde_json::json!({
                    "name": name, "type": "Numeric", "isFeature": true,
                    "elementType": { "typeName": "double", "isNullable": false },
                })
            })
            .collect();
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
        out.reference(6);
        out.reference(7);
        out.text(8, "SampleTrainer");
        out.bytes(3, predictor);
        out.bytes(4, features);
        out.class(
            5,
            5,
            "Sample.Models.Settings",
            &[("numIterations", Type::Primitive(8)), ("lambda", Type::Primitive(6))],
            Some(2),
        );
        out.0.extend(7i32.to_le_bytes());
        out.0.extend(0.25f64.to_le_bytes());
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

/// A stream of objects in the making.
struct Stream(Vec<u8>);

/// How a member is written.
enum Type<'a> {
    Primitive(u8),
    Text,
    System(&'a str),
    Class(&'a str, i32),
    TextArray,
    PrimitiveArray(u8),
}

impl Stream {
    fn begin(root: i32) -> Stream {
        let mut out = vec![0];
        for number in [root, -1, 1, 0] {
            out.extend(number.to_le_bytes());
        }
        Stream(out)
    }

    fn string(&mut self, text: &str) {
        let mut length = text.len();
        while length >= 0x80 {
            self.0.push(length as u8 | 0x80);
            length >>= 7;
        }
        self.0.push(length as u8);
        self.0.extend(text.as_bytes());
    }

    fn library(&mut self, number: i32, name: &str) {
        self.0.push(12);
        self.0.extend(number.to_le_bytes());
        self.string(name);
    }

    fn text(&mut self, number: i32, text: &str) {
        self.0.push(6);
        self.0.extend(number.to_le_bytes());
        self.string(text);
    }

    fn reference(&mut self, number: i32) {
        self.0.push(9);
        self.0.extend(number.to_le_bytes());
    }

    fn bytes(&mut self, number: i32, bytes: &[u8]) {
        self.0.push(15);
        self.0.extend(number.to_le_bytes());
        self.0.extend((bytes.len() as i32).to_le_bytes());
        self.0.push(2);
        self.0.extend(bytes);
    }

    fn class(
        &mut self,
        record: u8,
        number: i32,
        name: &str,
        members: &[(&str, Type<'_>)],
        library: Option<i32>,
    ) {
        self.0.push(record);
        self.0.extend(number.to_le_bytes());
        self.string(name);
        self.0.extend((members.len() as i32).to_le_bytes());
        for (member, _) in members {
            self.string(member);
        }
        for (_, kind) in members {
            self.0.push(match kind {
                Type::Primitive(_) => 0,
                Type::Text => 1,
                Type::System(_) => 3,
                Type::Class(..) => 4,
                Type::TextArray => 6,
                Type::PrimitiveArray(_) => 7,
            });
        }
        for (_, kind) in members {
            match kind {
                Type::Primitive(code) | Type::PrimitiveArray(code) => self.0.push(*code),
                Type::System(name) => self.string(name),
                Type::Class(name, library) => {
                    self.string(name);
                    self.0.extend(library.to_le_bytes());
                }
                Type::Text | Type::TextArray => {}
            }
        }
        if let Some(library) = library {
            self.0.extend(library.to_le_bytes());
        }
    }
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

/// A part of a predictor.
pub fn blob(signature: &str, loader: &str, version: u32, model: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(264 + model.len());
    out.extend(b"ML\0MODEL");
    out.extend([1, 0, 1, 0, 1, 0, 1, 0]);
    out.extend(256u64.to_le_bytes());
    out.extend((model.len() as u64).to_le_bytes());
    out.extend([0; 32]);
    out.extend(signature.bytes().map(|byte| if byte == b' ' { 0 } else { byte }));
    out.extend(version.to_le_bytes());
    out.extend(version.to_le_bytes());
    out.extend(loader.bytes());
    out.resize(0x80, 0);
    out.extend((256 + model.len() as u64).to_le_bytes());
    out.extend((264 + model.len() as u64).to_le_bytes());
    out.resize(256, 0);
    out.extend(model);
    out.extend(b"LEDOM\0LM");
    out
}

/// A linear model of all features.
pub fn linear(signature: &str, loader: &str, bias: f32, weights: &[f32]) -> Vec<u8> {
    let mut model = 4i32.to_le_bytes().to_vec();
    model.extend(bias.to_le_bytes());
    model.extend((weights.len() as i32).to_le_bytes());
    model.extend(0i32.to_le_bytes());
    floats(&mut model, weights);
    blob(signature, loader, 0x20001, &model)
}

/// A linear model of few of its features.
pub fn sparse_linear(
    signature: &str,
    loader: &str,
    bias: f32,
    features: i32,
    weights: &[(i32, f32)],
) -> Vec<u8> {
    let mut model = 4i32.to_le_bytes().to_vec();
    model.extend(bias.to_le_bytes());
    model.extend(features.to_le_bytes());
    model.extend((weights.len() as i32).to_le_bytes());
    for (index, _) in weights {
        model.extend(index.to_le_bytes());
    }
    floats(&mut model, &weights.iter().map(|(_, weight)| *weight).collect::<Vec<f32>>());
    blob(signature, loader, 0x20001, &model)
}

/// A scaling of all features.
pub fn affine(scales: &[f32], offsets: &[f32]) -> Vec<u8> {
    let mut model = 4i32.to_le_bytes().to_vec();
    model.extend((scales.len() as i32).to_le_bytes());
    model.extend((-1i32).to_le_bytes());
    floats(&mut model, scales);
    floats(&mut model, offsets);
    blob("AFF NORM", "AffineNormExec", 0x10003, &model)
}

/// A count and as many numbers.
pub fn floats(out: &mut Vec<u8>, numbers: &[f32]) {
    out.extend((numbers.len() as i32).to_le_bytes());
    numbers.iter().for_each(|number| out.extend(number.to_le_bytes()));
}
