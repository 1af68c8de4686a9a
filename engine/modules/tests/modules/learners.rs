//! What every learner must hold to, trained and scored.

use crate::contract::{Params, assert_stops, judge, running};
use crate::data::{LABEL, labelled, ordinary, params, trials};
use ml_graph::{PortKind, Role};
use ml_modules::{Inputs, Module, Value};
use ml_protocol::OutputView;
use ml_table::{Column, Dataset};
use std::collections::BTreeSet;

/// A learner, trained and scored by the modules for it.
struct Learner {
    id: &'static str,
    untrained: Value,
    train: &'static dyn Module,
    score: &'static dyn Module,
}

fn learners() -> Vec<Learner> {
    let module = |id: &str| ml_modules::module(id).unwrap_or_else(|| panic!("there is no module {id}"));
    let learners: Vec<Learner> = running()
        .filter(|learner| learner.spec().role == Role::Learner)
        .map(|learner| {
            let outputs = judge(learner.id(), learner, &Params::new(), &Inputs::new());
            let untrained = outputs.and_then(|outputs| outputs.into_values().into_values().next());
            let untrained = untrained.unwrap_or_else(|| panic!("{} gives nothing", learner.id()));
            let [train, score] = match untrained.kind() {
                PortKind::UntrainedModel => ["train-model", "score-model"],
                PortKind::UntrainedClustering => ["train-clustering-model", "assign-data-to-clusters"],
                kind => panic!("{} gives a {kind:?}", learner.id()),
            };
            Learner { id: learner.id(), untrained, train: module(train), score: module(score) }
        })
        .collect();
    assert!(learners.len() > 5, "only {} learners", learners.len());
    learners
}

impl Learner {
    fn training(&self, dataset: &Dataset) -> (Params, Inputs) {
        let inputs = [("untrained_model", self.untrained.clone()), ("dataset", dataset.clone().into())];
        (params(self.train, dataset), inputs.map(named).into())
    }

    fn scoring(&self, trained: &Value, dataset: &Dataset) -> (Params, Inputs) {
        let inputs = [("trained_model", trained.clone()), ("dataset", dataset.clone().into())];
        (Params::new(), inputs.map(named).into())
    }

    fn train(&self, place: &str, dataset: &Dataset) -> Option<Value> {
        let (params, inputs) = self.training(dataset);
        judge(place, self.train, &params, &inputs)?.get("trained_model").cloned()
    }
}

fn named((port, value): (&str, Value)) -> (String, Value) {
    (port.to_owned(), value)
}

/// With three labels, which learners of two classes must refuse.
fn three_labels(dataset: &Dataset) -> Dataset {
    let rows = dataset.rows();
    let labels: Vec<&str> = (0..rows).map(|row| ["low", "middle", "high"][row * 7 % 3]).collect();
    dataset.with_column(Column::new(LABEL, labels)).expect("a column of the same length")
}

#[test]
fn no_data_makes_a_learner_panic() {
    for learner in learners() {
        for trial in trials() {
            for dataset in [trial.dataset.clone(), labelled(&three_labels(&trial.dataset))] {
                let place = format!("{} trained on {}", learner.id, trial.name);
                let Some(trained) = learner.train(&place, &dataset) else { continue };
                for scored in trials() {
                    let place = format!("{place}, scoring {}", scored.name);
                    let (params, inputs) = learner.scoring(&trained, &scored.dataset);
                    judge(&place, learner.score, &params, &inputs);
                }
            }
        }
    }
}

#[test]
fn every_learner_learns_and_the_same_again() {
    let two = labelled(&ordinary(60));
    for learner in learners() {
        let trained = [two.clone(), three_labels(&two)].map(|dataset| {
            let trained = learner.train(learner.id, &dataset)?;
            let again = learner.train(learner.id, &dataset)?;
            assert_eq!(trained.to_bytes(), again.to_bytes(), "{}", learner.id);
            let (params, inputs) = learner.scoring(&trained, &dataset);
            let scored = judge(learner.id, learner.score, &params, &inputs);
            assert!(scored.is_some(), "{} does not score what it was trained on", learner.id);
            // A stored model predicts the very same.
            let bytes = trained.to_bytes().expect("it was just stored");
            let read =
                Value::from_bytes(&trained.summary().kind, &bytes).expect("what was stored can be read");
            let (params, inputs) = learner.scoring(&read, &dataset);
            let scored_again = judge(learner.id, learner.score, &params, &inputs);
            let hashes = |outputs: Option<ml_modules::Outputs>| {
                outputs.map(|outputs| outputs.values().values().map(Value::hash).collect::<Vec<_>>())
            };
            assert_eq!(hashes(scored), hashes(scored_again), "{}", learner.id);
            Some(trained)
        });
        assert!(trained.iter().any(Option::is_some), "{} learns from no data", learner.id);
    }
}

#[test]
fn every_learner_can_be_cancelled() {
    let dataset = labelled(&ordinary(40_000));
    for learner in learners() {
        for dataset in [dataset.clone(), three_labels(&dataset)] {
            let (params, inputs) = learner.training(&dataset);
            assert_stops(learner.id, learner.train, &params, &inputs);
        }
    }
}

#[test]
fn weights_of_several_classes_carry_their_labels() {
    let dataset = three_labels(&labelled(&ordinary(60)));
    let learner = learners().into_iter().find(|learner| learner.id == "multiclass-logistic-regression");
    let trained = learner.and_then(|learner| learner.train("weights", &dataset)).expect("it learns");
    let OutputView::Model(view) = trained.view() else { panic!("a model is shown as one") };
    let classes: BTreeSet<Option<String>> = view.weights.into_iter().map(|weight| weight.class).collect();
    assert_eq!(classes, ["high", "low", "middle"].map(|label| Some(label.to_owned())).into());
}
