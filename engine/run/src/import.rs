//! Models that other tools saved, as values of a run.

use ml_graph::Diagnostic;
use ml_interop::{Affine, Limits, Predictor, SavedFeature, SavedKind, SavedLabel, SavedModel};
use ml_learn::imported::Foreign;
use ml_modules::Value;
use ml_modules::learning::{
    FeatureColumn, FeatureSettings, Features, ImportedModel, Kind, Label, MissingFeatures, Origin,
    SCORED_LABELS, Scaling, TrainedModel,
};
use ml_table::{ColumnSchema, ElementType, Role};

/// A saved model of Studio (classic) as a trained model.
pub(crate) fn saved_model(bytes: &[u8]) -> Result<Value, Diagnostic> {
    let model = ml_interop::read(bytes, &Limits::default()).map_err(|error| error.to_diagnostic())?;
    trained(model).map(Value::from)
}

/// Why a saved transformation of Studio (classic) gives no value: how they are saved was never published.
pub(crate) fn saved_transform(bytes: &[u8]) -> Diagnostic {
    let title = match ml_interop::read(bytes, &Limits::default()) {
        Ok(object) => format!(" ({})", object.title()),
        Err(error) => return error.to_diagnostic(),
    };
    Diagnostic::error(
        "model/not-decoded",
        format!("The saved transformation{title} cannot run here: how Studio (classic) saved them was never published."),
    )
    .help("Fit the transformation again: run the module that made it on the training data.")
}

fn trained(model: SavedModel) -> Result<TrainedModel, Diagnostic> {
    let title = model.title();
    let SavedModel { predictor: Some(predictor), .. } = model else {
        let why = model.diagnostics.into_iter().next();
        let mut why = why.unwrap_or_else(|| {
            Diagnostic::error("model/not-decoded", format!("The saved model ({title}) cannot run here."))
                .help("Train it anew from its training experiment.")
        });
        why.severity = ml_graph::Severity::Error;
        return Err(why);
    };
    let component = model.learner.map_or(title, |learner| learner.component.to_owned());
    let label = if predictor.finds_anomalies() { None } else { model.label };
    let Predictor { normaliser, model: predictor } = predictor;
    let features = features(model.features, normaliser.as_ref());
    let imported = ImportedModel {
        component,
        label: self::label(label, &predictor),
        predictor,
        features,
        origin: Origin { tool: "Studio (classic)".to_owned(), class: model.class, settings: model.settings },
    };
    Ok(imported.into())
}

/// The recipe of the features: a scaling of the numbers, one 0/1 feature a level.
fn features(columns: Vec<SavedFeature>, normaliser: Option<&Affine>) -> Features {
    let mut place = 0;
    let columns = columns
        .into_iter()
        .map(|column| {
            let kind = match column.kind {
                SavedKind::Levels(levels) => {
                    place += levels.len();
                    Kind::Levels { levels }
                }
                SavedKind::Number | SavedKind::Other(_) => {
                    let of =
                        |numbers: &[f32], default| numbers.get(place).copied().map_or(default, f64::from);
                    let (scale, offset) = match normaliser {
                        Some(affine) => (of(&affine.scales, 1.0), of(&affine.offsets, 0.0)),
                        None => (1.0, 0.0),
                    };
                    place += 1;
                    Kind::Number { offset, scale, mean: 0.0 }
                }
            };
            FeatureColumn { name: column.name, kind }
        })
        .collect();
    // What stood for missing numbers the file does not say: such rows get no score.
    let settings = FeatureSettings {
        scaling: Scaling::None,
        missing: MissingFeatures::Keep,
        allow_unknown_levels: true,
    };
    Features { settings, columns }
}

fn label(label: Option<SavedLabel>, model: &Foreign) -> Label {
    let levels = match model {
        Foreign::Quantiles(forest) => forest.quantiles.iter().map(|share| format!("{share:.3}")).collect(),
        _ if model.labels().is_none() => Vec::new(),
        // Without a label, rows are usual or not.
        _ => label.as_ref().map_or(vec!["0".to_owned(), "1".to_owned()], |label| label.values.clone()),
    };
    let element = match (&label, model.labels()) {
        (Some(label), Some(_)) => element(label),
        (None, Some(_)) => ElementType::Integer,
        (_, None) => ElementType::Double,
    };
    let name = label.map_or_else(|| SCORED_LABELS.to_owned(), |label| label.name);
    Label { column: ColumnSchema::new(name, element).with_role(Role::Label), levels }
}

/// The type of the labels, which the file keeps as text.
fn element(label: &SavedLabel) -> ElementType {
    let all = |test: fn(&str) -> bool| label.values.iter().all(|value| test(value));
    match label.kind.as_str() {
        "Numeric" if all(|value| value.parse::<i64>().is_ok()) => ElementType::Integer,
        "Numeric" if all(|value| value.parse::<f64>().is_ok()) => ElementType::Double,
        "Boolean" => ElementType::Boolean,
        _ => ElementType::String,
    }
}
