"""Rows and the clusters they belong to."""

import numpy as np
import pandas as pd
from sklearn.metrics import pairwise_distances

from shared.roles import with_roles
from shared.tables import with_columns


def assigned(model, table, append):
    """The rows with the number of their cluster and the distances to all centres."""
    metric = model.estimator.get_params().get("metric", "euclidean")
    distances = pairwise_distances(
        model.features.matrix(table), model.estimator.cluster_centers_, metric=metric
    )
    names = [
        "Assignments",
        *(f"DistancesToClusterCenter no.{centre}" for centre in range(distances.shape[1])),
    ]
    values = [
        pd.Series(np.argmin(distances, axis=1), dtype="Int64"),
        *(pd.Series(column) for column in distances.T),
    ]
    added = [column.rename(name) for name, column in zip(names, values)]
    kept = table if append else table[[]]
    return with_roles(with_columns(kept, added), {name: "Score" for name in names})
