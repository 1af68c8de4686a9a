"""Settings that the decision forests share."""


def forest_settings(*, trees, depth, leaf_rows, resampling):
    """Settings of scikit-learn's forests for those of Studio; the seed is fixed, as Studio's was.

    Studio drew a number of random splits for each node. Here a node looks at all splits of some
    features.
    """
    return {
        "n_estimators": trees,
        "max_depth": depth,
        "min_samples_leaf": leaf_rows,
        "bootstrap": resampling == "bagging-resampling",
        "random_state": 0,
    }
