//! Which file of the library stands for which module, and what its results are called.

use super::library::Source;
use ml_graph::{ComponentSpec, Node, ParamKind, ParamSpec, ParamValue};

/// A module and the file whose function does its work; the function is called like the module.
#[derive(Debug)]
pub(crate) struct Counterpart {
    /// The file.
    pub(crate) source: Source,
    /// Names for variables that hold its outputs, in their order.
    pub(crate) outputs: &'static [&'static str],
}

impl Counterpart {
    /// The module's id in the catalogue.
    pub(crate) fn component(&self) -> String {
        self.source.name.replace('_', "-")
    }
}

/// A function for one value of a setting.
#[derive(Debug)]
struct Variant {
    /// The function for the other values.
    of: &'static str,
    param: &'static str,
    value: &'static str,
    counterpart: Counterpart,
}

macro_rules! counterpart {
    ($name:literal => $($output:literal),*) => {
        Counterpart {
            source: Source { name: $name, text: include_str!(concat!("library/modules/", $name, ".py")) },
            outputs: &[$($output),*],
        }
    };
}

macro_rules! counterparts {
    ($($name:literal => $($output:literal),*;)*) => {
        &[$(counterpart!($name => $($output),*)),*]
    };
}

macro_rules! variant {
    ($of:literal, $param:literal, $value:literal, $name:literal => $($output:literal),*) => {
        Variant { of: $of, param: $param, value: $value, counterpart: counterpart!($name => $($output),*) }
    };
}

/// Every module that has a counterpart.
pub(crate) const COUNTERPARTS: &[Counterpart] = counterparts! {
    "add_columns" => "combined";
    "add_rows" => "stacked_rows";
    "apply_math_operation" => "computed";
    "apply_sql_transformation" => "query_result";
    "apply_transformation" => "transformed";
    "assign_data_to_clusters" => "assignments";
    "boosted_decision_tree_regression" => "boosted_trees";
    "clean_missing_data" => "cleaned", "cleaning";
    "clip_values" => "clipped_values";
    "convert_to_csv" => "plain_table";
    "convert_to_dataset" => "dataset";
    "convert_to_indicator_values" => "with_indicators", "indicator_conversion";
    "decision_forest_regression" => "forest";
    "edit_metadata" => "edited";
    "enter_data_manually" => "entered_data";
    "evaluate_model" => "evaluation";
    "execute_python_script" => "script_result", "script_second_result";
    "execute_r_script" => "script_result", "script_second_result";
    "feature_hashing" => "hashed";
    "import_data" => "imported";
    "join_data" => "joined_rows";
    "k_means_clustering" => "k_means";
    "linear_regression" => "linear_model";
    "multi_class_boosted_decision_tree" => "boosted_trees";
    "multiclass_decision_forest" => "forest";
    "multiclass_logistic_regression" => "logistic_model";
    "multiclass_neural_network" => "neural_network";
    "neural_network_regression" => "neural_network";
    "normalize_data" => "normalized", "normalization";
    "remove_duplicate_rows" => "unique_rows";
    "score_model" => "scored";
    "select_columns_in_dataset" => "selected";
    "split_data" => "first_part", "second_part";
    "summarize_data" => "summary";
    "train_clustering_model" => "clustering_model", "clustered";
    "train_model" => "model";
    "two_class_boosted_decision_tree" => "boosted_trees";
    "two_class_decision_forest" => "forest";
    "two_class_logistic_regression" => "logistic_model";
    "two_class_neural_network" => "neural_network";
};

/// Functions for one value of a setting, so that a script holds no readers of formats that it does not read.
const VARIANTS: &[Variant] = &[
    variant!("enter_data_manually", "data_format", "arff", "enter_data_manually_arff" => "entered_data"),
    variant!("enter_data_manually", "data_format", "svm-light", "enter_data_manually_svm_light" => "entered_data"),
    variant!("import_data", "data_format", "arff", "import_data_arff" => "imported"),
    variant!("import_data", "data_format", "svm-light", "import_data_svm_light" => "imported"),
];

/// Modules that our engine runs and for which no function is written, with what to do instead.
pub(crate) const WITHOUT: &[(&str, &str)] = &[];

/// Settings that mean nothing in Python, whatever their value.
const MEANINGLESS: [&str; 11] = [
    "account_key",
    "account_name",
    "definition",
    "encoding",
    "hidden_layers",
    "label_mode",
    "python_version",
    "r_version",
    "seed",
    "trainer_mode",
    "use_cached_results",
];

/// Every function.
#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = &'static Counterpart> {
    COUNTERPARTS.iter().chain(VARIANTS.iter().map(|variant| &variant.counterpart))
}

/// The counterpart of a module.
pub(crate) fn counterpart(component: &str) -> Option<&'static Counterpart> {
    COUNTERPARTS.iter().find(|counterpart| counterpart.component() == component)
}

/// The counterpart of a step: a variant where a setting asks for one.
pub(crate) fn counterpart_of(node: &Node, spec: &ComponentSpec) -> Option<&'static Counterpart> {
    let usual = counterpart(&spec.id)?;
    let asked = |variant: &&Variant| {
        let is_set = node.params.get(variant.param).and_then(ParamValue::as_text) == Some(variant.value);
        let param = spec.param(variant.param);
        variant.of == usual.source.name
            && is_set
            && param.is_some_and(|param| spec.is_visible(param, &node.params))
    };
    Some(VARIANTS.iter().find(asked).map_or(usual, |variant| &variant.counterpart))
}

