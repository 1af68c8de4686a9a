"""Settings that the neural networks share."""

import warnings

from sklearn.exceptions import ConvergenceWarning

# Training ends after the iterations that are set, as it did in Studio.
warnings.filterwarnings("ignore", category=ConvergenceWarning, module="sklearn.neural_network")


def network_settings(
    *, rows_of_full_step, hidden_nodes, learning_rate, iterations, momentum, shuffle, seed
):
    """Settings of scikit-learn's networks for those of Studio.

    Studio takes a step after each row. Here a step sums up a few rows: a rate so many times as high
    does that, since scikit-learn takes the mean. Training goes on to the last iteration.
    """
    return {
        "hidden_layer_sizes": [
            int(nodes) for nodes in str(hidden_nodes).replace(";", ",").split(",")
        ],
        "activation": "logistic",
        "solver": "sgd",
        "alpha": 0.0,
        "batch_size": rows_of_full_step,
        "learning_rate_init": learning_rate * rows_of_full_step,
        "max_iter": iterations,
        "momentum": momentum,
        "nesterovs_momentum": False,
        "shuffle": shuffle,
        "random_state": seed,
        "tol": 0.0,
        "n_iter_no_change": iterations,
    }
