"""Clip Values."""

import numpy as np
import pandas as pd

from shared.columns import choose_columns
from shared.tables import with_columns
from shared.types import is_numeric, numbers


def clip_values(
    table,
    *,
    list_of_columns,
    set_of_thresholds="clip-peaks",
    upper_threshold="constant",
    constant_value_for_upper_threshold=1.0,
    percentile_number_for_upper_threshold=99,
    upper_substitute_value="threshold",
    lower_threshold="constant",
    constant_value_for_lower_threshold=-1.0,
    percentile_number_for_lower_threshold=1,
    lower_substitute_value="threshold",
    threshold="constant",
    constant_value_of_lower_threshold=-1.0,
    constant_value_of_upper_threshold=1.0,
    percentile_number_of_lower_threshold=1,
    percentile_number_of_upper_threshold=99,
    substitute_value_for_peaks="threshold",
    substitute_value_for_subpeaks="threshold",
    overwrite_flag=True,
    add_indicator_columns=False,
):
    """Clip Values: replaces values beyond an upper threshold, a lower one, or both.

    Thresholds are constants, or percentiles of each column. What lies beyond becomes the threshold,
    the mean or the median of the column as it was before, or missing.
    """
    bounds = {
        "clip-peaks": {
            "upper": (
                upper_threshold,
                constant_value_for_upper_threshold,
                percentile_number_for_upper_threshold,
                upper_substitute_value,
            )
        },
        "clip-sub-peaks": {
            "lower": (
                lower_threshold,
                constant_value_for_lower_threshold,
                percentile_number_for_lower_threshold,
                lower_substitute_value,
            )
        },
        "clip-peaks-and-sub-peaks": {
            "lower": (
                threshold,
                constant_value_of_lower_threshold,
                percentile_number_of_lower_threshold,
                substitute_value_for_subpeaks,
            ),
            "upper": (
                threshold,
                constant_value_of_upper_threshold,
                percentile_number_of_upper_threshold,
                substitute_value_for_peaks,
            ),
        },
    }[set_of_thresholds]
    result = table.copy()
    added = []
    for name in choose_columns(table, list_of_columns):
        if not is_numeric(table[name]):
            raise ValueError(f"Column {name!r} holds no numbers.")
        clipped, where = clip(numbers(table[name]), bounds)
        if overwrite_flag:
            result[name] = clipped
        else:
            added.append(clipped.rename(f"{name}_clipped_value"))
        if add_indicator_columns:
            added.append(where.rename(f"{name}_clipped"))
    return with_columns(result, added)


def clip(values, bounds):
    """The clipped values, and which of them were clipped. A value below the lower threshold is not
    looked at again.
    """
    limits = {
        side: constant if kind == "constant" else values.quantile(percentile / 100)
        for side, (kind, constant, percentile, _) in bounds.items()
    }
    if len(limits) == 2 and limits["lower"] > limits["upper"]:
        raise ValueError(
            f"The lower threshold {limits['lower']} is above the upper one, {limits['upper']}."
        )
    clipped = values.copy()
    where = pd.Series(False, index=values.index)
    for side, limit in sorted(limits.items()):
        substitute = bounds[side][-1]
        beyond = (values < limit if side == "lower" else values > limit) & ~where
        substitutes = {
            "threshold": limit,
            "mean": values.mean(),
            "median": values.median(),
            "missing": np.nan,
        }
        clipped = clipped.mask(beyond, substitutes[substitute])
        where = where | beyond
    return clipped, where
