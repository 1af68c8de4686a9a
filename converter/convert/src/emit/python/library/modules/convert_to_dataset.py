"""Convert to Dataset."""

import pandas as pd

from shared.convert import convert
from shared.types import is_categorical, plain, type_of


def convert_to_dataset(
    table,
    *,
    action="none",
    custom_missing_value="?",
    replace="missing",
    custom_value="obs",
    new_value="0"
):
    """Convert to Dataset: marks some values as missing, or replaces some.

    Values are compared in the type of each column; the new one must fit every column in which
    something is replaced.
    """
    if action == "none":
        return table
    result = table.copy()
    for name, column in table.items():
        if action == "set-missing-values":
            chosen, new = equals(column, custom_missing_value), None
        else:
            chosen, new = (
                column.isna() if replace == "missing" else equals(column, custom_value)
            ), new_value
        if chosen.any():
            result[name] = replaced(column, chosen, new)
    return result


def equals(column, text):
    """Which values read like this text."""
    try:
        wanted = convert(pd.Series([text], dtype="str"), type_of(column))[0]
    except ValueError:
        return pd.Series(False, index=column.index)
    return plain(column).eq(wanted).fillna(False).astype(bool)


def replaced(column, chosen, text):
    """The column with this value, or nothing, where `chosen` says so."""
    new = (
        None
        if text is None
        else convert(pd.Series([text], dtype="str", name=column.name), type_of(column))[0]
    )
    values = plain(column).mask(chosen, new)
    return values.astype("category") if is_categorical(column) else values
