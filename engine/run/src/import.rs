//! Models that other tools saved, as values of a run.

use ml_graph::Diagnostic;
use ml_interop::{Affine, Limits, Predictor, SavedFeature, SavedKind, SavedLabel, SavedModel};
use ml_learn::{Outcome, Scorer, ScorerModel};
use ml_modules::Value;
use ml_modules::learning::{
    FeatureColumn, FeatureSettings, Features, ImportedModel, Kind, Label, MissingFeatures, Origin, Scaling,
    TrainedModel,
};
use ml_table::{ColumnSchema, ElementType, Role};

/// Words in the class or trainer of a saved linear model, and the module that learns such models.
const LEARNERS: [(&str, &str); 7] = [
    ("SupportVectorMachine", "two-class-support-vector-machine"),
    ("LinearSVM", "two-class-support-vector-machine"),
    ("AveragedPerceptron", "two-class-averaged-perceptron"),
    ("LogisticRegression", "two-class-logistic-regression"),
    ("PoissonRegression", "poisson-regression"),
    ("LinearRegression", "linear-regression"),
    ("OnlineGradientDescent", "linear-regression"),
];

/// A saved model of Studio (classic) as a trained model.
pub(crate) fn saved_model(bytes: &[u8]) -> Result<Value, Diagnostic> {
    let model = ml_interop::read(bytes, &Limits::default()).map_err(|error| error.to_diagnostic())?;
    trained(model).map(Value::from)
}

fn trained(model: SavedModel) -> Result<TrainedModel, Diagnostic> {
    let title = model.title();
    let SavedModel { predictor: Some(predictor), label: Some(label), .. } = model else {
        let why = model.diagnostics.into_iter().next();
        let mut why = why.unwrap_or_else(|| {
            Diagnostic::error("model/not-decoded", format!("The saved model ({title}) cannot run here."))
                .help("Train it anew from its training experiment.")
        });
        why.severity = ml_graph::Severity::Error;
        return Err(why);
    };
    let component = component(&model.class, model.trainer.as_deref(), &predictor.scorer).unwrap_or(title);
    let Predictor { normaliser, scorer } = predictor;
    let features = features(model.features, normaliser.as_ref());
    let imported = ImportedModel {
        component,
        label: self::label(label, &scorer.output),
        predictor: scorer,
        features,
        origin: Origin { tool: "Studio (classic)".to_owned(), class: model.class, settings: model.settings },
    };
    Ok(imported.into())
}

/// The module that learns such models, when one is known.
fn component(class: &str, trainer: Option<&str>, scorer: &Scorer) -> Option<String> {
    let known = match (&scorer.model, &scorer.output) {
        (ScorerModel::Trees(_), Outcome::Probability(_)) => "two-class-boosted-decision-tree",
        (ScorerModel::Trees(_), _) => "boosted-decision-tree-regression",
        (ScorerModel::Linear(_), _) => {
            let says = |word: &str| class.contains(word) || trainer.is_some_and(|name| name.contains(word));
            LEARNERS.iter().find(|(word, _)| says(word))?.1
        }
    };
    Some(known.to_owned())
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

fn label(label: SavedLabel, output: &Outcome) -> Label {
    let element = match output {
        Outcome::Number | Outcome::Exponential => ElementType::Double,
        Outcome::Probability(_) => element(&label),
    };
    let column = ColumnSchema::new(label.name, element).with_role(Role::Label);
    let levels = if matches!(output, Outcome::Probability(_)) { label.values } else { Vec::new() };
    Label { column, levels }
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
