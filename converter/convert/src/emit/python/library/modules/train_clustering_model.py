"""Train Clustering Model."""

from sklearn.base import clone

from shared.clusters import assigned
from shared.columns import choose_columns
from shared.learning import TrainedModel


def train_clustering_model(learner, table, *, columns, append=True):
    """Train Clustering Model: fits centres, and says which cluster each row is in."""
    features = learner.features(table, choose_columns(table, columns))
    model = TrainedModel(
        learner.task, clone(learner.estimator).fit(features.matrix(table)), features
    )
    return model, assigned(model, table, append)
