"""Neural Network Regression."""

from sklearn.compose import TransformedTargetRegressor
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

from shared.learning import Learner
from shared.networks import network_settings


def neural_network_regression(
    *,
    hidden_nodes="100",
    learning_rate=0.005,
    iterations=100,
    momentum=0.0,
    normaliser="min-max",
    shuffle=True,
    seed=0,
    allow_unknown_levels=True,
):
    """Neural Network Regression: layers of logistic units that predict a number.

    The numbers to predict are standardised, so that one learning rate fits all sizes. The first
    weights are scikit-learn's: it has no setting for their diameter.
    """
    settings = network_settings(
        rows_of_full_step=4,
        hidden_nodes=hidden_nodes,
        learning_rate=learning_rate,
        iterations=iterations,
        momentum=momentum,
        shuffle=shuffle,
        seed=seed,
    )
    estimator = TransformedTargetRegressor(MLPRegressor(**settings), transformer=StandardScaler())
    return Learner(
        "regression", estimator, scaling=normaliser, allow_unknown_levels=allow_unknown_levels
    )
