"""MultiClass Boosted Decision Tree."""

from lightgbm import LGBMClassifier

from shared.learning import Learner


def multi_class_boosted_decision_tree(
    *,
    maximum_number_of_leaves_per_tree=20,
    minimum_leaf_instances=10,
    the_learning_rate=0.2,
    total_number_of_trees_constructed=100,
    seed=0,
    allow_unknown_levels=True,
):
    """MultiClass Boosted Decision Tree: many small trees, each correcting those before, a tree a
    label in each round.
    """
    estimator = LGBMClassifier(
        n_estimators=total_number_of_trees_constructed,
        num_leaves=maximum_number_of_leaves_per_tree,
        min_child_samples=minimum_leaf_instances,
        learning_rate=the_learning_rate,
        random_state=seed,
        deterministic=True,
        verbose=-1,
    )
    return Learner(
        "multiclass", estimator, fill_missing=False, allow_unknown_levels=allow_unknown_levels
    )
