"""Converting values from type to type."""

import pandas as pd

from shared.parse import to_booleans, to_dates, to_doubles, to_durations, to_integers
from shared.text import as_text
from shared.types import is_categorical, numbers, plain, type_of


def convert(column, kind):
    """The values of a column in another type; one that cannot be converted stops the run."""
    values = plain(column)
    if type_of(values) != kind:
        converted = CONVERSIONS[kind](values)
        blank = (
            values.isna() if type_of(values) != "String" else values.fillna("").str.strip().eq("")
        )
        wrong = values[converted.isna() & ~blank]
        if not wrong.empty:
            raise ValueError(
                f"Column {column.name!r}, row {wrong.index[0] + 1}: {wrong.iloc[0]!r} is no {kind}."
            )
        values = converted.rename(column.name)
    return values.astype("category") if is_categorical(column) else values


def as_integers(values):
    """Whole numbers; numbers with a fraction are not converted."""
    found = to_doubles(values.str.strip()) if type_of(values) == "String" else numbers(values)
    whole = found[found % 1 == 0].astype("int64").astype("Int64").reindex(values.index)
    # Long numbers are read digit by digit: a double would round them.
    return to_integers(values.str.strip()).fillna(whole) if type_of(values) == "String" else whole


def as_booleans(values):
    """True and False; numbers are true when they are not 0."""
    if type_of(values) != "String":
        return numbers(values).ne(0).astype("boolean").mask(values.isna())
    return to_booleans(values.str.strip().replace({"0": "false", "1": "true"}))


def as_dates(values):
    """Dates; whole numbers count milliseconds since 1970."""
    if type_of(values) == "String":
        return to_dates(values.str.strip())
    return pd.to_datetime(values, unit="ms").astype("datetime64[ms]")


def as_durations(values):
    """Durations; whole numbers count milliseconds."""
    if type_of(values) == "String":
        return to_durations(values.str.strip())
    return pd.to_timedelta(values, unit="ms").astype("timedelta64[ms]")


CONVERSIONS = {
    "String": as_text,
    "Integer": as_integers,
    "Double": lambda values: (
        to_doubles(values.str.strip()) if type_of(values) == "String" else numbers(values)
    ),
    "Boolean": as_booleans,
    "DateTime": as_dates,
    "TimeSpan": as_durations,
}
