"""Types of columns as Studio names them."""

import numpy as np
import pandas as pd


def type_of(column):
    """Studio's name for the type of the values of a column, categorical or not."""
    dtype = column.dtype.categories.dtype if is_categorical(column) else column.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return "Boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "Integer"
    if pd.api.types.is_float_dtype(dtype):
        return "Double"
    if pd.api.types.is_datetime64_dtype(dtype):
        return "DateTime"
    if pd.api.types.is_timedelta64_dtype(dtype):
        return "TimeSpan"
    return "String"


def is_numeric(column):
    """Whether a column holds numbers."""
    return type_of(column) in ("Integer", "Double")


def is_categorical(column):
    """Whether a column has a closed set of levels."""
    return isinstance(column.dtype, pd.CategoricalDtype)


def plain(column):
    """The values of a column, levels written out."""
    return column.astype(column.dtype.categories.dtype) if is_categorical(column) else column


def numbers(column):
    """The values as numbers, NaN where missing: booleans are 0 and 1, dates and durations count
    milliseconds.
    """
    values = plain(column)
    if type_of(values) == "DateTime":
        values = values - pd.Timestamp(0)
    if type_of(values) == "TimeSpan":
        values = values / pd.Timedelta(milliseconds=1)
    return pd.Series(
        values.to_numpy(dtype=float, na_value=np.nan), index=values.index, name=column.name
    )
