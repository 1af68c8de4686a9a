//! Which kinds of parts are known, in which layouts, and which learner of Studio (classic) writes which.

use super::Refused;
use crate::blob::Blob;
use std::ops::RangeInclusive;

/// A kind of part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What reads it, as its header says.
    pub loader: &'static str,
    /// The versions of its layout that are known.
    pub versions: RangeInclusive<u32>,
    /// What it gives.
    pub scores: Scores,
}

/// What a part gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scores {
    /// A score that a calibration makes a probability.
    Margin,
    /// A probability.
    Probability,
    /// A number.
    Number,
    /// The logarithm of a number.
    Exponent,
    /// A score for each label.
    Classes,
    /// A two-class model for each label, in parts of their own.
    OneVersusAll,
    /// The distribution of a number.
    Quantiles,
    /// What a part inside of it gives, as a probability.
    Wrapped,
    /// Nothing by itself: it makes probabilities of scores.
    Calibration,
    /// Nothing by itself: it scales features.
    Scaling,
}

/// Every kind of part that is understood.
pub const KINDS: &[Kind] = &[
    kind("Linear2CExec", 0x20001..=0x20002, Scores::Margin),
    kind("LinearRegressionExec", 0x20001..=0x20001, Scores::Number),
    kind("OlsLinearRegressionExec", 0x10001..=0x10001, Scores::Number),
    kind("PoissonRegressionExec", 0x20001..=0x20001, Scores::Exponent),
    kind("MultiClassLRExec", 0x10001..=0x10003, Scores::Classes),
    kind("FastTreeBinaryExec", 0x10001..=0x10005, Scores::Margin),
    kind("FastTreeRegressionExec", 0x10001..=0x10005, Scores::Number),
    kind("FastForestBinaryExec", 0x10001..=0x10006, Scores::Margin),
    kind("FastForestRegressionExec", 0x10001..=0x10006, Scores::Quantiles),
    kind("LDSVMBinaryPredictor", 0x10001..=0x10001, Scores::Margin),
    kind("pcaAnomExec", 0x10001..=0x10001, Scores::Probability),
    kind("OVAExec", 0x10001..=0x10001, Scores::OneVersusAll),
    kind("CaliPredExec", 0x10001..=0x10001, Scores::Wrapped),
    kind("PMixCaliPredExec", 0x10001..=0x10001, Scores::Wrapped),
    kind("FeatWCaliPredExec", 0x10001..=0x10001, Scores::Wrapped),
    kind("PlattCaliExec", 0x10001..=0x10001, Scores::Calibration),
    kind("PAVCaliExec", 0x10001..=0x10001, Scores::Calibration),
    kind("NaiveCaliExec", 0x10001..=0x10001, Scores::Calibration),
    kind("AffineNormExec", 0x10003..=0x10003, Scores::Scaling),
];

const fn kind(loader: &'static str, versions: RangeInclusive<u32>, scores: Scores) -> Kind {
    Kind { loader, versions, scores }
}

/// The kind of a part, if it and its layout are known.
pub(super) fn kind_of(blob: &Blob<'_>) -> Result<&'static Kind, Refused> {
    let Some(kind) = KINDS.iter().find(|kind| kind.loader == blob.loader) else {
        return Err(Refused::Unknown(format!(
            "it has a part for {}, whose layout is not known here",
            blob.loader
        )));
    };
    if kind.versions.contains(&blob.version) {
        return Ok(kind);
    }
    let (oldest, newest) = (version(*kind.versions.start()), version(*kind.versions.end()));
    let known = if oldest == newest { oldest } else { format!("{oldest} to {newest}") };
    Err(Refused::Unknown(format!(
        "its part for {} is of layout {}, and {known} is what is known here",
        blob.loader,
        version(blob.version)
    )))
}

/// A version as people write it.
pub(crate) fn version(version: u32) -> String {
    format!("{}.{}", version >> 16, version & 0xFFFF)
}

/// A learner of Studio (classic), and what is known of the models that it saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedLearner {
    /// Its name in Studio.
    pub title: &'static str,
    /// The module that stands for it here.
    pub component: &'static str,
    /// Words in the class of a model or in the name of its trainer that tell it from others; the first match counts.
    words: &'static [&'static str],
    /// What reads its predictor; nothing when that is not known.
    pub loaders: &'static [&'static str],
    /// Why its models do not run, as a sentence; none when they do.
    pub closed: Option<&'static str>,
}

impl SavedLearner {
    fn says(&self, name: &str) -> bool {
        self.words.iter().any(|word| name.contains(word))
    }
}

const FOREST: &str =
    "How Microsoft's own forests and jungles are saved was never published; those of ML.NET are others.";
const NETWORK: &str = "How networks made with Net# are saved was never published.";
const INFERENCE: &str = "It is computed by Infer.NET; how Studio saved it was never published.";
const UNPUBLISHED: &str = "How its predictor is saved was never published.";

