//! Learners for labels.

// <modules>: kept by `cargo xtask gen`
mod multi_class_boosted_decision_tree;
mod multiclass_decision_forest;
mod multiclass_decision_jungle;
mod multiclass_logistic_regression;
mod multiclass_neural_network;
mod one_vs_all_multiclass;
mod one_vs_one_multiclass;
mod two_class_averaged_perceptron;
mod two_class_bayes_point_machine;
mod two_class_boosted_decision_tree;
mod two_class_decision_forest;
mod two_class_decision_jungle;
mod two_class_locally_deep_support_vector_machine;
mod two_class_logistic_regression;
mod two_class_neural_network;
mod two_class_support_vector_machine;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<multi_class_boosted_decision_tree::MultiClassBoostedDecisionTree>(),
    crate::entry::<multiclass_decision_forest::MulticlassDecisionForest>(),
    crate::entry::<multiclass_decision_jungle::MulticlassDecisionJungle>(),
    crate::entry::<multiclass_logistic_regression::MulticlassLogisticRegression>(),
    crate::entry::<multiclass_neural_network::MulticlassNeuralNetwork>(),
    crate::entry::<one_vs_all_multiclass::OneVsAllMulticlass>(),
    crate::entry::<one_vs_one_multiclass::OneVsOneMulticlass>(),
    crate::entry::<two_class_averaged_perceptron::TwoClassAveragedPerceptron>(),
    crate::entry::<two_class_bayes_point_machine::TwoClassBayesPointMachine>(),
    crate::entry::<two_class_boosted_decision_tree::TwoClassBoostedDecisionTree>(),
    crate::entry::<two_class_decision_forest::TwoClassDecisionForest>(),
    crate::entry::<two_class_decision_jungle::TwoClassDecisionJungle>(),
    crate::entry::<two_class_locally_deep_support_vector_machine::TwoClassLocallyDeepSupportVectorMachine>(),
    crate::entry::<two_class_logistic_regression::TwoClassLogisticRegression>(),
    crate::entry::<two_class_neural_network::TwoClassNeuralNetwork>(),
    crate::entry::<two_class_support_vector_machine::TwoClassSupportVectorMachine>(),
];
// </modules>
