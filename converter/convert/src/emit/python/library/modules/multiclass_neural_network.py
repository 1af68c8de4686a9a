"""Multiclass Neural Network."""

from sklearn.neural_network import MLPClassifier

from shared.learning import Learner
from shared.networks import network_settings


def multiclass_neural_network(
    *,
    hidden_nodes="100",
    learning_rate=0.1,
    iterations=100,
    momentum=0.0,
    normaliser="min-max",
    shuffle=True,
    seed=0,
    allow_unknown_levels=True,
):
    """Multiclass Neural Network: layers of logistic units with one output for each label.

    The first weights are scikit-learn's: it has no setting for their diameter.
    """
    settings = network_settings(
        rows_of_full_step=16,
        hidden_nodes=hidden_nodes,
        learning_rate=learning_rate,
        iterations=iterations,
        momentum=momentum,
        shuffle=shuffle,
        seed=seed,
    )
    estimator = MLPClassifier(**settings)
    return Learner(
        "multiclass", estimator, scaling=normaliser, allow_unknown_levels=allow_unknown_levels
    )
