"""Two-Class Boosted Decision Tree."""

from lightgbm import LGBMClassifier

from shared.learning import Learner


def two_class_boosted_decision_tree(
    *, leaves=20, leaf_rows=10, learning_rate=0.2, trees=100, seed=0, allow_unknown_levels=True
):
    """Two-Class Boosted Decision Tree: many small trees, each correcting those before, that tell
    two labels apart.

    Studio grew them with FastTree. LightGBM is its nearest relative: as good, but not tree by tree
    the same.
    """
    estimator = LGBMClassifier(
        n_estimators=trees,
        num_leaves=leaves,
        min_child_samples=leaf_rows,
        learning_rate=learning_rate,
        random_state=seed,
        deterministic=True,
        verbose=-1,
    )
    return Learner(
        "two-class", estimator, fill_missing=False, allow_unknown_levels=allow_unknown_levels
    )