/// What to do about a module without a counterpart.
pub(crate) fn advice(component: &str) -> Option<&'static str> {
    WITHOUT.iter().find(|(id, _)| *id == component).map(|(_, advice)| *advice)
}

/// Whether it is worth saying that this setting has no counterpart in a function.
pub(crate) fn is_meant(function: &str, param: &ParamSpec) -> bool {
    let chose = |variant: &Variant| variant.counterpart.source.name == function && variant.param == param.id;
    !MEANINGLESS.contains(&param.id.as_str()) && !VARIANTS.iter().any(chose)
}

/// A choice of a node that does not run: its parameter, its id, and why.
pub(crate) fn missing_choice<'a>(
    node: &'a Node,
    spec: &'a ComponentSpec,
) -> Option<(&'a ParamSpec, &'a str, &'a str)> {
    spec.params.iter().filter(|param| spec.is_visible(param, &node.params)).find_map(|param| {
        let ParamKind::Choice { options } = &param.kind else { return None };
        let chosen = node.params.get(&param.id).and_then(ParamValue::as_text)?;
        let option = options.iter().find(|option| option.id == chosen)?;
        Some((param, option.id.as_str(), option.not_yet.as_deref()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::python::expression;
    use ml_graph::Catalogue;
    use std::collections::BTreeSet;

    fn catalogue() -> &'static Catalogue {
        ml_modules::catalogue()
    }

    #[test]
    fn every_module_that_runs_has_a_function_or_is_named_as_one_without() {
        let missing: Vec<&str> = catalogue()
            .components()
            .iter()
            .filter(|spec| spec.runs() && counterpart(&spec.id).is_none() && advice(&spec.id).is_none())
            .map(|spec| spec.id.as_str())
            .collect();
        assert!(
            missing.is_empty(),
            "{missing:?}: write library/modules/<name>.py and add it to COUNTERPARTS, or name it in WITHOUT with what to do instead"
        );
    }

    #[test]
    fn each_is_a_module_with_as_many_outputs() {
        let mut seen = BTreeSet::new();
        for counterpart in COUNTERPARTS {
            let id = counterpart.component();
            let spec = catalogue().get(&id).unwrap_or_else(|| panic!("{id} is no module"));
            assert_eq!(counterpart.outputs.len(), spec.outputs.len(), "{id}");
            assert!(counterpart.source.defines().any(|name| name == counterpart.source.name), "{id}");
            assert!(seen.insert(id));
        }
        for variant in VARIANTS {
            let spec = catalogue().get(&variant.of.replace('_', "-")).unwrap();
            assert_eq!(variant.counterpart.outputs.len(), spec.outputs.len());
            let ParamKind::Choice { options } = &spec.param(variant.param).unwrap().kind else {
                panic!("{}", variant.param)
            };
            assert!(options.iter().any(|option| option.id == variant.value), "{}", variant.value);
        }
        for (id, advice) in WITHOUT {
            assert!(catalogue().get(id).is_some(), "{id} is no module");
            assert!(counterpart(id).is_none() && advice.ends_with('.'), "{id}");
        }
    }

    /// Settings that are left at their default are not written, so that both defaults must be the same.
    #[test]
    fn functions_take_settings_of_the_module_with_its_defaults() {
        let usual = COUNTERPARTS.iter().map(|counterpart| (counterpart.component(), counterpart));
        let variants = VARIANTS.iter().map(|variant| (variant.of.replace('_', "-"), &variant.counterpart));
        for (id, counterpart) in usual.chain(variants) {
            let spec = catalogue().get(&id).unwrap();
            for keyword in counterpart.source.keywords() {
                let place = format!("{id}: {}", keyword.name);
                let param = spec.param(keyword.name).unwrap_or_else(|| panic!("{place} is no setting"));
                let Some(default) = keyword.default else {
                    let script = matches!(param.kind, ParamKind::Script { .. });
                    assert!(
                        param.required || script || matches!(param.kind, ParamKind::Columns { .. }),
                        "{place}"
                    );
                    continue;
                };
                let expected =
                    param.default.as_ref().and_then(expression::value).map(|value| value.written(0, "", ""));
                match (&param.kind, expected) {
                    (ParamKind::Seed, None) => assert!(["0", "None"].contains(&default), "{place}"),
                    (ParamKind::Text { .. }, None) => assert_eq!(default, "\"\"", "{place}"),
                    (_, None) => assert_eq!(default, "None", "{place}"),
                    (ParamKind::Float { .. }, Some(expected)) => {
                        assert_eq!(
                            default.parse::<f64>().unwrap(),
                            expected.parse::<f64>().unwrap(),
                            "{place}"
                        );
                    }
                    (ParamKind::Columns { .. }, Some(expected)) => {
                        let items = default.trim_matches(['(', ')']).trim_end_matches(',');
                        assert!(expected.contains(items), "{place}: {default} is not {expected}");
                    }
                    (ParamKind::Text { .. }, Some(expected)) => {
                        // Python's quotes may be of either kind.
                        let bare = |text: &str| text.replace(['\\', '\'', '"'], "");
                        assert_eq!(bare(default), bare(&expected), "{place}");
                    }
                    (_, Some(expected)) => assert_eq!(default, expected, "{place}"),
                }
            }
        }
    }
}
