"""Boosted Decision Tree Regression."""

from lightgbm import LGBMRegressor

from shared.learning import Learner


def boosted_decision_tree_regression(
    *, leaves=20, leaf_rows=10, learning_rate=0.2, trees=100, seed=0, allow_unknown_levels=True
):
    """Boosted Decision Tree Regression: many small trees, each correcting those before, that
    predict a number.

    Studio grew them with FastTree. LightGBM is its nearest relative: as good, but not tree by tree
    the same.
    """
    estimator = LGBMRegressor(
        n_estimators=trees,
        num_leaves=leaves,
        min_child_samples=leaf_rows,
        learning_rate=learning_rate,
        random_state=seed,
        deterministic=True,
        verbose=-1,
    )
    return Learner(
        "regression", estimator, fill_missing=False, allow_unknown_levels=allow_unknown_levels
    )
