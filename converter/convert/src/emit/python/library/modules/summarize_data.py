"""Summarize Data."""

import numpy as np
import pandas as pd

from shared.types import numbers, type_of

QUANTILES = {"P0.5": 0.005, "P1": 0.01, "P5": 0.05, "P95": 0.95, "P99": 0.99, "P99.5": 0.995}


def summarize_data(table):
    """Summarize Data: describes each column in a row of statistics.

    Statistics are there for numbers and booleans. Variance, deviation, skewness and kurtosis are
    those of a sample, without bias.
    """
    return pd.DataFrame([describe(table[name]) for name in table.columns])


def describe(column):
    """The statistics of one column."""
    counts = {
        "Feature": column.name,
        "Count": len(column),
        "Unique Value Count": column.nunique(),
        "Missing Value Count": column.isna().sum(),
    }
    numeric = type_of(column) in ("Integer", "Double", "Boolean")
    values = numbers(column).dropna() if numeric else pd.Series(dtype="float64")
    return {
        **counts,
        "Min": values.min(),
        "Max": values.max(),
        "Mean": values.mean(),
        "Mean Deviation": (values - values.mean()).abs().mean(),
        "1st Quartile": values.quantile(0.25),
        "Median": values.median(),
        "3rd Quartile": values.quantile(0.75),
        "Mode": values.mode().min(),
        "Range": values.max() - values.min(),
        "Sample Variance": values.var(),
        "Sample Standard Deviation": values.std(),
        "Sample Skewness": values.skew() if len(values) > 2 else np.nan,
        "Sample Kurtosis": values.kurt() if len(values) > 3 else np.nan,
        **{name: values.quantile(fraction) for name, fraction in QUANTILES.items()},
    }
