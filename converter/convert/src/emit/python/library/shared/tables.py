"""Columns of a table."""

import pandas as pd


def unique_names(names):
    """The names, where one that was there before gets a number: x, x (2)."""
    taken = {}
    for name in names:
        candidate, number = name, 2
        while candidate in taken:
            candidate, number = f"{name} ({number})", number + 1
        taken[candidate] = True
    return list(taken)


def each_column(table, function):
    """The table with a function of each of its columns in their place."""
    return pd.DataFrame({name: function(table[name]) for name in table.columns}, index=table.index)


def with_columns(table, added):
    """The table with more columns at its end; a name that is there already gets a number."""
    combined = pd.concat([table, *added], axis=1)
    combined.columns = unique_names(combined.columns)
    combined.attrs = table.attrs
    return combined