/// Every learner of Studio (classic). Which predictor a learner writes was seen in a file for the support vector machine; for the
/// others it follows from ML.NET, which goes on with the same engine.
pub const LEARNERS: &[SavedLearner] = &[
    runs(
        "Multiclass Logistic Regression",
        "multiclass-logistic-regression",
        &["LogisticRegression"],
        &["MultiClassLRExec"],
    ),
    runs(
        "Two-Class Logistic Regression",
        "two-class-logistic-regression",
        &["LogisticRegression"],
        &["Linear2CExec"],
    ),
    runs(
        "Two-Class Support Vector Machine",
        "two-class-support-vector-machine",
        &["SupportVectorMachine", "LinearSVM"],
        &["Linear2CExec"],
    ),
    runs(
        "Two-Class Averaged Perceptron",
        "two-class-averaged-perceptron",
        &["AveragedPerceptron"],
        &["Linear2CExec"],
    ),
    runs(
        "Two-Class Boosted Decision Tree",
        "two-class-boosted-decision-tree",
        &["Boosted", "FastTree", "FastRank"],
        &["FastTreeBinaryExec"],
    ),
    runs(
        "Boosted Decision Tree Regression",
        "boosted-decision-tree-regression",
        &["Boosted", "FastTree", "FastRank"],
        &["FastTreeRegressionExec"],
    ),
    runs(
        "Two-Class Locally-Deep Support Vector Machine",
        "two-class-locally-deep-support-vector-machine",
        &["LocallyDeep", "LDSVM"],
        &["LDSVMBinaryPredictor"],
    ),
    runs(
        "One-vs-All Multiclass",
        "one-vs-all-multiclass",
        &["OneVsAll", "OneVersusAll", "OVA"],
        &["OVAExec"],
    ),
    runs(
        "Linear Regression",
        "linear-regression",
        &["LinearRegression", "OnlineGradientDescent", "Ols"],
        &["OlsLinearRegressionExec", "LinearRegressionExec"],
    ),
    runs("Poisson Regression", "poisson-regression", &["PoissonRegression"], &["PoissonRegressionExec"]),
    runs(
        "Fast Forest Quantile Regression",
        "fast-forest-quantile-regression",
        &["FastForest", "Quantile"],
        &["FastForestRegressionExec"],
    ),
    runs("PCA-Based Anomaly Detection", "pca-based-anomaly-detection", &["Pca", "PCA"], &["pcaAnomExec"]),
    closed(
        "Multiclass Decision Forest",
        "multiclass-decision-forest",
        &["MulticlassDecisionForest", "MultiClassDecisionForest"],
        FOREST,
    ),
    closed("Decision Forest Regression", "decision-forest-regression", &["DecisionForestRegress"], FOREST),
    closed("Two-Class Decision Forest", "two-class-decision-forest", &["DecisionForest"], FOREST),
    closed(
        "Multiclass Decision Jungle",
        "multiclass-decision-jungle",
        &["MulticlassDecisionJungle", "MultiClassDecisionJungle"],
        FOREST,
    ),
    closed("Two-Class Decision Jungle", "two-class-decision-jungle", &["DecisionJungle"], FOREST),
    closed(
        "Multiclass Neural Network",
        "multiclass-neural-network",
        &["MulticlassNeuralNet", "MultiClassNeuralNet", "MultiClassNet"],
        NETWORK,
    ),
    closed(
        "Neural Network Regression",
        "neural-network-regression",
        &["NeuralNetworkRegress", "RegressionNet"],
        NETWORK,
    ),
    closed("Two-Class Neural Network", "two-class-neural-network", &["NeuralNet", "BinaryNet"], NETWORK),
    closed(
        "Two-Class Bayes Point Machine",
        "two-class-bayes-point-machine",
        &["BayesPointMachine"],
        INFERENCE,
    ),
    closed("Bayesian Linear Regression", "bayesian-linear-regression", &["BayesianLinear"], UNPUBLISHED),
    closed("Ordinal Regression", "ordinal-regression", &["OrdinalRegression"], UNPUBLISHED),
    closed(
        "One-Class Support Vector Machine",
        "one-class-support-vector-machine",
        &["OneClass"],
        UNPUBLISHED,
    ),
    closed("K-Means Clustering", "k-means-clustering", &["KMeans"], UNPUBLISHED),
    closed("Train Matchbox Recommender", "train-matchbox-recommender", &["Matchbox"], INFERENCE),
];

const fn runs(
    title: &'static str,
    component: &'static str,
    words: &'static [&'static str],
    loaders: &'static [&'static str],
) -> SavedLearner {
    SavedLearner { title, component, words, loaders, closed: None }
}

const fn closed(
    title: &'static str,
    component: &'static str,
    words: &'static [&'static str],
    why: &'static str,
) -> SavedLearner {
    SavedLearner { title, component, words, loaders: &[], closed: Some(why) }
}

/// The learner of a model by its class, its trainer and what reads its predictor; none when they do not tell.
pub(crate) fn learner(
    class: &str,
    trainer: Option<&str>,
    loader: Option<&str>,
) -> Option<&'static SavedLearner> {
    let class = class.rsplit('.').next().unwrap_or(class);
    let names = [Some(class), trainer, loader];
    let says = |learner: &&SavedLearner| names.into_iter().flatten().any(|name| learner.says(name));
    let reads = |learner: &&SavedLearner| loader.is_some_and(|loader| learner.loaders.contains(&loader));
    let mut reading = LEARNERS.iter().filter(reads);
    if let Some(told) = reading.clone().find(says) {
        return Some(told);
    }
    match (reading.next(), reading.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => None,
        // Nothing that runs writes such a predictor.
        (None, _) => LEARNERS.iter().filter(|learner| learner.closed.is_some()).find(says),
    }
}
