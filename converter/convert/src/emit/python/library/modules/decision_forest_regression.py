"""Decision Forest Regression."""

from sklearn.ensemble import RandomForestRegressor

from shared.forests import forest_settings
from shared.learning import Learner


def decision_forest_regression(
    *,
    resampling_method="bagging-resampling",
    number_of_decision_trees=8,
    maximum_depth_of_the_decision_trees=32,
    minimum_number_of_samples_per_leaf_node=1,
    allow_unknown_levels=True,
):
    """Decision Forest Regression: the mean of trees on random parts of the rows.

    Random splits of single nodes have no counterpart in scikit-learn's forests, which take the
    best one.
    """
    settings = forest_settings(
        trees=number_of_decision_trees,
        depth=maximum_depth_of_the_decision_trees,
        leaf_rows=minimum_number_of_samples_per_leaf_node,
        resampling=resampling_method,
    )
    return Learner(
        "regression", RandomForestRegressor(**settings), allow_unknown_levels=allow_unknown_levels
    )
