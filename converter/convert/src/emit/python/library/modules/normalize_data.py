"""Normalize Data."""

from functools import partial

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from shared.columns import choose_columns, include
from shared.types import is_numeric, numbers


def normalize_data(
    table,
    *,
    transformation_method="z-score",
    columns_to_transform=(include(types=["Numeric"]),),
    use_zero_for_constant_columns=True,
):
    """Normalize Data: brings numeric columns to a common scale.

    Gives the scaled table, and the scaling as a function that uses the same means and limits for
    other tables.
    """
    scales = {}
    for name in choose_columns(table, columns_to_transform):
        if not is_numeric(table[name]):
            raise ValueError(f"Column {name!r} holds no numbers.")
        scales[name] = shift_and_width(numbers(table[name]).dropna(), transformation_method)
    constant = 0.0 if use_zero_for_constant_columns else np.nan
    scaling = partial(apply_scales, method=transformation_method, scales=scales, constant=constant)
    return scaling(table), scaling


def shift_and_width(values, method):
    """What is taken off, and what it is divided by then."""
    if method in ("logistic", "tanh"):
        return 0.0, 1.0
    if method == "log-normal":
        values = np.log(values[values > 0])
    if values.nunique() < 2:
        return 0.0, 0.0
    if method == "min-max":
        return values.min(), values.max() - values.min()
    return values.mean(), values.std(ddof=0)


def apply_scales(table, *, method, scales, constant):
    """Scales columns as it was found for another table; missing values stay missing."""
    scaled = table.copy()
    for name, (shift, width) in scales.items():
        values = numbers(table[name])
        if width == 0:
            scaled[name] = values.where(values.isna(), constant)
        elif method == "logistic":
            scaled[name] = expit(values)
        elif method == "tanh":
            scaled[name] = np.tanh(values)
        elif method == "log-normal":
            standard = (np.log(values.where(values > 0)) - shift) / width
            scaled[name] = standard.map(norm.cdf).mask(values <= 0, 0.0)
        else:
            scaled[name] = (values - shift) / width
    return scaled
