use crate::learning::{TrainerMode, device};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::k_means::{self, KMeans};
use ml_table::{Column, Dataset as Table};

/// Divides rows into groups around centres.
#[derive(Clone, Debug, Params)]
pub struct KMeansClustering {
    /// Whether one number of centroids is used, or a range that Sweep Clustering tries.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// How many groups to make.
    #[param(
        "Number of Centroids",
        title = "Number of centroids",
        default = 2,
        min = 2,
        when = "trainer_mode == single-parameter"
    )]
    centroids: u32,
    /// Numbers of groups to try.
    #[param(
        "Range for Number of Centroids",
        default = "2; 3; 4; 5",
        logarithmic,
        min = 2,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    centroids_range: SweepRange,
    /// Where the centres start: K-Means++ spreads them out and is the best choice in most cases.
    #[param("Initialization", default = Initialisation::PlusPlus, when = "trainer_mode == single-parameter")]
    initialisation: Initialisation,
    /// The same for a sweep.
    #[param("Initialization for sweep", default = Initialisation::PlusPlus, when = "trainer_mode == parameter-range")]
    initialisation_for_sweep: Initialisation,
    /// Seed for the start; blank takes the run's.
    #[param("Random number seed", when = "initialisation == random | plus-plus | plus-plus-fast")]
    seed: Seed,
    /// The same for a sweep.
    #[param(
        "Random number seed for sweep",
        title = "Random number seed",
        when = "initialisation_for_sweep == random | plus-plus | plus-plus-fast"
    )]
    seed_for_sweep: Seed,
    /// What near means: the distance in space, or the angle, which disregards lengths.
    #[param("Metric", default = Metric::Euclidean)]
    metric: Metric,
    /// Whether every number is brought to the range from 0 to 1 first, so that all count alike.
    #[param("Should input instances be normalized", title = "Normalize features", default = true)]
    normalise: bool,
    /// How often the centres move, at most.
    #[param("Iterations", default = 100, min = 1)]
    iterations: u32,
    /// What a label column is good for.
    #[param("Assign Label Mode", title = "Assign label mode", default = LabelMode::Ignore)]
    label_mode: LabelMode,
}

/// Where the centres start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Initialisation {
    /// At the means of random parts.
    #[choice("Random")]
    Random,
    /// Spread out.
    #[choice("K-Means++", id = "plus-plus")]
    PlusPlus,
    /// At the first rows.
    #[choice("Default", id = "first", title = "First N")]
    First,
    /// At rows in even distances.
    #[choice("Evenly")]
    Evenly,
    /// By a label column.
    #[choice(
        "Use label column",
        id = "label-column",
        not_yet = "Starting from a label column does not run yet. Use K-Means++ instead."
    )]
    LabelColumn,
    /// Spread out within a sample.
    #[choice("K-Means++ Fast", id = "plus-plus-fast")]
    PlusPlusFast,
}

/// What near means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Metric {
    /// Distance in space.
    #[choice("Euclidean")]
    Euclidean,
    /// Angle.
    #[choice("Cosine")]
    Cosine,
}

/// What a label column is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum LabelMode {
    /// Nothing.
    #[choice("Ignore label column", id = "ignore")]
    Ignore,
    /// Missing labels become those of the cluster.
    #[choice(
        "Fill missing values",
        id = "fill-missing",
        not_yet = "Labels are not filled in from clusters yet. Ignore the label column instead."
    )]
    FillMissing,
    /// Labels become those nearest to the centre.
    #[choice(
        "Overwrite from closest to center",
        id = "overwrite",
        not_yet = "Labels are not overwritten from clusters yet. Ignore the label column instead."
    )]
    Overwrite,
}

impl Component for KMeansClustering {
    const IDENTITY: Identity = Identity {
        id: "k-means-clustering",
        title: "K-Means Clustering",
        category: "Machine Learning / Initialize Model / Clustering",
        families: &["5049a09bbd904c4e9b467c87e3a36810"],
        designer: Some("K-Means Clustering"),
        keywords: &["segment", "group", "lloyd", "unsupervised"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] =
        &[Port::new("untrained_model", "Untrained model", PortKind::UntrainedClustering)];
    const HELP: &'static str = include_str!("k_means_clustering.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());
}

impl Learner for KMeansClustering {
    const TASK: Task = Task::Clustering;
    type Model = KMeans;

    fn features(&self) -> FeatureSettings {
        let scaling = if self.normalise { Scaling::MinMax } else { Scaling::None };
        FeatureSettings { scaling, missing: MissingFeatures::Mean, allow_unknown_levels: true }
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<KMeans, Failure> {
        let settings = k_means::Settings {
            centres: self.centroids,
            metric: match self.metric {
                Metric::Euclidean => k_means::Metric::Euclidean,
                Metric::Cosine => k_means::Metric::Cosine,
            },
            initialisation: match self.initialisation {
                Initialisation::Random => k_means::Initialisation::Random,
                Initialisation::First => k_means::Initialisation::First,
                Initialisation::Evenly => k_means::Initialisation::Evenly,
                Initialisation::PlusPlusFast => k_means::Initialisation::PlusPlusFast,
                Initialisation::PlusPlus | Initialisation::LabelColumn => k_means::Initialisation::PlusPlus,
            },
            iterations: self.iterations,
            seed: run.seed(self.seed),
        };
        let fit = k_means::fit(&training.features, &settings, device::choice(run), run.watch);
        Ok(device::report(fit.await?, run))
    }

    async fn predict(model: &KMeans, features: &Matrix, run: &RunContext<'_>) -> Result<Scores, Failure> {
        let found = model.assign(features, run.watch).await?;
        Ok(Scores::Clusters { assignments: found.nearest, distances: found.distances })
    }

    fn summary(model: &KMeans) -> String {
        ml_graph::counted(model.centres.len(), "centre")
    }

    fn describe(model: &KMeans, names: &FeatureNames, view: &mut ModelView) {
        view.facts.push(("Centres".to_owned(), model.centres.len().to_string()));
        // One row a centre, one column a feature, scaled as the rows were.
        let columns = names.all().iter().enumerate().map(|(feature, name)| {
            let values =
                model.centres.iter().map(|centre| centre.get(feature).map(|value| f64::from(*value)));
            Column::new(name.as_str(), values.collect::<Vec<Option<f64>>>())
        });
        if let Ok(table) = Table::new(columns) {
            view.table = Some(crate::framework::view::whole_table(&table));
        }
    }
}
