"""Multiclass Logistic Regression."""

from shared.learning import Learner
from shared.logistic import logistic_regression


def multiclass_logistic_regression(*, tolerance=1e-7, l1=1.0, l2=1.0, allow_unknown_levels=True):
    """Multiclass Logistic Regression: weighted sums of the features, one for each label.

    The minimum is the same as Studio's; numbers are scaled to 0 ... 1 before.
    """
    estimator = logistic_regression(l1, l2, tolerance)
    return Learner(
        "multiclass", estimator, scaling="min-max", allow_unknown_levels=allow_unknown_levels
    )
