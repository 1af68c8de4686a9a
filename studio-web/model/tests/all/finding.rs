//! Palette search, problems, validation.

use crate::sample::{catalogue, document, draft};
use ml_graph::{
    ChoiceOption, ClassicParam, ColumnSelection, Diagnostic, ParamKind, ParamSpec, ParamValue, PortKind,
    RangeBuilder, Severity, SweepRange,
};
use std::collections::BTreeMap;
use studio_model::{
    Command, DataFile, Problems, groups, local_problems, merge_problems, param_problem, search, suitable,
};

fn found(query: &str) -> Vec<String> {
    search(&catalogue(), query).into_iter().map(|found| found.component).collect()
}

#[test]
fn search_ranks_titles_before_the_rest() {
    assert_eq!(found("train")[0], "train-model");
    assert_eq!(found("sd"), ["split-data"], "initials");
    assert_eq!(found("random forest"), ["decision-forest"], "its older name");
    assert_eq!(found("decision")[0], "boosted-tree", "what runs comes first");
    assert_eq!(found("model score"), ["score-model"], "words in any order");
    assert_eq!(found("splt"), ["split-data"], "letters in order");
    assert!(found("zebra").is_empty() && found("   ").is_empty());
    let marks = &search(&catalogue(), "boost")[0].marks;
    assert_eq!(marks.as_slice(), [(10, 15)]);
}

#[test]
fn the_palette_tree_has_every_module_once() {
    let tree = groups(&catalogue());
    assert_eq!(tree.len(), 2);
    assert_eq!(tree.iter().map(studio_model::Group::count).sum::<usize>(), 5);
    assert_eq!(tree[1].groups[0].path, "Machine Learning / Train");
}

#[test]
fn only_modules_that_fit_the_wire_are_offered() {
    assert_eq!(suitable(&catalogue(), PortKind::UntrainedModel, false), ["train-model"]);
    assert_eq!(suitable(&catalogue(), PortKind::TrainedModel, true), ["train-model"]);
}

#[test]
fn problems_name_the_place_and_go_away_when_mended() {
    let mut document = document();
    let problems = |document: &studio_model::Document| {
        Problems::of(local_problems(document.draft(), document.catalogue(), document.data()))
    };
    let first = problems(&document);
    assert_eq!(first.count(Severity::Error), 1, "{:?}", first.all());
    assert_eq!(first.all()[0].code, "run/missing-data");
    assert!(first.worst_by_node().contains_key("data"));
    let file = DataFile { name: "income.csv".into(), size: 1, blob: "00".into() };
    document.apply(Command::AttachData { asset: "data".into(), file: Some(file) }).unwrap();
    assert!(problems(&document).all().is_empty());
    let value = Some(ParamValue::Float(3.0));
    document.apply(Command::SetParam { node: "split".into(), param: "fraction".into(), value }).unwrap();
    let found = problems(&document);
    assert_eq!(found.all()[0].at.param.as_deref(), Some("fraction"));
    assert!(found.all()[0].message.contains("from 0 to 1"), "{}", found.all()[0].message);
    let at = studio_model::Point::default();
    document.apply(Command::AddModule { component: "decision-forest".into(), at, wire: None }).unwrap();
    assert!(problems(&document).all().iter().any(|problem| problem.code == "run/not-yet"));
}

#[test]
fn the_engine_adds_what_the_studio_did_not_see() {
    let own = local_problems(&draft(), &catalogue(), &BTreeMap::new());
    let again = own[0].clone();
    let new = Diagnostic::warning("run/columns", "The column “age” is missing.").at_node("split");
    let all = merge_problems(own.clone(), &[again, new.clone()]);
    assert_eq!(all.len(), own.len() + 1);
    assert_eq!(all.last(), Some(&new), "errors first");
}

fn param(kind: ParamKind) -> ParamSpec {
    ParamSpec {
        id: "p".into(),
        title: "P".into(),
        help: String::new(),
        kind,
        default: None,
        required: false,
        when: None,
        classic: ClassicParam::default(),
    }
}

#[test]
fn values_are_checked_in_sentences() {
    let integer = param(ParamKind::Integer { min: Some(1), max: None });
    assert_eq!(
        param_problem(&integer, &ParamValue::Integer(0)).as_deref(),
        Some("Enter a value of at least 1.")
    );
    assert_eq!(param_problem(&integer, &ParamValue::Float(1.5)).as_deref(), Some("Enter a whole number."));
    assert_eq!(param_problem(&integer, &ParamValue::Float(2.0)), None);
    let seed = param(ParamKind::Seed);
    assert!(param_problem(&seed, &ParamValue::Integer(-1)).is_some());
    let option = ChoiceOption { id: "a".into(), title: "A".into(), classic: "A".into(), not_yet: None };
    let choice = param(ParamKind::Choice { options: vec![option] });
    assert_eq!(param_problem(&choice, &ParamValue::from("a")), None);
    assert!(param_problem(&choice, &ParamValue::from("b")).is_some());
    let column = param(ParamKind::Columns { port: "dataset".into(), single: true });
    assert_eq!(param_problem(&column, &ColumnSelection::names(["x"]).into()), None);
    assert!(param_problem(&column, &ColumnSelection::names(["x", "y"]).into()).is_some());
    let range =
        param(ParamKind::Range { integer: true, logarithmic: false, min: Some(1.0), max: Some(64.0) });
    let literal = |text: &str| ParamValue::Range(SweepRange::Literal(text.into()));
    assert_eq!(param_problem(&range, &literal("1,2,4-8")), None);
    assert!(param_problem(&range, &literal("8-4")).is_some());
    assert!(param_problem(&range, &literal("1.5")).is_some());
    assert!(param_problem(&range, &literal("128")).is_some());
    let built = |min, max, count| {
        ParamValue::Range(SweepRange::Builder(RangeBuilder {
            min,
            max,
            count,
            logarithmic: false,
            literal: None,
        }))
    };
    assert_eq!(param_problem(&range, &built(1.0, 8.0, 3)), None);
    assert!(param_problem(&range, &built(9.0, 8.0, 3)).is_some());
}
