//! Which learner a scored table comes from.

use crate::sample::{catalogue, component, draft, edge, node};
use ml_graph::{Catalogue, PipelineDraft, PortKind, Role};
use studio_model::models_behind;

fn modules() -> Catalogue {
    let mut all = catalogue().components().to_vec();
    let scored = [("scored", PortKind::Dataset), ("compared", PortKind::Dataset)];
    all.push(component("evaluate-model", "Evaluate Model", Role::Evaluator, &scored, &[]));
    Catalogue::new(all)
}

/// The sample with a second learner, trained and scored; both scores are compared, the first after another module.
fn compared(second: &str) -> PipelineDraft {
    let mut draft = draft();
    draft.nodes.extend([
        node("other", second, 600.0, 100.0),
        node("train-other", "train-model", 600.0, 200.0),
        node("score-other", "score-model", 600.0, 300.0),
        node("after", "split-data", 300.0, 400.0),
        node("evaluate", "evaluate-model", 300.0, 500.0),
    ]);
    draft.edges.extend([
        edge(("other", "model"), ("train-other", "untrained_model")),
        edge(("train-other", "trained_model"), ("score-other", "trained_model")),
        edge(("score-other", "scored"), ("evaluate", "compared")),
        edge(("score", "scored"), ("after", "dataset")),
        edge(("after", "first"), ("evaluate", "scored")),
    ]);
    draft
}

fn names(draft: &PipelineDraft) -> Vec<Option<String>> {
    models_behind(draft, &modules(), "evaluate")
}

#[test]
fn the_learner_is_found_past_other_modules() {
    let found = names(&compared("decision-forest"));
    let expected = ["Two-Class Boosted Decision Tree", "Two-Class Decision Forest"];
    assert_eq!(found, expected.map(|name| Some(name.to_owned())));
}

#[test]
fn learners_of_one_title_are_told_apart() {
    let mut draft = compared("boosted-tree");
    let title = "Two-Class Boosted Decision Tree";
    assert_eq!(names(&draft), [Some(format!("{title} 1")), Some(format!("{title} 2"))]);
    draft.nodes.iter_mut().filter(|node| node.id == "other").for_each(|node| node.comment = "deep".into());
    assert_eq!(names(&draft), [Some(format!("{title} 1")), Some(format!("{title} (deep)"))]);
}

#[test]
fn without_a_model_there_is_no_name_and_circles_end() {
    let mut draft = compared("boosted-tree");
    draft.edges.retain(|edge| edge.to.node != "after");
    assert_eq!(names(&draft)[0], None);
    draft.edges.push(edge(("after", "second"), ("after", "dataset")));
    assert_eq!(names(&draft)[0], None);
    assert!(models_behind(&draft, &modules(), "gone").is_empty());
}
