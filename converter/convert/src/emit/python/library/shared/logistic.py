"""Settings that the logistic regressions share."""

import numpy as np
from sklearn.linear_model import LogisticRegression


def logistic_regression(l1, l2, tolerance):
    """scikit-learn's logistic regression with Studio's penalties: l1 times the absolute, l2/2 times
    the squared weights.

    scikit-learn weighs the loss by C instead, and divides the penalty in shares. L-BFGS cannot do
    with an L1 penalty there; SAGA then takes its place.
    """
    total = l1 + l2
    return LogisticRegression(
        C=1 / total if total > 0 else np.inf,
        l1_ratio=l1 / total if total > 0 else 0.0,
        solver="saga" if l1 > 0 else "lbfgs",
        tol=max(tolerance, 1e-6),
        max_iter=10_000,
        random_state=0,
    )
