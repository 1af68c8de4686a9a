"""Tables as a user's script knows them."""

import pandas as pd

from shared.tables import each_column, unique_names
from shared.types import is_categorical, plain, type_of


def to_script(table):
    """The table with numpy's types, which scripts were written for: whole numbers with gaps become
    floats.
    """
    return pd.DataFrame(
        {name: to_numpy_type(table[name]) for name in table.columns}, index=table.index
    )


def to_numpy_type(column):
    """One column with a type of numpy's."""
    values = plain(column)
    kind = type_of(column)
    if kind == "Integer":
        values = values.astype("float64" if values.isna().any() else "int64")
    elif kind == "Boolean":
        values = (
            values.astype(object).where(values.notna(), None)
            if values.isna().any()
            else values.astype(bool)
        )
    elif kind == "String":
        values = values.astype(object).where(values.notna(), None)
    return values.astype("category") if is_categorical(column) else values


def as_table(table):
    """A data frame from elsewhere as a table of this pipeline: whole numbers may be missing, names
    are texts.
    """
    table = table.to_frame() if isinstance(table, pd.Series) else table
    table = table.set_axis(unique_names(map(str, table.columns)), axis="columns").reset_index(
        drop=True
    )
    return each_column(table, to_nullable_type)


def to_nullable_type(column):
    """One column with a type that knows missing values."""
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind in ("boolean", "integer"):
        return column.astype("boolean" if kind == "boolean" else "Int64")
    if column.dtype != object:
        return column
    return column.astype("float64" if kind in ("floating", "mixed-integer-float") else "str")
