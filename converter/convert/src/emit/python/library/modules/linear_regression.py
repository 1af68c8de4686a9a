"""Linear Regression."""

from sklearn.linear_model import Ridge, SGDRegressor

from shared.learning import Learner


def linear_regression(
    *,
    solution="ordinary-least-squares",
    normalise=True,
    average=True,
    learning_rate=0.1,
    epochs=10,
    descent_l2=0.001,
    decrease=True,
    l2=0.001,
    intercept=True,
    seed=0,
    allow_unknown_levels=True,
):
    """Linear Regression: a weighted sum of the features that predicts a number.

    Least squares with an L2 penalty have one solution, Studio's. Gradient descent goes row by row
    in an order of its own, and comes close.
    """
    if solution == "ordinary-least-squares":
        estimator = Ridge(alpha=l2, fit_intercept=intercept)
        return Learner("regression", estimator, allow_unknown_levels=allow_unknown_levels)
    estimator = SGDRegressor(
        alpha=descent_l2,
        learning_rate="invscaling" if decrease else "constant",
        eta0=learning_rate,
        power_t=0.5,
        max_iter=max(epochs, 1),
        tol=None,
        average=average,
        random_state=seed,
    )
    scaling = "min-max" if normalise else "none"
    return Learner(
        "regression", estimator, scaling=scaling, allow_unknown_levels=allow_unknown_levels
    )
